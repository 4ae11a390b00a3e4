# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every mistake is one clear sentence: of the person, of the server, of the record; and a host that lies is named."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from answerable.asker.acts import MOVES, Sealer, parse_acts, value_of
from answerable.asker.choosing import Answers, check_answers, choices, draw_day
from answerable.asker.parse import parse_sheet, parse_state
from answerable.asker.place import parse_place
from answerable.asker.server import Server
from answerable.asker.trust import Trust, check_day, read_policy
from answerable.core.errors import Refused
from answerable.sealing import words
from answerable.sealing.asker import build_lodging
from answerable.sealing.errors import Refusal
from answerable.tlog.keys import ED25519_TIMED, print_vkey
from answerable.tlog.note import Ed25519Signer
from tests.asker.conftest import COMMAND, NORTH, Person
from tests.asker.test_unsent import Here
from tests.conftest import NOW
from tests.record.offline.vectors_make import FILE
from tests.serving import ROOT, Serving
from tests.tlog.cast import NOW as SIGNED_AT

RECORD = json.loads(FILE.read_text("utf-8"))
Part = dict[str, Any]
Change = Callable[[Part], Any]


@pytest.fixture
def here(shared: Serving, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Here:
    return Here(shared.origin, tmp_path, capsys)


@pytest.fixture
def sheet(shared: Serving) -> Part:
    return parse_sheet(httpx.get(f"{shared.origin}/ask/to/{NORTH}.json", trust_env=False).json())


@pytest.fixture
def lying() -> Iterator[Callable[[str, Change], None]]:
    """A host that changes what stands at a path, or what it answers there."""
    get, post = Server.get, Server.post
    with pytest.MonkeyPatch.context() as patch:

        def make(path: str, change: Change) -> None:
            def got(self: Server, at: str) -> bytes | None:
                content = get(self, at)
                if at != path or content is None:
                    return content
                if not at.endswith(".json"):
                    made = change({"text": content.decode()})
                    return None if made is None else str(made).encode()
                found = json.loads(content)
                change(found)
                return json.dumps(found).encode()

            def posted(self: Server, at: str, given: Mapping[str, Any]) -> Part:
                said = post(self, at, given)
                if at == path:
                    change(said)
                return said

            patch.setattr(Server, "get", got)
            patch.setattr(Server, "post", posted)

        yield make


DIRECTORY = f"/ask/to/{NORTH}.json"
ENTER = "/api/mine/enter"


def test_words_are_never_an_argument(person: Person) -> None:
    done = person.run("back", person.origin, *["frog", "crayon", "april", "azure", "macaw", "carve", "invent", "seed"])
    assert done.returncode == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("frog crayon", "There must be eight words. Here there are 2."),
        ("frog crayon april azure macaw carve invent zzzz", "Word 8 is not one of our words"),
        ("frog crayon april azure macaw carve invent abacus", "These eight words do not fit together."),
        ("frog crayon april azure macaw carve invent seed", "These words open nothing here."),
    ],
)
def test_wrong_words(here: Here, typed: str, said: str) -> None:
    assert here.run("back", here.origin, typed=f"{typed}\n") == 1
    assert said in here.err


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ("no", "they are not one JSON object"),
        ({"colour": "red"}, "“colour” is not known here. Known are: kind, route"),
        ({"kind": "no such kind"}, "“kind” is not as it should be"),
        ({"window": True}, "“window” is not as it should be"),
        ({}, "Please choose what you ask for."),
        ({"kind": "own_words"}, "You chose “In my own words”. Please write a few"),
        ({"kind": "credit_work", "text": "x" * 100_001}, "This is longer than 100,000 signs."),
    ],
)
def test_answers_that_cannot_be_taken(here: Here, answers: Any, said: str) -> None:
    (here.folder / "answers.json").write_text(answers if isinstance(answers, str) else json.dumps(answers))
    assert here.run("new", here.origin, "--body", NORTH, "--answers", "answers.json") == 1
    assert said in here.err
    assert "way back" not in here.out


def test_nobody_who_reads_and_nobody_for_words(sheet: Part) -> None:
    everybody = frozenset(each["code"] for each in (*sheet["readers"], *sheet["backups"]))
    with pytest.raises(Refused, match="Nobody would read it like this"):
        check_answers(Answers(kind="credit_work", without=everybody), sheet)
    readers = frozenset(each["code"] for each in sheet["readers"])
    check_answers(Answers(kind="credit_work", without=readers), sheet)
    with pytest.raises(Refused, match="Nobody could open your words like this"):
        check_answers(Answers(kind="credit_work", without=readers, text="x"), sheet)
    check_answers(Answers(kind="credit_work", without=readers, text="x", standby=True), sheet)


def test_a_random_day_lies_in_its_window() -> None:
    drawn = {draw_day("2031-05-20", 7, random=lambda size, one=one: one.to_bytes(size, "big")) for one in range(50)}  # type: ignore[misc]
    assert sorted(drawn) == [f"2031-05-{day}" for day in range(21, 28)]
    assert draw_day("2031-05-20", 0, random=bytes) is None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("{}", "they are not a JSON list of objects"),
        ("[1]", "they are not a JSON list of objects"),
        ("[", "they are not a JSON list of objects"),
        ('[{"do": "forget"}]', "there is no act “forget”. Known are: message, mark"),
        ('[{"do": "mark"}]', "“mark” needs these fields, and no others: value, audience"),
        ('[{"do": "pause", "why": "x"}]', "“pause” needs these fields"),
        ('[{"do": "change", "terms": {"silence": "loud"}}]', "“change” needs these fields"),
    ],
)
def test_acts_that_cannot_be_read(given: str, said: str) -> None:
    with pytest.raises(Refused, match=".*" + said):
        parse_acts(given.encode())


def test_what_must_be_said_on_purpose() -> None:
    old = {"silence": "second_line", "kind_to_second_line": False, "contact": "answers_only", "pace": "usual"}
    with pytest.raises(Refused, match="Say that you are sure"):
        value_of("erase", {"do": "erase"}, {})
    with pytest.raises(Refused, match="This lets more people know: contact, silence"):
        value_of("change", {"terms": {"silence": "pooled", "contact": "may_write"}}, {"terms": old})
    narrower = value_of("change", {"terms": {"pace": "slow"}, "kind": "who_knew"}, {"terms": old})
    assert (narrower["widens"], narrower["terms"]["pace"], narrower["kind"]) == ([], "slow", "who_knew")


def test_acts_that_the_ask_does_not_offer(here: Here) -> None:
    here.new()
    for given, said in (
        ({"do": "message", "text": " "}, "There is nothing written yet."),
        ({"do": "remove", "reader": "nobody"}, "This person does not read this ask."),
        ({"do": "admit", "reader": "nobody"}, "This person cannot be let in."),
        ({"do": "resume"}, "This ask is not paused."),
        ({"do": "accept", "promise": "nothing"}, "There is no such promise with this ask."),
        ({"do": "erase"}, "Say that you are sure"),
    ):
        assert here.act(given) == 1
        assert said in here.err
    assert here.run("back", here.origin, "--ask", "7", "--keep", "x", typed=f"{here.words}\n") == 1
    assert "Your words open no ask with the number 7." in here.err
    (here.folder / "there.json").write_text("")
    assert here.run("back", here.origin, "--keep", "there.json", typed=f"{here.words}\n") == 1
    assert "There is already a file there.json." in here.err


def test_an_organisation_that_is_not_there(here: Here) -> None:
    for slug in ("no-such-body", "../../operate", "a/b"):
        assert here.run("new", here.origin, "--body", slug, "--answers", "-", typed="{}") == 1
        assert f"No organisation that can be asked stands there under the name {slug}." in here.err


def test_answers_that_end_too_early_send_nothing(here: Here) -> None:
    assert here.run("new", here.origin, "--body", NORTH, typed="\n\n") == 1
    assert "Here the answers end, so nothing was sent." in here.err
    (here.folder / "words.txt").write_bytes(b"\xff")
    (here.folder / "a.json").write_text('{"kind": "credit_work"}')
    given = ("--body", NORTH, "--answers", "a.json", "--words", "words.txt")
    assert here.run("new", here.origin, *given) == 1
    assert "is not plain text in UTF-8" in here.err
    assert here.run("new", here.origin, "--body", NORTH, "--policy", "none", "--answers", "a.json") == 1
    assert "There is no file none." in here.err


def test_a_policy_that_cannot_be_read_or_is_not_served(here: Here, lying: Any) -> None:
    (here.folder / "policy").write_text("hello\n")
    assert here.run("back", here.origin, "--policy", "policy") == 1
    assert "policy is not a policy: A line of the policy" in here.err
    lying("/record/policy", lambda found: None)
    assert here.run("back", here.origin) == 1
    assert "This server serves no policy for its record" in here.err


def pinned(*lines: str) -> str:
    other = Ed25519Signer("witness.example/far", bytes(32), ED25519_TIMED)
    return "".join(f"{line}\n" for line in (*lines, f"witness far {print_vkey(other.verifier)}", "quorum far"))


def test_a_head_that_the_pinned_witness_did_not_see_seals_nothing(here: Here) -> None:
    served = httpx.get(f"{here.origin}/record/policy", trust_env=False).text.splitlines()
    (here.folder / "policy").write_text(pinned(served[0]))
    (here.folder / "a.json").write_text('{"kind": "credit_work", "text": "x"}')
    given = ("--policy", "policy", "--answers", "a.json")
    assert here.run("new", here.origin, "--body", NORTH, *given) == 1
    assert "The record of this server cannot be believed just now" in here.err
    assert here.new() == 0
    assert here.run("back", here.origin, "--policy", "policy", typed=f"{here.words}\n") == 0
    assert "! The record of this server cannot be believed just now" in here.out
    assert "(signed by you, the server's word)" in here.out


def test_a_head_that_was_signed_too_long_ago() -> None:
    row = RECORD["valid"]["directory"][0]
    policy = RECORD["policies"]["north"]["text"].encode()
    fresh = read_policy(policy, None, now=SIGNED_AT + 3600)
    assert fresh.head_sentence(row["record"]) == "The newest head of the record is signed by the log, north."
    with pytest.raises(Refused, match="more than 26 hours ago"):
        read_policy(policy, None, now=SIGNED_AT + 27 * 3600).head_sentence(row["record"])


def test_mldsa_cosignatures_count() -> None:
    row = RECORD["valid"]["mldsa"][1]
    believed = read_policy(RECORD["policies"]["both"]["text"].encode(), None, now=SIGNED_AT)
    believed.check_keys(row["record"], row["chosen"], row["today"])
    assert "the log, east, north" in believed.head_sentence(row["record"])


def test_a_day_that_is_not_ours() -> None:
    check_day("2031-05-21", NOW.date())
    with pytest.raises(Refused, match="One of the two is wrong, and an old day"):
        check_day("2031-05-18", NOW.date())


def swap(found: Part, name: str) -> None:
    """Another person's key under the first reader's name."""
    found["readers"][0][name] = found["readers"][1][name]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda found: swap(found, "sealing"), "The key of a reader is not signed by the organisation."),
        (lambda found: found["record"]["leaves"].clear(), "not the one that stands in the record"),
        (lambda found: found.update(today="2031-01-01"), "One of the two is wrong"),
        (lambda found: found["record"].update(checkpoint=None), "cannot be believed just now"),
        (lambda found: found["record"].update(checkpoint="x"), "cannot be believed just now"),
        (lambda found: found["readers"][0].pop("sealing"), "Something that came from the server does not fit"),
        (lambda found: found["record"]["leaves"][0].update(leaf="x"), "Something that came from the server"),
        (lambda found: found["shown"].update(law=[1]), "Something that came from the server does not fit"),
    ],
)
def test_a_host_that_lies_about_readers(here: Here, lying: Any, change: Change, said: str) -> None:
    lying(DIRECTORY, change)
    here.new()
    assert said in here.err


def test_a_reader_whose_key_does_not_stand_gets_nothing_and_is_named(here: Here, lying: Any) -> None:
    lying(DIRECTORY, lambda found: swap(found, "sealing"))
    assert here.new() == 0
    assert "cannot be chosen: The key of a reader is not signed" in here.err
    assert "Silence counts: Only the backup is told." in here.err


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda state: state.update(keep=state["messages"][0]["file"]), "! Your own sealed files do not open"),
        (lambda state: state["keys"].clear(), "none of these keys opens it"),
        (
            lambda state: state["messages"].append({**state["messages"][0], "order": 2}),
            "the same message as one before",
        ),
        (lambda state: state["history"][0]["value"].update(kind="protect"), "Step 1 is not signed by you"),
        (lambda state: state["history"][0]["value"].update(kind="protect"), "DOES NOT FIT its line"),
        (lambda state: state["entries"][0].update(salt="A" * 43), "! Lines of this ask that do not fit"),
        (lambda state: state["entries"][0]["fields"].update(day="2020-01-01"), "! Lines of this ask that do not fit"),
        (lambda state: state["record"].update(checkpoint=None), "! The record of this server cannot be believed"),
        (lambda state: state["readers"][0].update(sealing="age1pq1other"), "The server now shows another key for"),
        (lambda state: state["readers"][0].update(title="care\x1b[2Jlead"), "care�[2Jlead"),
        (lambda state: state.update(today="2099-01-01"), "! Lines of this ask that should stand in the record by now"),
    ],
)
def test_a_host_that_lies_about_the_ask(here: Here, lying: Any, change: Change, said: str) -> None:
    here.new()
    lying(ENTER, lambda found: change(found["state"]))
    assert here.run("back", here.origin, typed=f"{here.words}\n") == 0
    assert said in here.out


@pytest.mark.parametrize(
    "change",
    [
        lambda said: said.pop("state"),
        lambda said: said["state"].pop("terms"),
        lambda said: said["state"]["history"].append(said["state"]["history"][0]),
        lambda said: said["state"]["record"]["leaves"].update(x=1),
    ],
)
def test_a_state_of_another_shape(here: Here, lying: Any, change: Change) -> None:
    here.new()
    lying(ENTER, change)
    assert here.run("back", here.origin, typed=f"{here.words}\n") == 1
    assert "Something that came from the server does not fit" in here.err


def test_a_receipt_that_the_log_signs_not_or_wrongly(here: Here, lying: Any) -> None:
    here.new()
    lying(ENTER, lambda found: found["state"]["record"].update(promise=None))
    assert here.run("back", here.origin, "--receipt", "r.json", typed=f"{here.words}\n") == 1
    assert "The server signs no receipt just now." in here.err


def test_a_challenge_of_another_shape(here: Here, lying: Any) -> None:
    here.new()
    lying("/api/mine/challenge", lambda found: found.update(nonce=7))
    assert here.run("back", here.origin, typed=f"{here.words}\n") == 1
    assert "Something that came from the server does not fit" in here.err


def test_a_swapped_key_gets_no_copy_of_a_new_epoch() -> None:
    """The host shows another key to seal to under the same signing key; and one who came later is looked up."""
    people = [{"code": code, "sealing": f"key-{code}", "signing": "", "reads": True} for code in "abc"]
    state, opened = {"readers": people}, {"news": [{"code": "b", "what": "changed"}], "keep": {}}
    sealer = Sealer(Trust(None, True, 0), None)  # type: ignore[arg-type]
    assert sealer.staying(state, opened, "c") == {"a": "key-a"}
    with pytest.raises(Refusal, match="record-key"):
        sealer.staying(state, {"news": [{"code": "a", "what": "new"}], "keep": {}}, "c")


def test_an_ask_through_the_host_moves_without_a_key_and_takes_no_sealed_words(here: Here, sheet: Part) -> None:
    code_words = words.make(secrets.token_bytes(words.SECRET_BYTES))
    chosen = choices(Answers(kind="credit_work"), sheet, random=secrets.token_bytes)
    built, _ = build_lodging(code_words, here.origin, sheet, chosen, random=secrets.token_bytes, mode="hosted")
    server = Server(parse_place(here.origin))
    server.open_door("/ask/")
    server.post("/api/ask/lodge", {**built, "mode": "hosted"})
    here.words = code_words
    assert here.act({"do": "pause"}, {"do": "mark", "value": "met"}) == 0, here.err
    assert here.run("back", here.origin, typed=f"{here.words}\n") == 0
    assert "You paused it. (waits for the record)" in here.out
    assert here.act({"do": "message", "text": "x"}) == 1
    assert "This ask was sent without scripts, so it takes no sealed words." in here.err


def test_input_that_is_no_text(person: Person) -> None:
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, "ask", "back", person.origin],
        input=b"\xff\xff\n", capture_output=True, check=False, cwd=person.folder, timeout=60,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert b"What was typed is not plain text in UTF-8." in done.stderr


def test_what_is_handed_over_is_held_against_its_shape(sheet: Part) -> None:
    assert parse_sheet(sheet) == sheet
    for found in (None, [], {}, "x"):
        with pytest.raises(Refused):
            parse_state(found)


def test_new_keys_are_refused_only_where_they_wait() -> None:
    """Who lost theirs and has new ones: until somebody sealed to them again, or she said no."""

    def fact(move: str, handler: str) -> dict[str, Any]:
        return {"move": move, "value": {"handler": handler}}

    lodged = {"move": "lodged", "value": None}
    state = {"history": [lodged, *(fact("new-keys", who) for who in ("a", "b", "c"))]}
    state["history"] += [fact("resealed", "a"), fact("keys-refused", "b")]
    assert parse_acts(b'[{"do": "refuse_keys", "reader": "c"}]') == [{"do": "refuse_keys", "reader": "c"}]
    assert value_of("refuse_keys", {"reader": "c"}, state) == {"handler": "c"}
    assert MOVES["refuse_keys"] == "keys-refused"
    for code in ("a", "b", "d"):
        with pytest.raises(Refused, match="waits with new keys"):
            value_of("refuse_keys", {"reader": code}, state)
    state["history"].append(fact("new-keys", "a"))
    assert value_of("refuse_keys", {"reader": "a"}, state) == {"handler": "a"}
