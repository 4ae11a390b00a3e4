# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sheet for the person whom an ask is about, in words: what is said to them, and, before its yes, to the asker."""

from typing import Any

from django.utils.translation import gettext as _

from answerable import config
from answerable.core import telling
from answerable.core.telling import Sheet
from answerable.web.asker.days import say_day

Part = dict[str, Any]


def parts(sheet: Sheet, body: str) -> list[Part]:
    """Head and text of each part. Nothing about whoever asks is at hand here, so nothing can slip in."""
    return [{"head": head, "says": says} for head, says in (*_asked(sheet, body), *_always(sheet))]


def _asked(sheet: Sheet, body: str) -> list[tuple[str, str]]:
    if sheet.what is None:
        return [(_("What this is"), _("{body} was asked something that is about you.").format(body=body))]
    by = _("No day stands for it now.")
    if sheet.by is not None:
        by = _("{body} says yes, no, or what it offers by {day}.").format(body=body, day=say_day(sheet.by))
    what = _("{body} was asked for this: {what}.").format(body=body, what=_(sheet.what))
    return [(_("What is asked"), what), (_("By when"), by)]


def _always(sheet: Sheet) -> list[tuple[str, str]]:
    asking = f"{config.current().origin}/ask/"
    return [
        (_("Who supports you"), _support(sheet)),
        (
            _("Nothing here is a finding"),
            _("Nobody has found that you did something, and nobody has found that you did not."),
        ),
        (
            _("You may answer"),
            _(
                "You may answer the organisation, in your own words, spoken or written. You need not, and no day"
                " changes by it. Answer the organisation alone: do not look for who asked."
            ),
        ),
        (_("You may ask too"), _("You may ask for something yourself, on the same road: {where}").format(where=asking)),
    ]


def _support(sheet: Sheet) -> str:
    if not sheet.support:
        return _("The organisation says here who that is.")
    return f"{_(telling.SUPPORTS[sheet.support])}."
