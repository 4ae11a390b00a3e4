# SPDX-License-Identifier: AGPL-3.0-or-later
"""The record: what waits for a batch, every leaf, one head a batch, and what was opened."""

from __future__ import annotations

from django.db import models

from answerable.storage.models.base import Row, new_id


class Log(Row):
    """One log, one row. `key` is the name of its signing key in the key file; `frontier` are its open subtrees, hex.

    `former` are keys that still sign beside it: {key, vkey, until}.
    """

    only = models.BooleanField(default=True, unique=True)
    origin = models.CharField(max_length=200)
    key = models.UUIDField(default=new_id)
    vkey = models.TextField()
    former = models.JSONField(default=list)
    size = models.BigIntegerField(default=0)
    frontier = models.JSONField(default=list)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(only=True), name="log_only_one")]


class WaitingLeaf(models.Model):
    """A thread leaf that waits for the next batch: stored with its fact, and telling nothing about it."""

    code = models.CharField(max_length=26, primary_key=True)
    raw = models.BinaryField()


class Leaf(models.Model):
    """An entry of the log. Tiles are made from these rows, and can be made again."""

    index = models.BigIntegerField(primary_key=True)
    code = models.CharField(max_length=26, unique=True)
    kind = models.CharField(max_length=20, db_index=True)  # the type of an open leaf; "" for a thread leaf
    raw = models.BinaryField()


class Batch(models.Model):
    """One a day: `size` of the log after it."""

    day = models.DateField(primary_key=True)
    size = models.BigIntegerField(unique=True)


class Tally(models.Model):
    """Which asks the figures of a level counted in a month, as elements of 32 bytes that only their askers know."""

    leaf = models.OneToOneField(Leaf, on_delete=models.PROTECT, primary_key=True)
    month = models.CharField(max_length=7)
    level = models.CharField(max_length=26)
    elements = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "level"], name="tally_once")]


class Opening(models.Model):
    """What an asker let be seen of one leaf: {salt, fields}. It goes with a redaction; the leaf stays."""

    leaf = models.OneToOneField(Leaf, on_delete=models.PROTECT, primary_key=True, related_name="opening")
    shown = models.JSONField()
