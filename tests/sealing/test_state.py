# SPDX-License-Identifier: AGPL-3.0-or-later
"""An ask as its asker opens it: what is proven, what is new, which keys count, and what a host cannot put there."""

from __future__ import annotations

from typing import Any

import pytest

from answerable.sealing import asker, labels, state, words
from answerable.sealing.asker import build_message, build_move, seal_to_holders
from answerable.sealing.derive import derive_asker
from answerable.sealing.envelope import seal_signed
from answerable.sealing.message import Message, sign_then_seal
from answerable.sealing.signing import signing_public
from answerable.sealing.thread import Served, Thread
from answerable.sealing.threadkey import ThreadKey, seal_thread_key
from tests.sealing.asks import (
    BACKUP,
    BODY,
    HERS,
    MARK,
    MARK_KEY,
    ONE,
    ORIGIN,
    OTHER,
    PEOPLE,
    SEEDS,
    STRANGER,
    THREAD,
    TODAY,
    TWO,
    b64,
    digest_of,
    drawn,
    key,
    members,
    of,
    private,
    refused,
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
    return b64(seal_signed(labels.KEEP, fields, HERS.signin, [HERS.recipient], random=drawn("keep")))


def copy(made: ThreadKey, signer: bytes = MARK) -> dict[str, Any]:
    return {"epoch": made.epoch, "file": b64(seal_thread_key(made, "asker", HERS.recipient, signer, random=drawn("c")))}


def card(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, **PEOPLE[code].card, **more}


def given(**more: Any) -> dict[str, Any]:
    message = build_message(private(), {"text": "one"}, number=1, last="", random=drawn("one"))
    found = {
        "ask": THREAD, "keep": keep(), "keys": [copy(key(1, members=members(ONE, TWO), signers=signers(ONE, TWO)))],
        "readers": [card(ONE), card(TWO)], "backups": [], "history": moves(("lodged", {"body": BODY})),
        "messages": [{"order": 1, "epoch": 1, "file": message["file"]}], "entries": [],
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
        "seeds": {1: b64(SEEDS[1])}, "recipient": HERS.recipient, "epoch": 1, "due": 0,
        "moves": [{"number": 1, "move": "lodged", "proven": True, "flaw": None}], "news": [],
        "helpers_unsure": False, "gaps": [], "next_message": {"number": 2, "last": line["digest"]},
    }  # fmt: skip
    empty = opened(keys=[], messages=[])
    assert (empty["epoch"], empty["seeds"], empty["next_message"]) == (0, {}, {"number": 1, "last": ""})


def test_what_opens_with_the_words_is_of_one_ask_on_one_server() -> None:
    refused("wrong-origin", lambda: state.open_state_with(HERS, OTHER, 1, given()))
    refused("wrong-thread", lambda: opened(ask="x" * 26))
    other = derive_asker(seed("asks hers"), ORIGIN, 2)
    refused("age-no-key", lambda: state.open_state_with(other, ORIGIN, 2, given()))
    refused("length", lambda: opened(keep=keep(mark_seed=b64(MARK + b"x"))))


def test_a_support_person_who_only_sees_holds_the_mark_key_and_no_seed() -> None:
    found = opened(keep=keep(mark_seed=None, mark_key=MARK_KEY))
    assert (found["mark_key"], found["mark_seed"]) == (MARK_KEY, "")
    assert found["moves"][0]["proven"] and found["messages"][0]["flaw"] is None
    assert state.mark_key_of({"mark_key": 3}) == "3"


def test_what_went_by_itself_counts_from_the_day_that_she_signed() -> None:
    said = build_message(private(), {"text": "two"}, number=2, last="", random=drawn("two"))
    more = {
        "messages": [{"order": 2, "epoch": 1, "file": said["file"]}],
        "forgotten": [{"order": 1, "from": "asker", "day": "2031-08-01"}],
    }  # fmt: skip
    for lodged in ("2030-01-01", "2032-01-01", None):
        assert opened("2031-08-01", lodged=lodged, **more)["gaps"] == []
        assert [gap["number"] for gap in opened(None, lodged=lodged, **more)["gaps"]] == [1]
    for history, gaps in (([], 0), (moves(("pause", {})), 0), (moves(("lodged", {}), seed=STRANGER), 0)):
        assert len(opened("2031-08-01", lodged=TODAY, history=history, **more)["gaps"]) == gaps
        assert len(opened("2031-08-01", lodged="2031-06-01", history=history, **more)["gaps"]) == 1
        assert len(opened("2031-08-01", history=history, **more)["gaps"]) == 1


def test_the_newest_key_that_there_must_be_is_the_highest_that_anybody_says() -> None:
    later = [("lodged", {}), ("removed", {"handler": ONE, "epoch": 3}), ("pause", {})]
    assert opened(history=moves(*later))["due"] == 3
    assert opened(history=moves(*later), epoch=2)["due"] == 3
    assert opened(history=moves(*later), epoch=5)["due"] == 5
    assert opened(history=moves(*later, seed=STRANGER))["due"] == 0
    assert opened(history=moves(("removed", {"epoch": True})), epoch=True)["due"] == 0
    assert opened(history=moves(("removed", {"epoch": "4"})), epoch="7")["due"] == 0
    assert state.due_epoch({}, [{"value": None}], [{"proven": True}]) == 0


def test_a_move_counts_where_it_stands_in_the_chain() -> None:
    one, two, three = moves(("lodged", {"body": BODY}), ("pause", {}), ("resume", {}))
    right = {"proven": True, "flaw": None}

    def checked(*history: dict[str, Any], entries: list[dict[str, Any]] | None = None) -> list[dict[str, Any]]:
        return list(opened(history=list(history), entries=entries or [])["moves"])

    assert checked(one, two, three) == [
        {"number": 1, "move": "lodged", **right}, {"number": 2, "move": "pause", **right},
        {"number": 3, "move": "resume", **right},
    ]  # fmt: skip
    assert [each["flaw"] for each in checked(one, three)] == [None, "move-number"]
    assert [each["flaw"] for each in checked(one, {**two, "number": 3}, three)] == [None, "move-number", "signature"]
    assert [each["flaw"] for each in checked({**one, "day": "2031-05-09"}, two)] == ["signature", "signature"]
    assert [each["flaw"] for each in checked({**one, "value": {}}, two)] == ["signature", "signature"]
    assert [each["flaw"] for each in checked(one, {**two, "value": None}, three)] == [None, None, None]
    assert checked(one, {"move": "word", "by": ONE}, two) == checked(one, two)


def test_a_signature_may_stand_in_the_entries() -> None:
    one, two = moves(("lodged", {}), ("pause", {}))
    bare = [{name: each for name, each in move.items() if name != "signature"} for move in (one, two)]
    entries = [of(two, "number", "signature"), {"number": 1, "signature": one["signature"]}, {"type": "word"}]
    assert [each["flaw"] for each in opened(history=bare, entries=entries)["moves"]] == [None, None]
    assert [each["flaw"] for each in opened(history=bare, entries=entries[:1])["moves"]] == ["length", None]
    other = [{"number": 1, "signature": two["signature"]}]
    assert [each["flaw"] for each in opened(history=[one], entries=other)["moves"]] == [None]
    assert state.signed_history({}) == []
    assert state.signed_history({"history": bare[:1]}) == [{**bare[0], "signature": ""}]


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
def test_an_older_file_of_hers_gives_nobody_the_next_key(
    following: Any, rekeyed: list[Any], counts: bool | None
) -> None:
    history = moves(("lodged", {}), *(("rekeyed", each) for each in rekeyed))
    file = keep(next=following, support=FRIEND)
    if counts is None:
        refused("keep-old", lambda: opened(keep=file, history=history))
        return
    found = opened(keep=file, history=history)
    assert (found["keep"]["support"], found["helpers_unsure"]) == (FRIEND if counts else {}, not counts)
    nobody = opened(keep=keep(next=following), history=history)
    assert nobody["helpers_unsure"] is False and nobody["keep"].get("support", {}) == {}


def test_only_her_own_moves_say_that_a_file_is_old() -> None:
    history = moves(("lodged", {}), ("rekeyed", NEXT), seed=STRANGER)
    assert opened(history=history)["helpers_unsure"] is False
    other = moves(("lodged", {}), ("removed", {"epoch": 2, "words": False}))
    assert opened(history=other, keep=keep(support=FRIEND))["keep"]["support"] == FRIEND


def test_keys_by_a_member_follow_from_the_list_before() -> None:
    first = key(1, members=members(ONE, TWO), signers=signers(ONE, TWO))
    second = key(2, maker=ONE, members=members(ONE), signers=signers(ONE))
    found = opened(keys=[copy(second, PEOPLE[ONE].signing), copy(first)])
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
    own = {"keys": [copy(key(1)), copy(made, STRANGER)], "readers": [card(ONE)], "backups": [backup]}
    assert opened(**own)["seeds"] == {1: b64(SEEDS[1])}
    refused("signature", lambda: opened(**{**own, "backups": [card(BACKUP)]}))
    named = key(1, members=members(ONE, BACKUP), signers=signers(ONE, BACKUP))
    refused("signature", lambda: opened(**{**own, "keys": [copy(named), copy(made, STRANGER)]}))
    right = opened(**{**own, "keys": [copy(named), copy(made, PEOPLE[BACKUP].signing)]})
    assert set(right["seeds"]) == {1, 2}
    refused("signature", lambda: opened(keys=[copy(key(1), STRANGER)]))
    other = signing_public(STRANGER)
    refused("key-swapped", lambda: opened(keys=[copy(key(1, mark_key=other), STRANGER)]))
    refused("key-swapped", lambda: opened(keys=[copy(key(1)), copy(key(2, maker=ONE, mark_key=other), STRANGER)]))


def test_keys_of_a_reader_open_under_makers_that_are_named() -> None:
    own, made = PEOPLE[ONE], key(2, maker=TWO)
    files = [
        {"file": b64(seal_thread_key(each, ONE, own.card["sealing"], signer, random=drawn("c")))}
        for each, signer in ((key(1), MARK), (made, PEOPLE[TWO].signing))
    ]
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


def test_what_is_new_about_readers() -> None:
    def news(*readers: dict[str, Any], **more: Any) -> list[dict[str, str]]:
        return list(opened(readers=list(readers), **more)["news"])

    other = {"sealing": PEOPLE[BACKUP].card["sealing"], "signing": signing_public(STRANGER)}
    assert news(card(ONE), card(TWO)) == []
    assert news(card(ONE), card(BACKUP)) == [{"code": BACKUP, "what": "new"}]
    assert news(card(ONE), backups=[card(BACKUP)]) == [{"code": BACKUP, "what": "new"}]
    for changed in ({"sealing": other["sealing"]}, {"signing": other["signing"]}, other):
        assert news({**card(ONE), **changed}) == [{"code": ONE, "what": "changed"}]
    assert news({**card(ONE), "sealing": ""}, {"code": ONE, "signing": signers(ONE)[ONE]}) == []
    assert news({"code": ONE, "signing": ""}, {"code": TWO}) == []
    vouch = {"handler": TWO, "sealing": digest_of(other["sealing"]), "signing": other["signing"]}
    said = Message(ORIGIN, THREAD, 1, ONE, 1, "", {"text": "", "vouch": vouch})
    file = sign_then_seal(said, PEOPLE[ONE].signing, key(1).recipient, random=drawn("vouch"))
    heard = {"messages": [{"order": 1, "epoch": 1, "file": b64(file)}]}
    assert news(card(ONE), {**card(TWO), **other}, **heard) == [{"code": TWO, "what": "vouched"}]
    assert news(card(ONE), {**card(TWO), **other, "sealing": ""}, **heard) == [{"code": TWO, "what": "changed"}]
    half = {**card(TWO), "signing": other["signing"]}
    assert news(card(ONE), half, **heard) == [{"code": TWO, "what": "changed"}]
    assert news(card(ONE), card(TWO), **heard) == []
    unknown = keep(readers={TWO: PINS[TWO]})
    bare = [copy(key(1))]
    assert news(card(ONE), {**card(TWO), **other}, **heard, keep=unknown, keys=bare) == [
        {"code": ONE, "what": "new"}, {"code": TWO, "what": "changed"},
    ]  # fmt: skip


def test_two_keys_are_the_same_as_far_as_both_are_known() -> None:
    pin = {"sealing": digest_of("s"), "signing": "g"}
    assert state.is_pinned(None, {"sealing": "x", "signing": "y"})
    assert state.is_pinned(pin, {"sealing": "s", "signing": "g"}) and state.is_pinned(pin, {"signing": "g"})
    for other in ({"sealing": "t", "signing": "g"}, {"sealing": "s", "signing": "h"}, {"signing": "h"}):
        assert not state.is_pinned(pin, other)
    assert not state.is_pinned({"signing": "g"}, {"sealing": "s", "signing": "g"})


def test_lines_and_gaps_are_plain_values() -> None:
    read = Thread(ORIGIN, THREAD, SEEDS, signers(ONE))
    said = Message(ORIGIN, THREAD, 1, ONE, 2, "", {"text": "x"})
    file = sign_then_seal(said, PEOPLE[ONE].signing, key(1).recipient, random=drawn("s"))
    read.read([Served(7, file, 1)])
    assert state.show(read, ONE) == {
        "messages": [{"order": 7, "flaw": None, "sender": ONE, "number": 2, "epoch": 1, "body": {"text": "x"},
                      "digest": said.digest}],
        "gaps": [{"flaw": "missing", "sender": ONE, "number": 1, "seen_by": None}],
        "next_message": {"number": 3, "last": said.digest},
    }  # fmt: skip
    assert state.show(read)["next_message"]["number"] == 1


def test_the_words_themselves_open_it() -> None:
    phrase = words.make(seed("state words")[:10])
    hers = asker.asker_keys(phrase, ORIGIN, 3)
    fields = {"origin": ORIGIN, "thread": THREAD, "number": 3, "mark_seed": b64(MARK), "readers": {}}
    file = b64(seal_signed(labels.KEEP, fields, hers.signin, [hers.recipient], random=drawn("keep")))
    copies = seal_to_holders([key(1)], {"asker": hers.recipient}, MARK, random=drawn("copies"))
    found = state.open_state(phrase, ORIGIN, 3, given(keep=file, keys=copies, readers=[]), TODAY)
    assert (found["number"], found["recipient"], found["seeds"]) == (3, hers.recipient, {1: b64(SEEDS[1])})
