# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signed, then sealed: {"signed": fields, "signature": …} in canonical form, padded, inside an age file.

age says nothing of who sealed a file, and the server knows every recipient; so the signature lies inside.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from answerable.sealing import age
from answerable.sealing.errors import Refusal
from answerable.sealing.padding import pad, unpad
from answerable.sealing.signing import check_signature, sign
from answerable.sealing.wire import Fields, Random, jcs, parse_jcs


@dataclass(frozen=True)
class Envelope:
    """Opened, but nobody's yet: trust no field before `check`."""

    signed: dict[str, Any] = field(repr=False)
    signature: str | None = field(repr=False)

    def check(self, domain: str, public: str) -> dict[str, Any]:
        """The fields, once domain and signature are right. Raises unsigned, wrong-domain, signature."""
        if self.signature is None:
            raise Refusal("unsigned")
        if self.signed.get("domain") != domain:
            raise Refusal("wrong-domain")
        check_signature(public, self.signature, domain, self.signed)
        return self.signed

    def check_any(self, domain: str, publics: Sequence[str]) -> dict[str, Any]:
        """The same for somebody who has had several keys, the newest last. Raises signature for nobody's."""
        self.signed_by(domain, publics)
        return self.signed

    def signed_by(self, domain: str, publics: Sequence[str]) -> str:
        """Which of these keys it was, the newest first. Raises signature for none."""
        for public in publics[:0:-1]:
            try:
                self.check(domain, public)
            except Refusal:
                continue
            return public
        if not publics:
            raise Refusal("signature")
        self.check(domain, publics[0])
        return publics[0]


def seal_signed(domain: str, fields: Fields, seed: bytes, recipients: Sequence[str], *, random: Random) -> bytes:
    """An age file of the padded envelope, signed with the 32-byte `seed`."""
    signed = {**fields, "domain": domain}
    content = jcs({"signed": signed, "signature": sign(seed, domain, fields)})
    return age.seal(pad(content), recipients, random=random)


def open_signed(file: bytes, seed: bytes) -> Envelope:
    """Raises the age-… codes, padding, json."""
    content = parse_jcs(unpad(age.open(file, seed)))
    signed, signature = content.get("signed"), content.get("signature")
    if not isinstance(signed, dict) or set(content) - {"signed", "signature"}:
        raise Refusal("json")
    return Envelope(signed, signature if isinstance(signature, str) else None)


def check_place(fields: Fields, origin: str, thread: str | None = None) -> None:
    """Raises wrong-origin or wrong-thread."""
    if fields.get("origin") != origin:
        raise Refusal("wrong-origin")
    if thread is not None and fields.get("thread") != thread:
        raise Refusal("wrong-thread")
