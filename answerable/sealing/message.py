# SPDX-License-Identifier: AGPL-3.0-or-later
"""One message of a thread: signed by its sender, then sealed to the thread's key."""

from dataclasses import dataclass, field
from typing import Any, Final

from answerable.sealing import labels
from answerable.sealing.envelope import Envelope, open_signed, seal_signed
from answerable.sealing.errors import Refusal
from answerable.sealing.signing import signed_bytes
from answerable.sealing.wire import Fields, Random, sha256_hex

ASKER: Final = "asker"


@dataclass(frozen=True)
class Message:
    """`number` counts one sender's messages from 1; `last` is the digest of the last message seen, or ""."""

    origin: str
    thread: str
    epoch: int
    sender: str
    number: int
    last: str
    body: Fields = field(repr=False)

    @property
    def fields(self) -> dict[str, Any]:
        return {
            "origin": self.origin, "thread": self.thread, "epoch": self.epoch, "sender": self.sender,
            "number": self.number, "last": self.last, "body": self.body,
        }  # fmt: skip

    @property
    def digest(self) -> str:
        """SHA-256 hex of the signed bytes."""
        return self.digest_as(labels.MESSAGE)

    def digest_as(self, domain: str) -> str:
        """The same for a note among readers, which has the fields of a message and a label of its own."""
        return sha256_hex(signed_bytes(domain, self.fields))


def sign_then_seal(
    message: Message, seed: bytes, recipient: str, *, random: Random, domain: str = labels.MESSAGE
) -> bytes:
    """An age file to the thread's recipient; `seed` is the sender's signing seed."""
    return seal_signed(domain, message.fields, seed, [recipient], random=random)


def open_message(file: bytes, seed: bytes) -> tuple[Message, Envelope]:
    """The message as claimed, and its envelope to check. Raises age-…, padding, json."""
    envelope = open_signed(file, seed)
    return parse_message(envelope.signed), envelope


def parse_vouch(body: Fields) -> dict[str, str] | None:
    """{handler, sealing (digest), signing}: the new keys of another reader, whose six words the sender has heard."""
    found = body.get("vouch")
    names = {"handler", "sealing", "signing"}
    if not isinstance(found, dict) or set(found) != names or not all(isinstance(each, str) for each in found.values()):
        return None
    return found


def parse_message(signed: Fields) -> Message:
    """Raises json unless every field is there, of its kind, and nothing else."""
    kinds = {"origin": str, "thread": str, "epoch": int, "sender": str, "number": int, "last": str, "body": dict}
    if set(signed) - {"domain"} != set(kinds):
        raise Refusal("json")
    for name, kind in kinds.items():
        if not isinstance(signed[name], kind) or isinstance(signed[name], bool):
            raise Refusal("json")
    return Message(**{name: signed[name] for name in kinds})
