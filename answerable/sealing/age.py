# SPDX-License-Identifier: AGPL-3.0-or-later
"""age v1 files to hybrid recipients (ML-KEM-768 with X25519) and to no others.

Sources: C2SP age and its mlkem768x25519 recipient, HPKE (RFC 9180) with KEM 0x647a.
"""

import hashlib
import os
from collections.abc import Sequence
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from answerable.sealing import bech32
from answerable.sealing.age_format import (
    Header,
    Stanza,
    b64_std,
    check_mac,
    header_bytes,
    header_mac,
    open_payload,
    parse_b64_std,
    parse_header,
    seal_payload,
)
from answerable.sealing.errors import Refusal
from answerable.sealing.wire import Random

KIND: Final = "mlkem768x25519"
INFO: Final = b"age-encryption.org/mlkem768x25519"
SUITE: Final = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
MLKEM_PUBLIC: Final = 1184
RECIPIENT_BYTES: Final = MLKEM_PUBLIC + 32
SHARE_BYTES: Final = 1088 + 32
WRAPPED_BYTES: Final = 16 + 16


def private_key(seed: bytes) -> MLKEM768X25519PrivateKey:
    """The key pair of a 32-byte seed: SHAKE256(seed, 96) is the ML-KEM seed (64) and the X25519 key (32)."""
    if len(seed) != 32:
        raise Refusal("length")
    raw = hashlib.shake_256(seed).digest(96)
    return MLKEM768X25519PrivateKey(
        MLKEM768PrivateKey.from_seed_bytes(raw[:64]), X25519PrivateKey.from_private_bytes(raw[64:])
    )


def recipient(seed: bytes) -> str:
    """The age1pq1… text to seal to."""
    raw = hashlib.shake_256(seed).digest(96)
    mlkem = MLKEM768PrivateKey.from_seed_bytes(raw[:64]).public_key().public_bytes_raw()
    x25519 = X25519PrivateKey.from_private_bytes(raw[64:]).public_key().public_bytes_raw()
    return bech32.encode("age1pq", mlkem + x25519)


def identity_from_seed(seed: bytes) -> str:
    """The AGE-SECRET-KEY-PQ-1… text that any current age tool opens with."""
    if len(seed) != 32:
        raise Refusal("length")
    return bech32.encode("age-secret-key-pq-", seed).upper()


def parse_identity(text: str) -> bytes:
    """The 32-byte seed of an identity. Raises age-identity."""
    seed = bech32.parse(text, "age-secret-key-pq-", "age-identity")
    if len(seed) != 32 or text != text.upper():
        raise Refusal("age-identity")
    return seed


def parse_recipient(text: str) -> MLKEM768X25519PublicKey:
    """Raises age-classic for a recipient of another kind, age-recipient for anything else."""
    if not text.startswith("age1pq1"):
        raise Refusal("age-classic" if text.startswith("age1") else "age-recipient")
    raw = bech32.parse(text, "age1pq", "age-recipient")
    if len(raw) != RECIPIENT_BYTES or text != text.lower():
        raise Refusal("age-recipient")
    try:
        mlkem = MLKEM768PublicKey.from_public_bytes(raw[:MLKEM_PUBLIC])
    except ValueError:
        raise Refusal("age-recipient") from None
    return MLKEM768X25519PublicKey(mlkem, X25519PublicKey.from_public_bytes(raw[MLKEM_PUBLIC:]))


def parse_recipients(recipients: Sequence[str]) -> list[MLKEM768X25519PublicKey]:
    """Raises age-mixed when hybrid and other recipients stand together, before any is used."""
    if not recipients:
        raise Refusal("age-recipient")
    hybrid = [text.startswith("age1pq1") for text in recipients]
    if any(hybrid) and not all(hybrid):
        raise Refusal("age-mixed")
    return [parse_recipient(text) for text in recipients]


def seal(plain: bytes, recipients: Sequence[str], *, random: Random = os.urandom) -> bytes:
    """An age file. `random` makes file key and nonce; the key exchange draws from the library's own source."""
    keys = parse_recipients(recipients)
    file_key, nonce = random(16), random(16)
    stanzas = [wrap_file_key(file_key, key) for key in keys]
    signed = header_bytes(stanzas)
    return signed + b" " + b64_std(header_mac(file_key, signed)) + b"\n" + seal_payload(file_key, nonce, plain)


def wrap_file_key(file_key: bytes, key: MLKEM768X25519PublicKey) -> Stanza:
    sealed = SUITE.encrypt(file_key, key, info=INFO)
    return Stanza((KIND, b64_std(sealed[:SHARE_BYTES]).decode("ascii")), sealed[SHARE_BYTES:])


def open(file: bytes, identity: bytes | str) -> bytes:
    """The content, for a 32-byte seed or an identity text. Raises the age-… codes."""
    seed = parse_identity(identity) if isinstance(identity, str) else identity
    header, payload = parse_header(file)
    file_key = unwrap_file_key(header, private_key(seed))
    check_mac(file_key, header)
    return open_payload(file_key, payload)


def unwrap_file_key(header: Header, key: MLKEM768X25519PrivateKey) -> bytes:
    check_kinds(header)
    for stanza in header.stanzas:
        share = parse_share(stanza)
        try:
            return SUITE.decrypt(share + stanza.body, key, info=INFO)
        except (InvalidTag, ValueError):
            continue
    raise Refusal("age-no-key")


def check_kinds(header: Header) -> None:
    hybrid = [stanza.arguments[0] == KIND for stanza in header.stanzas]
    if not all(hybrid):
        raise Refusal("age-mixed" if any(hybrid) else "age-classic")


def parse_share(stanza: Stanza) -> bytes:
    if len(stanza.arguments) != 2 or len(stanza.body) != WRAPPED_BYTES:
        raise Refusal("age-format")
    share = parse_b64_std(stanza.arguments[1].encode())
    if len(share) != SHARE_BYTES:
        raise Refusal("age-format")
    return share
