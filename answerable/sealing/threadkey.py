# SPDX-License-Identifier: AGPL-3.0-or-later
"""The key of a thread: one hybrid identity for each epoch, sealed to each holder by the one who made it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from answerable.sealing import age, labels
from answerable.sealing.envelope import Envelope, check_place, open_signed, seal_signed
from answerable.sealing.errors import Refusal
from answerable.sealing.message import ASKER
from answerable.sealing.wire import Fields, Random, b64, parse_b64, sha256_hex


@dataclass(frozen=True)
class ThreadKey:
    """`maker` is "asker" or a handler's code; `mark_key` is the asker's public key in this thread.

    `members` maps each holder to the digest of their recipient, `signers` each reader among them to their signing key;
    empty in copies from before there were such lists. `signed_by` is the key that signed this copy, once it was opened.
    """

    origin: str
    thread: str
    epoch: int
    seed: bytes = field(repr=False)
    mark_key: str
    maker: str = ASKER
    members: Mapping[str, str] = field(default_factory=dict)
    signers: Mapping[str, str] = field(default_factory=dict)
    signed_by: str = ""

    @property
    def recipient(self) -> str:
        return age.recipient(self.seed)


def claimed_mark_key(file: bytes, seed: bytes) -> str:
    """The mark key that stands inside. Only for an ask through the host, whose server keeps no mark key."""
    return str(open_signed(file, seed).signed.get("mark_key", ""))


def make_thread_key(origin: str, thread: str, epoch: int, mark_key: str, *, random: Random) -> ThreadKey:
    return ThreadKey(origin, thread, epoch, random(32), mark_key)


def members_of(holders: Mapping[str, str]) -> dict[str, str]:
    """Holder to the digest of the recipient that the key is sealed to: who stays may seal the next to nobody else."""
    return {holder: sha256_hex(recipient.encode()) for holder, recipient in holders.items()}


def members_over_time(keys: Iterable[ThreadKey]) -> list[Mapping[str, str]]:
    """Who held each key, the newest last, as far as the keys say it."""
    return [key.members for key in sorted(keys, key=lambda one: one.epoch) if key.members]


def seal_thread_key(key: ThreadKey, holder: str, recipient: str, seed: bytes, *, random: Random) -> bytes:
    """The copy for one holder ("asker", a handler's code, "standby:" and a code), signed by the maker's `seed`."""
    fields = {
        "origin": key.origin, "thread": key.thread, "epoch": key.epoch, "holder": holder, "maker": key.maker,
        "mark_key": key.mark_key, "seed": b64(key.seed), **({"members": dict(key.members)} if key.members else {}),
        **({"signers": dict(key.signers)} if key.signers else {}),
    }  # fmt: skip
    return seal_signed(labels.THREAD_KEY, fields, seed, [recipient], random=random)


def open_thread_key(
    file: bytes, seed: bytes, origin: str, thread: str, mark_key: str, makers: Mapping[str, Sequence[str]] | None = None
) -> ThreadKey:
    """Raises age-…, key-swapped when another mark key stands inside than the one shown, signature, wrong-…

    Signed with the mark key by the asker, or by a member who sealed it again: `makers` maps a code to signing keys.
    """
    return check_thread_key(open_signed(file, seed), origin, thread, mark_key, makers)


def check_thread_key(
    envelope: Envelope, origin: str, thread: str, mark_key: str, makers: Mapping[str, Sequence[str]] | None = None
) -> ThreadKey:
    """The same for a copy that was opened."""
    check_place(envelope.signed, origin, thread)
    if envelope.signed.get("mark_key") != mark_key:
        raise Refusal("key-swapped")
    maker = str(envelope.signed.get("maker"))
    known = {**(makers or {}), ASKER: (mark_key,)}
    signed_by = envelope.signed_by(labels.THREAD_KEY, known.get(maker, ()))
    fields = envelope.signed
    epoch = fields.get("epoch")
    if not isinstance(epoch, int) or isinstance(epoch, bool):
        raise Refusal("json")
    seed, members, signers = parse_b64(fields.get("seed"), 32), _list(fields, "members"), _list(fields, "signers")
    return ThreadKey(origin, thread, epoch, seed, mark_key, maker, members, signers, signed_by)


def _list(fields: Fields, name: str) -> dict[str, str]:
    found = fields.get(name, {})
    if not isinstance(found, dict) or not all(isinstance(each, str) for each in found.values()):
        raise Refusal("json")
    return found
