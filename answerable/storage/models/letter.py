# SPDX-License-Identifier: AGPL-3.0-or-later
"""A letter: what happened to it, who holds it, its words, and what the body said that nobody checked yet."""

from __future__ import annotations

from django.db import models

from answerable.core.letter_state import LetterMove, LetterStage
from answerable.storage.models.base import Row, new_code, one_of


class Letter(Row):
    """Its state is the replay of its facts; stage, slug and date stand here for lists. A draft has no slug.

    `entered` names the acts that stand in the record: "<about>/<round>".
    """

    code = models.CharField(max_length=26, unique=True, default=new_code)
    slug = models.SlugField(max_length=70, unique=True, null=True)
    body = models.ForeignKey("Body", on_delete=models.PROTECT, related_name="letters")
    stage = models.CharField(max_length=8, default=LetterStage.DRAFT)
    drafted_date = models.DateField()
    public_date = models.DateField(null=True)
    entered = models.JSONField(default=list)

    class Meta:
        constraints = [
            one_of("stage", (LetterStage.DRAFT, LetterStage.PUBLIC, LetterStage.HIDDEN), "letter_stage"),
            models.CheckConstraint(
                condition=models.Q(stage=LetterStage.DRAFT, public_date__isnull=True, slug__isnull=True)
                | (~models.Q(stage=LetterStage.DRAFT) & models.Q(public_date__isnull=False, slug__isnull=False)),
                name="letter_public_has_a_day_and_a_slug",
            ),
        ]


class LetterFact(Row):
    """One fact of a letter. It holds commitments of texts and public keys, never a word."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="facts", db_index=False)
    order = models.PositiveIntegerField()
    move = models.CharField(max_length=10)
    by = models.CharField(max_length=20)
    actor = models.CharField(max_length=43)
    day = models.DateField()
    value = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["letter", "order"], name="letter_fact_order"),
            one_of("move", LetterMove, "letter_fact_move"),
        ]


class Keyholder(Row):
    """Somebody with words of their own: `locator` is a SHA-256 of what they derive; the rest are public keys."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="keyholders")
    locator = models.BinaryField(max_length=32, unique=True)
    signin = models.CharField(max_length=43)
    mark = models.CharField(max_length=43, unique=True)


class LetterInvitation(models.Model):
    """A link with which one more person can hold the letter; only its digest is kept."""

    digest = models.BinaryField(primary_key=True, max_length=32)
    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="invitations")
    until_date = models.DateField()


class LetterText(Row):
    """Words and their salt, wrapped under a key of their own; `id` are the first 16 bytes of the commitment."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="texts")
    commitment = models.CharField(max_length=64, unique=True)
    blob = models.BinaryField()


class Saying(Row):
    """An answer or promise that waits for a second person of the body. `text` is a commitment, or null."""

    code = models.CharField(max_length=26, unique=True, default=new_code)
    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="sayings")
    seat = models.ForeignKey("Seat", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    move = models.CharField(max_length=10)
    value = models.JSONField()
    text = models.CharField(max_length=64, null=True)
    day = models.DateField()

    class Meta:
        constraints = [one_of("move", (LetterMove.ANSWER, LetterMove.PROMISE), "saying_move")]
