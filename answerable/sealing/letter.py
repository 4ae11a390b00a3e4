# SPDX-License-Identifier: AGPL-3.0-or-later
"""A letter's keys, signatures and texts: each keyholder has own words, and what counts stands in signatures alone."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from answerable.sealing import labels
from answerable.sealing.derive import derive
from answerable.sealing.errors import Refusal
from answerable.sealing.signing import check_signature, sign, signing_public
from answerable.sealing.wire import Fields, b64, parse_b64

SALT_BYTES: Final = 32


@dataclass(frozen=True)
class LetterKeys:
    """What eight words derive for one letter, 32 bytes each: to be found by, to come in with, to sign acts with."""

    locator: bytes = field(repr=False)
    signin: bytes = field(repr=False)
    mark: bytes = field(repr=False)

    @property
    def card(self) -> dict[str, str]:
        """What the server is told: {locator, signin, mark}, base64url."""
        return {
            "locator": b64(self.locator),
            "signin": signing_public(self.signin),
            "mark": signing_public(self.mark),
        }


def derive_letter(stretched: bytes, origin: str) -> LetterKeys:
    """The keys of one keyholder of one letter. The number is left empty: words hold one letter."""
    chosen = (labels.LETTER_LOCATOR, labels.LETTER_SIGNIN, labels.LETTER_MARK)
    return LetterKeys(*(derive(stretched, label, origin, "") for label in chosen))


def act_fields(origin: str, letter: str, act: str, number: int, asked: date | str, value: Fields) -> Fields:
    """What a keyholder signs. `number` is the round: acts about one thing are counted from 1."""
    return {"origin": origin, "letter": letter, "act": act, "round": number, "asked": str(asked), "value": value}


def sign_act(seed: bytes, fields: Fields) -> str:
    """The signature of one keyholder, base64url."""
    return sign(seed, labels.LETTER_ACT, fields)


def check_act(key: str, signature: str, fields: Fields) -> None:
    """Raises signature unless this key signed this act."""
    check_signature(key, signature, labels.LETTER_ACT, fields)


def check_acts(signed: Iterable[tuple[str, str]], keys: Iterable[str], wanted: int, fields: Fields) -> None:
    """Raises signature unless at least `wanted` different keys of the list signed, and every signature is right."""
    known, seen = set(keys), set[str]()
    for key, signature in signed:
        if key not in known or key in seen:
            raise Refusal("signature")
        check_act(key, signature, fields)
        seen.add(key)
    if len(seen) < wanted:
        raise Refusal("signature")


def commit_text(salt: str, text: str) -> str:
    """HMAC-SHA256 under a random salt of 32 bytes (base64url) over label, zero byte and text; 64 hex digits.

    With the salt gone nobody can find out by trying which words they were.
    """
    said = labels.LETTER_TEXT.encode() + b"\x00" + text.encode()
    return hmac.digest(parse_b64(salt, SALT_BYTES), said, "sha256").hex()


def check_text(commitment: str, salt: str, text: str) -> None:
    """Raises commitment unless salt and text open it."""
    if not hmac.compare_digest(commit_text(salt, text), commitment):
        raise Refusal("commitment")
