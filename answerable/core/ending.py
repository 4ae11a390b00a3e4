# SPDX-License-Identifier: AGPL-3.0-or-later
"""How an ask stands or ended, in honest words: an ending is never a failure of who asked."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from answerable.core.answer import AnswerValue
from answerable.core.body import Body
from answerable.core.mark import Audience, MarkValue, standing
from answerable.core.silence import is_answered
from answerable.core.state import Ask
from answerable.core.words import N_


class Ending(StrEnum):
    ERASED = "erased"
    TAKEN_BACK = "taken_back"
    MET = "met"
    NO_LONGER_ASKED = "no_longer_asked"
    NOT_TAKEN_UP = "not_taken_up"
    ANSWERED = "answered"
    SILENT = "silent"


LINES: Mapping[Ending, str] = {
    Ending.ERASED: N_("Erased by the person who asked."),
    Ending.TAKEN_BACK: N_("Taken back by the person who asked. They need no reason."),
    Ending.MET: N_("Marked met by the person who asked."),
    Ending.NO_LONGER_ASKED: N_("No longer asked by the person who asked."),
    Ending.NOT_TAKEN_UP: N_("The organisation did not take it up."),
    Ending.ANSWERED: N_("Answered; nobody has to come back."),
    Ending.SILENT: N_("The organisation has not answered."),
}

_MARKED = {MarkValue.MET: Ending.MET, MarkValue.NO_LONGER_ASKED: Ending.NO_LONGER_ASKED}


def ending(ask: Ask, body: Body, today: date, audience: Audience = Audience.ASKER) -> Ending:
    """How the ask stands today for `audience`. The asker's quiet is never an ending of its own."""
    if ask.erased or ask.withdrawn:
        return Ending.ERASED if ask.erased else Ending.TAKEN_BACK
    mark = standing(ask, None, today, audience)
    if mark is not None and mark.value in _MARKED:
        return _MARKED[mark.value]
    if not is_answered(ask, body, today):
        return Ending.SILENT
    refused = ask.answers_now[-1].value is AnswerValue.NO
    return Ending.NOT_TAKEN_UP if refused else Ending.ANSWERED
