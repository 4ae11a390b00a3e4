# SPDX-License-Identifier: AGPL-3.0-or-later
"""Notes among the readers of one ask: sealed to a desk key that its asker does not hold, one for each epoch.

A desk key is made by a reader and sealed to each reader of that day: who came later, or left, holds none of the next.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from answerable.sealing import age, labels
from answerable.sealing.envelope import check_place, open_signed, seal_signed
from answerable.sealing.errors import Refusal
from answerable.sealing.identity import Identity
from answerable.sealing.message import ASKER, Message, sign_then_seal
from answerable.sealing.reader import Look, check_signers
from answerable.sealing.state import show
from answerable.sealing.thread import Served, Thread
from answerable.sealing.wire import Random, b64, parse_b64


@dataclass(frozen=True)
class DeskKey:
    """`members` are the codes of all who hold it, sorted; `maker` is one of them. `signed_by` is the key that signed
    this copy, once it was opened.
    """

    origin: str
    thread: str
    epoch: int
    maker: str
    members: tuple[str, ...]
    seed: bytes = field(repr=False)
    signed_by: str = ""

    @property
    def recipient(self) -> str:
        return age.recipient(self.seed)


def seal_desk_key(key: DeskKey, holder: str, recipient: str, maker_seed: bytes, *, random: Random) -> bytes:
    """The copy for one member, signed by its maker's signing seed."""
    fields = {
        "origin": key.origin, "thread": key.thread, "epoch": key.epoch, "holder": holder, "maker": key.maker,
        "members": list(key.members), "seed": b64(key.seed),
    }  # fmt: skip
    return seal_signed(labels.DESK_KEY, fields, maker_seed, [recipient], random=random)


def open_desk_key(
    file: bytes, seed: bytes, origin: str, thread: str, holder: str, makers: Mapping[str, Sequence[str]]
) -> DeskKey:
    """Raises age-…, wrong-…, signature unless a member made it, key-swapped for a copy that is somebody else's."""
    envelope = open_signed(file, seed)
    check_place(envelope.signed, origin, thread)
    maker = str(envelope.signed.get("maker"))
    known = () if maker == ASKER else makers.get(maker, ())
    signed_by, fields = envelope.signed_by(labels.DESK_KEY, known), envelope.signed
    epoch, members = fields.get("epoch"), fields.get("members")
    is_list = isinstance(members, list) and all(isinstance(each, str) for each in members)
    if not isinstance(epoch, int) or isinstance(epoch, bool) or not isinstance(members, list) or not is_list:
        raise Refusal("json")
    if fields.get("holder") != holder or not {holder, maker} <= set(members) or ASKER in members:
        raise Refusal("key-swapped")
    return DeskKey(origin, thread, epoch, maker, tuple(members), parse_b64(fields.get("seed"), 32), signed_by)


def open_desk(identity: Identity, origin: str, handler: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    """The notes of an ask as one of its readers may read them.

    `payload` as for `reader.open_ask`, with `desk`: {"epoch", "keys": [{"epoch", "file"}], "notes": [{"order", "epoch",
    "file"}]}, where the first `epoch` is the newest there is (0 before the first).
    Raises age-…, signature, key-swapped, certificate.
    """
    code, desk = payload["ask"], payload["desk"]
    signers = check_signers(origin, payload) | {handler: (identity.card["signing"],)}
    keys = {
        key.epoch: key
        for one in desk["keys"]
        for key in [open_desk_key(parse_b64(one["file"]), identity.sealing, origin, code, handler, signers)]
    }
    seeds = {epoch: key.seed for epoch, key in keys.items()}
    read = Thread(origin, code, seeds, signers, labels.NOTE)
    read.read(Served(one["order"], parse_b64(one["file"]), one["epoch"]) for one in desk["notes"])
    return {"keys": keys, **show(read, handler)}


def build_note(
    identity: Identity,
    payload: Mapping[str, Any],
    opened: Mapping[str, Any],
    body: Mapping[str, Any],
    *,
    origin: str,
    look: Look,
    random: Random,
) -> dict[str, Any]:
    """{"ask", "epoch", "keys", "file"}. `opened` is of `open_desk`.

    Sealed to the newest key only where exactly those who read now hold it; else a new epoch is made for them, and
    `keys` are its copies. So nothing is ever sealed to a key that somebody holds who has left. A colleague's keys must
    stand in the record (`look`) before theirs is used, or anything sealed to them: a host that holds the enrolment key
    can certify any key. Raises record-….
    """
    seat, newest = payload["seat"], payload["desk"]["epoch"]
    now = {one["code"]: one for one in payload["readers"] if one["active"]}
    members = {code: one["sealing"] for code, one in now.items()}
    if seat not in members:
        raise Refusal("old-epoch")
    key = opened["keys"].get(newest)
    signs = {**{code: one["signing"] for code, one in now.items()}, seat: identity.card["signing"]}
    fresh = key is None or set(key.members) != set(members) or key.signed_by != signs[key.maker]
    for code, one in now.items():
        if code != seat and (fresh or code == key.maker):
            look(one)
    if fresh:
        key = DeskKey(origin, payload["ask"], newest + 1, seat, tuple(sorted(members)), random(32))
    copies = [
        {"holder": code, "file": b64(seal_desk_key(key, code, recipient, identity.signing, random=random))}
        for code, recipient in sorted(members.items())
    ] if fresh else []  # fmt: skip
    note = Message(origin, payload["ask"], key.epoch, seat, body=body, **opened["next_message"])
    file = sign_then_seal(note, identity.signing, key.recipient, random=random, domain=labels.NOTE)
    return {"ask": payload["ask"], "epoch": key.epoch, "keys": copies, "file": b64(file)}
