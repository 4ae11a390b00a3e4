# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody with an account keeps for themselves: one file, sealed to their own key."""

from __future__ import annotations

from django.db import models

from answerable.storage.models.base import Row


class Drawer(Row):
    """`number` grows with every change, so that a second window cannot undo the first in silence."""

    account = models.OneToOneField("Account", on_delete=models.CASCADE, related_name="drawer")
    number = models.PositiveIntegerField(default=1)
    blob = models.BinaryField()
