# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a reader's client builds and opens: an identity and its ways, a thread, a message, keys for others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from answerable.sealing import age, labels, reader, words
from answerable.sealing.asker import build_message as hers
from answerable.sealing.asker import seal_to_holders
from answerable.sealing.envelope import open_signed
from answerable.sealing.errors import Refusal
from answerable.sealing.identity import Identity, check_enrolment
from answerable.sealing.signing import signing_public
from answerable.sealing.threadkey import ThreadKey, open_thread_key
from answerable.sealing.wire import parse_b64
from tests.sealing.asks import (
    BACKUP,
    BODY,
    CARDS,
    ENROLMENT,
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
    entry,
    full,
    key,
    listed,
    members,
    of,
    private,
    refused,
    said,
    seed,
    signers,
)

OWN = PEOPLE[ONE]
HOLDERS = {"asker": RECIPIENT, **{code: CARDS[code]["sealing"] for code in (ONE, TWO)}}


def test_a_new_reader_has_two_ways_to_unlock_and_proves_the_keys() -> None:
    draw = drawn("enrolled")
    own, phrases = Identity(draw(32), draw(32)), [words.make(draw(10)), words.make(draw(10))]
    made, private = reader.build_enrolment(ORIGIN, "token", random=drawn("enrolled"))
    assert set(made) == {"card", "proof", "unlocks"} and made["card"] == own.card
    check_enrolment(made["card"], made["proof"], ORIGIN, "token")
    refused("signature", lambda: check_enrolment(made["card"], made["proof"], ORIGIN, "other"))
    assert private == {"passphrases": dict(zip(("carried", "printed"), phrases, strict=True)), "identity": own}
    for way, phrase, unlock in zip(("carried", "printed"), phrases, made["unlocks"], strict=True):
        keys = reader.unlock_keys(phrase, ORIGIN)
        assert set(unlock) == {"kind", "locator", "signin", "sealed"}
        assert of(unlock, "kind", "locator", "signin") == {
            "kind": way, "locator": keys.locator_text, "signin": keys.signin_public,
        }  # fmt: skip
        assert reader.unlock_identity(phrase.upper(), ORIGIN, unlock["sealed"]) == own


def test_a_copy_of_an_identity_opens_on_its_own_server_alone() -> None:
    phrase = words.make(seed("phrase")[:10])
    unlock = reader.build_unlock(OWN, ORIGIN, "printed", phrase, random=drawn("unlock"))
    assert reader.unlock_identity(phrase, ORIGIN, unlock["sealed"]) == OWN and unlock["kind"] == "printed"
    refused("age-no-key", lambda: reader.unlock_identity(phrase, OTHER, unlock["sealed"]))


def own_copy(made: ThreadKey, signer: bytes = MARK) -> dict[str, Any]:
    """ONE's copy of this key."""
    return copy(made, ONE, signer)


# Made once: sealing takes longer than all else here.
FIRST, BY_TWO = full(), full(2, maker=TWO)
BY_ONE = replace(BY_TWO, maker=ONE)
HERS_1, MINE_2, THEIRS_2 = own_copy(FIRST, MARK), own_copy(BY_ONE, OWN.signing), own_copy(BY_TWO, PEOPLE[TWO].signing)
SAID = hers(private(), {"text": "one"}, number=1, last="", random=drawn("one"))
LISTED = {code: entry(code) for code in (ONE, TWO)}


def payload(*made: dict[str, Any], **more: Any) -> dict[str, Any]:
    given = {
        "ask": THREAD, "mark_key": MARK_KEY, "epoch": 2, "body": {"code": BODY}, "lodged": TODAY,
        "enrolment_key": signing_public(ENROLMENT), "keys": list(made or (HERS_1,)),
        "messages": [{"order": 1, "epoch": 1, "file": SAID["file"]}], "readers": list(LISTED.values()),
    }  # fmt: skip
    return given | more


def opened(*made: dict[str, Any], today: str | None = None, **more: Any) -> dict[str, Any]:
    return reader.open_ask(OWN, ORIGIN, ONE, payload(*made, **more), today)


def test_a_thread_opens_whole_for_one_of_its_readers() -> None:
    found = opened(HERS_1, THEIRS_2)
    (line,) = found.pop("messages")
    assert of(line, "flaw", "sender", "body") == {"flaw": None, "sender": "asker", "body": {"text": "one"}}
    lists = members(ONE, TWO)
    assert found == {
        "origin": ORIGIN, "ask": THREAD, "handler": ONE, "mark_key": MARK_KEY, "epoch": 2,
        "seeds": {1: b64(SEEDS[1]), 2: b64(SEEDS[2])}, "members": {1: lists, 2: lists},
        "signers": {1: signers(ONE, TWO), 2: signers(ONE, TWO)}, "gaps": [],
        "makers": {2: {"code": TWO, "signing": signers(TWO)[TWO]}}, "doubts": {2: "record-head"},
        "next_message": {"number": 1, "last": line["digest"]},
    }  # fmt: skip
    newest = opened(HERS_1, THEIRS_2, epoch=0)["epoch"]
    assert (newest, opened(epoch=None)["epoch"], opened(epoch=None, keys=[])["epoch"]) == (2, 1, 0)
    refused("wrong-origin", lambda: reader.open_ask(OWN, OTHER, ONE, payload(readers=[])))
    refused("wrong-thread", lambda: opened(ask="x" * 26))
    refused("wrong-thread", lambda: opened(own_copy(key(1, thread="x" * 26), MARK)))


def test_a_reader_hears_no_vouch_of_somebody_who_left() -> None:
    false = seed("a false key")
    vouch = {"handler": BACKUP, "sealing": "s" * 64, "signing": signing_public(false)}
    messages = [listed(1, said(TWO, 1, body={"vouch": vouch})), listed(2, said(BACKUP, 1), false)]
    more = {"messages": messages, "readers": [*LISTED.values(), entry(BACKUP)]}
    first = own_copy(key(1, members=members(ONE, TWO, BACKUP)), MARK)
    after = own_copy(key(2, members=members(ONE, BACKUP)), MARK)
    assert [line["flaw"] for line in opened(first, **more)["messages"]] == [None, None]
    assert [line["flaw"] for line in opened(first, after, **more)["messages"]] == [None, "forged"]


def test_ones_own_key_needs_no_look_into_the_record() -> None:
    assert opened(HERS_1, MINE_2)["makers"] == {}
    former = Identity(seed("former a"), seed("former b"))
    names = ("sealing", "signing", "certificate")
    again = {**LISTED[ONE], "former": [of(entry(ONE, former), *names)]}
    first = own_copy(key(1, members=members(ONE, TWO)), MARK)
    kept = replace(BY_ONE, members=members(ONE), signers={})
    found = opened(first, own_copy(kept, former.signing), readers=[again])
    assert found["makers"] == {2: {"code": ONE, "signing": signing_public(former.signing)}}
    refused("signature", lambda: opened(first, own_copy(kept, former.signing)))
    assert opened(first, own_copy(kept, OWN.signing), readers=[])["makers"] == {}
    assert opened(first, own_copy(kept, OWN.signing), readers=[again])["makers"] == {}
    mine = opened(HERS_1, own_copy(replace(BY_ONE, signers={}), OWN.signing), readers=[again])
    made = reader.build_message(OWN, mine, {"text": "x"}, number=1, last="", random=drawn("said"))
    later = [{"order": 2, "epoch": 2, "file": made["file"]}]
    assert [line["flaw"] for line in opened(HERS_1, MINE_2, messages=later)["messages"]] == [None]


def test_what_went_by_itself_is_no_gap_for_a_reader() -> None:
    more = {"messages": [], "forgotten": [{"order": 1, "from": ONE, "day": "2031-08-01"}]}
    assert opened(today="2031-08-01", **more)["next_message"]["number"] == 2
    assert opened(today=None, **more)["next_message"]["number"] == 1


def test_a_colleague_is_believed_once_the_record_shows_the_key_that_signed() -> None:
    found = opened(HERS_1, THEIRS_2)
    readers = [LISTED[ONE], LISTED[TWO]]
    looked: list[str] = []
    believed = reader.believe(found, readers, lambda one: looked.append(one["code"]))
    assert looked == [TWO] and believed == {**found, "doubts": {}}

    def refuse(_: Any) -> None:
        raise Refusal("record-new")

    assert reader.believe(found, readers, refuse)["doubts"] == {2: "record-new"}
    for shown in ([LISTED[ONE]], [{**LISTED[TWO], "signing": MARK_KEY}]):
        assert reader.believe(found, shown, lambda one: None)["doubts"] == {2: "record-key"}


def test_a_hosted_ask_has_the_mark_key_that_its_maker_put_inside() -> None:
    assert reader.mark_key_of(OWN, payload()) == MARK_KEY
    assert reader.mark_key_of(OWN, payload(mark_key="")) == MARK_KEY
    assert reader.mark_key_of(OWN, payload(mark_key="shown")) == "shown"
    assert reader.mark_key_of(OWN, payload(mark_key="", keys=[])) == ""
    assert opened(mark_key="")["mark_key"] == MARK_KEY
    refused("key-swapped", lambda: opened(mark_key=signing_public(STRANGER)))


def test_signing_keys_are_those_under_a_certificate_former_ones_first() -> None:
    former = Identity(seed("former a"), seed("former b"))
    card = of(entry(TWO, former), "sealing", "signing", "certificate")
    second = {**LISTED[TWO], "former": [card]}
    given = payload(readers=[LISTED[ONE], second])
    assert reader.check_signers(ORIGIN, given) == {
        ONE: (signers(ONE)[ONE],), TWO: (signing_public(former.signing), signers(TWO)[TWO]),
    }  # fmt: skip
    nobody = {name: each for name, each in payload().items() if name != "readers"}
    assert reader.check_signers(ORIGIN, nobody) == {}
    assert reader.check_signers(ORIGIN, payload(readers=[{**LISTED[ONE], "former": None}])).keys() == {ONE}
    theirs = {**entry(ONE, body="c" * 26), "body": "c" * 26}
    assert reader.check_signers(ORIGIN, payload(readers=[theirs], body={"code": "d" * 26})).keys() == {ONE}
    own_key = {**theirs, "enrolment_key": signing_public(ENROLMENT)}
    listed = payload(readers=[own_key], enrolment_key=MARK_KEY)
    assert reader.check_signers(ORIGIN, listed).keys() == {ONE}
    for bent in (
        [{**LISTED[TWO], "former": [{**card, "signing": MARK_KEY}]}], [{**LISTED[TWO], "signing": MARK_KEY}],
        [{**LISTED[TWO], "body": "c" * 26}], [{**LISTED[TWO], "enrolment_key": MARK_KEY}],
        [{**LISTED[ONE], "former": [card]}],
    ):  # fmt: skip
        refused("certificate", lambda bent=bent: reader.check_signers(ORIGIN, payload(readers=bent)))
    refused("certificate", lambda: reader.check_signers(OTHER, given))
    refused("certificate", lambda: reader.check_signers(ORIGIN, payload(body={"code": "c" * 26})))


def test_a_message_is_sealed_to_the_newest_key_or_not_at_all() -> None:
    found = opened(HERS_1, MINE_2)
    given: dict[str, Any] = {"number": 4, "last": "e" * 64, "random": drawn("said")}
    made = reader.build_message(OWN, found, {"text": "x"}, **given)
    assert of(made, "ask", "epoch") == {"ask": THREAD, "epoch": 2} and set(made) == {"ask", "epoch", "file"}
    fields = open_signed(parse_b64(made["file"]), SEEDS[2]).check(labels.MESSAGE, signers(ONE)[ONE])
    assert fields == {
        "domain": labels.MESSAGE, "origin": ORIGIN, "thread": THREAD, "epoch": 2, "sender": ONE, "number": 4,
        "last": "e" * 64, "body": {"text": "x"},
    }  # fmt: skip
    texts = {**found, "seeds": {str(epoch): each for epoch, each in found["seeds"].items()}}
    assert reader.build_message(OWN, texts, {}, **given)["epoch"] == 2
    refused("old-epoch", lambda: reader.build_message(OWN, {**found, "epoch": 3}, {}, **given))
    doubted = {**found, "doubts": {2: "record-new"}}
    refused("record-new", lambda: reader.build_message(OWN, doubted, {}, **given))
    assert reader.build_message(OWN, {**doubted, "epoch": 1}, {}, **given)["epoch"] == 1
    refused("length", lambda: reader.build_message(OWN, {**found, "seeds": {2: "AA"}}, {}, **given))


def test_whoever_was_not_given_the_newest_key_writes_nothing() -> None:
    taken_off = opened(HERS_1, epoch=2)
    assert (taken_off["epoch"], set(taken_off["seeds"])) == (2, {1})
    refused(
        "old-epoch", lambda: reader.build_message(OWN, taken_off, {}, number=1, last="", random=drawn("said"))
    )  # fmt: skip


def test_a_thread_is_sealed_again_to_new_keys() -> None:
    found = opened(HERS_1, MINE_2)
    new = Identity(seed("new a"), seed("new b"))
    seat = {"code": TWO, **new.card}
    made = reader.build_reseal(OWN, found, seat, random=drawn("again"))
    assert set(made) == {"keys", "vouch"}
    assert made["vouch"] == {
        "handler": TWO, "sealing": digest_of(new.card["sealing"]), "signing": new.card["signing"],
    }  # fmt: skip
    assert [of(one, "holder", "epoch") for one in made["keys"]] == [{"holder": TWO, "epoch": n} for n in (1, 2)]
    makers = {ONE: (signers(ONE)[ONE],)}
    for one in made["keys"]:
        again = open_thread_key(parse_b64(one["file"]), new.sealing, ORIGIN, THREAD, MARK_KEY, makers)
        assert again == full(one["epoch"], maker=ONE, signed_by=makers[ONE][0])
        assert open_signed(parse_b64(one["file"]), new.sealing).signed["holder"] == TWO
    bare = reader.build_reseal(OWN, opened(own_copy(key(1), MARK)), seat, random=drawn("again"))["keys"]
    assert not {"members", "signers"} & set(open_signed(parse_b64(bare[0]["file"]), new.sealing).signed)
    bent = {**found, "seeds": {1: "AA"}}
    refused("length", lambda: reader.build_reseal(OWN, bent, seat, random=drawn("again")))


def test_who_stays_gets_a_new_key_from_one_of_them() -> None:
    found = opened(epoch=1)
    stay = {code: each for code, each in HOLDERS.items() if code != TWO}
    made = reader.build_renewal(OWN, found, stay, random=drawn("renewed"))
    fresh = drawn("renewed")(32)
    assert (made["epoch"], made["epoch_key"]) == (2, age.recipient(fresh)) and set(made) == {
        "epoch",
        "epoch_key",
        "keys",
    }
    assert [of(one, "holder", "epoch") for one in made["keys"]] == [
        {"holder": "asker", "epoch": 2}, {"holder": ONE, "epoch": 2},
    ]  # fmt: skip
    for one, opens in zip(made["keys"], (HERS.sealing, OWN.sealing), strict=True):
        signed = open_signed(parse_b64(one["file"]), opens).check(labels.THREAD_KEY, signers(ONE)[ONE])
        assert signed == {
            "domain": labels.THREAD_KEY, "origin": ORIGIN, "thread": THREAD, "epoch": 2, "holder": one["holder"],
            "maker": ONE, "mark_key": MARK_KEY, "seed": b64(fresh), "members": members(ONE), "signers": signers(ONE),
        }  # fmt: skip
    older = reader.build_renewal(
        OWN, opened(own_copy(key(1, members=members(ONE, TWO)), MARK), epoch=1), stay, random=drawn("r")
    )
    assert "signers" not in open_signed(parse_b64(older["keys"][0]["file"]), HERS.sealing).signed


@pytest.mark.parametrize(
    ("holders", "code"),
    [
        ({name: HOLDERS[name] for name in ("asker", TWO)}, "reader-unknown"),
        ({name: HOLDERS[name] for name in (ONE, TWO)}, "reader-unknown"),
        ({**HOLDERS, TWO: CARDS[BACKUP]["sealing"]}, "reader-unknown"),
        ({**HOLDERS, BACKUP: CARDS[BACKUP]["sealing"]}, "reader-unknown"),
        ({**HOLDERS, "asker": CARDS[BACKUP]["sealing"]}, "reader-unknown"), (HOLDERS, ""),
    ],
)  # fmt: skip
def test_a_new_key_goes_to_nobody_whom_the_newest_does_not_name(holders: dict[str, str], code: str) -> None:
    found = opened(epoch=1)
    if code:
        refused(code, lambda: reader.build_renewal(OWN, found, holders, random=drawn("r")))
        return
    assert len(reader.build_renewal(OWN, found, holders, random=drawn("r"))["keys"]) == 3
    for less in ({**found, "seeds": {}}, {**found, "epoch": 2}):
        refused("old-epoch", lambda less=less: reader.build_renewal(OWN, less, holders, random=drawn("r")))
    unnamed = {**found, "members": {1: {}}}
    refused("reader-unknown", lambda: reader.build_renewal(OWN, unnamed, holders, random=drawn("r")))


def test_an_asker_and_a_reader_open_the_same_key() -> None:
    for one in seal_to_holders([key(1)], HOLDERS, MARK, signers(ONE, TWO), random=drawn("all")):
        opens = HERS.sealing if one["holder"] == "asker" else PEOPLE[one["holder"]].sealing
        found = open_thread_key(parse_b64(one["file"]), opens, ORIGIN, THREAD, MARK_KEY)
        assert (found.seed, found.members) == (SEEDS[1], members(ONE, TWO))
