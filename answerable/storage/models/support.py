# SPDX-License-Identifier: AGPL-3.0-or-later
"""Help that exists without anybody's permission, listed and dated by a steward."""

from __future__ import annotations

from django.db import models

from answerable.storage.models.base import Row, new_code


class Support(Row):
    code = models.CharField(max_length=26, unique=True, default=new_code)
    name = models.CharField(max_length=120)
    does = models.CharField(max_length=300)
    reach = models.CharField(max_length=200)
    hours = models.CharField(max_length=120, default="")
    checked_date = models.DateField()
