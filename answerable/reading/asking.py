# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is not there becomes a question, ready to be sent back."""

from dataclasses import dataclass

from answerable.reading import codes
from answerable.reading.language import language
from answerable.reading.model import Promise, Reading


@dataclass(frozen=True)
class Question:
    """`code` is of `codes.QUESTIONS`; `about` is the promise's or the ask's words; `note` says what was assumed."""

    code: str
    about: str
    sentence: str
    note: str = ""


def questions(reading: Reading) -> tuple[Question, ...]:
    """One for each slot that is not named, promise by promise, then one for each ask without an answer."""
    asked = [one for promise in reading.promises for one in _of_promise(reading, promise)]
    return (*asked, *_of_asks(reading))


def _of_promise(reading: Reading, promise: Promise) -> list[Question]:
    rules = language(reading.language)
    about = reading.words(promise).strip(" .;,:–—-")
    return [
        Question(name, about, rules.say("questions", name), _note(reading, promise) if name == "when" else "")
        for name in promise.missing
    ]


def _note(reading: Reading, promise: Promise) -> str:
    moment = promise.moment
    if moment is None or moment.until is None or not moment.assumed:
        return ""
    said = language(reading.language).say("page", "assumed")
    return said.format(day=moment.until.isoformat(), words=reading.words(moment))


def _of_asks(reading: Reading) -> list[Question]:
    rules = language(reading.language)
    named = {codes.ECHOED: "yes_or_no", codes.NOT_MENTIONED: "not_mentioned"}
    return [
        Question(named[one.state], one.ask, rules.say("questions", named[one.state]))
        for one in reading.coverage
        if one.state in named
    ]
