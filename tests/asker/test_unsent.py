# SPDX-License-Identifier: AGPL-3.0-or-later
"""What could not be sent is kept, sealed to the code words, and sent later once."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from answerable import clock
from answerable.asker.server import Server, Unreached
from answerable.asker.unsent import open_unsent, seal_unsent
from answerable.cli import main
from answerable.sealing import words as code_words
from tests.asker.conftest import NORTH, words_in
from tests.serving import Serving
from tests.visitor import AskerVisitor

TEXT = "Please move the lantern evening to the quiet room."
Fails = Callable[..., None]


class Here:
    """The command in this process, so that its connection can be made to break."""

    def __init__(self, origin: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.origin, self.folder, self.capsys = origin, folder, capsys
        self.words = self.out = self.err = ""

    def run(self, *arguments: str, typed: str = "") -> int:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.stdin", io.StringIO(typed))
            patch.chdir(self.folder)
            code = main(["ask", *arguments])
        self.out, self.err = self.capsys.readouterr()
        return code

    def new(self, **answers: Any) -> int:
        (self.folder / "answers.json").write_text(json.dumps({"kind": "credit_work", "text": TEXT, **answers}))
        code = self.run("new", self.origin, "--body", NORTH, "--answers", "answers.json")
        self.words = words_in(self.out)
        return code

    def act(self, *acts: Mapping[str, Any]) -> int:
        (self.folder / "acts.json").write_text(json.dumps(acts))
        return self.run("back", self.origin, "--answers", "acts.json", typed=f"{self.words}\n")

    def send(self, words: str = "") -> int:
        return self.run("send", "notes.age", typed=f"{words or self.words}\n")

    @property
    def kept(self) -> Path:
        return self.folder / "notes.age"


@pytest.fixture
def here(shared: Serving, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Here:
    return Here(shared.origin, tmp_path, capsys)


@pytest.fixture
def fails() -> Iterator[Fails]:
    """Makes posts to one path break, before or after they arrive."""
    post = Server.post
    patch = pytest.MonkeyPatch()

    def make(path: str, *, arrives: bool) -> None:
        def broken(self: Server, at: str, given: Mapping[str, Any]) -> dict[str, Any]:
            if at != path:
                return post(self, at, given)
            if arrives:
                post(self, at, given)
            raise Unreached("This did not reach the server.")

        patch.setattr(Server, "post", broken)

    make.mend = patch.undo  # type: ignore[attr-defined]
    yield make
    patch.undo()


def test_an_ask_that_did_not_arrive_is_kept_and_sent_later(here: Here, fails: Fails) -> None:
    fails("/api/ask/lodge", arrives=False)
    assert here.new() == 1
    assert len(here.words.split()) == 8
    assert "Nothing you typed is lost: it is in notes.age, sealed" in here.err
    assert here.kept.read_bytes().startswith(b"age-encryption.org/v1\n")
    assert here.origin.encode() not in here.kept.read_bytes()
    assert here.kept.stat().st_mode & 0o077 == 0
    assert here.send() == 1  # still broken
    assert "The file is as it was." in here.err
    fails.mend()  # type: ignore[attr-defined]
    assert here.send() == 0, here.err
    assert "Received. Day 1." in here.out
    assert "This server signed that your ask will stand" in here.out
    assert not here.kept.exists()
    assert here.run("back", here.origin, typed=f"{here.words}\n") == 0
    assert TEXT in here.out


def test_an_ask_whose_answer_was_lost_is_not_sent_twice(here: Here, fails: Fails) -> None:
    fails("/api/ask/lodge", arrives=True)
    assert here.new() == 1
    fails.mend()  # type: ignore[attr-defined]
    assert here.send() == 0
    assert "It had arrived after all" in here.out
    assert not here.kept.exists()


def test_it_is_signed_anew_days_later_and_a_day_that_passed_is_let_go(
    server: Serving, tmp_path: Path, capsys: pytest.CaptureFixture[str], fails: Fails
) -> None:
    here = Here(server.origin, tmp_path, capsys)
    fails("/api/ask/lodge", arrives=False)
    here.new(window=7)
    fails.mend()  # type: ignore[attr-defined]
    what, given = open_unsent(here.words, here.kept.read_bytes())
    assert (what, given["slug"]) == ("lodging", NORTH)
    server.restart(shift=8)
    assert here.send() == 1
    assert "One of the two is wrong" in here.err
    clock.shift_days(8)
    try:
        assert here.send() == 0, here.err
    finally:
        clock.shift_days(0)
    assert "Received. Day 1." in here.out


def test_other_words_do_not_open_it(here: Here, fails: Fails) -> None:
    fails("/api/ask/lodge", arrives=False)
    here.new()
    assert here.send(code_words.make(bytes(10))) == 1
    assert "None of your keys opens this." in here.err
    here.kept.write_bytes(b"hello")
    assert here.send() == 1
    assert "This is not a sealed file" in here.err


def test_keys_that_changed_since_get_nothing(here: Here, fails: Fails) -> None:
    fails("/api/ask/lodge", arrives=False)
    here.new()
    fails.mend()  # type: ignore[attr-defined]
    _, given = open_unsent(here.words, here.kept.read_bytes())
    given["cards"][0]["signing"] = "another"
    here.kept.write_bytes(seal_unsent(here.words, "lodging", given, random=lambda size: bytes(size)))
    assert here.send() == 1
    assert "The keys of the readers are not those that this was sealed to." in here.err


def test_a_message_that_did_not_arrive_is_kept_and_sent_once(here: Here, fails: Fails) -> None:
    here.new()
    fails("/api/mine/message", arrives=False)
    assert here.act({"do": "message", "text": TEXT}) == 1
    assert "Nothing you typed is lost" in here.err
    fails.mend()  # type: ignore[attr-defined]
    assert here.send() == 0, here.err
    fails("/api/mine/message", arrives=True)
    assert here.act({"do": "message", "text": "And the stairs."}) == 1
    fails.mend()  # type: ignore[attr-defined]
    assert here.send() == 0
    assert "It had arrived after all" in here.out
    here.run("back", here.origin, typed=f"{here.words}\n")
    assert here.out.count("And the stairs.") == 1


def test_a_move_that_did_not_arrive_is_made_anew_and_one_that_did_is_not(here: Here, fails: Fails) -> None:
    here.new()
    for arrives, said in ((False, "pause: Done."), (True, "It had arrived after all")):
        fails("/api/mine/move", arrives=arrives)
        assert here.act({"do": "pause"} if not arrives else {"do": "resume"}) == 1
        fails.mend()  # type: ignore[attr-defined]
        assert here.send() == 0, here.err
        assert said in here.out
    fails("/api/mine/erase", arrives=True)
    assert here.act({"do": "erase", "sure": True}) == 1
    fails.mend()  # type: ignore[attr-defined]
    assert here.send() == 0
    assert "It had arrived after all" in here.out


def test_what_another_device_did_meanwhile_is_not_taken_for_what_was_lost(here: Here, fails: Fails) -> None:
    here.new()
    fails("/api/mine/move", arrives=False)
    assert here.act({"do": "mark", "value": "met"}) == 1
    fails.mend()  # type: ignore[attr-defined]
    other = AskerVisitor(here.origin, words=here.words)
    other.enter()
    other.move("mark", {"value": "not_met", "audience": "asker", "promise": None})
    assert here.send() == 0, here.err
    assert "mark: Done." in here.out
    assert [each["value"]["value"] for each in other.enter()["history"] if each["move"] == "mark"] == ["not_met", "met"]


@pytest.mark.parametrize("act", [{"do": "message", "text": TEXT}, {"do": "mark", "value": "met"}])
def test_two_who_send_the_same_file_at_once_send_it_once(here: Here, fails: Fails, act: dict[str, Any]) -> None:
    """Both looked before either sent: the very bytes are taken once."""
    here.new()
    path = "/api/mine/message" if act["do"] == "message" else "/api/mine/move"
    fails(path, arrives=False)
    assert here.act(act) == 1
    fails.mend()  # type: ignore[attr-defined]
    kept, post = here.kept.read_bytes(), Server.post

    def twice(self: Server, at: str, given: Mapping[str, Any]) -> dict[str, Any]:
        first = post(self, at, given)
        return post(self, at, given) if at == path else first

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Server, "post", twice)
        assert here.send() == 0, here.err
    here.kept.write_bytes(kept)
    assert here.send() == 0
    assert "It had arrived after all" in here.out
    state = AskerVisitor(here.origin, words=here.words).enter()
    moves = [each["move"] for each in state["history"]]
    assert (len(state["messages"]), moves.count("mark")) == ((2, 0) if act["do"] == "message" else (1, 1))


def test_an_act_on_an_ask_that_is_gone(here: Here, fails: Fails) -> None:
    here.new()
    fails("/api/mine/message", arrives=False)
    here.act({"do": "message", "text": TEXT})
    fails.mend()  # type: ignore[attr-defined]
    here.act({"do": "erase", "sure": True})
    assert here.send() == 1
    assert "The ask that this belongs to is not there any more" in here.err


def test_a_second_file_takes_another_name_and_no_room_is_said_first(here: Here, fails: Fails) -> None:
    fails("/api/ask/lodge", arrives=False)
    here.new()
    here.new()
    assert "it is in notes-2.age" in here.err
    code = here.run("new", here.origin, "--body", NORTH, "--unsent", "none/notes.age", "--answers", "answers.json")
    assert code == 1
    assert "No file can be written to none/notes.age. Choose another place with --unsent." in here.err


def test_a_promise_that_is_not_the_logs_is_said(here: Here, fails: Fails) -> None:
    post = Server.post

    def forged(self: Server, at: str, given: Mapping[str, Any]) -> dict[str, Any]:
        said = post(self, at, given)
        return {**said, "promise": {**said["promise"], "batch": "2031-01-01"}} if at == "/api/ask/lodge" else said

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Server, "post", forged)
        assert here.new() == 0
    assert "But this server did not sign for it as it should" in here.out
    assert AskerVisitor(here.origin, words=here.words).enter()["stage"] == "lodged"
