# SPDX-License-Identifier: AGPL-3.0-or-later
"""No index repeats another: each is paid for by every row that is written."""

from __future__ import annotations

from pathlib import Path

from django.apps import apps
from django.db import connection, models

from answerable.storage import lease


def of_all_rows(model: type[models.Model]) -> dict[str, tuple[list[str], bool]]:
    """Name → (columns, says more than where a row is) of the indexes in the store, without those of some rows alone."""
    some = {one.name for one in (*model._meta.indexes, *model._meta.constraints) if getattr(one, "condition", None)}
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table)
    every = {name: one for name, one in found.items() if one["index"] or one["unique"] or one["primary_key"]}
    return {
        name: (one["columns"], one["unique"] or one["primary_key"])
        for name, one in every.items()
        if name not in some and one["columns"] and not name.endswith("_like")  # PostgreSQL's second one of a text
    }


def repeated(model: type[models.Model]) -> list[tuple[str, str]]:
    """(index, another one that begins with its columns)."""
    every = of_all_rows(model)
    return [
        (name, other)
        for name, (columns, is_needed) in every.items()
        for other, (longer, _) in every.items()
        if not is_needed and name != other and longer[: len(columns)] == columns
    ]


def test_no_index_repeats_another(store: Path) -> None:
    assert [pair for model in apps.get_app_config("storage").get_models() for pair in repeated(model)] == []


def test_one_that_repeats_another_is_seen(store: Path) -> None:
    sealed = apps.get_model("storage", "SealedKey")
    with lease.held(), connection.cursor() as cursor:
        cursor.execute("CREATE INDEX again ON storage_sealedkey (ask_id)")
    assert repeated(sealed) == [("again", "sealed_key_once")]
