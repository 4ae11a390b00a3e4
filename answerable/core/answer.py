# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers to one ask: yes, yes in part, another offer, or no with reasons."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from answerable.core import value as read
from answerable.core.errors import Refused
from answerable.core.value import Value
from answerable.core.words import N_

NEEDS_REASON = N_("A no is an answer, and it needs a reason.")
NEEDS_POWER = N_("Please say which role has the power to give this.")
NOT_AN_ANSWER = N_("An answer is yes, yes in part, another offer, or no. Anything else is a word, not an answer.")


class AnswerValue(StrEnum):
    YES = "yes"
    IN_PART = "in_part"
    OTHER_OFFER = "other_offer"
    NO = "no"


TITLES: Mapping[AnswerValue, str] = {
    AnswerValue.YES: N_("Yes"),
    AnswerValue.IN_PART: N_("Yes, in part"),
    AnswerValue.OTHER_OFFER: N_("Another offer"),
    AnswerValue.NO: N_("No"),
}

REASONS: Mapping[str, str] = {
    "no_power": N_("We do not have the power to give this."),
    "law": N_("The law does not let us."),
    "no_money": N_("We do not have the money."),
    "others_harmed": N_("It would harm somebody else."),
    "done_before": N_("We did this before, and can show it."),
    "not_agreed": N_("Those who decide did not agree."),
    "not_ours": N_("This is not about our organisation."),
    "they_left": N_("The person who was asked to leave has left."),
    "in_words": N_("We say why in our message."),
}

# Roles as keys: what stands in a fact is never typed. Also who acknowledges and who promises.
POWERS: Mapping[str, str] = {
    "care_lead": N_("The care lead"),
    "chair": N_("The chair"),
    "board": N_("The board"),
    "secretary": N_("The board secretary"),
    "treasurer": N_("The treasurer"),
    "director": N_("The director"),
    "staff_lead": N_("The head of staff"),
    "members": N_("A meeting of all members"),
    "parent": N_("The parent organisation"),
    "backup": N_("The backup"),
    "outside": N_("Somebody from outside"),
    "other": N_("Another role, named in our message"),
}

NEEDS_PROMISE = frozenset({AnswerValue.YES, AnswerValue.IN_PART})


@dataclass(frozen=True)
class Answer:
    """`power` names the role that can give what is offered; `reasons` are keys of REASONS."""

    code: str
    value: AnswerValue
    reasons: tuple[str, ...]
    power: str
    date: date
    by: str


def parse(value: Value, day: date, actor: str) -> Answer:
    """Read an answer. Raises Refused: for a no without reasons, and for one that names no role with the power."""
    read.check_keys(value, ("value", "power", "code"), ("reasons",))
    given_value = value["value"]
    if not isinstance(given_value, str) or given_value not in {str(each) for each in AnswerValue}:
        raise Refused(NOT_AN_ANSWER)
    reasons = read.parse_lines(value.get("reasons", ()))
    given = Answer(
        code=read.parse_line(value["code"]),
        value=AnswerValue(given_value),
        reasons=tuple(read.parse_listed(REASONS, each) for each in reasons),
        power=_power(value),
        date=day,
        by=actor,
    )
    if given.value is AnswerValue.NO and not given.reasons:
        raise Refused(NEEDS_REASON)
    return given


def _power(value: Value) -> str:
    if value["power"] in (None, ""):
        raise Refused(NEEDS_POWER)
    return read.parse_line(value["power"])
