# SPDX-License-Identifier: AGPL-3.0-or-later
"""Marks: only the asker's. Each waits three days, and shows nobody more than its audience."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from answerable.core import value as read
from answerable.core.errors import Refused
from answerable.core.value import Value
from answerable.core.words import N_

if TYPE_CHECKING:
    from answerable.core.state import Ask

WAIT_DAYS = 3
NOTHING_TO_TAKE_BACK = N_("There is no mark to take back. A mark that already shows can be changed to another one.")


class MarkValue(StrEnum):
    MET = "met"
    PARTLY_MET = "partly_met"
    NOT_MET = "not_met"
    NO_LONGER_ASKED = "no_longer_asked"
    TAKEN_BACK = "taken_back"


class Audience(StrEnum):
    """Who may know, each with all before it."""

    ASKER = "asker"
    READERS = "readers"
    SECOND_LINE = "second_line"
    EVERYONE = "everyone"


AUDIENCES = tuple(Audience)
ENDS = frozenset({MarkValue.MET, MarkValue.NO_LONGER_ASKED})

TITLES: Mapping[MarkValue, str] = {
    MarkValue.MET: N_("Met"),
    MarkValue.PARTLY_MET: N_("Partly met"),
    MarkValue.NOT_MET: N_("Not met"),
    MarkValue.NO_LONGER_ASKED: N_("No longer asked"),
    MarkValue.TAKEN_BACK: N_("Taken back"),
}
AUDIENCE_TITLES: Mapping[Audience, str] = {
    Audience.ASKER: N_("Only me, for now"),
    Audience.READERS: N_("The readers"),
    Audience.SECOND_LINE: N_("Also the backup"),
    Audience.EVERYONE: N_("Everyone"),
}
HOSTED_LINE = N_("This mark was made through this server. No public figure counts it as met.")

_NOBODY = N_("They see nothing new.")
_SEEN: Mapping[MarkValue, str] = {
    MarkValue.MET: N_("The person who asked has marked it met."),
    MarkValue.PARTLY_MET: N_("The person who asked has marked it partly met."),
    MarkValue.NOT_MET: N_("The person who asked has marked it not met."),
    MarkValue.NO_LONGER_ASKED: N_("The person who asked no longer asks for it."),
    MarkValue.TAKEN_BACK: _NOBODY,
}
_OWN: Mapping[MarkValue, str] = {
    MarkValue.MET: N_("You marked it met."),
    MarkValue.PARTLY_MET: N_("You marked it partly met."),
    MarkValue.NOT_MET: N_("You marked it not met."),
    MarkValue.NO_LONGER_ASKED: N_("You no longer ask for it."),
    MarkValue.TAKEN_BACK: N_("You took your mark back. Nobody else saw it."),
}
_PUBLIC: Mapping[MarkValue, str] = {
    MarkValue.MET: N_("One more in a count of what was marked met, printed only as a range."),
    MarkValue.PARTLY_MET: N_("The body says done; the asker has not marked it met."),
    MarkValue.NOT_MET: N_("The body says done; the asker has not marked it met."),
    MarkValue.NO_LONGER_ASKED: _NOBODY,
    MarkValue.TAKEN_BACK: _NOBODY,
}
# What each audience would see, word for word; pages print these and no others.
PREVIEWS: Mapping[Audience, Mapping[MarkValue, str]] = {
    Audience.ASKER: _OWN,
    Audience.READERS: _SEEN,
    Audience.SECOND_LINE: _SEEN,
    Audience.EVERYONE: _PUBLIC,
}


@dataclass(frozen=True)
class Mark:
    """`promise` is the code of the promise marked, None for the ask itself; `taken_back` was never seen."""

    value: MarkValue
    audience: Audience
    promise: str | None
    date: date
    through_host: bool
    taken_back: bool = False


def parse(value: Value, day: date, *, through_host: bool) -> Mark:
    """Read a mark. Raises Refused. The default audience is only the asker."""
    read.check_keys(value, ("value",), ("audience", "promise"))
    return Mark(
        value=read.parse_choice(MarkValue, value["value"]),
        audience=read.parse_choice(Audience, value.get("audience") or Audience.ASKER),
        promise=read.parse_optional_line(value.get("promise")),
        date=day,
        through_host=through_host,
    )


def preview(audience: Audience | str, value: MarkValue | str) -> str:
    """The msgid of what `audience` would see of a mark that it may see, word for word."""
    return PREVIEWS[Audience(audience)][MarkValue(value)]


def effective_date(mark: Mark) -> date:
    """The first day on which others may see it: the third day after it was made."""
    return mark.date + timedelta(days=WAIT_DAYS)


def is_effective(mark: Mark, today: date) -> bool:
    """Past its three days, and not taken back before."""
    return not mark.taken_back and today >= effective_date(mark)


def live(ask: Ask, promise: str | None) -> tuple[Mark, ...]:
    """The marks of one target that were not taken back; those of the ask only since it was last opened again."""
    marks = ask.marks if promise is not None else ask.marks[ask.marks_before :]
    return tuple(each for each in marks if each.promise == promise and not each.taken_back)


def standing(ask: Ask, promise: str | None, today: date, audience: Audience | str = Audience.ASKER) -> Mark | None:
    """The mark of one target that `audience` sees today. The asker sees the last at once."""
    marks = live(ask, promise)
    if Audience(audience) is not Audience.ASKER:
        marks = tuple(each for each in marks if _shows(ask, each, Audience(audience), today))
    return marks[-1] if marks else None


def _shows(ask: Ask, mark: Mark, audience: Audience, today: date) -> bool:
    wide = AUDIENCES.index(mark.audience) >= AUDIENCES.index(audience)
    allowed = audience is not Audience.EVERYONE or ask.terms[-1].public_mark
    return wide and allowed and is_effective(mark, today) and not ask.erased


def visible(ask: Ask, audience: Audience | str, today: date) -> tuple[Mark, ...]:
    """Every mark that `audience` may see today: the asker all of them, others the newest of each target.

    A later mark with a smaller audience changes nothing for those outside it: it never shows to them.
    """
    if Audience(audience) is Audience.ASKER:
        return ask.marks
    targets = (None, *(each.code for each in ask.promises))
    seen = (standing(ask, target, today, audience) for target in targets)
    return tuple(each for each in seen if each is not None)


def has_ended(ask: Ask, audience: Audience | str, today: date) -> bool:
    """Whether `audience` can see that the ask needs nothing more. To all others it stands as before.

    A mark made through the server ends no public silence: a host could have made it.
    """
    mark = standing(ask, None, today, audience)
    if mark is None or mark.value not in ENDS:
        return False
    return not (mark.through_host and Audience(audience) is Audience.EVERYONE)


def check_taking_back(ask: Ask, promise: str | None, today: date) -> None:
    """Raise Refused unless the last mark of this target is still unseen."""
    marks = live(ask, promise)
    if not marks or is_effective(marks[-1], today):
        raise Refused(NOTHING_TO_TAKE_BACK)


def with_mark(marks: tuple[Mark, ...], new: Mark) -> tuple[Mark, ...]:
    """The marks after `new`: an unseen one of the same target is taken back by it, so that it never shows."""
    kept = tuple(_without(each, new) for each in marks)
    return kept if new.value is MarkValue.TAKEN_BACK else (*kept, new)


def _without(old: Mark, new: Mark) -> Mark:
    if old.promise != new.promise or is_effective(old, new.date):
        return old
    return replace(old, taken_back=True)
