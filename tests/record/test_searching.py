# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words are found in the open part of the record, by a file that can be thrown away."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from answerable import config
from answerable.cli.movement import Movement
from answerable.record import batch, keeping, reading, searching
from answerable.record.keeping import open_entry
from answerable.storage import models
from answerable.storage.writer import write
from tests.conftest import NOW
from tests.record.world import NORTH, Record

DAY = NOW.date()


@pytest.fixture
def record(movement: Movement) -> Record:
    made = Record(movement).begin()
    for number in range(4):
        batch.close(DAY + timedelta(days=number))
    return made


def found(kind: str = "", text: str = "") -> list[int]:
    """All pages of a search."""
    leaves, more = reading.open_leaves(kind, text)
    while more is not None:
        older, more = reading.open_leaves(kind, text, before=more)
        leaves += older
    return [index for index, _ in leaves]


def about(body: str) -> list[int]:
    rows = models.Leaf.objects.exclude(kind="").order_by("-index")
    return [row.index for row in rows if body.encode() in bytes(row.raw)]


def cache() -> Path:
    return config.current().data / searching.FILE


def test_a_code_a_day_and_the_beginning_of_a_digest_are_found(record: Record) -> None:
    code = record.movement.codes[NORTH]
    assert found(text=code) == about(code) != []
    assert found(text=str(DAY)) == about(str(DAY)) != []
    signing = reading.open_leaves("directory", "handler")[0][0][1]["handlers"][0]["signing"]
    assert found(text=signing[:20]) == about(signing)


def test_the_name_of_an_organisation_finds_the_lines_about_it(record: Record) -> None:
    code = record.movement.codes[NORTH]
    assert found(text="north bank") == about(code)
    assert found("clocks", "River Network North Bank") == [
        index for index in about(code) if models.Leaf.objects.get(index=index).kind == "clocks"
    ]


@pytest.mark.parametrize(
    "text", ["no line says this", '"', "'); DROP TABLE lines; --", "kind:batch", "NEAR OR AND NOT", "(", "\x00"]
)
def test_what_finds_nothing_finds_nothing_and_breaks_nothing(record: Record, text: str) -> None:
    assert found(text=text) == []


def test_all_words_must_be_there_and_names_of_fields_are_no_words(record: Record) -> None:
    code = record.movement.codes[NORTH]
    assert found(text=f"{code} {DAY}") == [index for index in about(code) if index in about(str(DAY))]
    assert found(text="handlers") == []


def test_what_enters_later_is_found(record: Record) -> None:
    assert found("bundle", "afterwards.js") == []

    @write
    def enter() -> None:
        files = [{"name": "afterwards.js", "sha256": "0" * 64}]
        keeping.append([open_entry("bundle", str(DAY + timedelta(days=3)), files=files)])

    enter()
    assert found("bundle", "afterwards.js") == [keeping.log().size - 1]


@pytest.mark.parametrize("how", ["gone", "damaged", "of another version", "ahead of an older copy"])
def test_the_file_is_made_again(record: Record, how: str) -> None:
    before = found(text="handler")
    assert before
    if how == "gone":
        cache().unlink()
    elif how == "damaged":
        cache().write_bytes(b"no database at all" * 100)
    else:
        ahead = "INSERT INTO lines (rowid, kind, text) VALUES (99999, 'directory', 'handler')"
        with sqlite3.connect(cache()) as store:
            store.execute("PRAGMA user_version=99" if how == "of another version" else ahead)
        store.close()
    assert found(text="handler") == before


def test_it_holds_nothing_of_a_thread(record: Record) -> None:
    record.lodge("Anouk")
    record.pass_days(1)
    entry = record.thread("Anouk").noted[0].entry
    assert found(text=entry["id"]) == []
    assert found(text="thread") == []
    held = cache().read_bytes()
    assert [
        one for one in (entry["id"], entry["c"], entry["salt"], "credit_work") if one.lower().encode() in held
    ] == []
