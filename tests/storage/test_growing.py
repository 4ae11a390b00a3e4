# SPDX-License-Identifier: AGPL-3.0-or-later
"""Nothing that a person waits for, and no round of the clocks, makes the store look at every row of what only grows."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.db.backends.utils import CursorWrapper

from answerable import clock
from answerable.actions import asking, forgetting
from answerable.cli.movement import Movement
from answerable.core.retention import WORDS_DAYS
from answerable.jobs import runner
from answerable.sealing.asker import build_message
from answerable.storage import models, words
from answerable.web.handler import desk_list
from tests.conftest import NOW

pytestmark = pytest.mark.embedded  # PostgreSQL plans by how many rows there are, and here are few

MANY = {
    kind._meta.db_table
    for kind in (
        models.Ask, models.Asker, models.Reader, models.Backup, models.SealedKey, models.SealedFile, models.Envelope,
        models.Payload, models.Leaf, models.Attachment, models.AttachmentPart, models.Way,
    )
}  # fmt: skip
OF_FEW = ("ask_held", "ask_moved", "ask_looked_at", "attachment_unsent")  # indexes of some rows alone
NEWEST = 'ORDER BY "storage_leaf"."index" DESC LIMIT 1'  # stops at the first it finds, within the newest batch
NORTH = "river-north-bank"


@contextmanager
def statements() -> Iterator[dict[str, Any]]:
    """What every thread asks of the store meanwhile, with the values."""
    found: dict[str, Any] = {}
    execute = CursorWrapper.execute

    def noting(self: CursorWrapper, sql: str, params: Any = None) -> Any:
        found[sql] = params
        return execute(self, sql, params)

    with patch.object(CursorWrapper, "execute", noting):
        yield found


def looks_at_all(sql: str, params: Any) -> list[str]:
    """The tables, of those that grow, of which this statement goes through every row."""
    if not re.match(r"(SELECT|UPDATE|DELETE)\b", sql) or sql.endswith(NEWEST):
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        plan = [row[-1] for row in cursor.fetchall()]
    scans = [found for line in plan if (found := re.match(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?", line))]
    names = {found[1] for found in scans if found[2] not in OF_FEW}
    tables = re.findall(r'"(storage_\w+)"(?: ([A-Z]\d+))?', sql)
    return sorted({table for table, short in tables if (short or table) in names and table in MANY})


def scanned(do: Callable[[], object]) -> dict[str, list[str]]:
    with statements() as found:
        do()
    return {sql: tables for sql, params in found.items() if (tables := looks_at_all(sql, params))}


@pytest.fixture
def lived(movement: Movement) -> Movement:
    movement.lodge("waits", NORTH, 40, kind="change_policy")
    movement.lodge("fresh", NORTH, 10, kind="own_words", text="Please say who has the keys.")
    movement.lodge("words", NORTH, 120, kind="own_words", text="Please give the keys of the hall back.")
    movement.act("Maren", "words", 110, "acknowledged", role="care_lead")
    movement.act("Tiko", "words", 100, "answer", value="no", reasons=["no_money"], power="treasurer")
    return movement


def test_what_looks_at_every_ask_is_seen(movement: Movement) -> None:
    assert looks_at_all('SELECT "storage_ask"."code" FROM "storage_ask" WHERE "storage_ask"."kind" = %s', ["x"]) == [
        "storage_ask"
    ]


@pytest.mark.parametrize("who", ["Maren", "Sefa", "Yuna"])
def test_a_desk(lived: Movement, who: str) -> None:
    actor = lived.actor_of(who)
    with clock.frozen(lived.now):
        assert scanned(lambda: desk_list.read(actor)) == {}


def test_sending_an_ask_and_coming_back(lived: Movement) -> None:
    assert scanned(lambda: lived.lodge("another", NORTH, 0, kind="change_policy")) == {}
    assert scanned(lambda: lived.askers["another"].enter(lived.now)) == {}


def test_a_day_of_the_clocks(lived: Movement) -> None:
    assert scanned(lambda: runner.run_due(NOW + timedelta(1))) == {}
    assert scanned(lambda: runner.run_due(NOW + timedelta(1, 30))) == {}


def looked_at() -> list[str]:
    looked: list[str] = []
    with patch.object(forgetting, "_forget_words", lambda code, *, at: looked.append(code) or 0):
        forgetting.forget_words(at=NOW)
    return looked


def look_date(movement: Movement, name: str) -> date | None:
    return models.Ask.objects.get(code=movement.askers[name].code).look_date


def test_words_are_looked_at_when_something_happens_and_not_each_night(lived: Movement) -> None:
    assert set(looked_at()) == {lived.askers["words"].code, lived.askers["fresh"].code}
    assert forgetting.forget_words(at=NOW) == 1
    assert looked_at() == []
    found = look_date(lived, "fresh")
    assert found is not None
    assert NOW.date() < found <= NOW.date() + timedelta(days=WORDS_DAYS)
    assert look_date(lived, "words") is None  # nothing is left that could go
    assert look_date(lived, "waits") is None  # nothing was written


def test_a_fact_asks_for_a_look_and_the_row_tells_only_its_month(lived: Movement) -> None:
    forgetting.forget_words(at=NOW)
    lived.mark("fresh", 0, "pause", keep_safety=False)
    lived.mark("waits", 0, "pause", keep_safety=False)
    assert look_date(lived, "fresh") == NOW.date().replace(day=1)
    assert look_date(lived, "waits") is None


def test_the_first_words_of_an_ask_ask_for_a_look(lived: Movement) -> None:
    one = lived.askers["waits"]
    sent = build_message(one.private, {"text": "One more thing."}, number=1, last="", random=os.urandom)
    asking.write_message(one.code, 1, sent["file"], [], by=one.enter(NOW), at=NOW)
    assert look_date(lived, "waits") == NOW.date().replace(day=1)


def test_the_row_does_not_tell_from_which_day_words_are_counted() -> None:
    due, today = NOW.date() + timedelta(90), NOW.date()
    drawn = {words._before(due, today) for _ in range(500)}
    assert drawn == {due - timedelta(days) for days in range(words.BLUR_DAYS)}
    assert {words._before(today + timedelta(1), today) for _ in range(9)} == {today + timedelta(1)}
    assert {words._before(today, today) for _ in range(9)} == {today + timedelta(1)}
