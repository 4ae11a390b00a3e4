# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an asker's client builds, field by field as the protocol says, and what it refuses to seal."""

from __future__ import annotations

from typing import Any

import pytest

from answerable.sealing import age, asker, labels, own, threadkey, words
from answerable.sealing.envelope import open_signed, seal_signed
from answerable.sealing.identity import sign_certificate
from answerable.sealing.message import open_message
from answerable.sealing.signing import sign, signing_public
from answerable.sealing.wire import b64, jcs, parse_b64, thread_code, value_digest
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
    SECOND,
    SEEDS,
    STRANGER,
    THREAD,
    TODAY,
    TWO,
    choices,
    digest_of,
    directory,
    drawn,
    entry,
    key,
    listed,
    members,
    of,
    private,
    refused,
    said,
    seed,
    signers,
)  # fmt: skip

POD = [{"name": "Aunt Wren", "told": "that_i_asked", "stage": "named"}]


def inside(file: str, seed: bytes, label: str, public: str) -> dict[str, Any]:
    """What was signed in a sealed file (base64url), without its label."""
    fields = open_signed(parse_b64(file), seed).check(label, public)
    return {name: value for name, value in fields.items() if name != "domain"}


def test_an_ask_is_lodged_whole_under_its_words() -> None:
    phrase, draw = words.make(seed("lodged words")[:10]), drawn("lodged")
    mark, code, epoch = draw(32), thread_code(draw), draw(32)
    keys = asker.asker_keys(phrase, ORIGIN, 2)
    lodging, private = asker.build_lodging(
        phrase, ORIGIN, directory(), choices(own={"pod": POD}), random=drawn("lodged"), number=2, mode="hosted"
    )
    mark_key = signing_public(mark)
    assert private == {
        "origin": ORIGIN, "ask": code, "number": 2, "mark_seed": b64(mark), "mark_key": mark_key,
        "seeds": {1: b64(epoch)}, "recipient": keys.recipient,
    }  # fmt: skip
    chosen = {
        "body": BODY, "kind": "apology", "helped": True, "route": "body", "readers": [ONE, TWO], "backups": [BACKUP],
        "terms": {"standby": True, "silence": "pooled"}, "hold_until": "2031-06-01",
    }  # fmt: skip
    assert lodging.items() >= {
        **chosen, "thread": code, "locator": keys.locator_text, "signin": keys.signin_public,
        "recipient": keys.recipient, "mark_key": mark_key, "epoch_key": age.recipient(epoch),
    }.items()  # fmt: skip
    value = {**chosen, "code": code, "mode": "hosted", "door": "open"}
    signed = {"ask": code, "number": 1, "prev": "", "move": "lodged", "day": TODAY, "value": value_digest(value)}
    assert lodging["move"] == {
        "number": 1, "prev": "", "day": TODAY, "signature": sign(mark, labels.MOVE, {"origin": ORIGIN, **signed}),
    }  # fmt: skip
    kept = inside(lodging["keep"], keys.sealing, labels.KEEP, keys.signin_public)
    pins = {one: {"sealing": members(one)[one], "signing": signers(one)[one]} for one in (ONE, TWO)}
    assert kept.pop("room").strip() == ""
    assert kept == {
        "origin": ORIGIN, "thread": code, "number": 2, "mark_seed": b64(mark), "readers": pins, "next": 2, "pod": POD,
    }  # fmt: skip
    (file,) = lodging["messages"]
    assert inside(file, epoch, labels.MESSAGE, mark_key) == {
        "origin": ORIGIN, "thread": code, "epoch": 1, "sender": "asker", "number": 1, "last": "",
        "body": {"text": "Please say it was wrong."},
    }  # fmt: skip
    holders = ["asker", ONE, TWO, "standby:" + BACKUP]
    assert [of(one, "holder", "epoch") for one in lodging["keys"]] == [{"holder": one, "epoch": 1} for one in holders]
    seeds = [keys.sealing, *(PEOPLE[one].sealing for one in (ONE, TWO, BACKUP))]
    named = {"asker": digest_of(keys.recipient), **members(ONE, TWO, asker=False)}
    named["standby:" + BACKUP] = members(BACKUP)[BACKUP]
    for one, opens in zip(lodging["keys"], seeds, strict=True):
        assert inside(one["file"], opens, labels.THREAD_KEY, mark_key) == {
            "origin": ORIGIN, "thread": code, "epoch": 1, "holder": one["holder"], "maker": "asker",
            "mark_key": mark_key, "seed": b64(epoch), "members": named, "signers": signers(ONE, TWO),
        }  # fmt: skip
    more = "thread locator signin recipient mark_key epoch_key keys keep messages move"
    assert set(lodging) == {*chosen, *more.split()}


def test_the_first_ask_under_words_is_number_one_and_sealed_by_its_asker_alone() -> None:
    phrase = words.make(seed("lodged words")[:10])
    keys = asker.asker_keys(phrase, ORIGIN, 1)
    lodging, private = asker.build_lodging(phrase, ORIGIN, directory(), choices(text=None), random=drawn("first"))
    assert (lodging["locator"], private["number"], lodging["messages"]) == (keys.locator_text, 1, [])
    value = asker.lodged_value(lodging, "keyed")
    assert value == asker.lodged_value(lodging) and value["mode"] == "keyed"
    assert value["door"] == "open" and asker.lodged_value({**lodging, "door": "narrow"})["door"] == "narrow"
    again = asker.build_move(private, "lodged", value, number=1, prev="", day=TODAY)
    assert lodging["move"] == of(again, "number", "prev", "day", "signature")


def test_what_was_not_chosen_is_said_as_nothing() -> None:
    few = {"kind": "apology", "route": "body", "readers": (TWO, ONE), "backups": (), "terms": {"standby": False}}
    assert asker.choose(directory(), few) == {
        "body": BODY, "kind": "apology", "helped": False, "route": "body", "readers": [TWO, ONE], "backups": [],
        "terms": {"standby": False}, "hold_until": None,
    }  # fmt: skip
    assert asker.choose(directory(), {**few, "readers": (ONE,)})["terms"] == {
        "standby": False,
        "silence": "second_line",
    }
    assert asker.choose(directory(), {**few, "route": "past_body"})["terms"]["silence"] == "second_line"
    assert few["terms"] == {"standby": False}


def test_nothing_is_sealed_to_a_reader_whose_key_the_body_did_not_sign() -> None:
    second = seed("the second line signs")
    from_there = entry(BACKUP)
    card = CARDS[BACKUP]  # the second line has an enrolment key of its own
    certificate = sign_certificate(second, ORIGIN, SECOND, BACKUP, "second_line", TODAY, None, card)
    theirs = {**from_there, "body": SECOND, "enrolment_key": signing_public(second), "certificate": certificate}
    listed = directory(backups=[theirs])
    assert asker.check_readers(ORIGIN, listed, [TWO, BACKUP]) == {TWO: listed["readers"][1], BACKUP: theirs}
    assert asker.check_readers(ORIGIN, listed, []) == {}
    refused("reader-unknown", lambda: asker.check_readers(ORIGIN, listed, [ONE, "z" * 26]))
    refused("certificate", lambda: asker.check_readers(OTHER, listed, [ONE]))
    for bent in ({**theirs, "body": ""}, {**theirs, "enrolment_key": ""}, {**theirs, "signing": MARK_KEY}):
        refused("certificate", lambda bent=bent: asker.check_readers(ORIGIN, directory(backups=[bent]), [BACKUP]))
    refused("certificate-term", lambda: asker.check_readers(ORIGIN, directory(today="2031-04-30"), [ONE]))
    asker.check_readers(ORIGIN, {name: each for name, each in directory(today="x").items() if name != "today"}, [ONE])
    twice = directory(backups=[{**entry(ONE), "title": "backup"}])
    assert "title" not in asker.check_readers(ORIGIN, twice, [ONE])[ONE]


def test_a_standby_copy_is_for_a_backup_who_does_not_read() -> None:
    cards = {code: {"sealing": code + " seals"} for code in (ONE, TWO, BACKUP)}
    given: dict[str, Any] = {"readers": [ONE, TWO], "backups": [TWO, BACKUP], "terms": {"standby": True}}
    read = {"asker": "hers", ONE: ONE + " seals", TWO: TWO + " seals"}
    assert asker.name_holders(given, cards, "hers") == read | {"standby:" + BACKUP: BACKUP + " seals"}
    for terms in ({}, {"standby": False}):
        assert asker.name_holders({**given, "terms": terms}, cards, "hers") == read


def test_whoever_joins_gets_the_key_of_every_epoch_and_no_list() -> None:
    own = private(seeds={"1": b64(SEEDS[1]), "2": b64(SEEDS[2])})
    made = asker.build_admission(own, TWO, CARDS[TWO]["sealing"], random=drawn("admitted"))
    assert [of(one, "holder", "epoch") for one in made["keys"]] == [{"holder": TWO, "epoch": n} for n in (1, 2)]
    for one in made["keys"]:
        assert inside(one["file"], PEOPLE[TWO].sealing, labels.THREAD_KEY, MARK_KEY) == {
            "origin": ORIGIN, "thread": THREAD, "epoch": one["epoch"], "holder": TWO, "maker": "asker",
            "mark_key": MARK_KEY, "seed": b64(SEEDS[one["epoch"]]),
        }  # fmt: skip
    refused("length", lambda: asker.build_admission(
        private(mark_seed=b64(MARK + b"x")), TWO, CARDS[TWO]["sealing"], random=drawn("x")))  # fmt: skip
    refused("length", lambda: asker.build_admission(
        private(seeds={1: b64(MARK[1:])}), TWO, CARDS[TWO]["sealing"], random=drawn("x")))  # fmt: skip


def test_a_new_epoch_is_for_those_who_stay() -> None:
    own = private(seeds={"1": b64(SEEDS[1])})
    holders, made = {ONE: CARDS[ONE]["sealing"]}, drawn("new epoch")(32)
    part, after = asker.build_new_epoch(own, holders, signers(ONE, TWO), random=drawn("new epoch"))
    assert set(part) == {"epoch_key", "keys"} and part["epoch_key"] == age.recipient(made)
    assert after == {**own, "seeds": {"1": b64(SEEDS[1]), 2: b64(made)}} and own["seeds"] == {"1": b64(SEEDS[1])}
    for one, opens in zip(part["keys"], (HERS.sealing, PEOPLE[ONE].sealing), strict=True):
        assert inside(one["file"], opens, labels.THREAD_KEY, MARK_KEY) == {
            "origin": ORIGIN, "thread": THREAD, "epoch": 2, "holder": one["holder"], "maker": "asker",
            "mark_key": MARK_KEY, "seed": b64(made), "members": members(ONE), "signers": signers(ONE),
        }  # fmt: skip
    assert [of(one, "holder", "epoch") for one in part["keys"]] == [
        {"holder": "asker", "epoch": 2}, {"holder": ONE, "epoch": 2},
    ]  # fmt: skip
    refused("length", lambda: asker.build_new_epoch(private(mark_seed=b64(MARK[1:])), holders, random=drawn("x")))
    nobody, _ = asker.build_new_epoch(own, {}, random=drawn("x"))
    assert "signers" not in inside(nobody["keys"][0]["file"], HERS.sealing, labels.THREAD_KEY, MARK_KEY)


def test_the_newest_key_is_that_of_the_highest_number() -> None:
    many = private(seeds={"2": b64(SEEDS[2]), "10": b64(SEEDS[1]), "9": b64(seed("nine"))})
    assert asker.newest_key(many) == key(10, seed=SEEDS[1])
    refused("length", lambda: asker.newest_key(private(seeds={1: b64(SEEDS[1] + b"x")})))


def test_a_message_goes_to_the_newest_key_that_there_must_be() -> None:
    own = private(seeds={1: b64(SEEDS[1]), 2: b64(SEEDS[2])})
    said: dict[str, Any] = {"number": 3, "last": "f" * 64}
    for due in ({}, {"due": 0}, {"due": 2}):
        made = asker.build_message({**own, **due}, {"text": "x"}, **said, random=drawn("said"))
        assert of(made, "ask", "epoch") == {"ask": THREAD, "epoch": 2} and set(made) == {"ask", "epoch", "file"}
        assert inside(made["file"], SEEDS[2], labels.MESSAGE, MARK_KEY) == {
            "origin": ORIGIN, "thread": THREAD, "epoch": 2, "sender": "asker", **said, "body": {"text": "x"},
        }  # fmt: skip
    refused("old-epoch", lambda: asker.build_message({**own, "due": 3}, {}, **said, random=drawn("x")))
    refused("length", lambda: asker.build_message(private(mark_seed="AA"), {}, **said, random=drawn("x")))


def test_moves_follow_each_other_and_are_signed_with_where_they_stand() -> None:
    value = {"handler": ONE}
    made = asker.build_move(private(), "removed", value, number=2, prev="e" * 64, day=TODAY)
    signed = {"origin": ORIGIN, "ask": THREAD, "number": 2, "prev": "e" * 64, "move": "removed", "day": TODAY}
    fields = {**signed, "value": value_digest(value)}
    assert made == {
        "ask": THREAD, "move": "removed", "number": 2, "prev": "e" * 64, "day": TODAY, "value": value,
        "signature": sign(MARK, labels.MOVE, fields),
    }  # fmt: skip
    following = {"number": 3, "prev": digest_of(jcs({**fields, "domain": labels.MOVE}).decode())}
    assert asker.after_move(private(), made) == following
    bent = private(mark_seed=b64(MARK + b"x"))
    refused("length", lambda: asker.build_move(bent, "removed", {}, number=2, prev="", day=TODAY))


def test_an_act_in_a_run_counts_once() -> None:
    """Where the run stands is signed with it."""
    given: dict[str, Any] = {"run": "r" * 26, "act": "agree", "value": {"step": 2}, "number": 4, "day": TODAY}
    made = asker.build_process_act(
        private(), given["run"], given["act"], given["value"], number=given["number"], day=given["day"]
    )
    signed = {"origin": ORIGIN, "ask": THREAD, **given}
    assert made == {"ask": THREAD, **given, "signature": sign(MARK, labels.PROCESS, signed)}
    bent = private(mark_seed=b64(MARK[1:]))
    refused("length", lambda: asker.build_process_act(bent, "", "propose", {}, number=0, day=TODAY))


def kept(**fields: Any) -> dict[str, Any]:
    given = {"origin": ORIGIN, "thread": THREAD, "number": 1, "mark_seed": b64(MARK), "readers": {}, "next": 2}
    return given | fields


def sealed_keep(signer: bytes = HERS.signin, label: str = labels.KEEP, **fields: Any) -> str:
    return b64(seal_signed(label, kept(**fields), signer, [RECIPIENT], random=drawn("keep")))


def test_the_askers_own_file_is_signed_by_her_words_for_one_ask_on_one_server() -> None:
    assert asker.open_keep(HERS, ORIGIN, THREAD, sealed_keep()) == kept(domain=labels.KEEP)
    for code, file in (
        ("signature", sealed_keep(STRANGER)), ("signature", sealed_keep(MARK)),
        ("wrong-domain", sealed_keep(label=labels.MESSAGE)), ("wrong-origin", sealed_keep(origin=OTHER)),
        ("wrong-thread", sealed_keep(thread=THREAD[::-1])),
        ("age-no-key", b64(age.seal(b"", [CARDS[ONE]["sealing"]]))),
    ):  # fmt: skip
        refused(code, lambda file=file: asker.open_keep(HERS, ORIGIN, THREAD, file))


def test_one_keeps_the_keys_of_readers_as_they_were() -> None:
    assert asker.pin(entry(ONE)) == {"sealing": members(ONE)[ONE], "signing": signers(ONE)[ONE]}
    cards = {ONE: entry(ONE), TWO: entry(TWO)}
    file = asker.seal_keep(HERS, ORIGIN, THREAD, 3, MARK, [TWO], cards, random=drawn("keep"))
    found = asker.open_keep(HERS, ORIGIN, THREAD, file)
    assert {name: each for name, each in found.items() if name not in ("room", "domain")} == kept(
        number=3, readers={TWO: asker.pin(cards[TWO])}
    )


@pytest.mark.parametrize("more", [{}, {"pod": POD}, {"baseline": {"day": TODAY, "parts": {"pay": "ñ" * 2000}}}])
def test_her_own_file_has_one_size_whatever_stands_in_it(more: dict[str, Any]) -> None:
    filled = own.with_room(kept(**more))
    fields = {**filled, "domain": labels.KEEP}
    assert 4 + len(jcs({"signed": fields, "signature": sign(HERS.signin, labels.KEEP, filled)})) == 10_240
    assert filled == {**kept(**more), "room": filled["room"]} and filled["room"].strip(" ") == ""
    assert own.with_room(filled) == filled
    sealed = own.seal_own(HERS, kept(**more), random=drawn("own"))
    assert len(parse_b64(sealed)) == 10_240 + len(age.seal(b"", [RECIPIENT]))
    assert inside(sealed, HERS.sealing, labels.KEEP, HERS.signin_public) == filled


def test_what_is_more_than_fits_has_no_room() -> None:
    assert own.with_room(kept(pod="x" * 20_000))["room"] == ""


def test_her_own_file_anew_says_which_one_it_replaces_and_which_move_comes_next() -> None:
    opened: dict[str, Any] = {
        "ask": THREAD, "keep": kept(domain=labels.KEEP, pod=POD, baseline={"day": TODAY}),
        "moves": [
            {"number": 1, "proven": True}, {"number": 3, "proven": True}, {"number": 2, "proven": True},
            {"number": 9, "proven": False},
        ],
    }  # fmt: skip
    made = own.build_own(HERS, opened, "the file before", {"pod": None, "tidied": True}, random=drawn("anew"))
    assert set(made) == {"ask", "own", "was"} and made["ask"] == THREAD
    assert made["was"] == digest_of("the file before")
    found = inside(made["own"], HERS.sealing, labels.KEEP, HERS.signin_public)
    assert found.pop("room").strip() == ""
    assert found == kept(next=4, baseline={"day": TODAY}, tidied=True)
    for nothing in ([], [{"number": 5, "proven": False}]):
        none = own.build_own(HERS, {**opened, "moves": nothing}, "", {}, random=drawn("anew"))
        assert inside(none["own"], HERS.sealing, labels.KEEP, HERS.signin_public)["next"] == 1


def test_messages_are_read_as_served_and_heard_from_those_who_may_vouch() -> None:
    last, files = "", []
    for number in (2, 3):
        made = asker.build_message(private(), {"text": str(number)}, number=number, last=last, random=drawn("read"))
        files.append({"order": number, "epoch": 1, "file": made["file"]})
        last = open_message(parse_b64(made["file"]), SEEDS[1])[0].digest
    given: dict[str, Any] = {"messages": files, "lodged": TODAY, "forgotten": [
        {"order": 1, "from": "asker", "day": "2031-08-01"}]}  # fmt: skip

    def read(today: str | None) -> Any:
        return asker.read_messages(
            ORIGIN, THREAD, {1: SEEDS[1]}, {"asker": (MARK_KEY,)}, given, [members(ONE)], frozenset((ONE,)), today
        )

    assert [(line.order, line.number, line.flaw) for line in read("2031-08-01").lines] == [(2, 2, None), (3, 3, None)]
    assert read("2031-08-01").gaps == []
    assert [gap.number for gap in read(None).gaps] == [1]
    vouch = {"handler": TWO, "sealing": "s" * 64, "signing": MARK_KEY}
    one = {"messages": [listed(1, said(ONE, 1, body={"vouch": vouch}))]}
    heard = (ORIGIN, THREAD, {1: SEEDS[1]}, {code: (signers(code)[code],) for code in (ONE, TWO)}, one)
    assert asker.read_messages(*heard).vouched.keys() == {TWO}
    assert asker.read_messages(*heard, [members(ONE, TWO)], frozenset((ONE,))).vouched.keys() == {TWO}
    assert asker.read_messages(*heard, [members(ONE, TWO), members(TWO)]).vouched == {}
    assert asker.read_messages(*heard, vouchers=frozenset((TWO,))).vouched == {}
    elsewhere = asker.read_messages(OTHER, THREAD, {1: SEEDS[1]}, {"asker": (MARK_KEY,)}, given)
    assert [line.flaw for line in elsewhere.lines] == ["misplaced", "misplaced"]


def test_a_copy_names_all_holders_only_where_all_are_named() -> None:
    holders = {ONE: CARDS[ONE]["sealing"]}
    everybody = {"asker": RECIPIENT, **holders}
    for given, lists, named in ((holders, {}, {}), (everybody, members(ONE), signers(ONE))):
        (*_, copy) = asker.seal_to_holders([key()], given, MARK, signers(ONE, TWO), random=drawn("copies"))
        found = threadkey.open_thread_key(parse_b64(copy["file"]), PEOPLE[ONE].sealing, ORIGIN, THREAD, MARK_KEY)
        assert (found.members, found.signers, found.signed_by) == (lists, named, MARK_KEY)
