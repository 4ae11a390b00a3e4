# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the asker's client gets: the directory of a body, and the state of an ask with what is sealed to its words."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from answerable.core import bank, clocks, consent, mark
from answerable.core.ask import Mode
from answerable.core.consent import Consent
from answerable.core.mark import Mark
from answerable.core.move import ASKERS, signed_part
from answerable.core.terms import as_value
from answerable.web.asker import beside, history, keeping, sheet, shelf

Part = dict[str, Any]


def iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def directory(place: sheet.Place) -> Part:
    """Keys and certificates for sealing, days, and every sentence about this body."""
    body = place.body
    days = body.clocks
    return {
        "body": {
            "code": body.code,
            "slug": body.slug,
            "name": body.name,
            "members": body.members,
            "time_zone": body.time_zone,
            "stage": str(body.stage),
            "joined": body.joined_date is not None,
            "door_open": body.door_open,
            "second_line": {"name": place.backup_name},
        },
        "today": place.today.isoformat(),
        "clocks": {"acknowledge": days.acknowledge, "answer": days.answer, "word": days.word},
        "pledges": dict(body.pledges),
        "enrolment_key": place.enrolment_key,
        "readers": list(place.readers),
        "backups": list(place.backups),
        "shown": sheet.shown(place),
        "record": shelf.directory_record(place),
    }


def state(held: shelf.Held) -> Part:
    """All that the words open. No key, salt or file of anybody else is in it."""
    ask, due = held.ask, clocks.due(held.ask, held.body)
    return {
        "ask": ask.code,
        "body": {"code": held.body.code, "name": held.body.name, "slug": held.body.slug},
        "kind": ask.kind,
        "kind_title": _(bank.KINDS[ask.kind].title) if ask.kind in bank.KINDS else "",
        "mode": str(ask.mode),
        "helped": ask.helped,
        "right": held.right,
        "ways": shelf.list_ways(held) if held.way is None else [],
        "stage": str(ask.stage),
        "flags": {"paused": ask.paused, "withdrawn": ask.withdrawn},
        "today": held.today.isoformat(),
        "lodged": iso(ask.lodged_date),
        "hold_until": iso(ask.hold_until),
        "acknowledge_by": iso(due.acknowledge_by),
        "answer_by": iso(due.answer_by),
        "word_by": iso(due.word_by),
        "promise_by": iso(due.promise_by),
        "overdue": list(clocks.overdue(ask, held.body, held.today)),
        "terms": as_value(ask.terms[-1]),
        "epoch": ask.epoch,
        "notes": shelf.has_notes(held),
        "next": held.next,
        "marks": [_mark(each, held.today) for each in ask.marks],
        "promises": [{"code": each.code, "stage": str(each.stage)} for each in ask.promises],
        "answers": [
            {"code": each.code, "value": str(each.value), "day": each.date.isoformat()} for each in ask.answers
        ],
        "consents": [_consent(each, held.today) for each in ask.consents],
        "boundaries": [
            {"code": each.code, "what": each.what, "stage": str(each.stage), "kept": each.is_kept}
            for each in ask.boundaries
        ],
        **shelf.shown_attesters(held),
        "handouts": [{"role": each.role, "what": each.what, "day": each.date.isoformat()} for each in ask.handouts],
        **_record(held),
        "words_go": iso(_words_go(held)),
        "own_until": iso(beside.own_until(ask, held.body, held.today)),
        **_people(held),
        **shelf.sealed_for_asker(held),
    }


def _words_go(held: shelf.Held) -> date | None:
    there = [words for words, gone in shelf.written(held) if gone is None]
    return keeping.leaves_by(there, held.ask, held.body, held.today)


def _mark(made: Mark, today: date) -> Part:
    return {
        "value": str(made.value),
        "audience": str(made.audience),
        "promise": made.promise,
        "day": made.date.isoformat(),
        "through_host": made.through_host,
        "taken_back": made.taken_back,
        "effective": mark.is_effective(made, today),
    }


def _consent(found: Consent, today: date) -> Part:
    return {
        "code": found.code,
        "party": found.party,
        "purpose": str(found.purpose),
        "thing": found.thing,
        "stage": str(found.stage),
        "until": iso(found.until),
        "live": consent.is_live(found, today),
    }


def _record(held: shelf.Held) -> Part:
    """Every fact with its value; the asker's own with number and signature, all with what opens their entries."""
    lines, entries = [], []
    keyed = held.ask.mode is Mode.KEYED
    for noted in held.noted:
        fact, signed = noted.fact, noted.signed
        own = keyed and fact.by in ASKERS
        value = signed_part(fact.move, fact.value)
        line: Part = {"move": str(fact.move), "day": signed.day or iso(fact.day), "by": str(fact.by), "value": value}
        lines.append({**line, "number": signed.number} if own else line)
        entries.append(
            {
                **noted.entry, "number": signed.number, "signature": signed.signature or None,
                "fields": dict(noted.fields), "says": history.sentence(fact),
            }
        )  # fmt: skip
    return {"history": lines, "entries": entries, "run_lines": shelf.run_lines(held), "record": shelf.record_of(held)}


def _people(held: shelf.Held) -> Part:
    """Who reads, who read, and who could be let in: each with keys to check messages by, and to seal to."""
    readers, more = shelf.ever_read(held), shelf.admissible(held)
    known = {each["code"] for each in readers}
    backups = sorted(held.ask.backups - known)
    return {
        "readers": readers,
        "backups": [{"code": code, "title": held.title(code)} for code in backups],
        "admissible": more,
        "directory": {
            "body": {"code": held.body.code},
            "today": iso(held.today),
            "enrolment_key": held.enrolment_key,
            "readers": more,
            "backups": shelf.standbys(held),
        },
    }


def received(held: shelf.Held) -> list[str]:
    due = clocks.due(held.ask, held.body)
    return sheet.received({"acknowledge_by": due.acknowledge_by, "answer_by": due.answer_by}, held.ask.hold_until)


def received_of(taken: Part) -> list[str]:
    """The same from what lodging returned."""
    days = {name: taken[name] for name in ("acknowledge_by", "answer_by", "hold_until")}
    due = {name: None if day is None else date.fromisoformat(day) for name, day in days.items()}
    return sheet.received(due, due["hold_until"])
