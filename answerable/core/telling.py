# SPDX-License-Identifier: AGPL-3.0-or-later
"""Telling the person whom an ask is about: once, with a consent that lives that day, and only what it allows.

The sheet has its parts and no more. None of them tells who asked, how, or what was written, and no step of the ask
waits for it. Whom the ask is about, the software never learns: a reader hands the sheet over.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from answerable.core import clocks
from answerable.core import value as read
from answerable.core.body import Body
from answerable.core.consent import Consent, ConsentStage, Purpose
from answerable.core.errors import Refused
from answerable.core.state import Ask
from answerable.core.value import JSON
from answerable.core.words import N_

SAY_WHO_SUPPORTS = N_("Say first who supports the person. Nobody is told without that.")
NO_SHEET = N_("There is no leave for this today, so there is no sheet. Nothing may be told.")

# The wider of the two things that leave to tell can be for; the other one leaves out what is asked and by when.
WITH_WHAT = "what_by_when"

SUPPORTS: Mapping[str, str] = {
    "outside": N_("Somebody from outside the organisation, whom you choose yourself"),
    "circle": N_("A few people around you, whom you choose yourself"),
    "not_reading": N_("Somebody in the organisation who does not read what is asked"),
}
# What is asked, from the side of whoever is told. A kind that is not here says no more than that something is asked.
WHAT: Mapping[str, str] = {
    "acknowledge": N_("that it is said what happened"),
    "who_knew": N_("that it is said who knew, and when"),
    "apology_private": N_("an apology, in private"),
    "apology_public": N_("an apology, in public"),
    "apology_written": N_("an apology, in writing"),
    "apology_read_aloud": N_("an apology, read aloud"),
    "answer_questions": N_("answers to questions"),
    "investigation": N_("that people from outside look into it"),
    "remove_from_role": N_("that you stop holding a role, for a time or for good"),
    "no_contact": N_("that you have no stage, and make no contact"),
    "not_there": N_("that you are not there at certain times"),
    "other_server": N_("that somebody else than you serves"),
}
SOMETHING = N_("something in which you may have had a part")


@dataclass(frozen=True)
class Sheet:
    """What one person may be told. `what` and `by` are None where the leave is only for the fact that something is
    asked; `by` is None too where no day stands for an answer."""

    what: str | None
    by: date | None
    support: str


def parse_support(found: Consent, given: JSON) -> dict[str, JSON]:
    """Who supports the person, for a telling; nothing for any other act. Raises Refused."""
    if found.purpose is not Purpose.TELLING:
        if given is not None:
            raise Refused(read.UNKNOWN)
        return {}
    if given in (None, ""):
        raise Refused(SAY_WHO_SUPPORTS)
    return {"support": read.parse_listed(SUPPORTS, given)}


def sheet(ask: Ask, body: Body, found: Consent, today: date, actor: str) -> Sheet:
    """The sheet of a telling that `actor` wrote down today. Raises Refused on any other day, for anybody else, for any
    other consent: leave that was refused, taken back, has ended or was used for something else makes none."""
    if found.stage is not ConsentStage.USED or found.purpose is not Purpose.TELLING:
        raise Refused(NO_SHEET)
    if found.asked_by != actor or found.used != today:
        raise Refused(NO_SHEET)
    return as_allowed(ask, body, found)


def as_allowed(ask: Ask, body: Body, found: Consent) -> Sheet:
    """What this leave lets be told: its asker reads it word for word before the yes."""
    if found.thing != WITH_WHAT:
        return Sheet(None, None, found.support)
    return Sheet(WHAT.get(ask.kind, SOMETHING), clocks.due(ask, body).answer_by, found.support)


def was_told(ask: Ask, day: date) -> bool:
    """Whether by this day leave to tell the person concerned was used. Without it nobody was told here."""
    used = (found.used for found in ask.consents if found.purpose is Purpose.TELLING)
    return any(each is not None and each <= day for each in used)
