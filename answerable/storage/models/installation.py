# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who runs this server: one row, and every page on which somebody writes shows it."""

from __future__ import annotations

from django.db import models

from answerable.storage.models.base import Row, one_of


class Installation(Row):
    """`relation`: does the host stand outside, or is it the body asked, or its parent (rule 35)?"""

    only = models.BooleanField(default=True, unique=True)
    runs = models.CharField(max_length=200, default="")
    pays = models.CharField(max_length=200, default="")
    relation = models.CharField(max_length=10, default="outside")
    host_body = models.ForeignKey("Body", null=True, on_delete=models.PROTECT, related_name="+")
    law = models.JSONField(default=list)
    offline_recipient = models.TextField(default="")
    reviewed = models.CharField(max_length=200, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(only=True), name="installation_only_one"),
            one_of("relation", ("outside", "body", "parent"), "installation_relation"),
        ]
