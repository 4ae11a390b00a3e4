# SPDX-License-Identifier: AGPL-3.0-or-later
"""One ask as its asker's page shows it, with and without scripts. Pure but for the language."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from answerable.core import bank, look_back, retention
from answerable.core.ask import Ask, Mode, Stage, offered
from answerable.core.body import Body
from answerable.core.handler import Handler, is_active
from answerable.core.move import Move, Role
from answerable.core.new_keys import NewKeys, locked_out
from answerable.core.terms import CAN_WIDEN, Contact, Level, Pace, Terms
from answerable.core.way import ALLOWS, SUPPORT, WayKind
from answerable.core.words import N_
from answerable.web.asker import agreed, came, keeping, marking, stands
from answerable.web.asker.days import dots, dots_sentence, say_day, when
from answerable.web.asker.history import Numbered, history

Part = dict[str, Any]

ACTS = ("message", Move.PAUSE, Move.RESUME, Move.CHANGE, Move.WITHDRAWAL, Move.REOPEN)
SILENCE = {
    Level.SECOND_LINE: N_("Silence counts with the backup only."),
    Level.POOLED: N_("Silence counts together with other organisations, as a range."),
    Level.BY_NAME: N_("After 90 days their page may say that at least one ask has waited."),
}
OWN = "own"
ONLY_SEEN = N_("You can read this page. Only the person who asks, or somebody they let do it, can do something here.")
WAYS = {
    WayKind.SEE: N_("can read"),
    WayKind.ACT: N_("can read and act"),
    WayKind.MARK: N_("can read, act, and say if it was met"),
    WayKind.LOOK: N_("tells only whether something is new"),
}
WIDENINGS = {
    "silence": N_("Yes: silence may count more widely than before"),
    "kind_to_second_line": N_("Yes: the backup may know what kind of thing I ask for"),
    "standby": N_("Yes: the backup may open it if no reader is left"),
    "contact": N_("Yes: the readers may write to me"),
}


@dataclass(frozen=True)
class Seen:
    """All that one asker's page is made of. `admissible` are those who could be let in, by code."""

    ask: Ask
    body: Body
    people: Mapping[str, Handler]
    facts: Sequence[Numbered]
    today: date
    admissible: Collection[Handler] = ()
    opened: Mapping[str, Any] | None = None
    has_sealed: bool = False
    has_notes: bool = False
    fold: str = ""
    right: str = "own"
    ways: Sequence[Part] = ()
    opened_on: Sequence[Sequence[str]] = ()
    undo_until: date | None = None
    written: keeping.Written = ()


def page(seen: Seen) -> Part:
    """What the templates print. No sealed word is in it but those that `opened` holds."""
    ask = seen.ask
    return {
        "code": ask.code,
        "right": seen.right,
        "mode": str(ask.mode),
        "hosted": ask.mode is Mode.HOSTED,
        "helped": ask.helped,
        "urgent": bank.is_urgent(ask.kind),
        "open": seen.fold,
        "kind": {"title": _(bank.KINDS[ask.kind].title)},
        "to": _("To {body}").format(body=seen.body.name),
        "erase_lead": erase_lead(seen.today),
        **_stands(seen),
        **_came(seen),
        **agreed.agreed(ask, seen.body, seen.today, dict(seen.people)),
        **_terms(ask.terms[-1]),
        **_marking(ask, seen.today, seen.right),
        **_acts(ask, seen.right),
        **_ways(seen),
        **_people(seen),
        **_words(seen),
        "written": keeping.part(seen.written, ask, seen.body, seen.today),
    }


def _stands(seen: Seen) -> Part:
    ask, body, today = seen.ask, seen.body, seen.today
    tag, late = stands.tag(ask, body, today)
    return {
        "sentence": stands.sentence(ask, body, today),
        "tag": tag,
        "late": late,
        "days": dots(ask, body, today),
        "days_sentence": dots_sentence(ask, body, today),
        "next_lines": stands.next_lines(ask, body, today),
        "silence": stands.silence_line(ask, body, today),
        "history": history(ask, seen.facts),
    }


def _came(seen: Seen) -> Part:
    return {
        "acknowledged": came.acknowledged(seen.ask),
        "answers": came.answers(seen.ask),
        "promises": came.promises(seen.ask, seen.today, _allowed(seen.right)),
        "claims": came.claims(seen.ask),
    }


def _terms(terms: Terms) -> Part:
    lines = [_(SILENCE[terms.silence])]
    if terms.kind_to_second_line:
        lines.append(_("The backup may know what kind of thing you ask for."))
    if terms.standby:
        lines.append(_("If no reader is left, the backup may open it."))
    writes = terms.contact is Contact.MAY_WRITE
    lines.append(_("Readers may write to you here.") if writes else _("You want only answers and promises."))
    if terms.pace is Pace.SLOW:
        lines.append(_("Slowly: you come back seldom."))
    if terms.look_back is not None:
        lines.append(_("It is about: {what}.").format(what=_(look_back.TITLES[terms.look_back])))
    widenings = [{"field": name, "says": _(WIDENINGS[name])} for name in CAN_WIDEN if name in WIDENINGS]
    return {"terms": terms, "terms_lines": lines, "widenings": widenings}


def _allowed(right: str) -> frozenset[Move]:
    """What these words may do: all of it, or what the key of somebody who helps allows."""
    return frozenset(Move) if right == OWN else ALLOWS[WayKind(right)]


def _marking(ask: Ask, today: date, right: str) -> Part:
    marks = Move.MARK in _allowed(right)
    return {
        "marks": marking.marks(ask, today),
        "can_mark": marks and Move.MARK in offered(ask, Role.ASKER),
        "can_take_back": marking.unseen(ask, today) if marks else None,
        "mark_values": marking.values(ask),
        "mark_targets": marking.targets(ask),
        "mark_lead": marking.lead(ask),
        "mark_not_now": marking.not_now(ask) if marks else _(ONLY_SEEN),
        "pushed": marking.pushed(ask),
    }


def _acts(ask: Ask, right: str) -> Part:
    allowed = _allowed(right)
    if not allowed:
        return {"acts": [], "acts_not_now": _(ONLY_SEEN)}
    can = {str(each) for each in offered(ask, Role.ASKER) & allowed}
    can.discard(str(Move.PAUSE if ask.paused else Move.RESUME))
    if not (ask.withdrawn or ask.stage in (Stage.ANSWERED, Stage.MARKED)):
        can.discard(str(Move.REOPEN))
    if ask.mode is Mode.KEYED and ask.readers and not ask.withdrawn:
        can.add("message")
    acts = [str(each) for each in ACTS if str(each) in can]
    return {"acts": acts, "acts_not_now": _("There is nothing to do here now.")}


def _people(seen: Seen) -> Part:
    ask, day = seen.ask, seen.today
    can_remove = seen.right == OWN and Move.REMOVED in offered(ask, Role.ASKER)
    locked = locked_out(ask.new_keys)
    named = [
        (code, _("has new keys, reads nothing now") if code in locked else _("reads it"))
        for code in sorted(ask.readers)
    ]
    named += [(code, _("backup")) for code in sorted(ask.backups - ask.readers)]
    return {
        "readers": [_person(seen.people[code], says, can_remove, day) for code, says in named if code in seen.people],
        "admissible": [_person(each, "", False, day) for each in seen.admissible if seen.right == OWN],
        "handouts": [_handout(seen, each) for each in ask.handouts],
        "new_body": _new_body(seen),
        "has_notes": seen.has_notes,
        "new_keys": [_new_keys(seen, each) for each in ask.new_keys if each.handler in ask.readers],
    }


def _ways(seen: Seen) -> Part:
    """Who else has a way in, and on which days it was opened. For the asker's own words alone."""
    if seen.right != OWN:
        return {"ways": [], "look": None, "opened_on": [], "undo_line": ""}
    people = [each for each in seen.ways if each["kind"] in SUPPORT]
    look = next((each for each in seen.ways if each["kind"] == WayKind.LOOK), None)
    return {
        "ways": [_way(each) for each in people],
        "look": None if look is None else _way(look),
        "opened_on": [_opening(people, day, code) for day, code in reversed(seen.opened_on)],
        "undo_line": _undo_line(seen.undo_until),
    }


def _undo_line(until: date | None) -> str:
    if until is None:
        return ""
    says = _("New words were made. Until {day} a device chosen before can bring the old ones back. Then nothing can.")
    return says.format(day=say_day(until))


def _way(each: Part) -> Part:
    since = _("since {day}").format(day=say_day(date.fromisoformat(each["since"])))
    return {"code": each["code"], "says": _(WAYS[each["kind"]]), "since": since}


def _opening(people: Sequence[Part], day: str, code: str) -> Part:
    """By which way; a support person who was taken away is still told of."""
    known = any(each["code"] == code for each in people)
    by = _("your words") if code == "" else _("somebody who helps you") if known else _("somebody who helped you")
    return {"day": say_day(date.fromisoformat(day)), "by": by, "way": code if known else ""}


def _new_keys(seen: Seen, keys: NewKeys) -> Part:
    """A reader who lost their keys: since when, what may follow, and whether the asker still can say no."""
    seat = seen.people.get(keys.handler)
    lost = _("{role} lost their keys and has new ones since {day}. They read nothing of this now.")
    later = _("From {day} on another reader can seal it to the new keys, once they heard six words in their voice.")
    no = _("You said no: nothing of this is sealed to the new keys.")
    lines = [
        lost.format(role=seat.title if seat else _("A reader"), day=say_day(keys.since)),
        no if keys.refused else later.format(day=say_day(keys.from_date)),
    ]
    can_refuse = Move.KEYS_REFUSED in offered(seen.ask, Role.ASKER) and not keys.refused
    return {"code": keys.handler, "lines": lines, "can_refuse": can_refuse}


def _person(seat: Handler, says: str, can_remove: bool, day: date) -> Part:
    parts = [seat.shown_name or "", says, "" if is_active(seat, day) else _("has left")]
    about = " · ".join(part for part in parts if part)
    return {"code": seat.code, "title": seat.title, "about": about, "removable": can_remove}


def _handout(seen: Seen, each: Any) -> Part:
    what = _("the backup's copy was opened") if each.what == "standby" else _("it was opened")
    return {"when": when(seen.ask, each.date), "what": _("{role}: {what}").format(role=each.role, what=what)}


def _new_body(seen: Seen) -> str:
    if not seen.ask.moved_bodies:
        return ""
    ended = _("The organisation that you asked has ended. {body} must answer now.").format(body=seen.body.name)
    return f"{ended} {_('Its people read nothing until you let them.')}"


def _words(seen: Seen) -> Part:
    """Messages, where this request could open them; else only that some are there."""
    lines = [] if seen.opened is None else [each for each in seen.opened["messages"] if each.get("body")]
    first = next((each for each in lines if each["sender"] == "asker" and each["order"] == 1), None)
    rest = [each for each in lines if each is not first]
    return {
        "own_words": [_text(first)] if first else [],
        "messages": [_message(seen, each) for each in rest],
        "sealed_messages": seen.opened is None and seen.has_sealed,
    }


def _text(line: Mapping[str, Any]) -> str:
    return str(line["body"].get("text", ""))


def _message(seen: Seen, line: Mapping[str, Any]) -> Part:
    mine = line["sender"] == "asker"
    seat = seen.people.get(str(line["sender"]))
    head = _("You wrote") if mine else _("{who} wrote").format(who=seat.title if seat else _("A reader"))
    return {"mine": mine, "head": head, "text": _text(line)}


def erase_lead(today: date) -> str:
    report = retention.deletion_report(today)
    says = _("It is gone from this server at once, and from the last backup of its keys by {day}.")
    return says.format(day=say_day(report.gone_from_backups))


def erased_lines(today: date) -> list[str]:
    """The deletion report: two days, and what cannot be deleted."""
    report = retention.deletion_report(today)
    here = _("Gone from this server: {day}.").format(day=say_day(report.gone_here))
    backups = _("Gone from the last backup of its keys by: {day}.").format(day=say_day(report.gone_from_backups))
    return [here, backups, *(_(each) for each in report.cannot)]
