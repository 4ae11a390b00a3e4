# SPDX-License-Identifier: AGPL-3.0-or-later
"""A new version gives the database a new form: all of it, or it stays as it was; and there is a way back for a week."""

from __future__ import annotations

import stat
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection

from answerable import clock
from answerable.core.errors import Refused
from answerable.storage import models, schema
from answerable.storage.engine import engine
from answerable.storage.writer import write


@pytest.fixture
def old(store: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store with a row, in the form before the last migration; the program has a form more."""
    note("before")
    monkeypatch.setattr(schema, "expected", lambda: newer)
    newer = engine().stands_at() + 1
    return store


@write
def note(name: str) -> None:
    models.JobDay.objects.create(name=name, done="2031-01-01")


def names() -> set[str]:
    return set(models.JobDay.objects.values_list("name", flat=True))


def odd_table() -> None:
    with engine().rebuilding(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE odd (a integer)")


def has_odd_table() -> bool:
    return "odd" in connection.introspection.table_names()


def test_the_new_form_stands_and_its_number(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "build", odd_table)
    schema.ensure()
    assert has_odd_table()
    assert engine().stands_at() == schema.expected()
    assert names() == {"before"}


def test_a_form_that_fails_half_way_leaves_the_old_one(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_off() -> None:
        odd_table()
        models.JobDay.objects.all().delete()
        raise DatabaseError("no such column: a secret that somebody stored")

    monkeypatch.setattr(schema, "build", break_off)
    stood = engine().stands_at()
    with pytest.raises(Refused) as refused:
        schema.ensure()
    assert "DatabaseError" in refused.value.sentence
    assert "secret" not in refused.value.sentence
    assert not has_odd_table()
    assert engine().stands_at() == stood
    assert names() == {"before"}
    note("after")
    assert names() == {"before", "after"}, "it can be used as before"


def test_a_database_of_a_newer_program_is_left_alone(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stood = engine().stands_at()
    monkeypatch.setattr(schema, "expected", lambda: stood - 1)
    monkeypatch.setattr(schema, "build", lambda: pytest.fail("it was changed"))
    with pytest.raises(Refused, match="newer Answerable"):
        schema.ensure()
    assert engine().stands_at() == stood


@pytest.mark.embedded
def test_back_to_what_was_before(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stood = engine().stands_at()
    monkeypatch.setattr(schema, "build", odd_table)
    schema.ensure()
    note("since")
    (copy,) = schema.kept()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    schema.roll_back()
    assert not has_odd_table()
    assert engine().stands_at() == stood
    assert names() == {"before"}
    assert not copy.exists()
    with pytest.raises(Refused, match="No database from before"):
        schema.roll_back()


@pytest.mark.embedded
def test_a_damaged_copy_is_not_put_back(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "build", odd_table)
    schema.ensure()
    (copy,) = schema.kept()
    raw = bytearray(copy.read_bytes())
    raw[4096 * 3 : 4096 * 5] = b"\xff" * 8192
    copy.write_bytes(raw)
    with pytest.raises(Refused, match="damaged"):
        schema.roll_back()
    assert has_odd_table()
    assert names() == {"before"}


@pytest.mark.embedded
def test_what_is_kept_ends_with_the_key_backups(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "build", odd_table)
    schema.ensure()
    today = clock.now().date()
    schema.forget_kept(today + timedelta(days=6))
    assert schema.kept()
    schema.forget_kept(today + timedelta(days=7))
    assert not schema.kept()
