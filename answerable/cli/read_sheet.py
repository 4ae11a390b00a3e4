# SPDX-License-Identifier: AGPL-3.0-or-later
"""A reading as plain lines for a terminal or a printer."""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Final

from answerable.reading import Language, Promise, Reading, Sentence, language, questions

NUMBER: Final = re.compile(r"^(?:[-*•] |#?[0-9]{1,3}[.):] ?)")


def sheet(reading: Reading) -> str:
    """The whole reading: sentence by sentence, then the asks, then what the reading does not say."""
    rules = language(reading.language)
    lines = [line for one in reading.sentences for line in _sentence(reading, one, rules)]
    lines += [
        line for one in reading.coverage for line in _ask(one.ask, rules.say("coverage", one.state), one.sentences)
    ]
    return "\n".join([*lines, "", rules.say("page", "limits")])


def questions_sheet(reading: Reading) -> str:
    """Only what to send back, ready to print: under each promise and each ask its questions."""
    rules = language(reading.language)
    lines = [rules.say("page", "title")]
    for (about, is_ask), group in groupby(questions(reading), lambda one: (one.about, one.code in ASKS)):
        lines += ["", rules.say("page", "ask" if is_ask else "promise").format(words=_one_line(about))]
        for one in group:
            lines.append(f"  [ ] {one.sentence}")
            lines += [f"      ({one.note})"] if one.note else []
    return "\n".join(lines)


ASKS: Final = ("yes_or_no", "not_mentioned")


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _sentence(reading: Reading, one: Sentence, rules: Language) -> Iterator[str]:
    yield _one_line(reading.words(one))
    for code in one.kinds:
        words = " … ".join(_one_line(reading.words(each)) for each in one.found if each.code == code)
        yield f"    {rules.say('kinds', code)}: “{words}”"
    for promise in one.promises:
        yield from _promise(reading, promise, rules)
    for cue in one.cues:
        table = rules.raw["cues"][cue.code]
        yield f"    ~ {table['say']}: “{_one_line(reading.words(cue))}”. {table['limit']}"
    yield ""


def _promise(reading: Reading, promise: Promise, rules: Language) -> Iterator[str]:
    yield f"    → {rules.say('levels', promise.level)}"
    for slot in promise.slots:
        table, code = ("vague", slot.name) if slot.state == "vague" else ("states", slot.state)
        words = f" “{_one_line(reading.words(slot))}”" if slot.end > slot.start else ""
        moment = promise.moment
        until = f" {moment.until.isoformat()}" if slot.name == "when" and moment and moment.until else ""
        yield f"        {rules.say('slots', slot.name)}: {rules.say(table, code)}{until}{words}"


def _ask(ask: str, state: str, sentences: tuple[int, ...]) -> Iterator[str]:
    places = ", ".join(str(place + 1) for place in sentences)
    yield f"“{_one_line(ask)}”: {state}" + (f" ({places})" if places else "")
