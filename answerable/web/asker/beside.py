# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an asker keeps for herself alone: the same boxes and choices for everybody, filled in her browser."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from answerable.core import bank, baseline, pod, retention
from answerable.core.ask import Ask
from answerable.core.body import Body

Pairs = list[tuple[str, str]]


def parts() -> Pairs:
    return [(key, _(title)) for key, title in baseline.PARTS.items()]


def told() -> Pairs:
    return [(key, _(title)) for key, title in pod.TOLD.items()]


def paid_back() -> str:
    """The kind of ask for somebody who is made to pay for asking, as the pages call it."""
    return _(next(kind.title for kind in bank.KINDS.values() if kind.goes_past))


def own_until(ask: Ask, body: Body, today: date) -> date | None:
    """The day on which what an asker wrote at the lodging goes; None while nothing has ended, or while she keeps it.

    It follows from the ask alone and is the same whether or not she wrote anything.
    """
    sent = ask.lodged_date
    if ask.terms[-1].keep_words or sent is None:
        return None
    return retention.leaves_date(retention.Words(by_asker=True, sent=sent), retention.ended_date(ask, body, today))
