# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the body says to a number: answers and promises that a second person checked, dates, claims; and names out."""

from answerable.core import answer, look_back, promise
from answerable.core import value as read
from answerable.core.errors import Refused
from answerable.core.letter_days import still
from answerable.core.letter_state import promise_of
from answerable.core.letter_wish import LetterWish, letter_of, parse_number, parse_optional_text, parse_text
from answerable.core.move import Move, Role
from answerable.core.value import JSON, Value
from answerable.core.words import N_

SAME_PERSON = N_("Somebody else of your organisation must look for names first.")
NEEDS_WORDS = N_("Please say it in your own words too: you chose “in our message”.")
NOT_A_ROLE = N_("Please choose from the list which role has the power to give this.")
NO_SUCH_PROMISE = N_("There is no such promise.")
LINKED_ALREADY = N_("This sentence is linked to this number already.")
NOT_YOUR_TEXT = N_("This is not your text to take words out of.")


def _words_and_checker(wish: LetterWish, chosen: tuple[JSON, ...]) -> dict[str, JSON]:
    text, checker = parse_optional_text(wish.value["text"]), read.parse_line(wish.value["checked_by"])
    if checker == wish.actor:
        raise Refused(SAME_PERSON)
    if text is None and (promise.IN_WORDS in chosen or "other" in chosen):
        raise Refused(NEEDS_WORDS)
    return {"number": parse_number(wish, wish.value["number"]), "text": text, "checked_by": checker}


def check_answer(wish: LetterWish) -> Value:
    read.check_keys(wish.value, ("number", "answer", "text", "checked_by"))
    given = dict(read.parse_part(wish.value["answer"]))
    said = answer.parse(given, wish.at, wish.actor)
    look_back.check_reasons("", said.reasons)
    if said.power not in answer.POWERS:
        raise Refused(NOT_A_ROLE)
    if any(each.answer.code == said.code for each in letter_of(wish).answers):
        raise Refused(read.UNKNOWN)
    return {"answer": given, **_words_and_checker(wish, (said.power, *said.reasons))}


def check_promise(wish: LetterWish) -> Value:
    read.check_keys(wish.value, ("number", "promise", "text", "checked_by"))
    given = dict(read.parse_part(wish.value["promise"]))
    made = promise.parse(given, wish.at, wish.actor)
    if made.who is not None and made.who not in answer.POWERS:
        raise Refused(NOT_A_ROLE)
    if promise_of(letter_of(wish), made.code) is not None:
        raise Refused(read.UNKNOWN)
    slots = (made.who, made.what, made.how_seen, made.with_what, made.if_not)
    kept = {"promise": given, **_words_and_checker(wish, slots)}
    _check_completes(wish, made)
    return kept


def _check_completes(wish: LetterWish, made: promise.Promise) -> None:
    if made.completes is None:
        return
    before = promise_of(letter_of(wish), made.completes)
    if before is None or before.number != wish.value["number"]:
        raise Refused(NO_SUCH_PROMISE)
    if not promise.is_intention(before.promise) or before.promise.completed_by is not None:
        raise Refused(promise.NOT_AN_INTENTION)
    if promise.is_intention(made):
        raise Refused(promise.STILL_MISSING)


def _found(wish: LetterWish, code: JSON) -> promise.Promise:
    found = promise_of(letter_of(wish), read.parse_line(code))
    if found is None:
        raise Refused(NO_SUCH_PROMISE)
    return found.promise


def check_moved(wish: LetterWish) -> Value:
    read.check_keys(wish.value, ("promise", "to"))
    found, to = _found(wish, wish.value["promise"]), read.parse_day(wish.value["to"])
    promise.next_stage(found, Move.MOVED, wish.by)
    promise.move_date(found, to, wish.at, still(letter_of(wish)))
    return {"promise": found.code, "to": to.isoformat()}


def check_claim(wish: LetterWish) -> Value:
    """Done, as the body says: one promise, or the whole number where none was made."""
    read.check_keys(wish.value, ("number", "promise"))
    number, code = parse_number(wish, wish.value["number"]), wish.value["promise"]
    if code is not None:
        found = promise_of(letter_of(wish), read.parse_line(code))
        if found is None or found.number != number:
            raise Refused(NO_SUCH_PROMISE)
        promise.next_stage(found.promise, Move.CLAIM, wish.by)
    return {"number": number, "promise": code}


def check_linked(wish: LetterWish) -> Value:
    """A sentence of a public statement for a number. Whether it stands there is for the action to see."""
    read.check_keys(wish.value, ("code", "number", "statement", "version", "sentence"))
    number, code = parse_number(wish, wish.value["number"]), read.parse_line(wish.value["code"])
    statement, version = read.parse_line(wish.value["statement"]), read.parse_whole(wish.value["version"])
    sentence, place = read.parse_whole(wish.value["sentence"]), (number, statement, version)
    links = letter_of(wish).links
    if sentence < 1 or version < 1 or any(each.code == code for each in links):
        raise Refused(read.UNKNOWN)
    if any((each.number, each.statement, each.version, each.sentence) == (*place, sentence) for each in links):
        raise Refused(LINKED_ALREADY)
    return {"code": code, "number": number, "statement": statement, "version": version, "sentence": sentence}


def check_taken_out(wish: LetterWish) -> Value:
    read.check_keys(wish.value, ("text", "now"))
    letter, text, now = letter_of(wish), parse_text(wish.value["text"]), parse_optional_text(wish.value["now"])
    texts = letter.own_texts if wish.by is Role.GROUP_KEYHOLDER else letter.body_texts
    if text not in texts or now == text:
        raise Refused(NOT_YOUR_TEXT)
    return {"text": text, "now": now}
