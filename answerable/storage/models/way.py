# SPDX-License-Identifier: AGPL-3.0-or-later
"""Other ways to an ask than its asker's words, and words that were set aside when new ones came."""

from __future__ import annotations

from django.db import models

from answerable.core.way import WayKind
from answerable.storage.models.base import Row, new_code, one_of


class Way(Row):
    """`locator` is a SHA-256. Only people's ways have keys and a `keep`; who they are stands in the asker's own file.

    A device's way belongs to the words it was made with: once they are set aside, to `past`. The lower its `rank`, the
    earlier it was made; a later device never ends what an earlier one can do.
    """

    ask = models.ForeignKey("Ask", on_delete=models.CASCADE, related_name="ways")
    code = models.CharField(max_length=26, unique=True, default=new_code)
    kind = models.CharField(max_length=6)
    locator = models.BinaryField(max_length=32, unique=True)
    signin = models.CharField(max_length=43, default="")
    recipient = models.TextField(default="")
    keep = models.BinaryField(default=b"")
    made_date = models.DateField()
    rank = models.PositiveIntegerField(default=0)
    past = models.ForeignKey("PastWords", null=True, on_delete=models.CASCADE, related_name="devices")

    class Meta:
        constraints = [one_of("kind", WayKind, "way_kind")]


class PastWords(Row):
    """What the words before opened, wrapped under the row key, until a day: only a device can bring it back.

    Whoever brings them back ends all ways and words of a higher `rank`: what came after.
    """

    ask = models.ForeignKey("Ask", on_delete=models.CASCADE, related_name="past_words")
    locator = models.BinaryField(max_length=32, db_index=True)
    blob = models.BinaryField()
    until_date = models.DateField(db_index=True)
    rank = models.PositiveIntegerField()
