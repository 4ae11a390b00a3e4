# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keys of notes: verifier keys (C2SP signed-note), what each type signs (signed-note, tlog-cosignature), signers.

Types: 0x01 Ed25519 over the text; 0x04 Ed25519 and 0x06 ML-DSA-44 over a checkpoint with a time (seconds since 1970).
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Protocol, TypeAlias

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from answerable.curve import is_signed
from answerable.tlog.body import parse_body
from answerable.tlog.encoding import BIGGEST, parse_base64, print_base64
from answerable.tlog.errors import Invalid

ED25519: Final = 0x01
ED25519_TIMED: Final = 0x04
MLDSA44_TIMED: Final = 0x06
KEY_BYTES: Final = {ED25519: 32, ED25519_TIMED: 32, MLDSA44_TIMED: 1312}
SIGNATURE_BYTES: Final = {ED25519: 64, ED25519_TIMED: 64, MLDSA44_TIMED: 2420}
TIME_BYTES: Final = 8
VKEY: Final = re.compile(r"([^+]*)\+([^+]*)\+(.*)", re.S)
# White space as Unicode has it; the control characters among it are refused with all others.
NAME: Final = re.compile("[^+\x00-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ud800-\udfff]+")


def check_name(name: str) -> None:
    """Raises key-name."""
    if not NAME.fullmatch(name):
        raise Invalid("key-name")


def key_id(name: str, kind: int, key: bytes) -> bytes:
    """Four bytes: SHA-256 of name, line break, type and key, cut."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + key).digest()[:4]


@dataclass(frozen=True)
class Verifier:
    """A public key and its name. `kind` is the type byte, `key` 32 (Ed25519) or 1312 bytes, `id` follows."""

    name: str
    kind: int
    key: bytes

    def __post_init__(self) -> None:
        """Raises key-name, key-type, key-length."""
        check_name(self.name)
        if self.kind not in KEY_BYTES:
            raise Invalid("key-type")
        if len(self.key) != KEY_BYTES[self.kind]:
            raise Invalid("key-length")

    @cached_property
    def id(self) -> bytes:
        return key_id(self.name, self.kind, self.key)

    @property
    def is_timed(self) -> bool:
        return self.kind != ED25519

    def check(self, text: str, signature: bytes) -> int | None:
        """The time in seconds that was signed too (None for 0x01). Raises signature, timestamp, or as `parse_body`."""
        time = None
        if self.is_timed:
            time, signature = int.from_bytes(signature[:TIME_BYTES], "big"), signature[TIME_BYTES:]
        if len(signature) != SIGNATURE_BYTES[self.kind]:
            raise Invalid("signature")
        if time is not None and time > BIGGEST:
            raise Invalid("timestamp")
        self._check(signature, signed_bytes(self.name, self.kind, text, time))
        return time

    def _check(self, signature: bytes, message: bytes) -> None:
        if self.kind != MLDSA44_TIMED:
            is_right = is_signed(self.key, signature, message)
        else:
            is_right = _is_signed_mldsa(self.key, signature, message)
        if not is_right:
            raise Invalid("signature")


def _is_signed_mldsa(key: bytes, signature: bytes, message: bytes) -> bool:
    try:
        MLDSA44PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def parse_vkey(text: str) -> Verifier:
    """`name+id+base64(type ‖ key)`. Raises vkey, base64, key-name, key-type, key-length, key-id."""
    match = VKEY.fullmatch(text)
    if match is None or not re.fullmatch("[0-9a-f]{8}", match[2]):
        raise Invalid("vkey")
    raw = parse_base64(match[3])
    verifier = Verifier(match[1], raw[0] if raw else 0, raw[1:])
    if verifier.id.hex() != match[2]:
        raise Invalid("key-id")
    return verifier


def print_vkey(verifier: Verifier) -> str:
    """The text that `parse_vkey` reads."""
    return f"{verifier.name}+{verifier.id.hex()}+{print_base64(bytes([verifier.kind]) + verifier.key)}"


Message: TypeAlias = Callable[[str, str, int], bytes]


def _plain(name: str, text: str, time: int) -> bytes:
    return text.encode()


def _timed(name: str, text: str, time: int) -> bytes:
    parse_body(text)
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def _subtree(name: str, text: str, time: int) -> bytes:
    origin, size, root = parse_body(text)
    cosigner, log = name.encode(), origin.encode()
    if max(len(cosigner), len(log)) > 255:
        raise Invalid("key-name")
    head = b"subtree/v1\n\x00" + bytes([len(cosigner)]) + cosigner + time.to_bytes(8, "big")
    return head + bytes([len(log)]) + log + bytes(8) + size.to_bytes(8, "big") + root


MESSAGES: Final[dict[int, Message]] = {ED25519: _plain, ED25519_TIMED: _timed, MLDSA44_TIMED: _subtree}


def signed_bytes(name: str, kind: int, text: str, time: int | None) -> bytes:
    """What a key of this type signs of a text (for the timed types a checkpoint's). Raises what `parse_body` raises."""
    return MESSAGES[kind](name, text, time or 0)


class Signer(Protocol):
    """Anything that signs a text: `time` (seconds since 1970) counts only for the timed types."""

    @property
    def verifier(self) -> Verifier: ...

    def sign(self, text: str, time: int | None = None) -> bytes: ...


class _Keyed:
    """A private key in memory. Only `sign` uses it."""

    def __init__(self, verifier: Verifier, sign_raw: Callable[[bytes], bytes]) -> None:
        self.verifier = verifier
        self._sign_raw = sign_raw

    def sign(self, text: str, time: int | None = None) -> bytes:
        """The signature as it follows the key id in a line: for the timed types, 8 bytes of time go before it."""
        kind = self.verifier.kind
        if self.verifier.is_timed and (time is None or not 0 < time <= BIGGEST):
            raise ValueError("this type of key signs a time, in seconds, above zero")
        stamp = (time or 0).to_bytes(TIME_BYTES, "big") if self.verifier.is_timed else b""
        return stamp + self._sign_raw(signed_bytes(self.verifier.name, kind, text, time))


class Ed25519Signer(_Keyed):
    """Signs with a 32-byte seed, as 0x01 (a log) or 0x04 (a witness). Raises key-name."""

    def __init__(self, name: str, seed: bytes, kind: int = ED25519) -> None:
        if kind not in (ED25519, ED25519_TIMED):
            raise ValueError("this type is not of Ed25519")
        private = Ed25519PrivateKey.from_private_bytes(seed)
        super().__init__(Verifier(name, kind, private.public_key().public_bytes_raw()), private.sign)


class MLDSA44Signer(_Keyed):
    """Signs with a 32-byte seed, as 0x06. The library draws randomness for each signature. Raises key-name."""

    def __init__(self, name: str, seed: bytes) -> None:
        private = MLDSA44PrivateKey.from_seed_bytes(seed)
        super().__init__(Verifier(name, MLDSA44_TIMED, private.public_key().public_bytes_raw()), private.sign)
