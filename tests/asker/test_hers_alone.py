# SPDX-License-Identifier: AGPL-3.0-or-later
"""By command: how things were, for her alone, held against now and sent in part; who stands with her; who looks."""

from __future__ import annotations

from pathlib import Path

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
    for wrong, says in (
        ({"do": "send_written", "parts": ["role"]}, "at least one part"),
        ({"do": "write_down", "parts": {"shoes": "x"}}, "not one of the parts"),
        ({"do": "stand", "name": WREN}, "already"),
        ({"do": "let_look", "attester": "nobody"}, "no such attester"),
    ):
        done = person.act(wrong)
        assert done.returncode == 1 and says in done.stderr, done.stderr
    assert person.act({"do": "stand_end", "name": WREN}, {"do": "take_out"}).returncode == 0
    shown = person.back().stdout
    assert WREN not in shown and f"Pay, or what I get for it: {PAY}" not in shown

    selma = str(server.member("Selma")["seat"])
    assert person.act({"do": "ask_to_look", "attester": selma}).returncode == 0
    assert "Selma (bookkeeper): You asked them." in person.back().stdout
    assert person.act({"do": "end_look", "attester": selma}).returncode == 0
