# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one place in which the asker's pages meet storage and actions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from answerable import clock
from answerable.actions import asking, lodging, mine_ways, processing, showing, visits
from answerable.core import facts
from answerable.core.ask import Ask
from answerable.core.body import Body, BodyStage, has_joined
from answerable.core.handler import Handler
from answerable.core.move import Role
from answerable.core.process_template import Who
from answerable.core.retention import Words
from answerable.core.terms import Level
from answerable.record import directory, publishing, reading, tally
from answerable.record import policy as record_policy
from answerable.record import promise as promises
from answerable.storage import access, attesters, notes, queries, runs, sealed, templates, threads, ways, words
from answerable.storage.shape import handlers_of
from answerable.web import sayings
from answerable.web.asker.sheet import Place
from answerable.web.attesting import present as attesting
from answerable.web.processes import running
from answerable.web.public import pledges
from answerable.web.public.facts import month_name
from answerable.web.public.shelf import installation

ALWAYS = "not_a_lawyer"  # stands before the first box whatever the operator chose

Part = dict[str, Any]
Actor = access.Actor


@dataclass(frozen=True)
class Held:
    """One ask of a visit, with the day where its body is."""

    thread: threads.Thread
    today: date
    way: ways.Way | None = None

    @property
    def right(self) -> str:
        """ "own" for whoever came with the asker's words, else what the support person's key may do."""
        return "own" if self.way is None else str(self.way.kind)

    @property
    def ask(self) -> Ask:
        return self.thread.ask

    @property
    def body(self) -> Body:
        return self.thread.body

    @property
    def noted(self) -> Sequence[threads.Noted]:
        return self.thread.noted

    @property
    def next(self) -> Part:
        return self.thread.next

    @cached_property
    def people(self) -> tuple[Handler, ...]:
        return self.thread.handlers

    @property
    def enrolment_key(self) -> str:
        return str(self.thread.row.body.enrolment_key)

    def title(self, code: str) -> str:
        return next((each.title for each in self.people if each.code == code), "")


def today() -> date:
    return clock.today("UTC")


def list_bodies() -> list[Part]:
    """Every living body that has a backup, by name: the others cannot be asked yet."""
    living = (each for each in queries.tree().values() if _can_be_asked(each))
    return [{"slug": each.slug, "name": each.name, "about": _joined_line(each)} for each in living]


def _can_be_asked(body: Body) -> bool:
    return body.stage is not BodyStage.DISSOLVED and body.second_line is not None


def _joined_line(body: Body) -> str:
    if not has_joined(body):
        return _("Has not joined. It can be asked all the same.")
    return "" if body.door_open else _("Has joined; nobody is ready to read yet.")


def read_place(slug: str) -> Place | None:
    """What an asker must know about a body before writing; None where it cannot be asked."""
    found = queries.directory(slug, at=clock.now()) if slug else None
    if found is None or not _can_be_asked(found["body"]):
        return None
    return _place(found)


def newest_head() -> tuple[int, int]:
    """Another one whenever the record has another head."""
    return publishing.head_stamp()


def directory_record(place: Place) -> Part:
    """The record's word on these keys, for the client to check before it seals."""
    return reading.directory_of(
        [place.body.code, *sorted({str(each["body"]) for each in place.backups if "body" in each})]
    )


def _standing(body: Body, entries: list[Part]) -> list[Part]:
    """Those whose keys count by now: a key that came yesterday could be anybody's."""
    known = directory.standing([body.code, *{str(each.get("body", body.code)) for each in entries}])
    return entries if known is None else [each for each in entries if each["code"] in known]


def _place(found: Mapping[str, Any]) -> Place:
    body: Body = found["body"]
    second = found["second_line"]
    return Place(
        body=body,
        backup_name=second.name if second else "",
        host=sayings.host_lines(),
        law=pledges.law_lines([ALWAYS, *installation().law]),
        pledges=pledges.sentences(body.pledges),
        today=found["today"],
        enrolment_key=found["enrolment_key"],
        readers=_standing(body, found["readers"]) if has_joined(body) else [],
        backups=_standing(body, found["backups"]),
        ties=found["ties"],
    )


def challenge(locator: str) -> Part:
    return visits.challenge("mine", locator, at=clock.now())


def enter(sent: Mapping[str, Any]) -> tuple[str, str]:
    """(token, code of the ask). Raises Refused, the same for all that does not fit."""
    token, row = visits.enter_with_words(sent, by=access.PUBLIC, at=clock.now())
    return token, row.code


def enter_hosted(locator: bytes) -> tuple[str, str]:
    """The same for a locator that this server derived from posted words."""
    token, row = visits.enter_hosted(locator, by=access.PUBLIC, at=clock.now())
    return token, row.code


def actor_of(tokens: Collection[str]) -> Actor:
    return visits.read_actor(tokens, at=clock.now())


def code_of(token: str) -> str | None:
    """The ask that one live token opens."""
    return next((row.code for row in actor_of([token]).asks), None)


def codes(actor: Actor) -> list[str]:
    return [row.code for row in actor.asks]


def touch(actor: Actor) -> None:
    if actor.tokens and visits.needs_touch(actor, at=clock.now()):
        visits.touch(by=actor, at=clock.now())


def end(actor: Actor) -> None:
    if actor.tokens:
        visits.end(by=actor, at=clock.now())


def read(actor: Actor, code: str) -> Held:
    thread = access.read_ask(actor, code)
    return Held(thread, clock.today(thread.body.time_zone), actor.ways.get(code))


def lodge(given: Mapping[str, Any], *, mode: str) -> Part:
    return lodging.lodge_ask(given, by=access.PUBLIC, at=clock.now(), mode=mode)


def show(actor: Actor, sent: Mapping[str, Any]) -> None:
    showing.show_entry(sent, by=actor, at=clock.now())
    publishing.publish()


def move(actor: Actor, sent: Mapping[str, Any]) -> None:
    asking.move_ask(sent, by=actor, at=clock.now())


def message(actor: Actor, code: str, epoch: int, file: str, files: object) -> None:
    asking.write_message(code, epoch, file, files, by=actor, at=clock.now())


def sealed_for_asker(held: Held) -> Part:
    """The asker's own copies of keys, their own file, and every message, as they were sealed."""
    return sealed.for_asker(held.thread, held.way)


def list_ways(held: Held) -> list[Part]:
    return ways.list_ways(held.thread)


def opened_on(held: Held) -> list[list[str]]:
    """[day, code of the way or ""] of the days on which it was opened."""
    found: list[list[str]] = ways.opened(held.thread.row)["days"]
    return found


def last_undo(held: Held) -> date | None:
    return ways.last_undo(held.thread.row, held.today)


def add_way(actor: Actor, sent: Mapping[str, Any]) -> None:
    mine_ways.add_way(sent, by=actor, at=clock.now())


def remove_way(actor: Actor, sent: Mapping[str, Any]) -> None:
    mine_ways.remove_way(sent, by=actor, at=clock.now())


def put_own(actor: Actor, sent: Mapping[str, Any]) -> None:
    mine_ways.put_own(sent, by=actor, at=clock.now())


def renew_words(actor: Actor, sent: Mapping[str, Any]) -> None:
    mine_ways.renew_words(sent, by=actor, at=clock.now())


def undo_words(sent: Mapping[str, Any]) -> tuple[str, str]:
    token, row = mine_ways.undo_words(sent, by=access.PUBLIC, at=clock.now())
    return token, row.code


def forget_device(locator: str) -> None:
    mine_ways.forget_device(locator, by=access.PUBLIC, at=clock.now())


def look(locator: str) -> bool:
    return mine_ways.look(locator, by=access.PUBLIC)


def policy() -> Part:
    """Whom the page believes about the record."""
    return record_policy.as_parts()


def record_of(held: Held) -> Part:
    """Where the entries of this ask stand in the record."""
    first = held.noted[0].entry
    since = (held.ask.lodged_date or held.today).isoformat()[:7]
    given = promises.promise(first["id"], first["c"], at=clock.now())
    counted = tally.memberships(held.thread.row.id, first["id"], since)
    lines = [*(noted.entry["id"] for noted in held.noted), *(each["id"] for each in run_lines(held))]
    codes = [*lines, *(each["id"] for each in counted if each["level"])]
    return {**reading.proofs(codes), "promise": given, "tally": [_month(held, each) for each in counted]}


def run_lines(held: Held) -> list[Part]:
    """What opens the lines of the processes around this ask, the newest process first. They are shown to nobody."""
    found = [line for run in runs.of_thread(held.thread) for line in run.lines]
    return [{**line["entry"], "fields": line["fields"]} for line in found]


def _month(held: Held, member: Part) -> Part:
    """The month and the level by name; and whether figures exist where an ask to this body counts with others."""
    tree = queries.tree()
    name = tree[member["level"]].name if member["level"] else ""
    released = facts.pool_of(held.body, tree) is not None or held.ask.terms[-1].silence is Level.BY_NAME
    return {**member, "says": month_name(member["month"]), "name": name, "released": released}


def has_messages(held: Held) -> bool:
    return sealed.has_messages(held.thread)


def written(held: Held) -> list[tuple[Words, date | None]]:
    """The days of every message."""
    return [(each.words, each.gone) for each in words.of_thread(held.thread) if not each.stays]


def has_notes(held: Held) -> bool:
    """Whether readers keep notes among themselves: that there are some, and nothing else of them."""
    return notes.are_there(held.thread)


def ever_read(held: Held) -> list[Part]:
    """Who reads or once read, with keys: their messages stay provable after they left."""
    return sealed.entries_of(held.thread)


def standbys(held: Held) -> list[Part]:
    """The backups that hold a copy of the thread's key: each next key is sealed to them too."""
    if not held.ask.terms[-1].standby:
        return []
    return sealed.entries_of(held.thread, held.ask.backups - held.ask.readers)


def admissible(held: Held) -> list[Part]:
    return sealed.admissible(held.thread, held.today)


def shown_attesters(held: Held) -> Part:
    """Who looks for its asker, and who else could be asked to."""
    people, every = attesters.ever(held.thread), attesters.every()
    return attesting.to_asker(held.ask, held.body, handlers_of(people), handlers_of(every), held.today)


def act_in_run(who: Actor, sent: Mapping[str, Any]) -> None:
    processing.act_as_asker(sent, by=who, at=clock.now())


def shown_runs(held: Held) -> Part:
    """The processes around one ask, for its asker, and whether another can be proposed."""
    found = runs.of_thread(held.thread)
    live = any(not each.row.ended for each in found)
    every = (each.template.said_in(get_language() or "") for each in templates.every().values())
    known = [each for each in every if Who.ASKER in each.people]
    return {
        "runs": [running.shown(each, Role.ASKER, "", held.today) for each in found],
        "can_propose": not live and not held.ask.withdrawn and not held.ask.paused,
        "templates": [(each.code, each.title, each.says, each.language) for each in known],
    }
