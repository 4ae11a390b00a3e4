# SPDX-License-Identifier: AGPL-3.0-or-later
"""A public text of a body, version by version. The text is public once it was checked, so nothing here is sealed."""

from __future__ import annotations

from django.db import models

from answerable.core.statement import StatementStage
from answerable.storage.models.account import Account
from answerable.storage.models.base import Row, new_code, one_of
from answerable.storage.models.body import Body


class Statement(Row):
    """`code` names the statement, `version` one text of it, from 1; `taken` how often a name was taken out.

    `begins`: the body says that it caused harm and wants to answer for it, and reports by a day."""

    code = models.CharField(max_length=26, default=new_code, db_index=True)
    version = models.PositiveIntegerField(default=1)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="statements")
    stage = models.CharField(max_length=12, default=StatementStage.WAITING)
    language = models.CharField(max_length=5)
    title = models.CharField(max_length=120)
    text = models.TextField()
    writer = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    written_date = models.DateField()
    published_date = models.DateField(null=True)
    begins = models.BooleanField(default=False)
    report_by = models.DateField(null=True)
    taken = models.PositiveIntegerField(default=0)
    taken_date = models.DateField(null=True)

    class Meta:
        constraints = [
            one_of("stage", StatementStage, "statement_stage"),
            models.UniqueConstraint(fields=["code", "version"], name="statement_version_once"),
        ]
