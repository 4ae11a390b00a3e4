# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is inserted past Django's objects is what Django would have stored, and its constraints hold."""

from datetime import date

import pytest
from django.apps import apps
from django.db import IntegrityError, connection
from django.db.models import Model

from answerable.storage import models
from answerable.storage.inserting import TEXTS, find, insert_rows
from answerable.storage.writer import write

ODD = "%s %% 'ä' \"x\" :name"


@write
def insert(kind: type[Model], row: dict[str, object]) -> None:
    insert_rows(kind, [row])


@pytest.mark.usefixtures("store")
def test_a_row_comes_back_as_it_was_given() -> None:
    insert(models.SpentNonce, {"digest": b"\0\xff" * 16, "day": date(2031, 1, 2)})
    insert(models.JobDay, {"name": ODD, "done": "2031-01-01"})
    found = models.SpentNonce.objects.get()
    assert (bytes(found.digest), found.day) == (b"\0\xff" * 16, date(2031, 1, 2))
    assert find(models.JobDay, "done", name=ODD) == ("2031-01-01",)
    assert models.JobDay.objects.get(name=ODD).done == "2031-01-01"


@pytest.mark.usefixtures("store")
def test_what_must_be_there_once_is_refused_twice() -> None:
    insert(models.JobDay, {"name": "a", "done": "x"})
    with pytest.raises(IntegrityError):
        insert(models.JobDay, {"name": "a", "done": "y"})
    with pytest.raises(IntegrityError):
        insert(models.SpentNonce, {"digest": b"1" * 32, "day": None})


@pytest.mark.usefixtures("store")
def test_django_prepares_nothing_in_any_text() -> None:
    """That is why `insert_rows` hands a text on as it is."""
    texts = [
        field
        for model in apps.get_app_config("storage").get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, TEXTS)
    ]
    assert len(texts) > 50
    assert all(field.get_db_prep_save(ODD, connection) == ODD for field in texts)
