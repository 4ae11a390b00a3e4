# SPDX-License-Identifier: AGPL-3.0-or-later
"""By command: how things were, for her alone, held against now and sent in part; who stands with her; who looks."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from answerable.asker import own
from answerable.core.errors import Refused
from tests.asker.conftest import Person
from tests.journeys.readers import Reader
from tests.journeys.test_canaries import places, search
from tests.serving import Serving

PAY, NIGHTS, WREN = "Twelve an hour on Fridays", "Nights at the far mill", "Aunt Wren of the lighthouse"


def test_what_she_keeps_for_herself_and_what_she_sends_of_it(server: Serving, tmp_path: Path) -> None:
    folder = tmp_path / "person"
    folder.mkdir()
    person = Person(server.origin, folder)
    done = person.new(kind="change_policy", text="A quiet word.", baseline={"pay": PAY})
    assert done.returncode == 0, done.stderr
    shown = person.back().stdout
    assert f"Pay, or what I get for it: {PAY}" in shown
    done = person.act(
        {"do": "write_now", "parts": {"shifts": NIGHTS}},
        {"do": "stand", "name": WREN, "told": "that_i_asked"},
        {"do": "stand_willing", "name": WREN},
    )
    assert done.returncode == 0, done.stderr
    shown = person.back().stdout
    assert NIGHTS in shown and f"{WREN}: may know that I asked (willing)" in shown
    reader = Reader.of(server, "Maren").find_newest()
    read = reader.read_words()
    assert PAY not in read and NIGHTS not in read and WREN not in read
    assert search(places(server, []), {"pay": PAY, "nights": NIGHTS, "pod": WREN}) == []

    assert person.act({"do": "send_written", "parts": ["shifts"]}).returncode == 0
    read = reader.read_words()
    assert f"Shifts, hours, place: {NIGHTS}" in read
    assert PAY not in read
    selma = str(server.member("Selma")["seat"])
    done = person.act({"do": "stand_end", "name": WREN}, {"do": "take_out"}, {"do": "ask_to_look", "attester": selma})
    assert done.returncode == 0, done.stderr
    shown = person.back().stdout
    assert WREN not in shown and f"Pay, or what I get for it: {PAY}" not in shown
    assert "Selma (bookkeeper): You asked them." in shown


@pytest.mark.parametrize(
    ("what", "given", "says"),
    [
        ("write_down", {"parts": {"shoes": "x"}}, "not one of the parts"),
        ("write_down", {"parts": {}}, "Nothing is written down yet"),
        ("write_now", {"parts": {"pay": "x"}}, "Nothing is written down of how things were"),
        ("take_out", {}, "Nothing is written down of how things were"),
        ("stand", {"name": WREN}, "already"),
        ("stand_end", {"name": "Nobody"}, "Nobody stands here"),
    ],
)
def test_mistakes_get_a_sentence_and_change_nothing(what: str, given: dict[str, Any], says: str) -> None:
    keep = {"pod": [{"name": WREN, "told": "nothing", "stage": "named"}], "baseline": {"day": 3}}
    with pytest.raises(Refused, match=says):
        own.changed(what, given, keep, date(2031, 5, 1))


def test_once_the_days_are_over_every_own_file_is_written_anew_once() -> None:
    """With and without a baseline, so that nobody learns by it whether there was one."""
    today, until = date(2031, 9, 1), date(2031, 8, 1)
    written = {"baseline": {"day": "2031-03-04", "parts": {"pay": PAY}, "now": None}}
    assert own.tidied({}, until, today) == {"tidied": True}
    assert own.tidied(written, until, today) == {"tidied": True, "baseline": None, "gone": True}
    assert own.tidied({"tidied": True, **written}, until, today) is None
    assert own.tidied(written, None, today) is own.tidied(written, date(2031, 9, 2), today) is None
    late = {"baseline": {**written["baseline"], "day": "2031-07-20"}}
    assert own.tidied(late, until, today) == {"tidied": True}
