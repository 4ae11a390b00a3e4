# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ed25519 over canonical JSON that always names its domain."""

from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from answerable.curve import is_signed
from answerable.sealing.errors import Refusal
from answerable.sealing.wire import Fields, b64, jcs, parse_b64


def signing_public(seed: bytes) -> str:
    """The public key (32 bytes, base64url) of a 32-byte seed."""
    return b64(Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw())


def signed_bytes(domain: str, fields: Fields) -> bytes:
    """What a signature covers: the canonical form of the fields with their domain."""
    return jcs({**fields, "domain": domain})


def sign(seed: bytes, domain: str, fields: Fields) -> str:
    """A signature of 64 bytes, base64url."""
    return sign_with(Ed25519PrivateKey.from_private_bytes(seed), domain, fields)


def sign_with(key: Ed25519PrivateKey, domain: str, fields: Fields) -> str:
    """The same for whoever signs often with one key: to make the key of its seed takes as long as to sign."""
    return b64(key.sign(signed_bytes(domain, fields)))


def check_signature(public: str, signature: str, domain: str, fields: Fields) -> None:
    """Raises signature unless it is right."""
    if not is_signed(parse_b64(public, 32), parse_b64(signature, 64), signed_bytes(domain, fields)):
        raise Refusal("signature")


def check_signature_any(publics: Sequence[str], signature: str, domain: str, fields: Fields) -> None:
    """The same where any of several keys may have signed. Raises signature."""
    content = signed_bytes(domain, fields)
    if not any(is_signed(parse_b64(public, 32), parse_b64(signature, 64), content) for public in publics):
        raise Refusal("signature")
