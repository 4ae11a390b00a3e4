# SPDX-License-Identifier: AGPL-3.0-or-later
"""Applying facts to a letter. Nothing is refused here."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from answerable.core import answer, promise
from answerable.core.letter_state import (
    SIGNED,
    WAIT_DAYS,
    Act,
    Letter,
    LetterFact,
    LetterMove,
    LetterStage,
    NumberAnswer,
    NumberClaim,
    NumberLink,
    NumberPromise,
    TakenOut,
    about_number,
    act_of,
    is_slow,
    needed,
    promise_of,
    with_promise,
)
from answerable.core.move import Move
from answerable.core.value import JSON, Value, parse_day, parse_part

Evolve = Callable[[Letter, LetterFact], Letter]


def _lines(found: JSON) -> tuple[str, ...]:
    return tuple(str(each) for each in found) if isinstance(found, (list, tuple)) else ()


def _text(found: JSON) -> str | None:
    return None if found is None else str(found)


def _whole(found: JSON) -> int:
    return found if isinstance(found, int) else 0


def begin(fact: LetterFact) -> Letter:
    """A draft of one keyholder."""
    return Letter(body=str(fact.value["body"]), keys=(fact.actor,), drafted=fact.day, **_written(fact))


def _written(fact: LetterFact) -> dict[str, Any]:
    """What is said of a letter by whoever wrote it last."""
    value = fact.value
    return {
        "title": str(value["title"]),
        "group": str(value["group"]),
        "intro": _text(value["intro"]),
        "numbers": _lines(value["numbers"]),
        "threshold": _whole(value["threshold"]),
        "writer": fact.actor,
    }


def about(move: LetterMove, value: Value) -> str:
    """What an act is about: rounds are counted for each."""
    if move is LetterMove.MARK:
        return about_number(_whole(value["number"]))
    if move is LetterMove.DATE:
        return f"promise {value['promise']}"
    if move is LetterMove.LINK:
        return f"link {value['link']}"
    if move is LetterMove.HELPED:
        return f"helped {value['number']}"
    return str(move)


def _rewritten(letter: Letter, fact: LetterFact) -> Letter:
    """Whoever changed a word is the writer now, and signatures under the old words count no more."""
    acts = tuple(replace(each, stopped=True) if each.is_open else each for each in letter.acts)
    return replace(letter, acts=acts, **_written(fact))


def _joined(letter: Letter, fact: LetterFact) -> Letter:
    """In a draft the second person is in at once; later a key waits until those who hold the letter let it in."""
    if letter.stage is LetterStage.DRAFT:
        return replace(letter, keys=(*letter.keys, fact.actor))
    return replace(letter, joined=(*letter.joined, fact.actor))


def _dropped(letter: Letter, fact: LetterFact) -> Letter:
    del fact
    return replace(letter, stage=LetterStage.DROPPED)


def _signed(letter: Letter, fact: LetterFact) -> Letter:
    """One more signature; with the last one that is needed it is done."""
    inner, number = parse_part(fact.value["value"]), _whole(fact.value["round"])
    what = about(fact.move, inner)
    act = act_of(letter, what, number) or Act(fact.move, what, number, parse_day(fact.value["asked"]), inner)
    act = replace(act, signed=(*act.signed, (fact.actor, str(fact.value["signature"]))))
    is_done = len(act.signed) >= needed(letter, act.move, act.value)
    if not is_done:
        return _with_act(letter, act)
    act = replace(act, done=fact.day, waits=is_slow(letter, act.move, act.value))
    after = _with_act(letter, act)
    return after if act.waits else APPLY[act.move](after, act, fact)


def _with_act(letter: Letter, act: Act) -> Letter:
    """Put it in its place. An older one about the same thing that nobody saw yet is set aside by it."""
    kept = tuple(_aside(each, act) for each in letter.acts if (each.about, each.round) != (act.about, act.round))
    return replace(letter, acts=(*kept, act))


def _aside(old: Act, new: Act) -> Act:
    overtaken = old.about == new.about and (old.is_open or (old.waits and new.done is not None))
    return replace(old, stopped=True) if overtaken else old


def as_of(letter: Letter, day: date) -> Letter:
    """The letter with everything whose three days are over by this day, one after the other as they ended."""
    while (act := _over(letter, day)) is not None:
        now = replace(act, waits=False)
        letter = replace(letter, acts=tuple(now if each is act else each for each in letter.acts))
        if act.move is LetterMove.KEYS:
            letter = _keys(letter, now)
    return letter


def _over(letter: Letter, day: date) -> Act | None:
    """Of the acts whose three days are over and that nobody stopped, the one that was signed first."""
    ended = [
        (act.done, place)
        for place, act in enumerate(letter.acts)
        if act.waits and not act.stopped and act.done is not None and day >= act.done + timedelta(days=WAIT_DAYS)
    ]
    return letter.acts[min(ended)[1]] if ended else None


def _keys(letter: Letter, act: Act) -> Letter:
    """The list of keys that counts from now on. What was signed by a key that left does not count any more."""
    keys = _lines(act.value["keys"])
    threshold = max(1, min(_whole(act.value["threshold"]), len(keys)))
    waiting = tuple(each for each in letter.joined if each not in keys)
    acts = tuple(_under(each, keys, threshold) for each in letter.acts)
    return replace(letter, keys=keys, threshold=threshold, joined=waiting, acts=acts)


def _under(act: Act, keys: tuple[str, ...], threshold: int) -> Act:
    """What nobody saw yet, under new keys: an open act begins again, a waiting mark needs enough of who is left."""
    signed = tuple(each for each in act.signed if each[0] in keys)
    if act.is_open or (act.waits and len(signed) < threshold):
        return replace(act, stopped=True)
    return replace(act, signed=signed) if act.waits else act


def _apply_put_up(letter: Letter, act: Act, fact: LetterFact) -> Letter:
    del act
    days = parse_part(fact.value["days"])
    return replace(
        letter,
        stage=LetterStage.PUBLIC,
        public_date=fact.day,
        answer_days=_whole(days["answer"]),
        promise_days=_whole(days["promise"]),
    )


def _apply_nothing(letter: Letter, act: Act, fact: LetterFact) -> Letter:
    del act, fact
    return letter


def _apply_keys(letter: Letter, act: Act, fact: LetterFact) -> Letter:
    del fact
    return _keys(letter, act)


def _apply_pause(letter: Letter, act: Act, fact: LetterFact) -> Letter:
    del act
    return replace(letter, pauses=(*letter.pauses, (fact.day, None)))


def _apply_resume(letter: Letter, act: Act, fact: LetterFact) -> Letter:
    del act
    return replace(letter, pauses=(*letter.pauses[:-1], (letter.pauses[-1][0], fact.day)))


def _apply_hide(letter: Letter, act: Act, fact: LetterFact) -> Letter:
    del act
    return replace(letter, stage=LetterStage.HIDDEN, hidings=(*letter.hidings, (fact.day, None)))


def _apply_show(letter: Letter, act: Act, fact: LetterFact) -> Letter:
    del act
    hidings = (*letter.hidings[:-1], (letter.hidings[-1][0], fact.day))
    return replace(letter, stage=LetterStage.PUBLIC, hidings=hidings)


def _apply_date(letter: Letter, act: Act, fact: LetterFact) -> Letter:
    del fact
    found = promise_of(letter, str(act.value["promise"]))
    if found is None:
        return letter
    return with_promise(letter, promise.settle_date(found.promise, accepted=bool(act.value["accepted"])))


def _apply_link(letter: Letter, act: Act, fact: LetterFact) -> Letter:
    del fact
    code, accepted = str(act.value["link"]), bool(act.value["accepted"])
    changed = (replace(each, accepted=accepted) if each.code == code else each for each in letter.links)
    return replace(letter, links=tuple(changed))


APPLY: Mapping[LetterMove, Callable[[Letter, Act, LetterFact], Letter]] = {
    LetterMove.PUT_UP: _apply_put_up,
    LetterMove.MARK: _apply_nothing,
    LetterMove.KEYS: _apply_keys,
    LetterMove.PAUSE: _apply_pause,
    LetterMove.RESUME: _apply_resume,
    LetterMove.HIDE: _apply_hide,
    LetterMove.SHOW: _apply_show,
    LetterMove.DATE: _apply_date,
    LetterMove.LINK: _apply_link,
    LetterMove.HELPED: _apply_nothing,
}


def _stop(letter: Letter, fact: LetterFact) -> Letter:
    what, number = str(fact.value["about"]), _whole(fact.value["round"])
    acts = (replace(each, stopped=True) if (each.about, each.round) == (what, number) else each for each in letter.acts)
    return replace(letter, acts=tuple(acts))


def _answer(letter: Letter, fact: LetterFact) -> Letter:
    said = answer.parse(parse_part(fact.value["answer"]), fact.day, fact.actor)
    new = NumberAnswer(_whole(fact.value["number"]), said, _text(fact.value["text"]), str(fact.value["checked_by"]))
    return replace(letter, answers=(*letter.answers, new))


def _promise(letter: Letter, fact: LetterFact) -> Letter:
    made = promise.parse(parse_part(fact.value["promise"]), fact.day, fact.actor)
    new = NumberPromise(_whole(fact.value["number"]), made, _text(fact.value["text"]), str(fact.value["checked_by"]))
    before = promise_of(letter, made.completes)
    if before is not None:
        letter = with_promise(letter, replace(before.promise, completed_by=made.code))
    return replace(letter, promises=(*letter.promises, new))


def _moved(letter: Letter, fact: LetterFact) -> Letter:
    found = promise_of(letter, str(fact.value["promise"]))
    if found is None:
        return letter
    return with_promise(letter, promise.with_date(found.promise, parse_day(fact.value["to"]), fact.day))


def _claim(letter: Letter, fact: LetterFact) -> Letter:
    code = _text(fact.value["promise"])
    found = promise_of(letter, code)
    if found is not None:
        stage = promise.PROMISE_MOVES[(found.promise.reached, Move.CLAIM)][1]
        letter = with_promise(letter, replace(found.promise, stage=stage, reached=stage, claimed=fact.day))
    return replace(letter, claims=(*letter.claims, NumberClaim(_whole(fact.value["number"]), code, fact.day)))


def _linked(letter: Letter, fact: LetterFact) -> Letter:
    number, version, sentence = (_whole(fact.value[name]) for name in ("number", "version", "sentence"))
    new = NumberLink(str(fact.value["code"]), number, str(fact.value["statement"]), version, sentence, fact.day)
    return replace(letter, links=(*letter.links, new))


def _taken_out(letter: Letter, fact: LetterFact) -> Letter:
    new = TakenOut(str(fact.value["text"]), _text(fact.value["now"]), fact.day, fact.by)
    return replace(letter, taken=(*letter.taken, new))


EVOLVE: Mapping[LetterMove, Evolve] = {
    LetterMove.REWRITTEN: _rewritten,
    LetterMove.JOINED: _joined,
    LetterMove.DROPPED: _dropped,
    **dict.fromkeys(SIGNED, _signed),
    LetterMove.STOP: _stop,
    LetterMove.ANSWER: _answer,
    LetterMove.PROMISE: _promise,
    LetterMove.MOVED: _moved,
    LetterMove.CLAIM: _claim,
    LetterMove.LINKED: _linked,
    LetterMove.TAKEN_OUT: _taken_out,
}
