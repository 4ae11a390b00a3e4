# SPDX-License-Identifier: AGPL-3.0-or-later
"""A public text of a body, version by version. The text is public once it was checked, so nothing here is sealed."""

from __future__ import annotations

from django.db import models

from answerable.core.statement import StatementKind, StatementStage
from answerable.storage.models.account import Account
from answerable.storage.models.base import Row, new_code, one_of
from answerable.storage.models.body import Body


class Statement(Row):
    """`code` names the statement, `version` one text of it, from 1; `taken` how often a name was taken out.

    `begins`: the body says that it caused harm and wants to answer for it, and reports by a day. `about`: the body that
    it is said to, where it is another one; the source stands with words of others.
    """

    code = models.CharField(max_length=26, default=new_code)
    version = models.PositiveIntegerField(default=1)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="statements")
    stage = models.CharField(max_length=12, default=StatementStage.WAITING)
    kind = models.CharField(max_length=12, default=StatementKind.OWN)
    about = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="said_to")
    source_by = models.CharField(max_length=120, default="")
    source_date = models.DateField(null=True)
    source_address = models.CharField(max_length=300, default="")
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
            one_of("kind", StatementKind, "statement_kind"),
            models.UniqueConstraint(fields=["code", "version"], name="statement_version_once"),
        ]


class StatementPromise(Row):
    """A promise made out of a sentence of a public text. `value` are its slots, `moves` its new days: {to, day}."""

    code = models.CharField(max_length=26, unique=True, default=new_code)
    statement = models.ForeignKey(Statement, db_index=False, on_delete=models.PROTECT, related_name="promises")
    sentence = models.PositiveIntegerField()
    author = models.CharField(max_length=26)
    value = models.JSONField()
    day = models.DateField()
    moves = models.JSONField(default=list)
    claimed_date = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["statement", "sentence"], name="one_promise_of_a_sentence")]


class StatementPartner(Row):
    """A body that was asked to make a promise too; `joined` is its own people's yes or no."""

    promise = models.ForeignKey(StatementPromise, db_index=False, on_delete=models.CASCADE, related_name="partners")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    asked_date = models.DateField()
    joined = models.BooleanField(null=True)
    answered_date = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["promise", "body"], name="a_partner_is_asked_once")]
