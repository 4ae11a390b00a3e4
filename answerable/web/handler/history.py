# SPDX-License-Identifier: AGPL-3.0-or-later
"""Day by day, as readers may see it: acts of the body, and of the asker only what changes what readers may do."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from answerable.core import promise
from answerable.core.answer import POWERS, TITLES
from answerable.core.ask import Ask
from answerable.web.handler.choices import text_of

Line = tuple[date, bool, str]  # the day, whether the body acted, the sentence


def history(ask: Ask) -> list[dict[str, Any]]:
    """Oldest first; `on` counts from the day of sending, which is 1."""
    start = ask.lodged_date
    if start is None:
        return []
    lines = sorted([*_asker(ask), *_body(ask), *_promises(ask)], key=lambda line: line[0])
    return [
        {"day": day.isoformat(), "on": (day - start).days + 1, "by_body": by_body, "sentence": sentence}
        for day, by_body, sentence in lines
    ]


def _asker(ask: Ask) -> Iterator[Line]:
    if ask.lodged_date is not None:
        yield ask.lodged_date, False, _("The ask was sent.")
    for begin, end in ask.pauses:
        yield begin, False, _("The person who asked paused it.")
        if end is not None:
            yield end, False, _("The person who asked went on.")
    for begin, end in ask.withdrawals:
        yield begin, False, _("The person who asked took it back.")
        if end is not None:
            yield end, False, _("The person who asked opened it again.")


def _body(ask: Ask) -> Iterator[Line]:
    if ask.acknowledged_date is not None:
        role = text_of(POWERS, ask.acknowledged_role)
        yield ask.acknowledged_date, True, _("A reader said: I have read it (%(role)s).") % {"role": role}
    for day in ask.word_dates:
        yield day, True, _("A reader sent word.")
    for given in ask.answers:
        yield given.date, True, _("A reader answered: %(answer)s.") % {"answer": _(TITLES[given.value])}
    for day in ask.claims:
        yield day, True, _("A reader said that it is done.")


def _promises(ask: Ask) -> Iterator[Line]:
    for made in ask.promises:
        intention = promise.is_intention(made)
        yield made.made, True, _("A reader gave an intention.") if intention else _("A reader gave a promise.")
        for moved in made.dates:
            yield moved.day, True, _("A reader moved the day of a promise.")
        if made.claimed is not None:
            yield made.claimed, True, _("A reader said that a promise is done.")
