# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each move on a letter must bring. Each check returns the value that the fact keeps, or raises Refused."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from answerable.core import letter_saying, promise
from answerable.core import value as read
from answerable.core.body import BodyStage
from answerable.core.errors import Refused
from answerable.core.letter_evolve import about
from answerable.core.letter_state import (
    MOST_KEYS,
    MOST_NUMBERS,
    SIGNED,
    Act,
    Letter,
    LetterMove,
    act_of,
    few_stay,
    helped_date,
    last_round,
    link_of,
    promise_of,
    staying,
)
from answerable.core.letter_wish import LetterWish, letter_of, parse_key, parse_number, parse_optional_text, parse_text
from answerable.core.mark import MarkValue
from answerable.core.move import Role
from answerable.core.value import JSON, Value
from answerable.core.words import N_

HAS_ENDED = N_("This organisation has ended. Choose the one that took over what it owes.")
NO_NUMBERS = N_("Please write at least one number.")
TOO_MANY_NUMBERS = N_("A letter has at most 30 numbers.")
TWO_IN_A_DRAFT = N_("Two people put a letter up. More can be let in once it is public.")
IN_ALREADY = N_("This key holds the letter already.")
TOO_MANY_KEYS = N_("A letter has at most 12 people who hold it.")
BAD_THRESHOLD = N_("As many can be asked to sign as hold the letter, and at least one.")
SIGNED_ALREADY = N_("You have signed this already. It waits for somebody else.")
OTHER_ACT = N_("Meanwhile somebody else changed this. Please look at the page again.")
OTHER_DAY = N_("The day has changed while you looked. Please do it again.")
TOO_OLD = N_("This waited for signatures for more than 30 days. Please start it again.")
NEEDS_SECOND = N_("A second person must read it for names first. Send them the link.")
NOTHING_TO_STOP = N_("There is nothing here that you can take back.")
LEAVING = N_("Whoever leaves cannot sign this. The others sign it.")
NOTHING_CHANGES = N_("Nothing would change by this.")
NOT_WAITING = N_("A key can be let in only after its person has opened the link.")
IS_PAUSED = N_("The letter is paused already.")
IS_NOT_PAUSED = N_("The letter is not paused.")
NO_LINK_WAITS = N_("No sentence waits for your answer there.")
NO_DATE_WAITS = N_("No new date waits for your answer.")
KEPT_DAYS = 30
VALUES = frozenset(MarkValue) - {MarkValue.TAKEN_BACK}


def _written(value: Value) -> dict[str, JSON]:
    numbers = read.parse_lines(value["numbers"])
    if not numbers:
        raise Refused(NO_NUMBERS)
    if len(numbers) > MOST_NUMBERS:
        raise Refused(TOO_MANY_NUMBERS)
    threshold = read.parse_whole(value["threshold"])
    if threshold not in (1, 2):
        raise Refused(BAD_THRESHOLD)
    return {
        "title": parse_text(value["title"]),
        "group": parse_text(value["group"]),
        "intro": parse_optional_text(value["intro"]),
        "numbers": [parse_text(each) for each in numbers],
        "threshold": threshold,
    }


WRITTEN = ("title", "group", "intro", "numbers", "threshold")


def _drafted(wish: LetterWish) -> Value:
    read.check_keys(wish.value, ("body", *WRITTEN))
    parse_key(wish.actor)
    if wish.body.stage is BodyStage.DISSOLVED:
        raise Refused(HAS_ENDED)
    return {"body": wish.body.code, **_written(wish.value)}


def _rewritten(wish: LetterWish) -> Value:
    read.check_keys(wish.value, WRITTEN)
    return _written(wish.value)


def _joined(wish: LetterWish) -> Value:
    letter = letter_of(wish)
    read.check_keys(wish.value, ())
    if parse_key(wish.actor) in (*letter.keys, *letter.joined):
        raise Refused(IN_ALREADY)
    if letter.public_date is None and len(letter.keys) >= 2:
        raise Refused(TWO_IN_A_DRAFT)
    if len(letter.keys) + len(letter.joined) >= MOST_KEYS:
        raise Refused(TOO_MANY_KEYS)
    return {}


def _dropped(wish: LetterWish) -> Value:
    read.check_keys(wish.value, ())
    if wish.by is Role.CLOCK and wish.at < letter_of(wish).drafted + timedelta(days=KEPT_DAYS):
        raise Refused(NOTHING_CHANGES)
    return {}


def _signed(wish: LetterWish) -> Value:
    """One signature: the first one of an act, or one more under exactly the same."""
    read.check_keys(wish.value, ("round", "asked", "value", "signature"))
    letter, asked = letter_of(wish), read.parse_day(wish.value["asked"])
    inner = INNER[wish.move](wish, read.parse_part(wish.value["value"]))
    number = read.parse_whole(wish.value["round"])
    act = act_of(letter, about(wish.move, inner), number)
    if act is None:
        _check_new(letter, wish, about(wish.move, inner), number, asked)
    else:
        _check_again(act, wish, inner, asked)
    fact: dict[str, JSON] = {
        "round": number,
        "asked": asked.isoformat(),
        "value": inner,
        "signature": read.parse_line(wish.value["signature"]),
    }
    if wish.move is LetterMove.PUT_UP:
        fact["days"] = {"answer": wish.body.clocks.answer, "promise": wish.body.clocks.promise}
    return fact


def _check_new(letter: Letter, wish: LetterWish, what: str, number: int, asked: date) -> None:
    if number != last_round(letter, what) + 1:
        raise Refused(OTHER_ACT)
    if not wish.at - timedelta(days=1) <= asked <= wish.at:
        raise Refused(OTHER_DAY)


def _check_again(act: Act, wish: LetterWish, inner: Value, asked: date) -> None:
    if not act.is_open or act.asked != asked or dict(act.value) != dict(inner):
        raise Refused(OTHER_ACT)
    if wish.actor in act.signers:
        raise Refused(SIGNED_ALREADY)
    if wish.at > act.asked + timedelta(days=KEPT_DAYS):
        raise Refused(TOO_OLD)


def put_up_value(letter: Letter) -> dict[str, JSON]:
    """What everybody who holds a draft signs to put it up: every word, every key, how many must sign."""
    return {
        "body": letter.body,
        "title": letter.title,
        "group": letter.group,
        "intro": letter.intro,
        "numbers": list(letter.numbers),
        "keys": list(letter.keys),
        "threshold": letter.threshold,
    }


def _put_up(wish: LetterWish, inner: Value) -> Value:
    letter = letter_of(wish)
    if len(letter.keys) < 2:
        raise Refused(NEEDS_SECOND)
    if wish.body.stage is BodyStage.DISSOLVED:
        raise Refused(HAS_ENDED)
    read.check_keys(inner, tuple(put_up_value(letter)))
    read.parse_whole(inner["threshold"])  # true equals 1, and is signed as something else
    if dict(inner) != put_up_value(letter):
        raise Refused(OTHER_ACT)
    return put_up_value(letter)


def _mark(wish: LetterWish, inner: Value) -> Value:
    read.check_keys(inner, ("number", "value"))
    chosen = read.parse_choice(MarkValue, inner["value"])
    if chosen not in VALUES:
        raise Refused(read.UNKNOWN)
    return {"number": parse_number(wish, inner["number"]), "value": str(chosen)}


def _keys(wish: LetterWish, inner: Value) -> Value:
    """A new list of keys. Nobody comes in who did not open a link; whoever leaves is not among the signers."""
    read.check_keys(inner, ("keys", "threshold"))
    letter = letter_of(wish)
    keys = [parse_key(each) for each in read.parse_lines(inner["keys"])]
    threshold = read.parse_whole(inner["threshold"])
    if not 1 <= threshold <= len(keys) or len(keys) > MOST_KEYS:
        raise Refused(BAD_THRESHOLD)
    if not set(keys) <= {*letter.keys, *letter.joined}:
        raise Refused(NOT_WAITING)
    if tuple(keys) == letter.keys and threshold == letter.threshold:
        raise Refused(NOTHING_CHANGES)
    _check_few(letter, wish.actor, keys, threshold)
    return {"keys": keys, "threshold": threshold}


def _check_few(letter: Letter, actor: str, keys: list[str], threshold: int) -> None:
    """Where fewer stay than must sign, they can only take keys out, and all of them must sign from then on."""
    new: Value = {"keys": keys}
    stay = staying(letter, new)
    if actor not in stay:
        raise Refused(LEAVING)
    if few_stay(letter, new) and (tuple(keys) != stay or threshold != len(stay)):
        raise Refused(BAD_THRESHOLD)


def _nothing(wish: LetterWish, inner: Value) -> Value:
    del wish
    read.check_keys(inner, ())
    return {}


def _pause(wish: LetterWish, inner: Value) -> Value:
    if letter_of(wish).paused:
        raise Refused(IS_PAUSED)
    read.check_keys(inner, ())
    return {}


def _resume(wish: LetterWish, inner: Value) -> Value:
    if not letter_of(wish).paused:
        raise Refused(IS_NOT_PAUSED)
    read.check_keys(inner, ())
    return {}


def _date(wish: LetterWish, inner: Value) -> Value:
    """The group's yes or no to a date that was moved a second time."""
    read.check_keys(inner, ("promise", "to", "accepted"))
    found = promise_of(letter_of(wish), read.parse_line(inner["promise"]))
    waiting = promise.pending_date(found.promise) if found is not None else None
    to = read.parse_day(inner["to"])
    if found is None or waiting is None or waiting.to != to:
        raise Refused(NO_DATE_WAITS)
    accepted = read.parse_yes_no(inner["accepted"])
    return {"promise": found.promise.code, "to": to.isoformat(), "accepted": accepted}


def _link(wish: LetterWish, inner: Value) -> Value:
    """The group's yes or no to a sentence that the body linked to a number."""
    read.check_keys(inner, ("link", "accepted"))
    found = link_of(letter_of(wish), read.parse_line(inner["link"]))
    accepted = read.parse_yes_no(inner["accepted"])
    if found is None or found.accepted is accepted:
        raise Refused(NO_LINK_WAITS)
    return {"link": found.code, "accepted": accepted}


def _helped(wish: LetterWish, inner: Value) -> Value:
    """“This helped”, or no longer. It moves nothing: no number, no day, no mark."""
    read.check_keys(inner, ("number", "helped"))
    number, helped = parse_number(wish, inner["number"]), read.parse_yes_no(inner["helped"])
    if (helped_date(letter_of(wish), number) is not None) is helped:
        raise Refused(NOTHING_CHANGES)
    return {"number": number, "helped": helped}


INNER: Mapping[LetterMove, Callable[[LetterWish, Value], Value]] = {
    LetterMove.PUT_UP: _put_up,
    LetterMove.MARK: _mark,
    LetterMove.KEYS: _keys,
    LetterMove.PAUSE: _pause,
    LetterMove.RESUME: _resume,
    LetterMove.HIDE: _nothing,
    LetterMove.SHOW: _nothing,
    LetterMove.DATE: _date,
    LetterMove.LINK: _link,
    LetterMove.HELPED: _helped,
}


def _stop(wish: LetterWish) -> Value:
    """A signature taken back before its three days are over; anybody who holds a key stops that one is taken out."""
    read.check_keys(wish.value, ("about", "round"))
    what, number = read.parse_line(wish.value["about"]), read.parse_whole(wish.value["round"])
    act = act_of(letter_of(wish), what, number)
    if act is None or act.stopped or not (act.is_open or act.waits):
        raise Refused(NOTHING_TO_STOP)
    may = wish.actor in act.signers or (act.move is LetterMove.KEYS and act.waits)
    if not may:
        raise Refused(NOTHING_TO_STOP)
    return {"about": what, "round": number}


CHECKS: Mapping[LetterMove, Callable[[LetterWish], Value]] = {
    LetterMove.DRAFTED: _drafted,
    LetterMove.REWRITTEN: _rewritten,
    LetterMove.JOINED: _joined,
    LetterMove.DROPPED: _dropped,
    **dict.fromkeys(SIGNED, _signed),
    LetterMove.STOP: _stop,
    LetterMove.ANSWER: letter_saying.check_answer,
    LetterMove.PROMISE: letter_saying.check_promise,
    LetterMove.MOVED: letter_saying.check_moved,
    LetterMove.CLAIM: letter_saying.check_claim,
    LetterMove.LINKED: letter_saying.check_linked,
    LetterMove.TAKEN_OUT: letter_saying.check_taken_out,
}
