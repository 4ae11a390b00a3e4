# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each fact leaves in the ask: one function a move. Nothing is refused here."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from answerable.core import (
    answer,
    attester,
    bank,
    boundary,
    conflict,
    consent,
    mark,
    new_keys,
    promise,
    same_road,
    terms,
)
from answerable.core import value as read
from answerable.core.clocks import Clocks, Spans
from answerable.core.mark import Audience, MarkValue
from answerable.core.move import ASKERS, Fact, Move
from answerable.core.promise import Promise, PromiseStage
from answerable.core.state import Ask, Door, HandOut, Mode, Route, Stage
from answerable.core.value import JSON

_DEFAULTS: Mapping[str, JSON] = {
    "mode": "keyed",
    "door": "open",
    "helped": False,
    "route": "body",
    "readers": [],
    "backups": [],
    "terms": {},
    "hold_until": None,
}


def begin(fact: Fact) -> Ask:
    """The ask that a first `lodged` makes: held until its day, or lodged at once."""
    assert fact.move is Move.LODGED
    value = {**_DEFAULTS, **fact.value}
    held = None if value["hold_until"] is None else read.parse_day(value["hold_until"])
    return Ask(
        code=_text(value["code"]),
        body=_text(value["body"]),
        kind=_text(value["kind"]),
        mode=Mode(_text(value["mode"])),
        door=Door(_text(value["door"])),
        helped=value["helped"] is True,
        route=Route(_text(value["route"])),
        readers=frozenset(read.parse_lines(value["readers"])),
        backups=frozenset(read.parse_lines(value["backups"])),
        everyone=value["everyone"] is True,
        stage=Stage.LODGED if held is None else Stage.HELD,
        terms=(terms.parse(read.parse_part(value["terms"]), fact.day),),
        lodged_date=fact.day if held is None else None,
        hold_until=held,
        boundaries=boundary.of_kind(_text(value["kind"]), fact.day),
    )


def _text(found: JSON) -> str:
    assert isinstance(found, str)
    return found


def admit(ask: Ask, fact: Fact) -> Ask:
    return replace(ask, lodged_date=fact.day)


def acknowledge(ask: Ask, fact: Fact) -> Ask:
    return _acknowledged(replace(ask, acknowledged_role=_text(fact.value["role"])), fact.day)


def _acknowledged(ask: Ask, day: date) -> Ask:
    return replace(
        ask,
        acknowledged_date=ask.acknowledged_date or day,
        first_acknowledged=ask.first_acknowledged or day,
    )


def give_word(ask: Ask, fact: Fact) -> Ask:
    return replace(ask, word_dates=(*ask.word_dates, fact.day))


def give_answer(ask: Ask, fact: Fact) -> Ask:
    """Who answers has read it: an answer acknowledges too. The old answer stays in the list."""
    given = answer.parse(fact.value, fact.day, fact.actor)
    first = ask.first_answer_from if ask.answers else ask.answer_from
    settled = boundary.settle_kind(ask.boundaries, yes=given.value in answer.NEEDS_PROMISE)
    after = replace(ask, answers=(*ask.answers, given), first_answer_from=first, boundaries=settled)
    return _acknowledged(after, fact.day)


def make_promise(ask: Ask, fact: Fact) -> Ask:
    made = promise.parse(fact.value, fact.day, fact.actor)
    if made.completes is not None:
        ask = _with_promise(ask, made.completes, lambda old: replace(old, completed_by=made.code))
    return replace(ask, promises=(*ask.promises, made))


def _with_promise(ask: Ask, code: JSON, change: Callable[[Promise], Promise]) -> Ask:
    changed = tuple(change(each) if each.code == code else each for each in ask.promises)
    return replace(ask, promises=changed)


def _staged(found: Promise, fact: Fact) -> Promise:
    """The next stage of the promise's own table; where a mark stands, the asker still sees it as marked."""
    roles_stage = promise.PROMISE_MOVES[found.reached, fact.move][1]
    stage = PromiseStage.MARKED if found.stage is PromiseStage.MARKED else roles_stage
    return replace(found, reached=roles_stage, stage=stage)


def accept(ask: Ask, fact: Fact) -> Ask:
    return _with_promise(ask, fact.value["promise"], lambda old: _staged(promise.settle_date(old, accepted=True), fact))


def decline(ask: Ask, fact: Fact) -> Ask:
    return _with_promise(
        ask, fact.value["promise"], lambda old: _staged(promise.settle_date(old, accepted=False), fact)
    )


def release(ask: Ask, fact: Fact) -> Ask:
    released = PromiseStage.RELEASED
    return _with_promise(ask, fact.value["promise"], lambda old: replace(old, stage=released, reached=released))


def move_date(ask: Ask, fact: Fact) -> Ask:
    to = read.parse_day(fact.value["to"])
    return _with_promise(ask, fact.value["promise"], lambda old: promise.with_date(old, to, fact.day))


def claim(ask: Ask, fact: Fact) -> Ask:
    """A claim changes no stage of the ask: "done" stays a claim until it is marked."""
    code = fact.value["promise"]
    if code is None:
        return replace(ask, claims=(*ask.claims, fact.day))
    return _with_promise(ask, code, lambda old: replace(_staged(old, fact), claimed=old.claimed or fact.day))


def make_mark(ask: Ask, fact: Fact) -> Ask:
    given = mark.parse(fact.value, fact.day, through_host=ask.mode is Mode.HOSTED)
    ask = replace(ask, marks=mark.with_mark(ask.marks, given))
    if given.promise is not None:
        ask = _with_promise(ask, given.promise, lambda old: _marked(ask, old))
    if given.audience is Audience.EVERYONE and given.value is not MarkValue.TAKEN_BACK:
        ask = replace(ask, terms=(*ask.terms, terms.with_public_mark(ask.terms[-1], fact.day)))
    return ask


def _marked(ask: Ask, found: Promise) -> Promise:
    stands = bool(mark.live(ask, found.code)) and found.reached is not PromiseStage.RELEASED
    return replace(found, stage=PromiseStage.MARKED if stands else found.reached)


def change(ask: Ask, fact: Fact) -> Ask:
    given, kind = fact.value.get("terms"), fact.value.get("kind")
    if given is not None:
        new = terms.parse(read.parse_part(given), fact.day, ask.terms[-1])
        ask = replace(ask, terms=(*ask.terms, new))
    return ask if kind in (None, "") else _ask_anew(ask, _text(kind), fact.day)


def _ask_anew(ask: Ask, kind: str, day: date) -> Ask:
    """Another kind opens the ask again: its answer clock starts that day, because its asker did so."""
    hurry = bank.is_urgent(kind) != bank.is_urgent(ask.kind)
    boundaries = boundary.of_kind(kind, day, ask.boundaries)
    ask = replace(_new_round(ask, day), kind=kind, answer_from=day, boundaries=boundaries)
    return replace(ask, acknowledge_from=day) if hurry else ask


def reopen(ask: Ask, fact: Fact) -> Ask:
    """Open again: an answer, if there was one, counts no more, and its clock starts anew; silence goes on counting."""
    spans = _closed(ask.withdrawals, fact.day) if ask.withdrawn else ask.withdrawals
    return replace(_new_round(ask, fact.day), withdrawn=False, withdrawals=spans)


def _new_round(ask: Ask, day: date) -> Ask:
    answered, read_before = ask.is_answered, ask.acknowledged_date is not None
    return replace(
        ask,
        acknowledged_date=None,
        acknowledge_from=day if read_before else ask.acknowledge_from,
        answer_from=day if answered else ask.answer_from,
        answers_before=len(ask.answers),
        promises_before=len(ask.promises) if answered else ask.promises_before,
        marks_before=len(ask.marks),
    )


def _closed(spans: Spans, day: date) -> Spans:
    """The same spans, the open one ended."""
    return tuple((begin, day if end is None else end) for begin, end in spans)


def pause(ask: Ask, fact: Fact) -> Ask:
    keep = fact.value.get("keep_safety", True) is True
    span = (fact.day, None)
    return replace(
        ask,
        paused=True,
        keep_safety=keep,
        pauses=(*ask.pauses, span),
        safety_pauses=ask.safety_pauses if keep else (*ask.safety_pauses, span),
    )


def resume(ask: Ask, fact: Fact) -> Ask:
    return replace(
        ask,
        paused=False,
        keep_safety=False,
        pauses=_closed(ask.pauses, fact.day),
        safety_pauses=_closed(ask.safety_pauses, fact.day),
    )


def withdraw(ask: Ask, fact: Fact) -> Ask:
    return replace(ask, withdrawn=True, withdrawals=(*ask.withdrawals, (fact.day, None)))


def transfer(ask: Ask, fact: Fact) -> Ask:
    """Clocks and duty follow; readers of the body do not. The second line, and who reads past the body, stay."""
    value = fact.value
    days = {name: read.parse_whole(found) for name, found in read.parse_part(value["clocks"]).items()}
    return replace(
        ask,
        body=_text(value["body"]),
        moved_bodies=(*ask.moved_bodies, ask.body),
        readers=ask.readers if ask.route is Route.PAST_BODY else frozenset(),
        clocks=Clocks(**days),
        clock_from=None if value["clock_from"] is None else read.parse_day(value["clock_from"]),
    )


def admit_person(ask: Ask, fact: Fact) -> Ask:
    code = _text(fact.value["handler"])
    ask = replace(ask, epoch=read.parse_whole(fact.value["epoch"]), new_keys=new_keys.drop(ask.new_keys, code))
    if fact.value["as"] == "backup":
        return replace(ask, backups=ask.backups | {code})
    ask = replace(ask, readers=ask.readers | {code})
    return _named_after_moving(ask, fact) if ask.moved_bodies else ask


def _named_after_moving(ask: Ask, fact: Fact) -> Ask:
    """Naming fewer than all of the new body leaves the others out, so the silence goes to second line only."""
    everyone = fact.value["everyone"] is True and ask.route is Route.BODY
    quiet = () if everyone else (terms.narrowed_to_second_line(ask.terms[-1], fact.day),)
    return replace(ask, everyone=everyone, terms=(*ask.terms, *quiet))


def remove_person(ask: Ask, fact: Fact) -> Ask:
    """Whom the asker leaves out, the ask now routes around: its silence goes to the second line only.

    A reader who steps aside narrows nothing: no act of the body makes its silence show less.
    """
    code = _text(fact.value["handler"])
    left = ask.readers - {code}
    was_reader, epoch = code in ask.readers, read.parse_whole(fact.value["epoch"])
    is_old = epoch == ask.epoch and (was_reader or ask.key_is_old)
    ask = replace(ask, epoch=epoch, key_is_old=is_old, readers=left, backups=ask.backups - {code})
    if fact.by not in ASKERS:
        return replace(ask, recusals=(*ask.recusals, fact.day))
    if not was_reader:
        return ask
    quiet = terms.narrowed_to_second_line(ask.terms[-1], fact.day)
    return replace(ask, everyone=False, terms=(*ask.terms, quiet))


def agree(ask: Ask, fact: Fact) -> Ask:
    """Consent changes nothing else: whoever refuses is where they were."""
    return replace(ask, consents=consent.evolve(ask.consents, fact))


def bound(ask: Ask, fact: Fact) -> Ask:
    return replace(ask, boundaries=boundary.evolve(ask.boundaries, fact))


def declare(ask: Ask, fact: Fact) -> Ask:
    """A soft tie is disclosed; with a hard one the reader reads no more. Neither makes a silence show less."""
    given = conflict.parse(fact.value, fact.day, fact.actor)
    ask = replace(ask, conflicts=(*ask.conflicts, given))
    if given.weight is conflict.Weight.SOFT:
        return ask
    gone, recusals = {given.handler}, (*ask.recusals, fact.day)
    return replace(
        ask, readers=ask.readers - gone, backups=ask.backups - gone, recusals=recusals, key_is_old=True
    )  # fmt: skip


def renew(ask: Ask, fact: Fact) -> Ask:
    """A new key for those who stay: who had left is no reader here any more. No terms and no silence change by it."""
    left = fact.value["left"]
    gone = frozenset(str(each) for each in left) if isinstance(left, (list, tuple)) else frozenset[str]()
    return replace(ask, epoch=read.parse_whole(fact.value["epoch"]), key_is_old=False, readers=ask.readers - gone)


def announce_keys(ask: Ask, fact: Fact) -> Ask:
    return replace(ask, new_keys=new_keys.announce(ask.new_keys, fact.value, fact.day))


def refuse_keys(ask: Ask, fact: Fact) -> Ask:
    return replace(ask, new_keys=new_keys.refuse(ask.new_keys, fact.value["handler"]))


def reseal(ask: Ask, fact: Fact) -> Ask:
    """They read it again, as before they lost their keys."""
    return replace(ask, new_keys=new_keys.drop(ask.new_keys, fact.value["handler"]))


def look_back(ask: Ask, fact: Fact) -> Ask:
    return replace(ask, same_roads=(*ask.same_roads, same_road.parse(fact.value, fact.day, fact.actor)))


def attest(ask: Ask, fact: Fact) -> Ask:
    return replace(ask, attesters=attester.evolve(ask.attesters, fact))


def rekey(ask: Ask, fact: Fact) -> Ask:
    """A new thread key. With new words nobody who helped to enter it holds anything any more."""
    helped = ask.helped and fact.value["words"] is not True
    return replace(ask, epoch=read.parse_whole(fact.value["epoch"]), key_is_old=False, helped=helped)


def hand_out(ask: Ask, fact: Fact) -> Ask:
    """Each is shown to the asker: who, in which role, on which day."""
    value = fact.value
    given = HandOut(_text(value["handler"]), _text(value["what"]), _text(value["role"]), fact.day)
    return ask if given in ask.handouts else replace(ask, handouts=(*ask.handouts, given))


def erase(ask: Ask, fact: Fact) -> Ask:
    """Ends all: nothing is left but that there was an ask."""
    return Ask(
        code=ask.code,
        body=ask.body,
        kind="",
        mode=ask.mode,
        door=ask.door,
        helped=False,
        route=Route.BODY,
        readers=frozenset(),
        backups=frozenset(),
        everyone=False,
        stage=Stage.LODGED if ask.lodged_date else Stage.HELD,
        terms=(terms.Terms(silence=terms.Level.SECOND_LINE, from_date=fact.day),),
        erased=True,
        lodged_date=ask.lodged_date,
    )


EVOLVE: Mapping[Move, Callable[[Ask, Fact], Ask]] = {
    Move.LODGED: admit,
    Move.ACKNOWLEDGED: acknowledge,
    Move.WORD: give_word,
    Move.ANSWER: give_answer,
    Move.PROMISE: make_promise,
    Move.ACCEPTED: accept,
    Move.DECLINED: decline,
    Move.RELEASED: release,
    Move.MOVED: move_date,
    Move.CLAIM: claim,
    Move.MARK: make_mark,
    Move.CHANGE: change,
    Move.PAUSE: pause,
    Move.RESUME: resume,
    Move.WITHDRAWAL: withdraw,
    Move.REOPEN: reopen,
    Move.TRANSFER: transfer,
    Move.ADMITTED: admit_person,
    Move.REMOVED: remove_person,
    Move.RENEWED: renew,
    Move.NEW_KEYS: announce_keys,
    Move.KEYS_REFUSED: refuse_keys,
    Move.RESEALED: reseal,
    Move.HANDED_OUT: hand_out,
    Move.ERASED: erase,
    **{move: agree for _stage, move in consent.CONSENT_MOVES},
    **{move: bound for _stage, move in boundary.BOUNDARY_MOVES},
    Move.CONFLICT: declare,
    Move.SAME_ROAD: look_back,
    **{move: attest for _stage, move in attester.ATTESTER_MOVES},
    Move.REKEYED: rekey,
}
