# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keys from stretched words or from a passkey: HKDF-SHA512, info = label ‖ 0x00 ‖ origin ‖ 0x00 ‖ number."""

import hashlib
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from answerable.sealing import age, labels
from answerable.sealing.signing import signing_public
from answerable.sealing.wire import b64


@dataclass(frozen=True)
class Keys:
    """32 bytes each: a name to be found by, a seed to sign in with, a seed to open with."""

    locator: bytes = field(repr=False)
    signin: bytes = field(repr=False)
    sealing: bytes = field(repr=False)

    @property
    def locator_text(self) -> str:
        return b64(self.locator)

    @property
    def signin_public(self) -> str:
        return signing_public(self.signin)

    @property
    def recipient(self) -> str:
        """The age1pq1… recipient of these keys."""
        return age.recipient(self.sealing)


AskerKeys = Keys
UnlockKeys = Keys


def derive(stretched: bytes, label: str, origin: str, number: str) -> bytes:
    info = b"\x00".join((label.encode(), origin.encode(), number.encode()))
    return HKDF(algorithm=SHA512(), length=32, salt=None, info=info).derive(stretched)


def derive_asker(stretched: bytes, origin: str, number: int) -> AskerKeys:
    """The keys of one ask. `number` counts the asks under these words from 1."""
    chosen = (labels.LOCATOR, labels.SIGNIN, labels.SEALING)
    return Keys(*(derive(stretched, label, origin, str(number)) for label in chosen))


def derive_unlock(stretched: bytes, origin: str) -> UnlockKeys:
    """The keys of one way to unlock a handler's identity. The number is left empty."""
    chosen = (labels.UNLOCK_LOCATOR, labels.UNLOCK_SIGNIN, labels.UNLOCK_SEALING)
    return Keys(*(derive(stretched, label, origin, "") for label in chosen))


def passkey_salt(origin: str) -> bytes:
    """What a passkey is asked about (the `first` of its PRF extension): 32 bytes, the same for all of one server."""
    return hashlib.sha256(labels.PASSKEY_SALT.encode() + b"\x00" + origin.encode()).digest()


def derive_passkey(prf: bytes, origin: str, credential: bytes) -> UnlockKeys:
    """The keys of one passkey, from the 32 bytes that its PRF extension answers. It is found by its credential id."""
    chosen = (labels.PASSKEY_SIGNIN, labels.PASSKEY_SEALING)
    return Keys(hashlib.sha256(credential).digest(), *(derive(prf, label, origin, "") for label in chosen))
