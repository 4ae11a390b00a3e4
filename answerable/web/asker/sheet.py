# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands before the first box: who reads, how small the body is, who runs this place, law and pledges."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from answerable.core.answer import POWERS
from answerable.core.body import Body, has_joined
from answerable.core.conflict import TIES, Tie
from answerable.web.asker.days import say_day

Part = dict[str, Any]

SMALL = 30
SENTENCES = ("readers_lead", "backup_lead", "nobody", "small", "pledges_title")
LISTS = ("host", "law", "pledges", "readers", "backups", "roles")


@dataclass(frozen=True)
class Place:
    """One body as an asker meets it. `host` and `law` are sentences; pledges are pairs; people are the directory's."""

    body: Body
    readers: Sequence[Part]
    backups: Sequence[Part]
    backup_name: str
    host: Sequence[str]
    law: Sequence[str]
    pledges: Sequence[tuple[str, str]]
    today: date = date.min
    enrolment_key: str = ""
    ties: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)


def shown(place: Place | None) -> Part:
    """Every sentence about this body, for the page and for the script alike; empty while none is chosen."""
    if place is None:
        return {**dict.fromkeys(SENTENCES, ""), **{name: [] for name in LISTS}}
    body = place.body
    return {
        "readers_lead": _readers_lead(place),
        "backup_lead": _backup_lead(place),
        "nobody": _nobody(place),
        "small": _small(body),
        "host": list(place.host),
        "law": list(place.law),
        "pledges_title": _("What {body} pledged").format(body=body.name),
        "pledges": [{"about": about, "says": says} for about, says in place.pledges] or _no_pledge(),
        "readers": [person(each, place.ties.get(each["code"], ())) for each in place.readers],
        "backups": [person(each, place.ties.get(each["code"], ())) for each in place.backups],
        "roles": roles(place),
    }


def roles(place: Place) -> list[Part]:
    """Roles that an ask may be about, as far as something follows: who leads, and to whom a reader is tied.

    Chosen in the browser and never sent: whom an ask is about, this server does not learn.
    """
    tied = {role for each in place.ties.values() for role, _tie in each}
    listed = [key for key in POWERS if key in tied or key in place.body.leading]
    return [{"key": key, "title": _(POWERS[key]), "leads": key in place.body.leading} for key in listed]


def _no_pledge() -> list[Part]:
    about = _("Police, offices for immigration and children, its own services")
    return [{"about": about, "says": _("It pledged nothing about these.")}]


def _readers_lead(place: Place) -> str:
    names = {"body": place.body.name, "n": len(place.readers)}
    if not has_joined(place.body):
        lines = (
            _("{body} has not joined. Nobody there can open anything here."),
            _("They get a letter that says only that people can ask them. Their days start with that letter."),
        )
        return " ".join(lines).format(**names)
    if not place.readers:
        waits = (
            _("Nobody of {body} is ready to read yet."),
            _("Two people go through a practice first, so that you are met well."),
            _("Your ask counts all the same."),
        )
        return " ".join(waits).format(**names)
    if len(place.readers) == 1:
        return _("One person of {body}. Nobody else there can open it.").format(**names)
    return _("{n} people of {body}. Nobody else there can open it.").format(**names)


def _backup_lead(place: Place) -> str:
    return _("The backup, if they stay silent: {name}").format(name=place.backup_name)


def _nobody(place: Place) -> str:
    if place.readers or not place.backups:
        return ""
    without = _("So you can send what you ask for, without words of your own.")
    return f"{without} {_('If you want to write words, go past them, to the backup.')}"


def _small(body: Body) -> str:
    if body.members is None or body.members >= SMALL:
        return ""
    return _("They may guess: about {n} people belong here.").format(n=body.members)


def person(entry: Part, ties: Sequence[tuple[str, str]] = ()) -> Part:
    """By name where they agreed to it, else by role; with the ties that their organisation keeps in public."""
    since = _("since {day}").format(day=say_day(date.fromisoformat(entry["since"])))
    about = " · ".join(part for part in (entry["name"], since, *(_tie(*each) for each in ties)) if part)
    tied = sorted({role for role, _kind in ties})
    return {"code": entry["code"], "title": entry["title"], "about": about, "tied": tied}


def _tie(role: str, tie: str) -> str:
    if not tie:
        return _("is also: {role}").format(role=_(POWERS[role]))
    return _("tied to {role}: {tie}").format(role=_(POWERS[role]), tie=_(TIES[Tie(tie)]))


def received(due: Mapping[str, date | None], hold_until: date | None) -> list[str]:
    """What is said when it was sent: the days, and that nothing more is needed."""
    lines = [_lead(hold_until), *_days(due)] if hold_until is None else [_lead(hold_until)]
    lines.append(_("If not, the backup is told that an ask is waiting. Not what. Not who."))
    lines.append(_("You need do nothing. Nothing ends because you are quiet."))
    return lines


def _lead(hold_until: date | None) -> str:
    if hold_until is None:
        return _("Received. Day 1.")
    says = _("Received. It is held here, sealed, until {day}. That day is day 1.")
    return says.format(day=say_day(hold_until))


def _days(due: Mapping[str, date | None]) -> list[str]:
    acknowledge, answer = due.get("acknowledge_by"), due.get("answer_by")
    if acknowledge is None or answer is None:
        return [_("Their days start when they have got their letter about this place.")]
    return [
        _("By {day} a person must say they have read it.").format(day=say_day(acknowledge)),
        _("By {day}: yes, no, or what they offer.").format(day=say_day(answer)),
    ]
