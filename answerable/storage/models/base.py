# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every row has: a random primary key that never leaves storage. No row holds a time finer than it needs."""

from __future__ import annotations

from uuid import UUID

from django.db import models

from answerable import chance


def new_id() -> UUID:
    return UUID(bytes=chance.draw("row", "", 16), version=4)


def new_code() -> str:
    return chance.code("code")


class Row(models.Model):
    """`id` is random and internal; a `code` is the public name where a thing has one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True


def one_of(field: str, values: type | tuple[str, ...], name: str) -> models.CheckConstraint:
    """The constraint that a column holds one of the words of a table of core."""
    words = [str(each) for each in values]  # type: ignore[union-attr]
    return models.CheckConstraint(condition=models.Q(**{f"{field}__in": words}), name=name)
