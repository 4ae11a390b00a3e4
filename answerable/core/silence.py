# SPDX-License-Identifier: AGPL-3.0-or-later
"""Silence: what the body owed and did not give, and who may learn of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from answerable.core import boundary, readers
from answerable.core.body import Body
from answerable.core.clocks import answer_start, due, is_past, overdue, running_days, standing_still
from answerable.core.handler import Handler
from answerable.core.mark import Audience, has_ended
from answerable.core.state import Ask, Stage
from answerable.core.words import N_

PUBLIC_DAYS = 90
PUSHED_DAYS = 30


class SignalName(StrEnum):
    UNACKNOWLEDGED = "unacknowledged"
    UNANSWERED = "unanswered"
    NO_READER_LEFT = "no_reader_left"
    BREACH_UNANSWERED = "breach_unanswered"
    PUSHED = "pushed"


SIGNAL_LINES = {
    SignalName.UNACKNOWLEDGED: N_("An ask waits, and nobody has said that it was read."),
    SignalName.UNANSWERED: N_("An ask waits for an answer past its day."),
    SignalName.NO_READER_LEFT: N_("An ask waits, and no reader is left for it."),
    SignalName.BREACH_UNANSWERED: N_("A standing “do not” was broken, and for three days nobody has answered."),
    SignalName.PUSHED: N_("Somebody who asked says: someone pushed me."),
}


@dataclass(frozen=True)
class Signal:
    """What the second line learns: that an ask waits, or that its asker is pushed; its kind only where the terms say.

    Never a word of it.
    """

    what: SignalName
    ask: str
    kind: str | None


def is_answered(ask: Ask, body: Body, today: date) -> bool:
    """Whether an answer stands. A yes without promise or intention in its days counts as silence again."""
    return ask.is_answered and not is_past(due(ask, body).promise_by, today)


def is_waiting(ask: Ask, today: date, audience: Audience = Audience.READERS) -> bool:
    """Whether anything is still owed, as far as `audience` can know: the asker's quiet ends nothing."""
    gone = ask.withdrawn or ask.erased or ask.reached is Stage.HELD
    return not gone and not has_ended(ask, audience, today)


def silent_days(ask: Ask, body: Body, today: date) -> int:
    """Running days without an answer, counted from the start of the answer clock; 0 when nothing is owed."""
    start = answer_start(ask, body)
    if start is None or not is_waiting(ask, today, Audience.EVERYONE) or is_answered(ask, body, today):
        return 0
    return running_days(start, today, standing_still(ask))


def is_public_eligible(ask: Ask, body: Body, today: date) -> bool:
    """Silent for 90 running days: it may now show as far as its asker chose. No pledge and no moved date counts."""
    return silent_days(ask, body, today) >= PUBLIC_DAYS


def is_past_due(ask: Ask, body: Body, today: date) -> bool:
    """Whether the answer is late, or a yes stayed without a promise."""
    late = overdue(ask, body, today)
    return is_waiting(ask, today, Audience.EVERYONE) and ("answer" in late or "promise" in late)


def view_for_second_line(
    ask: Ask, body: Body, today: date, handlers: Collection[Handler] | None = None
) -> list[Signal]:
    """The signals of one ask for those of the second line that its asker left ticked. No other byte of it."""
    found = _signals(ask, body, today, handlers)
    return [Signal(name, ask.code, _kind_told(ask)) for name, shows in found.items() if shows]


def _signals(ask: Ask, body: Body, today: date, handlers: Collection[Handler] | None) -> dict[SignalName, bool]:
    """A boundary is never done, so a break of it counts after the ask ended too; not once it was taken back."""
    late = overdue(ask, body, today)
    waits = is_waiting(ask, today, Audience.SECOND_LINE)
    nobody = not ask.readers if handlers is None else readers.no_reader_left(ask, handlers, today)
    gone = ask.withdrawn or ask.erased
    return {
        SignalName.UNACKNOWLEDGED: waits and "acknowledge" in late,
        SignalName.UNANSWERED: waits and ("answer" in late or "promise" in late),
        SignalName.NO_READER_LEFT: waits and nobody,
        SignalName.BREACH_UNANSWERED: not gone and boundary.is_overdue(ask.boundaries, today),
    }


def signals_for(handler: Handler, ask: Ask, body: Body, handlers: Collection[Handler], today: date) -> list[Signal]:
    """What one person of the second line learns today: nothing, unless the asker left them ticked."""
    if handler.code not in readers.second_line_of(ask, body, handlers, today):
        return []
    told = [Signal(SignalName.PUSHED, ask.code, _kind_told(ask))] if is_pushed(ask, today) else []
    return [*view_for_second_line(ask, body, today, handlers), *told]


def is_pushed(ask: Ask, today: date) -> bool:
    """Whether its asker let the backup know, in the last days, that somebody pushed them: whatever is marked by now."""
    day = ask.terms[-1].pushed
    return day is not None and not ask.erased and today < day + timedelta(days=PUSHED_DAYS)


def opens_words(signals: Collection[Signal]) -> bool:
    """Whether these are the trigger of a standby copy: silence is, not who pushes, nor a broken boundary."""
    return any(each.what not in (SignalName.PUSHED, SignalName.BREACH_UNANSWERED) for each in signals)


def _kind_told(ask: Ask) -> str | None:
    return ask.kind if ask.terms[-1].kind_to_second_line else None
