# SPDX-License-Identifier: AGPL-3.0-or-later
"""The key of a thread, who may make it, and what a reader of its messages names and believes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from answerable.sealing import age, labels, threadkey
from answerable.sealing.envelope import open_signed, seal_signed
from answerable.sealing.message import Message
from answerable.sealing.signing import signing_public
from answerable.sealing.thread import GAPS_SHOWN, Flaw, Served, Thread
from tests.sealing.asks import (
    BACKUP,
    CARDS,
    MARK,
    MARK_KEY,
    ONE,
    ORIGIN,
    OTHER,
    PEOPLE,
    RECIPIENT,
    SEEDS,
    STRANGER,
    THREAD,
    TWO,
    b64,
    digest_of,
    drawn,
    key,
    members,
    refused,
    said,
    sealed_words,
    seed,
    signers,
)

FIELDS: dict[str, Any] = {
    "origin": ORIGIN, "thread": THREAD, "epoch": 2, "holder": ONE, "maker": "asker", "mark_key": MARK_KEY,
    "seed": b64(SEEDS[2]), "members": members(ONE, TWO), "signers": signers(ONE, TWO),
}  # fmt: skip


def sealed(signer: bytes = MARK, label: str = labels.THREAD_KEY, **changes: Any) -> bytes:
    return seal_signed(label, FIELDS | changes, signer, [CARDS[ONE]["sealing"]], random=drawn("copy"))


def opened(file: bytes, makers: Mapping[str, Sequence[str]] | None = None) -> threadkey.ThreadKey:
    return threadkey.open_thread_key(file, PEOPLE[ONE].sealing, ORIGIN, THREAD, MARK_KEY, makers)


def test_a_copy_of_the_key_holds_all_that_its_maker_said() -> None:
    made = key(2, members=FIELDS["members"], signers=FIELDS["signers"])
    file = threadkey.seal_thread_key(made, ONE, CARDS[ONE]["sealing"], MARK, random=drawn("copy"))
    assert open_signed(file, PEOPLE[ONE].sealing).signed == FIELDS | {"domain": labels.THREAD_KEY}
    assert opened(file) == opened(sealed()) == key(2, members=made.members, signers=made.signers, signed_by=MARK_KEY)
    assert made.recipient == age.recipient(SEEDS[2])
    plain = threadkey.seal_thread_key(key(1), TWO, CARDS[ONE]["sealing"], MARK, random=drawn("copy"))
    assert set(open_signed(plain, PEOPLE[ONE].sealing).signed) == {*FIELDS, "domain"} - {"members", "signers"}
    assert opened(plain) == key(1, signed_by=MARK_KEY)
    draw = drawn("new key")
    assert threadkey.make_thread_key(ORIGIN, THREAD, 3, MARK_KEY, random=draw) == key(3, seed=drawn("new key")(32))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"origin": OTHER}, "wrong-origin"), ({"thread": "x" * 26}, "wrong-thread"),
        ({"mark_key": None}, "key-swapped"), ({"mark_key": signing_public(STRANGER)}, "key-swapped"),
        ({"signer": STRANGER}, "signature"), ({"maker": ONE}, "signature"),
        ({"maker": None}, "signature"), ({"label": labels.DESK_KEY}, "wrong-domain"),
        ({"epoch": True}, "json"), ({"epoch": "2"}, "json"), ({"epoch": None}, "json"),
        ({"seed": b64(bytes(31))}, "length"), ({"seed": None}, "base64"),
        *(({name: bad}, "json") for name in ("members", "signers") for bad in ([], None, "x", {ONE: 1}, {ONE: None})),
    ],
)  # fmt: skip
def test_a_copy_of_the_key_that_is_not_believed(changes: dict[str, Any], code: str) -> None:
    refused(code, lambda: opened(sealed(**changes)))


def test_a_colleague_makes_a_copy_under_any_of_their_keys_and_nobody_in_the_askers_name() -> None:
    makers = {TWO: (signing_public(STRANGER), signers(TWO)[TWO])}
    for signer in (STRANGER, PEOPLE[TWO].signing):
        found = opened(sealed(signer, maker=TWO), makers)
        assert (found.maker, found.signed_by) == (TWO, signing_public(signer))
    refused("signature", lambda: opened(sealed(PEOPLE[TWO].signing, maker=TWO)))
    refused("signature", lambda: opened(sealed(PEOPLE[TWO].signing, maker=ONE), makers))
    refused("signature", lambda: opened(sealed(STRANGER), {"asker": (signing_public(STRANGER),)}))


def test_the_mark_key_of_a_hosted_ask_stands_inside() -> None:
    own = PEOPLE[ONE].sealing
    assert threadkey.claimed_mark_key(sealed(), own) == MARK_KEY
    bare = {name: each for name, each in FIELDS.items() if name != "mark_key"}
    file = seal_signed(labels.THREAD_KEY, bare, MARK, [age.recipient(own)], random=drawn("copy"))
    assert threadkey.claimed_mark_key(file, own) == ""


def test_lists_of_holders_over_time() -> None:
    assert threadkey.members_of({"asker": RECIPIENT, ONE: "x"}) == {**members(), ONE: digest_of("x")}
    first, last = key(1, members={"a": "1"}), key(9, members={"b": "2"})
    assert threadkey.members_over_time([last, key(2), first]) == [{"a": "1"}, {"b": "2"}]


def served(*messages: Message, signed: Mapping[str, bytes] | None = None) -> list[Served]:
    own = signed or {}
    return [Served(order, sealed_words(one, own.get(one.sender)), one.epoch) for order, one in enumerate(messages, 1)]


def thread(**more: Any) -> Thread:
    return Thread(ORIGIN, THREAD, SEEDS, {"asker": MARK_KEY, **signers(ONE, TWO)}, **more)


def test_what_is_shown_of_a_proven_message() -> None:
    one, two = said("asker", 1), said(ONE, 1, said("asker", 1).digest)
    read = thread()
    (first,) = read.read(served(one))
    assert vars(first) == {
        "order": 1, "flaw": None, "sender": "asker", "number": 1, "epoch": 1, "body": {"text": "asker 1"},
        "digest": one.digest,
    }  # fmt: skip
    assert read.last == one.digest and (read.next_number("asker"), read.next_number(ONE)) == (2, 1)
    lines = read.read(served(two))
    assert [line.sender for line in lines] == ["asker", ONE] and lines is read.lines
    assert read.last == two.digest and read.gaps == []
    again = read.read(served(one))[-1]
    assert (again.flaw, again.sender, again.number, again.epoch, again.body) == (Flaw.REPLAYED, "asker", 1, 1, None)
    assert read.last == two.digest


def test_a_line_of_nobody_has_no_sender_and_no_words() -> None:
    forged = served(said(ONE, 1), signed={ONE: STRANGER})
    unknown = served(said(BACKUP, 1))
    for file, flaw in (
        (forged, Flaw.FORGED),
        (unknown, Flaw.FORGED),
        (served(said(ONE, 1, origin=OTHER)), Flaw.MISPLACED),
    ):
        (line,) = thread().read(file)
        assert (line.order, line.flaw, line.sender, line.number, line.epoch, line.body, line.digest) == (
            1, flaw, None, None, None, None, None)  # fmt: skip
    for bent in (Served(4, b"no file", 1), Served(4, served(said(ONE, 1))[0].file, 3)):
        assert [(line.order, line.flaw) for line in thread().read([bent])] == [(4, Flaw.UNOPENED)]
    (file,) = served(said(ONE, 1, epoch=2))
    both = Thread(ORIGIN, THREAD, {1: SEEDS[2], 2: SEEDS[2]}, signers(ONE))
    assert [line.flaw for line in both.read([Served(1, file.file, 1)])] == [Flaw.MISPLACED]


@pytest.mark.parametrize(
    ("messages", "flaws"),
    [
        ([said(ONE, 1), said(ONE, 1, body={"text": "other"})], [None, Flaw.REPEATED]),
        ([said(ONE, 1), said(TWO, 1)], [None, None]),
        ([said(ONE, 2), said(ONE, 1)], [None, Flaw.REORDERED]),
        ([said(ONE, 2), said(TWO, 1)], [None, None]),
        ([said(ONE, 4), said(ONE, 2), said(ONE, 3)], [None, Flaw.REORDERED, Flaw.REORDERED]),
        ([said(ONE, 1), said(ONE, 3), said(ONE, 2)], [None, None, Flaw.REORDERED]),
        ([said(ONE, 3), said(ONE, 2), said(ONE, 3, body={})], [None, Flaw.REORDERED, Flaw.REPEATED]),
        ([said(TWO, 1, said(ONE, 1).digest), said(ONE, 1)], [Flaw.REORDERED, None]),
        ([said(ONE, 1, epoch=2), said(TWO, 1), said(ONE, 2, epoch=2)], [None, Flaw.OLD_EPOCH, None]),
        ([said(ONE, 1), said(TWO, 1, epoch=2), said(ONE, 2)], [None, None, Flaw.OLD_EPOCH]),
    ],
)  # fmt: skip
def test_the_order_of_messages(messages: list[Message], flaws: list[Flaw | None]) -> None:
    read = thread()
    assert [line.flaw for line in read.read(served(*messages))] == flaws
    assert all(line.body is not None for line in read.lines)


def gaps(read: Thread) -> list[tuple[str | None, int | None, str | None]]:
    assert all(gap.flaw is Flaw.MISSING for gap in read.gaps)
    return [(gap.sender, gap.number, gap.seen_by) for gap in read.gaps]


def test_what_is_held_back_is_named() -> None:
    read = thread()
    read.read(served(said(ONE, 1), said(ONE, 4), said(TWO, 2)))
    assert gaps(read) == [(ONE, 2, None), (ONE, 3, None), (TWO, 1, None)]
    seen = thread()
    seen.read(served(said(ONE, 1, "a" * 64), said(TWO, 1, said(ONE, 1, "a" * 64).digest), said(TWO, 2, "b" * 64)))
    assert gaps(seen) == [(None, None, ONE), (None, None, TWO)]


def test_what_went_by_itself_is_no_gap_and_its_number_is_not_used_again() -> None:
    messages = served(said(ONE, 3, "a" * 64), said(TWO, 2, "b" * 64), said(TWO, 4, "c" * 64))
    read = thread(forgotten={ONE: 1, TWO: 1})
    read.read(messages)
    assert gaps(read) == [(ONE, 2, None), (TWO, 3, None), (None, None, TWO)]
    assert thread(forgotten={ONE: 5}).next_number(ONE) == 6
    assert thread(forgotten={ONE: 5}).next_number(TWO) == 1
    assert (read.next_number(ONE), read.next_number(TWO)) == (4, 5)


def test_only_so_many_gaps_are_named() -> None:
    read = thread()
    read.read(served(said(ONE, 1), said(ONE, 200)))
    assert gaps(read) == [(ONE, number, None) for number in range(2, 3 + GAPS_SHOWN)]
    few = thread()
    few.read(served(said(ONE, 5)))
    assert len(few.gaps) == 4


NEW = seed("new key")
VOUCH = {"handler": TWO, "sealing": "s" * 64, "signing": signing_public(NEW)}


# Made once: sealing takes longer than all else here.
AFTER = [*served(said(TWO, 1), said(TWO, 2)), *served(said(TWO, 3), signed={TWO: NEW})]
SAID = {
    (sender, vouch.get("handler"), vouch["signing"], len(vouch)): served(said(sender, 1, body={"vouch": vouch}))
    for sender, vouch in (
        (ONE, VOUCH), (TWO, VOUCH), ("asker", {**VOUCH, "handler": "asker"}), (ONE, {**VOUCH, "handler": ONE}),
        (ONE, {**VOUCH, "handler": "asker"}), (ONE, {**VOUCH, "handler": BACKUP}), (ONE, {**VOUCH, "more": "x"}),
        (ONE, {**VOUCH, "signing": CARDS[TWO]["signing"]}),
    )
}  # fmt: skip


def vouched(sender: str = ONE, vouch: dict[str, str] = VOUCH, **more: Any) -> Thread:
    read = thread(**more)
    read.read([*SAID[sender, vouch["handler"], vouch["signing"], len(vouch)], *AFTER[:2]])
    read.read(AFTER[2:])
    return read


def test_a_reader_vouches_for_the_new_key_of_another_and_both_prove() -> None:
    read = vouched()
    assert [line.flaw for line in read.lines] == [None] * 4
    assert read.vouched == {TWO: {"sealing": "s" * 64, "signing": signing_public(NEW)}}
    assert read.keys[TWO] == (signers(TWO)[TWO], signing_public(NEW))
    same = vouched(vouch={**VOUCH, "signing": signers(TWO)[TWO]})
    assert same.keys[TWO] == (signers(TWO)[TWO],) and same.lines[-1].flaw is Flaw.FORGED
    assert same.vouched == {TWO: {"sealing": "s" * 64, "signing": signers(TWO)[TWO]}}
    for allowed in (frozenset((ONE,)), frozenset((ONE, TWO))):
        assert vouched(vouchers=allowed).lines[-1].flaw is None
    assert vouched(members=[members(ONE, TWO)]).lines[-1].flaw is None


@pytest.mark.parametrize(
    "given",
    [
        {"sender": TWO}, {"sender": "asker", "vouch": {**VOUCH, "handler": "asker"}},
        {"vouch": {**VOUCH, "handler": ONE}}, {"vouch": {**VOUCH, "handler": "asker"}},
        {"vouch": {**VOUCH, "handler": BACKUP}}, {"vouchers": frozenset()},
        {"vouchers": frozenset((TWO,))}, {"members": [members(ONE, TWO), members(TWO)]},
        {"vouch": {**VOUCH, "more": "x"}},
    ],
)  # fmt: skip
def test_nobody_else_is_believed_about_a_key(given: dict[str, Any]) -> None:
    read = vouched(**given)
    assert read.vouched == {} and read.lines[-1].flaw in (Flaw.FORGED, Flaw.REPEATED)
    assert {who: len(keys) for who, keys in read.keys.items()} == {"asker": 1, ONE: 1, TWO: 1}


def test_whoever_was_taken_off_vouches_for_the_key_that_the_newest_list_names() -> None:
    lists = [members(ONE, TWO), {TWO: "s" * 64}]
    assert vouched(members=lists).vouched.keys() == {TWO}
    assert vouched(members=[*lists, {TWO: "t" * 64}]).vouched == {}
    assert vouched(members=[members(TWO), members(ONE, TWO)]).vouched.keys() == {TWO}


def test_a_vouch_that_is_not_signed_by_its_sender_counts_for_nothing() -> None:
    read = thread()
    read.read(served(said(ONE, 1, body={"vouch": VOUCH}), signed={ONE: STRANGER}))
    read.read(served(said(ONE, 1, origin=OTHER, body={"vouch": VOUCH})))
    assert read.vouched == {} and read.keys == {
        "asker": (MARK_KEY,),
        ONE: (signers(ONE)[ONE],),
        TWO: (signers(TWO)[TWO],),
    }


def test_notes_have_a_label_of_their_own() -> None:
    messages = served(said(ONE, 1))
    assert [line.flaw for line in thread(domain=labels.NOTE).read(messages)] == [Flaw.FORGED]
    note = sealed_words(said(ONE, 1), domain=labels.NOTE)
    read = thread(domain=labels.NOTE)
    assert [line.digest for line in read.read([Served(1, note, 1)])] == [said(ONE, 1).digest_as(labels.NOTE)]
