# SPDX-License-Identifier: AGPL-3.0-or-later
"""The doctor's look at the store itself, on either engine. Faults are planted in tests/cli/test_doctor.py."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import DatabaseError, connection

from answerable.core.health import may_log_values
from answerable.storage import looking, models, schema
from answerable.storage.engine import engine
from tests import stores

QUIET = {"log_min_error_statement": "panic", "log_min_messages": "panic", "log_statement": "none"}
# A fresh PostgreSQL server prints a statement that failed, with its values; the embedded store has no log of its own.
FRESH = ["role-logs"] if stores.SERVER else []


def named(store: Path) -> list[str]:
    with looking.alone(store) as is_alone, looking.reading(store, is_alone=is_alone):
        return [each.name for each in looking.of_store(store)]


def test_a_store_in_use_is_looked_at_beside_its_writer(store: Path) -> None:
    with looking.alone(store) as is_alone:
        assert not is_alone
    assert named(store) == FRESH


def test_a_store_of_another_version_is_named(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stands = schema.expected()
    monkeypatch.setattr(schema, "expected", lambda: stands + 1)
    assert named(store) == ["database-older", *FRESH]
    monkeypatch.setattr(schema, "expected", lambda: stands - 1)
    assert named(store) == ["database-newer", *FRESH]


def test_who_looks_cannot_write(store: Path) -> None:
    with looking.reading(store, is_alone=False), pytest.raises(DatabaseError):
        models.Installation.objects.create()
    assert not models.Installation.objects.exists()


def test_the_settings_are_as_before_afterwards(store: Path) -> None:
    before = dict(connection.settings_dict)
    named(store)
    assert dict(connection.settings_dict) == before
    assert engine().is_whole()


@pytest.mark.parametrize(
    ("change", "may"),
    [
        ({}, False),
        ({"log_min_error_statement": "error"}, True),
        ({"log_min_messages": "warning"}, True),
        ({"log_min_messages": "fatal"}, False),
        ({"log_statement": "mod"}, True),
        ({"log_statement": "ddl"}, False),
        ({"log_min_duration_statement": "250"}, True),
    ],
)
def test_a_role_that_could_log_values_is_known_by_its_settings(change: dict[str, str], may: bool) -> None:
    assert may_log_values(QUIET | change) is may
    assert may_log_values({})
