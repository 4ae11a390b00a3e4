# SPDX-License-Identifier: AGPL-3.0-or-later
"""What came back: acknowledgement, answers, promises with their empty slots, claims as claims."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from answerable.core import clocks, promise
from answerable.core.answer import POWERS, REASONS, TITLES, Answer
from answerable.core.ask import Ask
from answerable.core.errors import Refused
from answerable.core.move import Move, Role
from answerable.core.promise import Promise, PromiseStage
from answerable.core.words import N_
from answerable.web.asker.days import said_done, say_day, when

Part = dict[str, Any]

MOVE_TITLES = {
    Move.ACCEPTED: N_("Yes, I accept it"),
    Move.DECLINED: N_("No, I do not accept it"),
    Move.RELEASED: N_("They need not do it any more"),
}


def text_of(listed: Mapping[str, str], key: str | None) -> str:
    """What stands for a key. A line that is no key (a seat's title) stands for itself."""
    return "" if key is None else _(listed[key]) if key in listed else key


def acknowledged(ask: Ask) -> str:
    if ask.acknowledged_date is None:
        return ""
    role = text_of(POWERS, ask.acknowledged_role)
    return _("“I have read what you ask.” {role}, {when}").format(role=role, when=when(ask, ask.acknowledged_date))


def answers(ask: Ask) -> list[Part]:
    """The one that stands first; older ones stay, marked as replaced."""
    standing = ask.answers_now[-1] if ask.answers_now else None
    return [_answer(ask, each, replaced=each is not standing) for each in reversed(ask.answers)]


def _answer(ask: Ask, given: Answer, *, replaced: bool) -> Part:
    return {
        "title": _(TITLES[given.value]),
        "when": when(ask, given.date),
        "reasons": [_(REASONS[each]) for each in given.reasons],
        "power": _("The power to give this: {role}").format(role=text_of(POWERS, given.power)),
        "replaced": replaced,
    }


def promises(ask: Ask, today: date, allowed: frozenset[Move] = frozenset(Move)) -> list[Part]:
    """With what whoever looks may do about each."""
    return [_promise(ask, each, today, allowed) for each in reversed(ask.promises)]


def _promise(ask: Ask, made: Promise, today: date, allowed: frozenset[Move]) -> Part:
    title = _("An intention: something is missing") if promise.is_intention(made) else _("A promise")
    return {
        "code": made.code,
        "title": title,
        "when": when(ask, made.made),
        "slots": slots(made),
        "lines": _lines(ask, made),
        "tags": _tags(ask, made, today),
        "moves": [
            {"move": str(move), "title": _(title)}
            for move, title in MOVE_TITLES.items()
            if move in allowed and _can(ask, made, move)
        ],
    }


def slots(made: Promise) -> list[Part]:
    """All that a promise needs, empty where nothing was said; with what and if not only where given."""
    by = promise.date_now(made)
    needed = [
        (_("Who"), text_of(POWERS, made.who)),
        (_("Does what"), text_of(promise.WHATS, made.what)),
        (_("By when"), "" if by is None else say_day(by)),
        (_("How you will see it"), text_of(promise.HOW_SEEN, made.how_seen)),
    ]
    more = [
        (_("With what"), text_of(promise.WITH_WHAT, made.with_what)),
        (_("What if not"), text_of(promise.IF_NOT, made.if_not)),
    ]
    return [{"about": about, "says": says} for about, says in [*needed, *(each for each in more if each[1])]]


def _lines(ask: Ask, made: Promise) -> list[str]:
    lines = []
    now = promise.date_now(made)
    every = [made.by, *(each.to for each in made.dates if not each.needs_asker or each.accepted)]
    old = [each for each in every if each is not None and each != now]
    if old:
        lines.append(_("The day was moved. Before, it was {days}.").format(days=", ".join(map(say_day, old))))
    waits = promise.pending_date(made)
    if waits is not None:
        asks = _("They ask to move the day to {day}. It moves only if you say yes.")
        lines.append(asks.format(day=say_day(waits.to)))
    if made.claimed is not None:
        claim = _("They say it is done ({when}). This is what they say. You decide.")
        lines.append(claim.format(when=when(ask, made.claimed)))
    return lines


STAGES = {
    PromiseStage.ACCEPTED: N_("you accepted it"),
    PromiseStage.DECLINED: N_("you did not accept it"),
    PromiseStage.RELEASED: N_("you let them off"),
}


def _tags(ask: Ask, made: Promise, today: date) -> list[Part]:
    tags = [{"says": _(STAGES[made.stage]), "late": False}] if made.stage in STAGES else []
    if made.completed_by is not None:
        tags.append({"says": _("filled in since"), "late": False})
    if promise.is_past_due(made, today, clocks.standing_still(ask)) and said_done(ask, made) is None:
        tags.append({"says": _("past due"), "late": True})
    return tags


def _can(ask: Ask, made: Promise, move: Move) -> bool:
    if (ask.withdrawn and move is not Move.RELEASED) or (ask.paused and move is Move.ACCEPTED):
        return False
    try:
        promise.next_stage(made, move, Role.ASKER)
        if move is not Move.RELEASED:
            promise.check_settling(made, move)
    except Refused:
        return False
    return True


def claims(ask: Ask) -> list[str]:
    """The body's “done” about the whole ask: said to be a claim each time."""
    says = _("They say that all you asked for is done ({when}). This is what they say. You decide.")
    return [says.format(when=when(ask, day)) for day in ask.claims]
