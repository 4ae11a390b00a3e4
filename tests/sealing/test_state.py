# SPDX-License-Identifier: AGPL-3.0-or-later
"""An ask as its asker opens it: what is proven, what is new, which keys count, and what a host cannot put there."""

from __future__ import annotations

from typing import Any

import pytest

from answerable.sealing import asker, labels, state, words
from answerable.sealing.asker import build_move, seal_to_holders
from answerable.sealing.derive import derive_asker
from answerable.sealing.envelope import seal_signed
from answerable.sealing.signing import signing_public
from answerable.sealing.thread import Served, Thread
from answerable.sealing.threadkey import ThreadKey
from tests.sealing.asks import (
    BACKUP,
    BODY,
    CARDS,
    HERS,
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
    TODAY,
    TWO,
    b64,
    copy,
    digest_of,
    drawn,
    full,
    key,
    listed,
    members,
    of,
    private,
    refused,
    said,
    sealed_words,
    seed,
    signers,
)

PINS = {code: {"sealing": members(code)[code], "signing": signers(code)[code]} for code in (ONE, TWO)}
FRIEND = {"f" * 64: {"name": "a friend", "right": "see"}}


def moves(*named: tuple[str, dict[str, Any]], seed: bytes = MARK) -> list[dict[str, Any]]:
    """Her signed moves, each after the one before, as a state lists them."""
    own, place, made = private(mark_seed=b64(seed)), {"number": 1, "prev": ""}, []
    for move, value in named:
        sent = build_move(own, move, value, **place, day=f"2031-05-0{place['number']}")  # type: ignore[arg-type]
        place = asker.after_move(own, sent)
        made.append(of(sent, "move", "number", "day", "value", "signature"))
    return made


def keep(**more: Any) -> str:
    fields = {
        "origin": ORIGIN, "thread": THREAD, "number": 1, "mark_seed": b64(MARK), "readers": PINS, "next": 2,
    }  # fmt: skip
    fields = {name: each for name, each in (fields | more).items() if each is not None}
    return b64(seal_signed(labels.KEEP, fields, HERS.signin, [RECIPIENT], random=drawn("keep")))


def card(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, **CARDS[code], **more}


# Made once: sealing takes longer than all else here.
KEEP, SAID, SECOND = (
    keep(),
    listed(1, said("asker", 1, body={"text": "one"})),
    listed(2, said("asker", 2, body={"text": "two"})),
)
COPY, BARE = copy(full()), copy(key(1))
LODGED = moves(("lodged", {"body": BODY}))


def given(**more: Any) -> dict[str, Any]:
    found = {
        "ask": THREAD, "keep": KEEP, "keys": [COPY], "readers": [card(ONE), card(TWO)], "backups": [],
        "history": LODGED, "messages": [SAID], "entries": [],
    }  # fmt: skip
    return found | more


def opened(today: str | None = None, **more: Any) -> dict[str, Any]:
    return state.open_state_with(HERS, ORIGIN, 1, given(**more), today)


def test_an_ask_opens_whole() -> None:
    found = opened()
    kept = found.pop("keep")
    assert {name: each for name, each in kept.items() if name != "domain"} == {
        "origin": ORIGIN, "thread": THREAD, "number": 1, "mark_seed": b64(MARK), "readers": PINS, "next": 2,
    }  # fmt: skip
    (line,) = found.pop("messages")
    assert of(line, "order", "flaw", "sender", "body") == {
        "order": 1, "flaw": None, "sender": "asker", "body": {"text": "one"},
    }  # fmt: skip
    assert found == {
        "origin": ORIGIN, "ask": THREAD, "number": 1, "mark_seed": b64(MARK), "mark_key": MARK_KEY,
        "seeds": {1: b64(SEEDS[1])}, "recipient": RECIPIENT, "epoch": 1, "due": 0,
        "moves": [{"number": 1, "move": "lodged", "proven": True, "flaw": None}], "news": [],
        "helpers_unsure": False, "gaps": [], "next_message": {"number": 2, "last": line["digest"]},
    }  # fmt: skip
    empty = opened(keys=[], messages=[])
    assert (empty["epoch"], empty["seeds"], empty["next_message"]) == (0, {}, {"number": 1, "last": ""})


def test_what_opens_with_the_words_is_of_one_ask_on_one_server() -> None:
    refused("wrong-origin", lambda: state.open_state_with(HERS, OTHER, 1, given()))
    refused("wrong-thread", lambda: opened(ask="x" * 26))
    refused("wrong-thread", lambda: opened(keep=keep(thread="x" * 26)))
    refused("wrong-thread", lambda: opened(keys=[copy(key(1, thread="x" * 26))]))
    theirs = copy(key(2, thread="x" * 26, maker=ONE), signer=PEOPLE[ONE].signing)
    refused("wrong-thread", lambda: opened(keys=[COPY, theirs]))
    other = derive_asker(seed("asks hers"), ORIGIN, 2)
    refused("age-no-key", lambda: state.open_state_with(other, ORIGIN, 2, given()))
    refused("length", lambda: opened(keep=keep(mark_seed=b64(MARK + b"x"))))


def test_a_support_person_who_only_sees_holds_the_mark_key_and_no_seed() -> None:
    found = opened(keep=keep(mark_seed=None, mark_key=MARK_KEY))
    assert (found["mark_key"], found["mark_seed"]) == (MARK_KEY, "")
    assert found["moves"][0]["proven"] and found["messages"][0]["flaw"] is None
    assert state.mark_key_of({"mark_key": 3}) == "3"


def gaps(today: str | None, **more: Any) -> int:
    forgotten = [{"order": 1, "from": "asker", "day": "2031-08-01"}]
    return len(opened(today, messages=[SECOND], forgotten=forgotten, **more)["gaps"])


@pytest.mark.parametrize("lodged", ["2030-01-01", "2032-01-01", None])
def test_what_went_by_itself_counts_from_the_day_that_she_signed(lodged: str | None) -> None:
    assert gaps("2031-08-01", lodged=lodged) == 0
    assert gaps(None, lodged=lodged) == 1


@pytest.mark.parametrize("history", [[], moves(("pause", {})), moves(("lodged", {}), seed=STRANGER)])
def test_without_a_signed_day_the_server_says_when_it_was_sent(history: list[dict[str, Any]]) -> None:
    assert gaps("2031-08-01", lodged=TODAY, history=history) == 0
    assert gaps("2031-08-01", lodged="2031-06-01", history=history) == 1
    assert gaps("2031-08-01", history=history) == 1


def checked(history: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return state.check_moves(ORIGIN, THREAD, MARK_KEY, history)


def test_what_is_proven_is_said_of_each_move() -> None:
    one, two = moves(("lodged", {}), ("pause", {}))
    assert state.proven([one, two], checked([one, {**two, "day": "x"}])) == [one]
    with pytest.raises(ValueError, match="zip"):
        state.proven([one, two], checked([one]))


def test_the_day_that_she_signed_is_that_of_her_own_move() -> None:
    hers, false = moves(("pause", {}), ("lodged", {})), moves(("lodged", {}), seed=STRANGER)
    for history, day in ((hers, "2031-05-02"), (hers[:1], None), (false, None), ([], None), (LODGED, TODAY)):
        assert state.lodged_day(history, checked(history)) == day


LATER = (("lodged", {}), ("removed", {"handler": ONE, "epoch": 3}), ("pause", {}))


@pytest.mark.parametrize(
    ("shown", "history", "due"),
    [
        ({}, moves(*LATER), 3), ({"epoch": 2}, moves(*LATER), 3), ({"epoch": 5}, moves(*LATER), 5),
        ({}, moves(*LATER, seed=STRANGER), 0), ({"epoch": True}, moves(("removed", {"epoch": True})), 0),
        ({"epoch": "7"}, moves(("removed", {"epoch": "4"})), 0), ({"epoch": 1}, [], 1), ({}, [], 0),
        ({}, [{**moves(("pause", {}))[0], "value": None}], 0),
    ],
)  # fmt: skip
def test_the_newest_key_that_there_must_be_is_the_highest_that_anybody_says(
    shown: dict[str, Any], history: list[dict[str, Any]], due: int
) -> None:
    assert state.due_epoch(shown, history, checked(history)) == due


def test_what_her_moves_say_of_the_newest_key_is_told() -> None:
    assert opened(history=moves(*LATER), epoch=2)["due"] == 3


def flaws(*history: dict[str, Any]) -> list[str | None]:
    return [each["flaw"] for each in checked(list(history))]


def test_a_move_counts_where_it_stands_in_the_chain() -> None:
    one, two, three = moves(("lodged", {"body": BODY}), ("pause", {}), ("resume", {}))
    right = {"proven": True, "flaw": None}
    assert checked([one, two, three]) == [
        {"number": 1, "move": "lodged", **right}, {"number": 2, "move": "pause", **right},
        {"number": 3, "move": "resume", **right},
    ]  # fmt: skip
    assert flaws(one, three) == [None, "move-number"]
    assert flaws(one, one) == [None, "move-number"]
    assert flaws(one, {**two, "number": 3}, three) == [None, "move-number", "signature"]
    assert flaws({**one, "day": "2031-05-09"}, two) == ["signature", "signature"]
    assert flaws({**one, "value": {}}, two) == ["signature", "signature"]
    assert flaws(one, {**two, "value": None}, three) == [None, None, None]
    assert checked([{**one, "day": "x"}])[0]["proven"] is False
    found = opened(history=[one, {"move": "word", "by": ONE}, two])["moves"]
    assert [each["proven"] for each in found] == [True, True]


def test_a_signature_may_stand_in_the_entries() -> None:
    one, two = moves(("lodged", {}), ("pause", {}))
    bare = [{name: each for name, each in move.items() if name != "signature"} for move in (one, two)]
    entries = [of(two, "number", "signature"), {"number": 1, "signature": one["signature"]}, {"type": "word"}]
    assert state.signed_history({"history": bare, "entries": entries}) == [one, two]
    assert state.signed_history({"history": bare, "entries": entries[:1]}) == [{**bare[0], "signature": ""}, two]
    other = [{"number": 1, "signature": two["signature"]}]
    assert state.signed_history({"history": [one, {"move": "word"}], "entries": other}) == [one]
    assert state.signed_history({}) == []
    assert state.signed_history({"history": bare[:1]}) == [{**bare[0], "signature": ""}]
    assert flaws({**one, "signature": ""}) == ["length"]
    assert opened(history=bare, entries=entries)["moves"][1]["proven"]


NEXT = {"epoch": 2, "words": False}
WORDS = {"epoch": 2, "words": True}


@pytest.mark.parametrize(
    ("following", "rekeyed", "counts"),
    [
        (2, [], True), (3, [NEXT], True), (2, [NEXT], None), (2, [WORDS], False), (3, [NEXT, NEXT], None),
        (2, [WORDS, NEXT], False), (2, [NEXT, WORDS], None), (4, [NEXT, NEXT], True), (4, [NEXT, NEXT, WORDS], False),
        (None, [], True), (None, [NEXT], False), (None, [WORDS], False), (True, [NEXT], False), ("2", [NEXT], False),
        (2, [{"epoch": 2}], None), (2, [{"epoch": 2, "words": 1}], None),
    ],
)  # fmt: skip
def test_an_older_file_of_hers_gives_nobody_the_next_key(following: Any, rekeyed: Any, counts: bool | None) -> None:
    history = moves(("lodged", {}), *(("rekeyed", each) for each in rekeyed))
    kept = {"next": following, "support": FRIEND, "number": 1}
    if counts is None:
        refused("keep-old", lambda: state.check_age(kept, history, checked(history)))
        return
    assert state.check_age(kept, history, checked(history)) == (
        {**kept, "support": FRIEND if counts else {}},
        not counts,
    )
    nobody = {"next": following}
    assert state.check_age(nobody, history, checked(history)) == (nobody | ({} if counts else {"support": {}}), False)


def test_a_file_from_before_somebody_was_taken_off_opens_nothing() -> None:
    history = moves(("lodged", {}), ("rekeyed", NEXT))
    refused("keep-old", lambda: opened(history=history))
    found = opened(history=moves(("lodged", {}), ("rekeyed", WORDS)), keep=keep(support=FRIEND))
    assert (found["keep"]["support"], found["helpers_unsure"]) == ({}, True)
    assert state.check_age({}, [{**LODGED[0], "move": "rekeyed", "value": None}], [{"proven": True}])[1] is False


def test_only_her_own_moves_say_that_a_file_is_old() -> None:
    false = moves(("lodged", {}), ("rekeyed", NEXT), seed=STRANGER)
    other = moves(("lodged", {}), ("removed", NEXT))
    for history in (false, other):
        assert state.check_age({"next": 2, "support": FRIEND}, history, checked(history)) == (
            {"next": 2, "support": FRIEND}, False,
        )  # fmt: skip


def test_keys_by_a_member_follow_from_the_list_before() -> None:
    first = full()
    second = key(2, maker=ONE, members=members(ONE), signers=signers(ONE))
    found = opened(keys=[copy(second, signer=PEOPLE[ONE].signing), copy(first)])
    assert (found["epoch"], found["seeds"]) == (2, {1: b64(SEEDS[1]), 2: b64(SEEDS[2])})


def of_her_list(**more: Any) -> ThreadKey:
    return key(1, **({"members": members(ONE, TWO), "signers": signers(ONE, TWO), "signed_by": MARK_KEY} | more))


def by(maker: str, **more: Any) -> ThreadKey:
    given = {"members": members(ONE, TWO), "signers": signers(ONE, TWO), "signed_by": "x"}
    given |= {"signed_by": signers(maker)[maker]} if maker in PEOPLE else {}
    return key(2, maker=maker, **(given | more))


@pytest.mark.parametrize(
    ("before", "following", "counts"),
    [
        (of_her_list(), by(ONE), True), (of_her_list(), by(ONE, members=members(ONE), signers=signers(ONE)), True),
        (of_her_list(), by(ONE, members={}, signers={}), True),
        (of_her_list(), by(ONE, signed_by=signing_public(STRANGER)), False),
        (of_her_list(), by(ONE, members=members(ONE, TWO, BACKUP)), False),
        (of_her_list(), by(ONE, members={**members(ONE), TWO: "0" * 64}), False),
        (of_her_list(), by(ONE, signers={**signers(ONE), TWO: MARK_KEY}), False),
        (of_her_list(), by(ONE, signers=signers(ONE, TWO, BACKUP)), False), (of_her_list(), by(BACKUP), False),
        (of_her_list(members={}, signers={}), by(BACKUP), True),
        (of_her_list(signers={}), by(ONE, signed_by=signing_public(STRANGER)), True),
        (of_her_list(signers={}), by(BACKUP), False),
        (of_her_list(members={**members(ONE, TWO), "way:x": "0" * 64}, signers={}), by("way:x", signers={}), False),
        (of_her_list(members={}), by(ONE, signed_by=signing_public(STRANGER)), False),
    ],
)  # fmt: skip
def test_who_makes_the_next_key_and_for_whom(before: ThreadKey, following: ThreadKey, counts: bool) -> None:
    for order in ([before, following], [following, before]):
        if counts:
            assert state.follow(order) == {1: before, 2: following}
        else:
            refused("key-swapped", lambda order=order: state.follow(order))


def test_the_newest_list_counts_and_nobody_is_their_own_witness() -> None:
    first = of_her_list()
    without_two = by(ONE, members=members(ONE), signers=signers(ONE))
    third = key(3, seed=seed("third"), maker=TWO, members=members(TWO), signed_by=signers(TWO)[TWO])
    refused("key-swapped", lambda: state.follow([first, without_two, third]))
    silent = by(ONE, members={}, signers={})
    assert set(state.follow([first, silent, third])) == {1, 2, 3}
    false = signing_public(STRANGER)
    again = key(3, seed=seed("third"), maker=ONE, members=members(ONE), signed_by=false)
    refused("key-swapped", lambda: state.follow([first, by(ONE), again]))
    swapped = by(ONE, signers={**signers(TWO), ONE: false}, signed_by=false)
    refused("key-swapped", lambda: state.follow([of_her_list(), swapped, again]))
    hers = key(2, members=members(BACKUP), signers=signers(BACKUP))
    assert set(state.follow([first, hers])) == {1, 2}


def test_one_epoch_has_one_key_and_hers_comes_first() -> None:
    hers, theirs = of_her_list(), key(1, maker=ONE, members=members(BACKUP))
    assert state.follow([theirs, hers]) == {1: hers}
    refused("key-swapped", lambda: state.follow([hers, key(1, seed=SEEDS[2])]))
    refused("key-swapped", lambda: state.follow([hers, key(1, seed=SEEDS[2], maker=ONE)]))
    assert state.follow([]) == {}


def test_keys_that_only_the_server_vouches_for_are_passed_over() -> None:
    made = key(2, maker=BACKUP)
    backup = {**card(BACKUP), "signing": signing_public(STRANGER)}
    own = {"keys": [BARE, copy(made, signer=STRANGER)], "readers": [card(ONE)], "backups": [backup]}
    assert opened(**own)["seeds"] == {1: b64(SEEDS[1])}
    refused("signature", lambda: opened(**{**own, "backups": [card(BACKUP)]}))
    named = key(1, members=members(ONE, BACKUP), signers=signers(ONE, BACKUP))
    refused("signature", lambda: opened(**{**own, "keys": [copy(named), copy(made, signer=STRANGER)]}))
    right = opened(**{**own, "keys": [copy(named), copy(made, signer=PEOPLE[BACKUP].signing)]})
    assert set(right["seeds"]) == {1, 2}
    refused("signature", lambda: opened(keys=[copy(key(1), signer=STRANGER)]))
    other = signing_public(STRANGER)
    refused("key-swapped", lambda: opened(keys=[copy(key(1, mark_key=other), signer=STRANGER)]))
    refused("key-swapped", lambda: opened(keys=[BARE, copy(key(2, maker=ONE, mark_key=other), signer=STRANGER)]))


def test_keys_of_a_reader_open_under_makers_that_are_named() -> None:
    own, made = PEOPLE[ONE], key(2, maker=TWO)
    files = [of(copy(each, ONE, signer), "file") for each, signer in ((key(1), MARK), (made, PEOPLE[TWO].signing))]
    makers = {TWO: (signers(TWO)[TWO],)}
    found = state.open_keys(own.sealing, ORIGIN, THREAD, MARK_KEY, files, makers)
    assert {epoch: (each.seed, each.maker) for epoch, each in found.items()} == {
        1: (SEEDS[1], "asker"), 2: (SEEDS[2], TWO),
    }  # fmt: skip
    assert set(state.open_keys(own.sealing, ORIGIN, THREAD, MARK_KEY, files[:1])) == {1}
    refused("signature", lambda: state.open_keys(own.sealing, ORIGIN, THREAD, MARK_KEY, files))
    refused("wrong-origin", lambda: state.open_keys(own.sealing, OTHER, THREAD, MARK_KEY, files, makers))
    refused("wrong-thread", lambda: state.open_keys(own.sealing, ORIGIN, ONE, MARK_KEY, files, makers))
    refused("key-swapped", lambda: state.open_keys(own.sealing, ORIGIN, THREAD, "x", files, makers))


def test_what_she_wrote_into_her_newest_key_is_newer_than_her_file() -> None:
    kept = {ONE: {"sealing": "a", "signing": "b"}}
    first = key(1, members={ONE: "m1", TWO: "m2"}, signers={ONE: "s1", TWO: "s2", BACKUP: "s3"})
    assert state.renew_pins(kept, [first]) == {
        ONE: {"sealing": "m1", "signing": "s1"}, TWO: {"sealing": "m2", "signing": "s2"},
    }  # fmt: skip
    second = key(2, members={TWO: "m9"}, signers={TWO: "s9"})
    for own in ([first, second], [second, first], [second, key(3)]):
        assert state.renew_pins(kept, own) == {**kept, TWO: {"sealing": "m9", "signing": "s9"}}
    for nothing in ([], [key(1)], [key(1, members={ONE: "m"})]):
        assert state.renew_pins(kept, nothing) == kept


def test_which_signing_keys_are_heard() -> None:
    kept, pins = {ONE: {"signing": "old"}}, {ONE: {"signing": "new"}, TWO: {"signing": "two"}}
    shown = {"readers": [{"code": ONE, "signing": "false"}, {"code": "z", "signing": "zed"}, {"code": "y"}],
             "backups": [{"code": BACKUP, "signing": "back"}, {"code": "x", "signing": ""}]}  # fmt: skip
    assert state.name_signers(kept, pins, shown) == {
        ONE: ("old", "new"), TWO: ("two",), "z": ("zed",), BACKUP: ("back",),
    }  # fmt: skip
    assert state.name_signers(kept, kept, {}) == {ONE: ("old",)}


OTHER_KEYS = {"sealing": CARDS[BACKUP]["sealing"], "signing": signing_public(STRANGER)}
VOUCH = {"handler": TWO, "sealing": digest_of(OTHER_KEYS["sealing"]), "signing": OTHER_KEYS["signing"]}
HEARD = {"messages": [listed(1, said(ONE, 1, body={"text": "", "vouch": VOUCH}))]}
ONLY_TWO = {"keep": keep(readers={TWO: PINS[TWO]}), "keys": [BARE]}


@pytest.mark.parametrize(
    ("readers", "more", "news"),
    [
        ([card(ONE), card(TWO)], {}, []), ([card(ONE), card(BACKUP)], {}, [(BACKUP, "new")]),
        ([card(ONE)], {"backups": [card(BACKUP)]}, [(BACKUP, "new")]),
        ([card(ONE, sealing=OTHER_KEYS["sealing"])], {}, [(ONE, "changed")]),
        ([card(ONE, signing=OTHER_KEYS["signing"])], {}, [(ONE, "changed")]),
        ([card(ONE, **OTHER_KEYS)], {}, [(ONE, "changed")]), ([card(ONE, sealing="")], {}, []),
        ([{"code": ONE, "signing": CARDS[ONE]["signing"]}, {"code": ONE, "signing": ""}, {"code": TWO}], {}, []),
        ([card(ONE), card(TWO, **OTHER_KEYS)], HEARD, [(TWO, "vouched")]),
        ([card(TWO, **OTHER_KEYS), card(BACKUP)], HEARD, [(TWO, "vouched"), (BACKUP, "new")]),
        ([card(TWO, **{**OTHER_KEYS, "sealing": ""})], HEARD, [(TWO, "changed")]),
        ([card(TWO, signing=OTHER_KEYS["signing"])], HEARD, [(TWO, "changed")]), ([card(TWO)], HEARD, []),
        ([card(ONE), card(TWO, **OTHER_KEYS)], {**HEARD, **ONLY_TWO}, [(ONE, "new"), (TWO, "changed")]),
    ],
)  # fmt: skip
def test_what_is_new_about_readers(readers: list[Any], more: dict[str, Any], news: list[tuple[str, str]]) -> None:
    """A vouch counts where she knows the reader who gives it."""
    assert opened(readers=readers, **more)["news"] == [{"code": code, "what": what} for code, what in news]


def test_a_vouch_of_a_reader_whom_she_took_off_counts_for_nothing() -> None:
    later = copy(key(2, members=members(TWO), signers=signers(TWO)))
    found = opened(readers=[card(TWO, **OTHER_KEYS)], keys=[COPY, later], **HEARD)
    assert found["news"] == [{"code": TWO, "what": "changed"}]


def test_two_keys_are_the_same_as_far_as_both_are_known() -> None:
    pin = {"sealing": digest_of("s"), "signing": "g"}
    assert state.is_pinned(None, {"sealing": "x", "signing": "y"})
    assert state.is_pinned(pin, {"sealing": "s", "signing": "g"}) and state.is_pinned(pin, {"signing": "g"})
    for other in ({"sealing": "t", "signing": "g"}, {"sealing": "s", "signing": "h"}, {"signing": "h"}):
        assert not state.is_pinned(pin, other)
    assert not state.is_pinned({"signing": "g"}, {"sealing": "s", "signing": "g"})


def test_lines_and_gaps_are_plain_values() -> None:
    read = Thread(ORIGIN, THREAD, SEEDS, signers(ONE))
    one = said(ONE, 2, body={"text": "x"})
    read.read([Served(7, sealed_words(one), 1)])
    assert state.show(read, ONE) == {
        "messages": [{"order": 7, "flaw": None, "sender": ONE, "number": 2, "epoch": 1, "body": {"text": "x"},
                      "digest": one.digest}],
        "gaps": [{"flaw": "missing", "sender": ONE, "number": 1, "seen_by": None}],
        "next_message": {"number": 3, "last": one.digest},
    }  # fmt: skip
    assert state.show(read)["next_message"]["number"] == 1


def test_the_words_themselves_open_it() -> None:
    phrase = words.make(seed("state words")[:10])
    hers = asker.asker_keys(phrase, ORIGIN, 3)
    fields = {"origin": ORIGIN, "thread": THREAD, "number": 3, "mark_seed": b64(MARK), "readers": {}}
    file = b64(seal_signed(labels.KEEP, fields, hers.signin, [hers.recipient], random=drawn("keep")))
    copies = seal_to_holders([key(1)], {"asker": hers.recipient}, MARK, random=drawn("copies"))
    gone = {"messages": [SECOND], "forgotten": [{"order": 1, "from": "asker", "day": "2031-08-01"}]}
    shown = given(keep=file, keys=copies, readers=[], **gone)
    assert len(state.open_state(phrase, ORIGIN, 3, shown)["gaps"]) == 1
    found = state.open_state(phrase, ORIGIN, 3, shown, "2031-08-01")
    assert found["gaps"] == []
    assert (found["number"], found["recipient"], found["seeds"]) == (3, hers.recipient, {1: b64(SEEDS[1])})
