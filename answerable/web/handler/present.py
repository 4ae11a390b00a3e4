# SPDX-License-Identifier: AGPL-3.0-or-later
"""Core values as the desk's answers hold them (client/pages/desk_types.ts). Pure but for the language."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from answerable.core import bank, clocks, look_back, mark, promise, readers
from answerable.core.answer import POWERS, REASONS, TITLES, Answer
from answerable.core.ask import Ask, Mode, offered
from answerable.core.body import Body
from answerable.core.handler import Handler
from answerable.core.mark import Audience
from answerable.core.process_template import MEETS, Template
from answerable.core.promise import Promise
from answerable.core.terms import Pace
from answerable.web.asker.days import dots
from answerable.web.handler import choices
from answerable.web.handler.agreed import agreed
from answerable.web.handler.history import history
from answerable.web.handler.needs import days, need

Part = dict[str, Any]


def iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def day_number(ask: Ask, today: date) -> int:
    """Day 1 is the day of sending."""
    return 0 if ask.lodged_date is None else (today - ask.lodged_date).days + 1


def was_opened_by(ask: Ask, seat: Handler) -> bool:
    return any(each.handler == seat.code for each in ask.handouts)


def waiting(ask: Ask, body: Body, seat: Handler, today: date) -> Part:
    """One row of "what needs us now". The kind stands there only after this reader opened the ask once."""
    found = need(ask, body, today)
    kind = _(bank.KINDS[ask.kind].title) if was_opened_by(ask, seat) else None
    return {
        "ask": ask.code,
        "body_name": body.name,
        "needs": found.what,
        "due": iso(found.due),
        "late": found.late,
        "day": day_number(ask, today),
        "kind_title": kind,
        "seat": seat.code,
        "epoch": ask.epoch,
        "days": [{"what": each.what, "due": iso(each.due), "late": each.late} for each in days(ask, body, today)],
    }


def in_order(rows: list[Part]) -> list[Part]:
    """Overdue first, then by day, then those that need nothing."""
    return sorted(rows, key=lambda row: (row["needs"] == "", -row["late"], row["due"] or "9999", row["ask"]))


def kind(ask: Ask) -> Part:
    found = bank.KINDS[ask.kind]
    return {"key": found.key, "title": _(found.title), "plain": _(found.plain), "form": found.form}


def answers(ask: Ask) -> list[Part]:
    standing = ask.answers_now[-1] if ask.answers_now else None
    return [_answer(each, replaced=each is not standing) for each in reversed(ask.answers)]


def _answer(given: Answer, *, replaced: bool) -> Part:
    return {
        "code": given.code,
        "day": given.date.isoformat(),
        "value": _(TITLES[given.value]),
        "reasons": [_(REASONS[each]) for each in given.reasons],
        "power": choices.text_of(POWERS, given.power),
        "replaced": replaced,
    }


def promises(ask: Ask, today: date) -> list[Part]:
    return [_promise(each, ask, today) for each in reversed(ask.promises)]


def _promise(made: Promise, ask: Ask, today: date) -> Part:
    """The stage is the one reached without the asker's mark: a mark shows only through `marks`."""
    still = clocks.standing_still(ask)
    past = promise.is_past_due(made, today, still)
    live = made.reached in promise.WAITING and made.completed_by is None
    return {
        "code": made.code,
        "stage": str(made.reached),
        "who": choices.text_of(POWERS, made.who),
        "what": choices.text_of(promise.WHATS, made.what),
        "by": iso(promise.date_now(made)),
        "how_seen": choices.text_of(promise.HOW_SEEN, made.how_seen),
        "with_what": choices.text_of(promise.WITH_WHAT, made.with_what),
        "if_not": choices.text_of(promise.IF_NOT, made.if_not),
        "missing": list(promise.missing(made)),
        "is_intention": promise.is_intention(made),
        "past_due": past,
        "old_dates": _old_dates(made),
        "can_move": live and made.by is not None and not past and not made.dates,
        "can_claim": live and not promise.is_intention(made),
        "completed": made.completed_by is not None,
    }


def _old_dates(made: Promise) -> list[str]:
    now = promise.date_now(made)
    every = [made.by, *(each.to for each in made.dates if not each.needs_asker or each.accepted)]
    return [each.isoformat() for each in every if each is not None and each != now]


def marks(ask: Ask, today: date, audience: Audience) -> list[Part]:
    """What this audience may see, in exactly the words its asker was shown before marking."""
    seen = mark.visible(ask, audience, today)
    return [{"sentence": _mark_sentence(each, audience), "day": mark.effective_date(each).isoformat()} for each in seen]


def _mark_sentence(seen: mark.Mark, audience: Audience) -> str:
    sentence = _(mark.preview(audience, seen.value))
    return f"{sentence} {_(mark.HOSTED_LINE)}" if seen.through_host else sentence


def moves(ask: Ask, seat: Handler, today: date) -> list[str]:
    """What this reader may do now; writing is no move, and only where the asker allowed it."""
    found = [str(each) for each in offered(ask, seat.role)]
    return sorted([*found, "message"] if readers.may_write(ask, today) else found)


def process(made: Template) -> Part:
    """A process as a reader may propose it, with what whoever asks would want to know first."""
    return {
        "code": made.code,
        "title": made.title,
        "says": made.says,
        "language": made.language,
        "held": made.holder is not None,
        "meets": any(each.act in MEETS for each in made.steps),
    }


def state(ask: Ask, body: Body, seat: Handler, today: date) -> Part:
    """All of an ask that is not sealed, as one reader may see it."""
    found, due, terms = need(ask, body, today), clocks.due(ask, body), ask.terms[-1]
    return {
        "ask": ask.code,
        "body_name": body.name,
        "seat": seat.code,
        "kind": kind(ask),
        "stage": str(ask.reached),
        "needs": found.what,
        "needs_by": iso(found.due),
        "late": found.late,
        "day": day_number(ask, today),
        "lodged": iso(ask.lodged_date),
        "today": today.isoformat(),
        "epoch": ask.epoch,
        "dots": dots(ask, body, today),
        "due": {name: iso(getattr(due, name)) for name in ("acknowledge_by", "answer_by", "word_by", "promise_by")},
        "flags": {"paused": ask.paused, "withdrawn": ask.withdrawn},
        "helped": ask.helped,
        "keyed": ask.mode is Mode.KEYED,
        "may_write": readers.may_write(ask, today),
        "slow": terms.pace is Pace.SLOW,
        "look_back": "" if terms.look_back is None else _(look_back.SAYS[terms.look_back]),
        "standby": False,
        "practice": None,
        "moves": moves(ask, seat, today),
        "history": history(ask),
        "answers": answers(ask),
        "promises": promises(ask, today),
        "marks": marks(ask, today, Audience.READERS),
        **agreed(ask, body, seat, today),
    }
