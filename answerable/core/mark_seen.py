# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each audience would see of a mark, word for word, before it is made; `tests/core/test_mark_seen.py` holds it
against what they see three days later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from answerable.core.mark import ENDS, HOSTED_LINE, Audience, MarkValue, preview
from answerable.core.terms import Level
from answerable.core.words import N_

NOBODY: Final = N_("Nobody else sees anything new.")
READERS: Final = N_("The readers would see exactly: “{words}”")
BACKUP: Final = N_("The backup sees the same words where it has opened yours.")
NOT_WAITING: Final = N_("If it is about all that you asked: it is not told any more that your ask waits.")
PUBLIC_NOTHING: Final = N_("On public pages nothing changes.")
PUBLIC_COUNT: Final = N_("On the public page, at the next monthly day: “{words}”")
PUBLIC_NOT_WAITING: Final = N_(
    "If it is about all that you asked: from the next monthly day on, no public page counts it as waiting."
)
PUBLIC_LINE: Final = N_(
    "On the public page of the organisation, at the next monthly day, only if it has said that it is done: “{words}”"
)
_LESS: Final = frozenset({MarkValue.PARTLY_MET, MarkValue.NOT_MET})


@dataclass(frozen=True)
class Line:
    """A msgid, with `words` (a msgid too) in its gap where it quotes something."""

    says: str
    words: str = ""


def seen(mode: str, level: Level, audience: Audience, value: MarkValue) -> tuple[Line, ...]:
    """All that would be seen if `value` were marked for `audience`, which includes every audience before it.

    `mode` is how the ask came ("keyed" or "hosted"), `level` where its silence counts.
    """
    if audience is Audience.ASKER:
        return (Line(NOBODY),)
    hosted = (Line(HOSTED_LINE),) if mode == "hosted" else ()
    lines = (Line(READERS, preview(Audience.READERS, value)), *hosted)
    if audience is Audience.READERS:
        return lines
    lines = (*lines, Line(BACKUP), *((Line(NOT_WAITING),) if value in ENDS else ()))
    return lines if audience is Audience.SECOND_LINE else (*lines, *_public(mode, level, value))


def _public(mode: str, level: Level, value: MarkValue) -> tuple[Line, ...]:
    """A mark made through the server ends no public silence and is in no count: a host could have made it."""
    if level is Level.SECOND_LINE:
        return (Line(PUBLIC_NOTHING),)
    if value in _LESS:
        shows = level is Level.BY_NAME
        return (Line(PUBLIC_LINE, preview(Audience.EVERYONE, value)) if shows else Line(PUBLIC_NOTHING),)
    if mode == "hosted":
        return (Line(PUBLIC_NOTHING),)
    counted = value is MarkValue.MET and level is Level.POOLED
    found: Mapping[bool, tuple[Line, ...]] = {
        True: (Line(PUBLIC_COUNT, preview(Audience.EVERYONE, value)), Line(PUBLIC_NOT_WAITING)),
        False: (Line(PUBLIC_NOT_WAITING),),
    }
    return found[counted]
