# SPDX-License-Identifier: AGPL-3.0-or-later
"""An asker: a pseudonym with keys. One row an ask, so that no row links two asks of the same words."""

from __future__ import annotations

from django.db import models

from answerable.storage.models.base import Row


class Asker(Row):
    """`locator` is a SHA-256 of what the words derive. Who opens the thread checks its keys against `mark_key`.

    `opened`, under the row key: the days on which it was opened, and how much the asker has seen.
    """

    ask = models.OneToOneField("Ask", on_delete=models.CASCADE, related_name="asker")
    locator = models.BinaryField(max_length=32, unique=True)
    signin = models.CharField(max_length=43)
    recipient = models.TextField()
    mark_key = models.CharField(max_length=43)
    opened = models.BinaryField(default=b"")
