# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may read an ask: chosen by its asker, handler by handler, within their terms of office."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from answerable.core.body import Body, has_joined
from answerable.core.consent import LONGEST_DAYS
from answerable.core.errors import Refused
from answerable.core.handler import Handler, active_handlers, active_second_line, is_active
from answerable.core.move import Role
from answerable.core.new_keys import locked_out
from answerable.core.state import Ask, Route
from answerable.core.terms import Contact
from answerable.core.words import N_

NOT_A_READER = N_("One of the people you chose cannot read for this organisation now. Please look at the list again.")
NOT_A_BACKUP = N_("One of the backups you chose is not a backup of this organisation now. Please look again.")
NOBODY_PAST = N_("To go past this organisation, choose at least one person of the backup.")


@dataclass(frozen=True)
class Routing:
    """Who reads, who stands behind them, and whether nobody at all was left out."""

    readers: frozenset[str]
    backups: frozenset[str]
    everyone: bool
    way: Route = Route.BODY


def may_be_chosen(body: Body, handlers: Collection[Handler], day: date, way: Route) -> frozenset[str]:
    """Whom an asker can tick: the body's readers once its door is open, or the second line when going past it."""
    if way is Route.PAST_BODY:
        return active_second_line(body, handlers, day)
    return active_handlers(body, handlers, day) if has_joined(body) and body.door_open else frozenset()


def route(
    body: Body,
    handlers: Collection[Handler],
    day: date,
    *,
    without: Collection[str] = (),
    way: Route = Route.BODY,
) -> Routing:
    """The readers and backups that an asker gets who ticks everybody but `without`. Raises Refused."""
    chosen = may_be_chosen(body, handlers, day, way) - frozenset(without)
    backups = active_second_line(body, handlers, day) - frozenset(without)
    return check_route(body, handlers, day, way, chosen, backups)


def check_route(
    body: Body,
    handlers: Collection[Handler],
    day: date,
    way: Route,
    chosen: Collection[str],
    backups: Collection[str],
) -> Routing:
    """The routing of what an asker ticked. No reader at all is allowed: then the second line learns that it waits."""
    can = may_be_chosen(body, handlers, day, way)
    if not can.issuperset(chosen):
        raise Refused(NOT_A_READER)
    if not active_second_line(body, handlers, day).issuperset(backups):
        raise Refused(NOT_A_BACKUP)
    if way is Route.PAST_BODY and not chosen:
        raise Refused(NOBODY_PAST)
    everyone = way is Route.BODY and frozenset(chosen) == active_handlers(body, handlers, day)
    return Routing(frozenset(chosen), frozenset(backups), everyone, way)


def is_reader(ask: Ask, handler: Handler, day: date) -> bool:
    """Whether `handler` may act on this ask today: chosen, in office, and in the role the ask goes to."""
    role = Role.SECOND_LINE if ask.route is Route.PAST_BODY else Role.HANDLER
    reads = ask.readers - locked_out(ask.new_keys)
    return handler.code in reads and handler.role is role and is_active(handler, day)


def no_reader_left(ask: Ask, handlers: Collection[Handler], today: date) -> bool:
    """Whether nobody whom the asker chose can read any more: terms ended, people left, or the body moved."""
    return not any(is_reader(ask, each, today) for each in handlers)


def needs_new_key(ask: Ask, handlers: Collection[Handler], today: date) -> bool:
    """Whether somebody who could open what is written next reads no more: stepped aside, or out of office."""
    return ask.key_is_old or bool(left_since(ask, handlers, today))


def left_since(ask: Ask, handlers: Collection[Handler], today: date) -> frozenset[str]:
    """Readers whom the asker chose and who cannot read any more. Who waits with new keys has not left."""
    return ask.readers - locked_out(ask.new_keys) - {each.code for each in handlers if is_reader(ask, each, today)}


def second_line_of(ask: Ask, body: Body, handlers: Collection[Handler], today: date) -> frozenset[str]:
    """Those of the second line who may learn the fact: whom the asker left ticked.

    After a move to another body, if none of them is in office any more, the new body's second line.
    """
    ticked = frozenset(
        each.code
        for each in handlers
        if each.code in ask.backups and each.role is Role.SECOND_LINE and is_active(each, today)
    )
    if ticked or not ask.moved_bodies or not ask.backups:
        return ticked
    return active_second_line(body, handlers, today)


def may_know_fact(ask: Ask, handler: Handler, body: Body, handlers: Collection[Handler], today: date) -> bool:
    """Whether `handler` may learn that this ask stands with the body, without its words.

    After a move, all of the new body may only where nobody had been left out before, and only until the asker
    names readers there (rule 23).
    """
    if is_reader(ask, handler, today):
        return True
    moved = bool(ask.moved_bodies) and ask.everyone and not ask.readers and not ask.erased
    return moved and handler.code in active_handlers(body, handlers, today)


def may_write(ask: Ask, today: date) -> bool:
    """Whether readers may write beyond acknowledgement, word, answer and promise: only where the asker allowed it.

    It is a consent, so it ends by itself a year after the terms that hold it were last set.
    """
    quiet = ask.paused or ask.withdrawn or ask.erased
    terms = ask.terms[-1]
    return terms.contact is Contact.MAY_WRITE and not quiet and (today - terms.from_date).days <= LONGEST_DAYS
