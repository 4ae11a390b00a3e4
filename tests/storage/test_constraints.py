# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a rule forbids, the database refuses too."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError

from answerable.cli.movement import Movement
from answerable.storage import models
from answerable.storage.models.base import new_id
from answerable.storage.writer import write

DAY, MINUTE = date(2031, 5, 20), datetime(2031, 5, 20, 12, 0, tzinfo=UTC)


def ask(**changed: Any) -> None:
    given = {
        "code": "a" * 26, "body": models.Body.objects.first(), "kind": "seats", "mode": "keyed", "door": "open",
        "route": "body", "stage": "lodged", "level": "second_line", "lodged_date": DAY, "epoch_key": "k", "keep": b"k",
    }  # fmt: skip
    models.Ask.objects.create(**{**given, **changed})


def seat(**changed: Any) -> None:
    given = {"role": "handler", "body": models.Body.objects.first(), "title": "t", "from_date": DAY}
    models.Seat.objects.create(**{**given, **changed})


def visit(**changed: Any) -> None:
    given = {"digest": b"d" * 32, "idle_until": MINUTE, "ends": MINUTE}
    models.Visit.objects.create(**{**given, **changed})


def figure() -> None:
    models.ReleasedFigure.objects.create(month="2031-04", level="l", door="open", fact="f", band="0–4", bodies=3)


def envelope() -> None:
    models.Envelope.objects.create(row_key=models.Account.objects.first().id, number=1, month="2031-05")  # type: ignore[union-attr]


def body(**changed: Any) -> None:
    row = models.Body.objects.get(slug="river-delta")
    for name, value in changed.items():
        setattr(row, name, value(row) if callable(value) else value)
    row.save()


def twice(make: Callable[[], object]) -> Callable[[], None]:
    def both() -> None:
        make()
        make()

    return both


WRONG: dict[str, Callable[[], object]] = {
    "ask_stage": lambda: ask(stage="ended"),
    "ask_mode": lambda: ask(mode="odd"),
    "ask_door": lambda: ask(door="odd"),
    "ask_route": lambda: ask(route="odd"),
    "ask_level": lambda: ask(level="odd"),
    "ask_is_dated_unless_held": lambda: ask(lodged_date=None, hold_until=DAY),
    "ask_is_dated_unless_held ": lambda: ask(stage="held", hold_until=DAY),
    "ask_held_has_a_day": lambda: ask(stage="held", lodged_date=None),
    "storage_ask.code": twice(ask),
    "seat_stage": lambda: seat(stage="odd"),
    "seat_role": lambda: seat(role="operator_of_all"),
    "seat_has_a_body": lambda: seat(body=None),
    "seat_active_has_account": lambda: seat(stage="active"),
    "seat_term_runs_forward": lambda: seat(until_date=date(2031, 5, 19)),
    "visit_of_one": lambda: visit(),
    "visit_of_an_ask_keeps_no_day": lambda: (ask(), visit(ask=models.Ask.objects.get(), last_day=DAY)),
    "storage_releasedfigure|released_once": twice(figure),
    "storage_envelope|envelope_number": twice(envelope),
    "body_not_under_itself": lambda: body(parent=lambda row: row),
    "body_second_line_is_not_the_parent": lambda: body(second_line=lambda row: row.parent),
    "body_second_line_is_not_the_parent ": lambda: body(second_line=lambda row: row),
    "body_stage": lambda: body(stage="odd"),
    "installation_only_one": lambda: models.Installation.objects.create(only=False),
    "storage_installation.only": lambda: models.Installation.objects.create(),
    "installation_relation": lambda: models.Installation.objects.update(relation="odd"),
    "tombstone_ended": lambda: models.Tombstone.objects.create(id=new_id(), ended="closed", month="2031-05"),
    "unlock_kind": lambda: models.Unlock.objects.update(kind="odd"),
    "storage_unlock.account_id, storage_unlock.kind|unlock_one_of_a_kind": lambda: models.Unlock.objects.update(
        kind="carried"
    ),
}


@pytest.mark.parametrize("name", sorted(WRONG))
def test_the_database_refuses(movement: Movement, name: str) -> None:
    with pytest.raises(IntegrityError, match=name.strip()):
        write(WRONG[name])()


def test_no_table_has_a_column_for_who_came_from_where() -> None:
    from django.apps import apps

    columns = {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_app_config("storage").get_models()
        for field in model._meta.fields
    }
    words = ("created", "updated", "agent", "remote", "ip_", "referer", "email", "phone", "password")
    assert [each for each in sorted(columns) if any(word in each for word in words)] == []
    finer = [
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_app_config("storage").get_models()
        for field in model._meta.fields
        if field.get_internal_type() in ("DateTimeField", "TimeField")
    ]
    assert finer == ["storage_visit.idle_until", "storage_visit.ends"]
