# SPDX-License-Identifier: AGPL-3.0-or-later
"""One ask, two clients: what the command lodged the browser opens and moves, and the other way round."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from tests.asker.conftest import NORTH, Person
from tests.journeys.asker_steps import Asking, Returning
from tests.journeys.readers import Reader
from tests.serving import Serving

SAID = "Please say who on the board knew, and when."
MORE = "The year would be enough."


def test_the_browser_opens_and_moves_what_the_command_lodged(server: Serving, page: Page, tmp_path: Path) -> None:
    person = Person(server.origin, tmp_path)
    assert person.new(kind="who_knew", text=SAID).returncode == 0
    Reader.of(server, "Maren").find_newest().acknowledge().answer_yes().promise()
    person.act({"do": "message", "text": MORE})
    mine = Returning(page, server.origin).enter(person.words)
    assert SAID in mine.fold("asked")
    assert MORE in mine.fold("came")
    assert "signed by you" in mine.fold("stands")
    assert "In the record: 0 lines of this ask." in mine.fold("keep")
    mine.do("accepted")
    mine.take_off("board secretary")
    shown = person.back().stdout
    assert "You accepted a promise. (signed by you, waits for the record)" in shown
    assert "board secretary (does not read it any more)" in shown
    assert "NOT" not in shown


def test_the_command_opens_and_moves_what_the_browser_lodged(server: Serving, page: Page, tmp_path: Path) -> None:
    asking = Asking(page, server.origin).start(NORTH).choose_kind("who_knew").write(SAID).send()
    person = Person(server.origin, tmp_path, asking.words)
    Reader.of(server, "Maren").find_newest().acknowledge()
    shown = person.back().stdout
    assert SAID in shown
    assert "It was sent. (signed by you, waits for the record)" in shown
    tiko = next(line.split()[-1] for line in shown.splitlines() if "board secretary (reads it)" in line)
    done = person.act(
        {"do": "remove", "reader": tiko}, {"do": "message", "text": MORE}, {"do": "mark", "value": "not_met"}
    )
    assert done.returncode == 0, done.stderr
    mine = Returning(page, server.origin).enter(asking.words)
    assert MORE in mine.fold("came")
    assert "You marked it not met." in mine.fold("mark")
    assert "You took a reader off." in mine.fold("stands")
    mine.delete()
    assert "These words open nothing here." in person.back().stderr
