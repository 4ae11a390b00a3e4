# SPDX-License-Identifier: AGPL-3.0-or-later
"""Consent: one party, one purpose, one thing, until a date. Only the asker gives it; it is used once.

A body asks for it, the asker gives, refuses or takes it back, and whatever it was asked for is refused unless the
consent lives on that very day. Nothing else of an ask depends on what was said to it (rules 6 and 13).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from answerable.core import value as read
from answerable.core.errors import Refused
from answerable.core.move import ASKERS, READERS, Fact, Move, Role
from answerable.core.value import JSON, Value
from answerable.core.words import N_

LONGEST_DAYS = 365

NOT_NOW = N_("This cannot be done with this consent now.")
NO_CONSENT = N_("There is no such question with this ask.")
NOT_LIVE = N_("There is no consent for this today: it was not given, it has ended, or it was taken back.")
ASKED_ALREADY = N_("This was asked before. It is not asked again; the person who asks can say yes at any time.")
BAD_UNTIL = N_("A consent ends on a day between today and one year from now.")
NOT_LONGER = N_("A consent cannot last longer than was asked for.")
NOT_FOR_YOU = N_("This consent was given to somebody else.")


class Purpose(StrEnum):
    CONTACT = "contact"
    MEETING = "meeting"
    APOLOGY = "apology"
    WIDENING = "widening"
    PUBLICATION = "publication"
    TELLING = "telling"


PURPOSES: Mapping[Purpose, str] = {
    Purpose.CONTACT: N_("Get in touch with you, outside this page"),
    Purpose.MEETING: N_("Meet"),
    Purpose.APOLOGY: N_("Give you an apology"),
    Purpose.WIDENING: N_("Let somebody more know"),
    Purpose.PUBLICATION: N_("Make something public"),
    Purpose.TELLING: N_("Tell the person whom it is about"),
}
# For each purpose the things that it can be for: keys, so that what stands in a fact is never typed.
THINGS: Mapping[Purpose, Mapping[str, str]] = {
    Purpose.CONTACT: {"one_letter": N_("one letter"), "one_call": N_("one call"), "one_message": N_("one message")},
    Purpose.MEETING: {"one_meeting": N_("one meeting"), "one_mediation": N_("one meeting with somebody between us")},
    Purpose.APOLOGY: {
        "written": N_("in writing, here"),
        "spoken": N_("spoken to you"),
        "read_aloud": N_("read out where you choose"),
    },
    Purpose.WIDENING: {
        "that_asked": N_("that somebody asked"),
        "the_kind": N_("what kind of thing was asked"),
        "the_answer": N_("what was answered"),
    },
    Purpose.PUBLICATION: {
        "the_answer": N_("the answer"),
        "the_promise": N_("the promise"),
        "apology": N_("an apology"),
    },
    Purpose.TELLING: {
        "what_by_when": N_("what is asked and by when, who supports them, and that nothing is a finding"),
        "that_asked": N_("only that something is asked, who supports them, and that nothing is a finding"),
    },
}
PARTIES: Mapping[str, str] = {
    "reader": N_("The reader who asks you this"),
    "care_lead": N_("The care lead"),
    "chair": N_("The chair"),
    "board": N_("The board"),
    "backup": N_("The backup"),
    "parent": N_("The parent organisation"),
    "funder": N_("A funder"),
    "concerned": N_("The person whom it is about"),
    "everyone": N_("Everyone"),
}


class ConsentStage(StrEnum):
    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    USED = "used"


# What was refused or taken back can still be given: by its asker alone, without being asked again.
CONSENT_MOVES: Mapping[tuple[ConsentStage | None, Move], tuple[frozenset[Role], ConsentStage]] = {
    (None, Move.CONSENT_ASKED): (READERS, ConsentStage.ASKED),
    (ConsentStage.ASKED, Move.CONSENT_GIVEN): (ASKERS, ConsentStage.GIVEN),
    (ConsentStage.REFUSED, Move.CONSENT_GIVEN): (ASKERS, ConsentStage.GIVEN),
    (ConsentStage.WITHDRAWN, Move.CONSENT_GIVEN): (ASKERS, ConsentStage.GIVEN),
    (ConsentStage.ASKED, Move.CONSENT_REFUSED): (ASKERS, ConsentStage.REFUSED),
    (ConsentStage.GIVEN, Move.CONSENT_BACK): (ASKERS, ConsentStage.WITHDRAWN),
    (ConsentStage.GIVEN, Move.CONSENT_USED): (READERS, ConsentStage.USED),
}


@dataclass(frozen=True)
class Consent:
    """`asked_by` is the reader who asked and the only one who may use it; `until` the last day, once given; `support`
    who supports the person who was told, once used for a telling (`core/telling.py`)."""

    code: str
    asked_by: str
    party: str
    purpose: Purpose
    thing: str
    asked: date
    longest: date
    until: date | None = None
    stage: ConsentStage = ConsentStage.ASKED
    used: date | None = None
    support: str = ""

    @property
    def about(self) -> tuple[str, Purpose, str]:
        return self.party, self.purpose, self.thing


def next_stage(found: Consent | None, move: Move, by: Role) -> ConsentStage:
    """The stage after `move`; a missing cell or another role is Refused."""
    roles, after = CONSENT_MOVES.get((found.stage if found else None, move), (frozenset[Role](), ConsentStage.ASKED))
    if by not in roles:
        raise Refused(NOT_NOW)
    return after


def parse_asked(value: Value, day: date, actor: str) -> Consent:
    """Read a question. Raises Refused for anything that is not one party, one purpose and one thing."""
    read.check_keys(value, ("code", "party", "purpose", "thing"), ("until",))
    purpose = read.parse_choice(Purpose, value["purpose"])
    return Consent(
        code=read.parse_line(value["code"]),
        asked_by=actor,
        party=read.parse_listed(PARTIES, value["party"]),
        purpose=purpose,
        thing=read.parse_listed(THINGS[purpose], value["thing"]),
        asked=day,
        longest=_until(value.get("until"), day),
    )


def _until(found: JSON, day: date) -> date:
    most = day + timedelta(days=LONGEST_DAYS)
    until = most if found in (None, "") else read.parse_day(found)
    if not day <= until <= most:
        raise Refused(BAD_UNTIL)
    return until


def find(consents: tuple[Consent, ...], code: JSON) -> Consent:
    """The consent with this code, or Refused."""
    for each in consents:
        if each.code == code:
            return each
    raise Refused(NO_CONSENT)


def check_new(consents: tuple[Consent, ...], asked: Consent) -> None:
    """The same is asked once: asking again and again is pressure. One that ran out or was used may be asked anew."""
    for each in consents:
        if each.code == asked.code:
            raise Refused(read.UNKNOWN)
        over = each.stage is ConsentStage.USED or (each.stage is ConsentStage.GIVEN and not is_live(each, asked.asked))
        if each.about == asked.about and not over:
            raise Refused(ASKED_ALREADY)


def is_live(found: Consent, today: date) -> bool:
    """Given, not taken back, not used, and its last day not over."""
    return found.stage is ConsentStage.GIVEN and found.until is not None and found.asked <= today <= found.until


def check_live(found: Consent, today: date, actor: str) -> None:
    """Raise Refused unless this very consent lets `actor` act today."""
    if found.asked_by != actor:
        raise Refused(NOT_FOR_YOU)
    if not is_live(found, today):
        raise Refused(NOT_LIVE)


def given_until(found: Consent, until: JSON, today: date) -> date:
    """The last day of a consent given today: as asked, or sooner; never later than was asked, nor than a year."""
    most = min(found.longest, today + timedelta(days=LONGEST_DAYS))
    given = most if until in (None, "") else read.parse_day(until)
    if given < today:
        raise Refused(BAD_UNTIL)
    if given > most:
        raise Refused(NOT_LONGER)
    return given


def evolve(consents: tuple[Consent, ...], fact: Fact) -> tuple[Consent, ...]:
    """The consents after one of their facts."""
    if fact.move is Move.CONSENT_ASKED:
        return (*consents, parse_asked(fact.value, fact.day, fact.actor))
    return tuple(_after(each, fact) if each.code == fact.value["consent"] else each for each in consents)


def _after(found: Consent, fact: Fact) -> Consent:
    stage = CONSENT_MOVES[found.stage, fact.move][1]
    if stage is ConsentStage.GIVEN:
        return replace(found, stage=stage, until=read.parse_day(fact.value["ends"]))
    if stage is ConsentStage.USED:
        return replace(found, stage=stage, used=fact.day, support=str(fact.value.get("support", "")))
    return replace(found, stage=stage)
