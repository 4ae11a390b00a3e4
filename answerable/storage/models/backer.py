# SPDX-License-Identifier: AGPL-3.0-or-later
"""A backer of a body, disclosed in public: who pays for what happens around asks."""

from __future__ import annotations

from django.db import models

from answerable.core.backer import GIVES
from answerable.storage.models.base import Row, new_code, one_of


class Backer(Row):
    code = models.CharField(max_length=26, unique=True, default=new_code)
    body = models.ForeignKey("Body", on_delete=models.PROTECT, related_name="backers")
    name = models.CharField(max_length=120)
    gives = models.CharField(max_length=12)
    from_date = models.DateField()
    until_date = models.DateField(null=True)

    class Meta:
        constraints = [one_of("gives", tuple(GIVES), "backer_gives")]
