# SPDX-License-Identifier: AGPL-3.0-or-later
"""Passkeys: what a browser's authenticator says, checked by a kept library, over a challenge of ours that is used once.

Only what is needed to check again is kept: credential id, public key, counter. Make and model are neither asked for
nor kept, and what the PRF extension answers never leaves the browser.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import CoseKey
from fido2.server import Fido2Server
from fido2.webauthn import (
    Aaguid,
    AttestationConveyancePreference,
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    RegistrationResponse,
)

from answerable import chance, config
from answerable.actions.signing_in import challenge_secret
from answerable.core.errors import Refused
from answerable.core.value import parse_whole
from answerable.core.words import N_
from answerable.sealing.challenge import check_nonce, make_challenge
from answerable.sealing.errors import Refusal
from answerable.sealing.wire import b64, parse_b64
from answerable.storage import models
from answerable.storage.inserting import insert

MAKE: Final = "make-passkey"
ENTER: Final = "enter-passkey"
LIFE_SECONDS: Final = 300  # a person looks for a key or a phone
ALGORITHMS: Final = (-8, -7, -257)  # Ed25519, ECDSA P-256, RSA: what authenticators speak
LONGEST_ID: Final = 1023
WRONG_PASSKEY = N_("This passkey opens nothing here. Take another one, or come in with your passphrase.")
NOT_MADE = N_("The passkey that was made does not fit, so it was not kept. Please try again.")
COPIED = N_(
    "This passkey counted backwards: there may be a copy of it. Come in another way, and take this passkey off "
    "your list."
)
TOO_LATE = N_("This took too long, or was sent twice. Please try again.")

Part = Mapping[str, Any]
T = TypeVar("T")
# Everything that the library raises for what it cannot read or what does not check: all of it came from outside.
HOSTILE: Final = (ValueError, KeyError, TypeError, IndexError, AttributeError, AssertionError, NotImplementedError)


@dataclass(frozen=True)
class Made:
    """A new passkey that checked."""

    credential: bytes
    key: bytes
    counter: int


def host() -> str:
    """What passkeys are bound to (the relying party id): the host of this server."""
    return urlsplit(config.current().origin).hostname or "localhost"


def challenge(purpose: str, about: bytes, at: datetime) -> dict[str, Any]:
    """{nonce, expires, host}. `about` (32 bytes) is whose it is; zeros where nobody has said yet who they are."""
    context = purpose + about.hex()
    made = make_challenge(
        challenge_secret(), purpose, b64(about), random=lambda size: chance.draw("nonce", context, size),
        now=int(at.timestamp()), life=LIFE_SECONDS,
    )  # fmt: skip
    return {**made, "host": host()}


NOBODY_YET: Final = bytes(32)


def spend(purpose: str, about: bytes, sent: Part, at: datetime) -> None:
    """Inside a write: the challenge {nonce, expires} is ours, for this purpose, not over, and was not answered before.

    A refusal later in the same write gives it back, so what was refused can be tried again until it ends.
    """
    nonce, expires = str(sent.get("nonce")), parse_whole(sent.get("expires"))
    try:
        check_nonce(challenge_secret(), purpose, b64(about), nonce, expires, now=int(at.timestamp()))
    except Refusal:
        raise Refused(TOO_LATE) from None
    digest = hashlib.sha256(parse_b64(nonce)).digest()
    if models.SpentNonce.objects.filter(digest=digest).exists():
        raise Refused(TOO_LATE)
    insert([models.SpentNonce(digest=digest, day=datetime.fromtimestamp(expires, UTC).date())])


def _server() -> Fido2Server:
    own = config.current().origin
    party = PublicKeyCredentialRpEntity(id=host(), name="Desk")
    return Fido2Server(
        party, attestation=AttestationConveyancePreference.NONE, verify_origin=lambda origin: origin == own
    )


def _state(sent: Part) -> dict[str, str]:
    """What the library compares with: the challenge, and that the person was verified, not only present."""
    return {"challenge": str(sent.get("nonce")), "user_verification": "required"}


def _checked(work: Callable[[], T], refusal: str) -> T:
    try:
        return work()
    except HOSTILE:
        raise Refused(refusal) from None


def check_made(sent: Part) -> Made:
    """{nonce, expires, id, client_data, attestation} as a browser made them. Spend the challenge beside it."""
    return _checked(lambda: _made(sent), NOT_MADE)


def _made(sent: Part) -> Made:
    answer = {"clientDataJSON": sent["client_data"], "attestationObject": sent["attestation"]}
    response = RegistrationResponse.from_dict({"rawId": sent["id"], "type": "public-key", "response": answer})
    found = _server().register_complete(_state(sent), response)
    data = found.credential_data
    if data is None or data.credential_id != response.raw_id or len(data.credential_id) > LONGEST_ID:
        raise ValueError("another credential")
    if response.response.client_data.cross_origin or data.public_key[3] not in ALGORITHMS:
        raise ValueError("not accepted here")
    return Made(data.credential_id, cbor.encode(data.public_key), found.counter)


def _key_of(kept: bytes) -> CoseKey:
    found = cbor.decode(kept)
    if not isinstance(found, Mapping):
        raise ValueError("no key")
    return CoseKey.parse(found)


def _credential(credential: bytes, kept: bytes) -> AttestedCredentialData:
    return AttestedCredentialData.create(Aaguid.NONE, credential, _key_of(kept))


def check_used(sent: Part) -> models.Unlock:
    """Inside a write: {nonce, expires, id, client_data, authenticator, signature} by a passkey that is kept here.

    An unknown one is checked against a key that nobody has: the same work, the same sentence.
    """
    credential = parse_b64(sent.get("id"))
    passkey = models.Passkey.objects.filter(credential=credential).select_related("unlock__account").first()
    kept = bytes(passkey.key) if passkey else NOBODY
    counter = _checked(lambda: _used(sent, _credential(credential, kept)), WRONG_PASSKEY)
    if passkey is None:
        raise Refused(WRONG_PASSKEY)
    if (counter or passkey.counter) and counter <= passkey.counter:
        raise Refused(COPIED)
    passkey.counter = counter
    passkey.save(update_fields=["counter"])
    return passkey.unlock


def _used(sent: Part, credential: AttestedCredentialData) -> int:
    """The counter that a right assertion carries."""
    answer = {
        "clientDataJSON": sent["client_data"], "authenticatorData": sent["authenticator"],
        "signature": sent["signature"],
    }  # fmt: skip
    response = AuthenticationResponse.from_dict({"rawId": sent["id"], "type": "public-key", "response": answer})
    _server().authenticate_complete(_state(sent), [credential], response)
    if response.response.client_data.cross_origin:
        raise ValueError("not accepted here")
    return response.response.authenticator_data.counter


def _nobody() -> bytes:
    number = int.from_bytes(hashlib.sha256(b"answerable.v1.nobody").digest()[:31], "big")
    place = ec.derive_private_key(number, ec.SECP256R1()).public_key().public_numbers()
    return cbor.encode({1: 2, 3: -7, -1: 1, -2: place.x.to_bytes(32, "big"), -3: place.y.to_bytes(32, "big")})


NOBODY: Final = _nobody()
