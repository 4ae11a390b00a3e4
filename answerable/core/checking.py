# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each move must bring, beyond the table: one check a move, from a wish to the value of a fact."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict
from datetime import date, timedelta

from answerable.core import (
    answer,
    bank,
    clocks,
    look_back,
    mark,
    new_keys,
    power_checks,
    promise,
    readers,
    silence,
    terms,
)
from answerable.core import value as read
from answerable.core.body import BodyStage, has_joined
from answerable.core.errors import Denied, Refused
from answerable.core.handler import active_handlers, active_second_line
from answerable.core.mark import MarkValue
from answerable.core.move import READERS, Move
from answerable.core.state import Door, Mode, Route
from answerable.core.value import JSON, Value
from answerable.core.way import OLD_EPOCH, check_rekeyed
from answerable.core.wish import Wish, may_take_standby
from answerable.core.words import N_

HOLD_DAYS_MOST = 60

DISSOLVED = N_("This organisation has ended. Please ask the one that took its place.")
NO_BACKUP = N_("Nobody can ask this organisation yet: it has no backup.")
NO_SUCH_KIND = N_("This kind of ask is not known here.")
NOBODY_FOR_WORDS = N_(
    "Nobody would be able to read your words. Choose a kind of ask, a reader, or let the backup have a copy."
)
NOT_JOINED = N_("This organisation has not joined, so words can only go past it, to the backup.")
BAD_HOLD = N_("Please choose a day to send it between tomorrow and 60 days from now.")
GOES_PAST = N_("Nobody of the organisation may read this. Go past it, to its backup.")
NOT_YET = N_("The day on which this ask goes out has not come.")
PAUSED_ALREADY = N_("This ask is paused already.")
NOT_PAUSED = N_("This ask is not paused.")
NO_PROMISE = N_("There is no such promise with this ask.")
NO_ANSWER = N_("There is no such answer to this ask.")
CODE_TWICE = N_("This was sent already. Please look at the page again.")
NOTHING_CHANGED = N_("Nothing would change.")
OPEN_AGAIN_FIRST = N_("This ask was taken back. Open it again first; then you can change what you ask.")
NOT_TO_BE_ADDED = N_("This person cannot be added to this ask now.")
ONLY_YOURSELF = N_("You can step aside yourself; you cannot take off another reader.")
NOT_TO_BE_REMOVED = N_("This person does not read this ask.")
NO_STANDBY = N_("The person who asks allowed no copy of the words for the backup.")
NOT_ENDED = N_("The organisation has not ended, so its asks stay where they are.")
WRONG_HEIR = N_("This ask cannot go to that organisation.")
NOTHING_SAID_DONE = N_("Answer the ask before you say that it is done.")


def check_lodged(wish: Wish) -> dict[str, JSON]:
    """The smallest valid ask is one kind and one body: everything else has a default that tells few."""
    if wish.ask is not None:
        return _check_admission(wish)
    value = wish.value
    read.check_keys(
        value,
        ("kind", "code", "body"),
        ("mode", "door", "helped", "route", "readers", "backups", "terms", "hold_until"),
    )
    _check_body(wish)
    routing = _routing(wish)
    _check_past(value["kind"], routing.way, routing.readers)
    _check_ticks(value)
    given = terms.parse(read.parse_part(value.get("terms", {})), wish.at)
    terms.check_first(given, everyone=routing.everyone)
    _check_words(wish, routing, given)
    _check_hold(value.get("hold_until"), wish.at)
    return {**value, "everyone": routing.everyone}


def _check_admission(wish: Wish) -> dict[str, JSON]:
    """A held ask goes out by itself on its day; its clocks start then."""
    read.check_keys(wish.value, ())
    if wish.held.hold_until is None or wish.at < wish.held.hold_until:
        raise Refused(NOT_YET)
    return {}


def _check_body(wish: Wish) -> None:
    if wish.value["body"] != wish.body.code:
        raise Refused(read.UNKNOWN)
    kind = wish.value["kind"]
    if not isinstance(kind, str) or kind not in bank.KINDS:
        raise Refused(NO_SUCH_KIND)
    if wish.body.stage is BodyStage.DISSOLVED:
        raise Refused(DISSOLVED)
    if wish.body.second_line is None:
        raise Refused(NO_BACKUP)


def _routing(wish: Wish) -> readers.Routing:
    value = wish.value
    way = read.parse_choice(Route, value.get("route", Route.BODY))
    chosen = read.parse_lines(value.get("readers", ()))
    backups = read.parse_lines(value.get("backups", ()))
    return readers.check_route(wish.body, wish.handlers, wish.at, way, chosen, backups)


def _check_past(kind: JSON, way: Route, chosen: Collection[str]) -> None:
    """Retaliation goes to another body than the one that retaliates: nobody there reads it, ever."""
    if bank.goes_past(str(kind)) and way is not Route.PAST_BODY and chosen:
        raise Refused(GOES_PAST)


def _check_ticks(value: Value) -> None:
    read.parse_line(value["code"])
    read.parse_choice(Mode, value.get("mode", Mode.KEYED))
    read.parse_choice(Door, value.get("door", Door.OPEN))
    read.parse_yes_no(value.get("helped", False))


def _check_words(wish: Wish, routing: readers.Routing, given: terms.Terms) -> None:
    """Words need somebody who can read them; a body that never joined gets a structured ask only."""
    if wish.value["kind"] != bank.OWN_WORDS or routing.readers:
        return
    if not has_joined(wish.body):
        raise Refused(NOT_JOINED)
    if not (given.standby and routing.backups):
        raise Refused(NOBODY_FOR_WORDS)


def _check_hold(found: JSON, today: date) -> None:
    if found is None:
        return
    until = read.parse_day(found)
    if not today < until <= today + timedelta(days=HOLD_DAYS_MOST):
        raise Refused(BAD_HOLD)


def check_acknowledged(wish: Wish) -> dict[str, JSON]:
    """A human of the body says it was read, and in which role: their own title unless they say another."""
    read.check_keys(wish.value, (), ("role",))
    role = read.parse_optional_line(wish.value.get("role"))
    return {"role": role or wish.handler.title}


def check_empty(wish: Wish) -> dict[str, JSON]:
    read.check_keys(wish.value, ())
    return {}


def check_answer(wish: Wish) -> dict[str, JSON]:
    given = answer.parse(wish.value, wish.at, wish.actor)
    look_back.check_reasons(wish.held.kind, given.reasons)
    _check_new_code(wish, given.code)
    return {"value": str(given.value), "reasons": list(given.reasons), "power": given.power, "code": given.code}


def _check_new_code(wish: Wish, code: str) -> None:
    answers = {each.code for each in wish.held.answers}
    if code in answers | {each.code for each in wish.held.promises}:
        raise Refused(CODE_TWICE)


def check_promise(wish: Wish) -> dict[str, JSON]:
    made = promise.parse(wish.value, wish.at, wish.actor)
    _check_new_code(wish, made.code)
    if made.re is not None and made.re not in {each.code for each in wish.held.answers}:
        raise Refused(NO_ANSWER)
    if made.completes is not None:
        _check_completing(wish, made)
    names = ("code", "re", "completes", *promise.SLOTS, "with_what", "if_not")
    found: dict[str, JSON] = {name: getattr(made, name) for name in names}
    return {**found, "by": made.by.isoformat() if made.by else None}


def _check_completing(wish: Wish, made: promise.Promise) -> None:
    old = _promise(wish, made.completes)
    if not promise.is_intention(old) or old.reached not in promise.WAITING or old.completed_by:
        raise Refused(promise.NOT_AN_INTENTION)
    if promise.is_intention(made):
        raise Refused(promise.STILL_MISSING)


def _promise(wish: Wish, code: JSON) -> promise.Promise:
    found = wish.held.promise(code) if isinstance(code, str) else None
    if found is None:
        raise Refused(NO_PROMISE)
    return found


def check_on_promise(wish: Wish) -> dict[str, JSON]:
    """Accepted, declined and released: the asker's, and only where the promise's own table has a row."""
    read.check_keys(wish.value, ("promise",))
    found = _promise(wish, wish.value["promise"])
    promise.next_stage(found, wish.move, wish.by)
    if wish.move in (Move.ACCEPTED, Move.DECLINED):
        promise.check_settling(found, wish.move)
    return dict(wish.value)


def check_moved(wish: Wish) -> dict[str, JSON]:
    read.check_keys(wish.value, ("promise", "to"))
    found = _promise(wish, wish.value["promise"])
    promise.next_stage(found, wish.move, wish.by)
    to = read.parse_day(wish.value["to"])
    promise.move_date(found, to, wish.at, clocks.standing_still(wish.held))
    return {"promise": found.code, "to": to.isoformat()}


def check_claim(wish: Wish) -> dict[str, JSON]:
    """The body's "done": of one promise, or of the whole ask once it was answered. It stays a claim."""
    read.check_keys(wish.value, (), ("promise",))
    code = read.parse_optional_line(wish.value.get("promise"))
    if code is None and not wish.held.is_answered:
        raise Refused(NOTHING_SAID_DONE)
    if code is not None:
        promise.next_stage(_promise(wish, code), wish.move, wish.by)
    return {"promise": code}


def check_mark(wish: Wish) -> dict[str, JSON]:
    given = mark.parse(wish.value, wish.at, through_host=wish.held.mode is Mode.HOSTED)
    found = None if given.promise is None else _promise(wish, given.promise)
    if given.value is MarkValue.TAKEN_BACK:
        mark.check_taking_back(wish.held, given.promise, wish.at)
    elif found is not None:
        promise.next_stage(found, wish.move, wish.by)
    return dict(wish.value)


def check_change(wish: Wish) -> dict[str, JSON]:
    """Narrowing needs no word; each widening is named. Another kind asks anew."""
    read.check_keys(wish.value, (), ("terms", "kind", "widens"))
    kind = read.parse_optional_line(wish.value.get("kind"))
    widens = read.parse_lines(wish.value.get("widens") or ())
    changed = wish.value.get("terms")
    if kind is None and changed is None:
        raise Refused(NOTHING_CHANGED)
    old = wish.held.terms[-1]
    new = old if changed is None else terms.parse(read.parse_part(changed), wish.at, old)
    terms.check_change(old, new, widens)
    if kind is not None:
        _check_new_kind(wish, kind, new)
    return dict(wish.value)


def _check_new_kind(wish: Wish, kind: str, given: terms.Terms) -> None:
    if kind not in bank.KINDS:
        raise Refused(NO_SUCH_KIND)
    if kind == wish.held.kind:
        raise Refused(NOTHING_CHANGED)
    if wish.held.withdrawn:
        raise Refused(OPEN_AGAIN_FIRST)
    _check_past(kind, wish.held.route, wish.held.readers)
    if kind == bank.OWN_WORDS and not wish.held.readers and not (given.standby and wish.held.backups):
        raise Refused(NOBODY_FOR_WORDS)


def check_pause(wish: Wish) -> dict[str, JSON]:
    read.check_keys(wish.value, (), ("keep_safety",))
    if wish.held.paused:
        raise Refused(PAUSED_ALREADY)
    read.parse_yes_no(wish.value.get("keep_safety", True))
    return dict(wish.value)


def check_resume(wish: Wish) -> dict[str, JSON]:
    read.check_keys(wish.value, ())
    if not wish.held.paused:
        raise Refused(NOT_PAUSED)
    return {}


def check_transfer(wish: Wish) -> dict[str, JSON]:
    """Only of a body that ended, to a body that can be asked. `wish.body` is the old one; its clocks go along."""
    read.check_keys(wish.value, ("body", "everyone_before"))
    to = read.parse_line(wish.value["body"])
    if wish.body.stage is not BodyStage.DISSOLVED:
        raise Refused(NOT_ENDED)
    if to == wish.body.code or read.parse_yes_no(wish.value["everyone_before"]) != wish.held.everyone:
        raise Refused(WRONG_HEIR)
    start = clocks.start_of(wish.held, wish.body)
    return {
        "body": to,
        "everyone_before": wish.held.everyone,
        "clocks": asdict(clocks.better_of(wish.held.clocks or clocks.Clocks(), wish.body.clocks)),
        "clock_from": None if start is None else start.isoformat(),
    }


def check_admitted(wish: Wish) -> dict[str, JSON]:
    """The asker names somebody more: a reader of the body (or past it), or a person of the second line."""
    code = _named(wish)
    known = wish.held.readers | wish.held.backups
    second = active_second_line(wish.body, wish.handlers, wish.at)
    can = second if wish.held.route is Route.PAST_BODY else second | _body_readers(wish)
    if code in known or code not in can:
        raise Refused(NOT_TO_BE_ADDED)
    as_backup = wish.held.route is Route.BODY and code in second
    _check_past(wish.held.kind, wish.held.route, () if as_backup else (code,))
    new_keys.check_ripe(wish.held.new_keys, code, wish.at)
    everyone = (wish.held.readers | {code}) >= active_handlers(wish.body, wish.handlers, wish.at)
    return {**wish.value, "as": "backup" if as_backup else "reader", "everyone": everyone}


def _body_readers(wish: Wish) -> frozenset[str]:
    return active_handlers(wish.body, wish.handlers, wish.at) if wish.body.door_open else frozenset()


def check_removed(wish: Wish) -> dict[str, JSON]:
    """The asker takes somebody off, or a reader who is too close steps aside: nobody takes off another reader."""
    code = _named(wish)
    if code not in wish.held.readers | wish.held.backups:
        raise Refused(NOT_TO_BE_REMOVED)
    if wish.by in READERS and code != wish.actor:
        raise Refused(ONLY_YOURSELF)
    if wish.by in READERS and wish.value["epoch"] != wish.held.epoch:
        raise Refused(OLD_EPOCH)
    return dict(wish.value)


def _named(wish: Wish) -> str:
    """Who, and the epoch of the thread key from then on: never an older one."""
    read.check_keys(wish.value, ("handler", "epoch"))
    epoch = read.parse_whole(wish.value["epoch"])
    if epoch < wish.held.epoch:
        raise Refused(OLD_EPOCH)
    return read.parse_line(wish.value["handler"])


def check_renewed(wish: Wish) -> dict[str, JSON]:
    """Those who stay make a new key, once somebody left who could open what is written next. They name nobody new."""
    read.check_keys(wish.value, ("epoch",))
    if not readers.needs_new_key(wish.held, wish.handlers, wish.at):
        raise Refused(NOTHING_CHANGED)
    if read.parse_whole(wish.value["epoch"]) != wish.held.epoch + 1:
        raise Refused(OLD_EPOCH)
    return {**wish.value, "left": sorted(readers.left_since(wish.held, wish.handlers, wish.at))}


def check_resealed(wish: Wish) -> dict[str, JSON]:
    ask = wish.held
    return new_keys.check_resealed(ask.new_keys, wish.value, ask.readers, wish.handlers, wish.at)


def check_handed_out(wish: Wish) -> dict[str, JSON]:
    """Sealed content given to a session: the thread to its readers, the standby copy only on its trigger."""
    read.check_keys(wish.value, ("handler", "what"), ("role",))
    what = read.parse_listed(("thread", "standby"), wish.value["what"])
    if wish.value["handler"] != wish.actor:
        raise Denied
    if what == "standby":
        _check_standby(wish)
    elif not readers.is_reader(wish.held, wish.handler, wish.at):
        raise Denied
    return {"handler": wish.actor, "what": what, "role": wish.handler.title}


def _check_standby(wish: Wish) -> None:
    """Before its trigger the second line does not even know of the ask, so before it nothing is there."""
    signals = silence.view_for_second_line(wish.held, wish.body, wish.at, wish.handlers)
    if not silence.opens_words(signals) or not may_take_standby(wish, wish.handler):
        raise Denied
    if not wish.held.terms[-1].standby:
        raise Refused(NO_STANDBY)


CHECKS: Mapping[Move, Callable[[Wish], Value]] = {
    Move.LODGED: check_lodged,
    Move.ACKNOWLEDGED: check_acknowledged,
    Move.WORD: check_empty,
    Move.ANSWER: check_answer,
    Move.PROMISE: check_promise,
    Move.ACCEPTED: check_on_promise,
    Move.DECLINED: check_on_promise,
    Move.RELEASED: check_on_promise,
    Move.MOVED: check_moved,
    Move.CLAIM: check_claim,
    Move.MARK: check_mark,
    Move.CHANGE: check_change,
    Move.PAUSE: check_pause,
    Move.RESUME: check_resume,
    Move.WITHDRAWAL: check_empty,
    Move.REOPEN: check_empty,
    Move.TRANSFER: check_transfer,
    Move.ADMITTED: check_admitted,
    Move.REMOVED: check_removed,
    Move.RENEWED: check_renewed,
    Move.NEW_KEYS: lambda wish: new_keys.check_announced(wish.value, wish.actor),
    Move.KEYS_REFUSED: lambda wish: new_keys.check_refused(wish.held.new_keys, wish.value),
    Move.RESEALED: check_resealed,
    Move.HANDED_OUT: check_handed_out,
    **power_checks.CHECKS,
    Move.ERASED: check_empty,
    Move.REKEYED: lambda wish: check_rekeyed(wish.value, wish.held.epoch),
}
