# SPDX-License-Identifier: AGPL-3.0-or-later
"""A handler's identity, how it is unlocked, and the certificate that a body's enrolment key gives it."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from answerable.sealing import age, labels
from answerable.sealing.derive import UnlockKeys
from answerable.sealing.envelope import check_place, open_signed, seal_signed
from answerable.sealing.errors import Refusal
from answerable.sealing.signing import check_signature, sign, signing_public
from answerable.sealing.wire import Random, b64, parse_b64

CERTIFICATE_FIELDS: Final = ("body", "handler", "role", "from", "until", "signature")


@dataclass(frozen=True)
class Identity:
    """Two 32-byte seeds. Stored only sealed, and wrapped under a row key."""

    sealing: bytes = field(repr=False)
    signing: bytes = field(repr=False)

    @property
    def card(self) -> dict[str, str]:
        """What everybody may know: {"sealing": age1pq1…, "signing": base64url}."""
        return {"sealing": age.recipient(self.sealing), "signing": signing_public(self.signing)}


def make_identity(*, random: Random) -> Identity:
    return Identity(random(32), random(32))


def seal_identity(identity: Identity, origin: str, unlock: UnlockKeys, *, random: Random) -> bytes:
    """The copy for one way to unlock, signed by that way's sign-in key: the server knows the recipient too."""
    fields = {"origin": origin, "sealing": b64(identity.sealing), "signing": b64(identity.signing)}
    return seal_signed(labels.IDENTITY, fields, unlock.signin, [unlock.recipient], random=random)


def open_identity(file: bytes, origin: str, unlock: UnlockKeys) -> Identity:
    """Raises age-…, signature, wrong-origin."""
    fields = open_signed(file, unlock.sealing).check(labels.IDENTITY, unlock.signin_public)
    check_place(fields, origin)
    return Identity(parse_b64(fields.get("sealing"), 32), parse_b64(fields.get("signing"), 32))


def certificate_fields(
    origin: str, body: str, handler: str, role: str, from_date: str, until_date: str | None, card: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "origin": origin, "body": body, "handler": handler, "role": role, "from": from_date, "until": until_date,
        "sealing": card["sealing"], "signing": card["signing"],
    }  # fmt: skip


def sign_certificate(
    enrolment_seed: bytes,
    origin: str,
    body: str,
    handler: str,
    role: str,
    from_date: str,
    until_date: str | None,
    card: Mapping[str, str],
) -> dict[str, Any]:
    """{"body", "handler", "role", "from", "until", "signature"}; dates in ISO form, codes as in the directory."""
    fields = certificate_fields(origin, body, handler, role, from_date, until_date, card)
    signature = sign(enrolment_seed, labels.CERTIFICATE, fields)
    return {
        "body": body, "handler": handler, "role": role, "from": from_date, "until": until_date, "signature": signature,
    }  # fmt: skip


def check_certificate(
    enrolment_key: str, origin: str, body: str, reader: Mapping[str, Any], *, today: str | None = None
) -> None:
    """`reader` is an entry of the directory: code, sealing, signing, certificate. Raises certificate, certificate-term.

    A term is checked only where `today` (ISO) is given.
    """
    given = reader.get("certificate")
    if not isinstance(given, Mapping) or set(given) != set(CERTIFICATE_FIELDS):
        raise Refusal("certificate")
    if (given["body"], given["handler"]) != (body, reader.get("code")):
        raise Refusal("certificate")
    card = {name: str(reader.get(name)) for name in ("sealing", "signing")}
    fields = certificate_fields(origin, body, given["handler"], given["role"], given["from"], given["until"], card)
    try:
        check_signature(enrolment_key, given["signature"], labels.CERTIFICATE, fields)
    except Refusal:
        raise Refusal("certificate") from None
    first, last = given["from"], given["until"]
    if not isinstance(first, str) or not isinstance(last, str | None):
        raise Refusal("certificate")
    if today is not None and not (first <= today <= (today if last is None else last)):
        raise Refusal("certificate-term")


def fingerprint(public: str) -> str:
    """Four groups of four letters and digits, to be compared by eye or voice (80 bits)."""
    digest = hashlib.sha256(labels.FINGERPRINT.encode() + b"\x00" + parse_b64(public)).digest()
    text = base64.b32encode(digest).decode("ascii").lower()
    return " ".join(text[at : at + 4] for at in range(0, 16, 4))


def enrolment_fields(origin: str, token: str, card: Mapping[str, str]) -> dict[str, Any]:
    return {"origin": origin, "token": token, "sealing": card["sealing"], "signing": card["signing"]}


def sign_enrolment(identity: Identity, origin: str, token: str) -> str:
    """Proof that whoever accepts the invitation holds the signing key."""
    return sign(identity.signing, labels.ENROLMENT, enrolment_fields(origin, token, identity.card))


def check_enrolment(card: Mapping[str, str], proof: str, origin: str, token: str) -> None:
    """Raises signature, age-recipient, age-classic."""
    age.parse_recipient(card["sealing"])
    check_signature(card["signing"], proof, labels.ENROLMENT, enrolment_fields(origin, token, card))
