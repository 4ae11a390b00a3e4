# SPDX-License-Identifier: AGPL-3.0-or-later
"""An authenticator in software, with the forms that the library itself writes: for tests without a browser."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from answerable.sealing.derive import UnlockKeys, derive_passkey, passkey_salt
from answerable.sealing.identity import Identity, seal_identity
from answerable.sealing.wire import b64

FLAG = AuthenticatorData.FLAG
PRESENT_AND_VERIFIED = FLAG.UP | FLAG.UV


@dataclass
class Authenticator:
    """One passkey at one origin."""

    origin: str
    host: str = "localhost"
    credential: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    counter: int = 0
    flags: int = PRESENT_AND_VERIFIED

    @property
    def keys(self) -> UnlockKeys:
        """From what its PRF answers; this one is an HMAC in name only."""
        prf = hashlib.sha256(self.secret + passkey_salt(self.origin)).digest()
        return derive_passkey(prf, self.origin, self.credential)

    def _data(self, made: bytes | None = None) -> AuthenticatorData:
        self.counter += 1
        flags = self.flags | (FLAG.AT if made else 0)
        rp = hashlib.sha256(self.host.encode()).digest()
        return AuthenticatorData.create(rp, FLAG(flags), self.counter, made or b"")

    def _client(self, kind: str, nonce: str, **bent: Any) -> CollectedClientData:
        given = {"type": kind, "challenge": nonce, "origin": self.origin, **bent}
        return CollectedClientData.create(**given)

    def make(self, challenge: dict[str, Any], **bent: Any) -> dict[str, Any]:
        """As the page sends a new passkey."""
        public = ES256.from_cryptography_key(self.key.public_key())  # type: ignore[no-untyped-call]
        data = self._data(AttestedCredentialData.create(Aaguid(bytes([7] * 16)), self.credential, public))
        attestation = AttestationObject.create("none", data, {})
        client = self._client("webauthn.create", challenge["nonce"], **bent)
        return {
            "nonce": challenge["nonce"], "expires": challenge["expires"], "id": b64(self.credential),
            "client_data": b64(client), "attestation": b64(attestation),
        }  # fmt: skip

    def use(self, challenge: dict[str, Any], **bent: Any) -> dict[str, Any]:
        """As the page sends an assertion."""
        client, data = self._client("webauthn.get", challenge["nonce"], **bent), self._data()
        signature = self.key.sign(bytes(data) + client.hash, ec.ECDSA(hashes.SHA256()))
        return {
            "nonce": challenge["nonce"], "expires": challenge["expires"], "id": b64(self.credential),
            "client_data": b64(client), "authenticator": b64(data), "signature": b64(signature),
        }  # fmt: skip

    def way(self, identity: Identity, challenge: dict[str, Any], name: str = "", **bent: Any) -> dict[str, Any]:
        """One way to unlock, as joining and the list of ways take it."""
        sealed = b64(seal_identity(identity, self.origin, self.keys, random=secrets.token_bytes))
        return {"kind": "passkey", "name": name, "sealed": sealed, "passkey": self.make(challenge, **bent)}
