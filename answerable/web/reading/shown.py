# SPDX-License-Identifier: AGPL-3.0-or-later
"""A reading as a page shows it: each sentence whole with its words marked, and beside it what made them so."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any, Final

from answerable.reading import Language, Promise, Reading, Sentence, language, questions, segments
from answerable.web.asker.days import say_day

Part = dict[str, Any]
ASKS: Final = ("yes_or_no", "not_mentioned")


def shown(reading: Reading) -> Part:
    """{sentences, coverage, questions, limits}: everything in words of the statement's language."""
    rules = language(reading.language)
    pieces = {number: list(group) for number, group in groupby(segments(reading), lambda one: one.sentence)}
    sentences = [
        {
            "number": place + 1,
            "pieces": [{"text": each.text, "marked": bool(each.kinds or each.cues)} for each in pieces[place]],
            **_beside(reading, one, rules),
        }
        for place, one in enumerate(reading.sentences)
    ]  # fmt: skip
    return {
        "sentences": sentences,
        "coverage": [
            {
                "number": number, "ask": each.ask, "state": each.state, "says": rules.say("coverage", each.state),
                "sentences": [place + 1 for place in each.sentences],
            }
            for number, each in enumerate(reading.coverage, 1)
        ],
        "questions": _questions(reading, rules),
        "limits": rules.say("page", "limits"),
        "language": reading.language,
    }  # fmt: skip


def _beside(reading: Reading, one: Sentence, rules: Language) -> Part:
    kinds = [
        {"says": rules.say("kinds", code), "words": [reading.words(each) for each in one.found if each.code == code]}
        for code in one.kinds
    ]
    cues = [
        {"says": rules.raw["cues"][each.code]["say"], "words": reading.words(each),
         "limit": rules.raw["cues"][each.code]["limit"]}
        for each in one.cues
    ]  # fmt: skip
    return {"kinds": kinds, "cues": cues, "promises": [_promise(reading, each, rules) for each in one.promises]}


def _promise(reading: Reading, promise: Promise, rules: Language) -> Part:
    slots = []
    for slot in (each for each in promise.slots if each.state != "missing"):
        table, code = ("vague", slot.name) if slot.state == "vague" else ("states", slot.state)
        slots.append({
            "name": rules.say("slots", slot.name), "is_there": slot.state == "named", "says": rules.say(table, code),
            "words": reading.words(slot), "day": _until(promise) if slot.name == "when" else "",
        })  # fmt: skip
    missing = [rules.say("slots", slot.name) for slot in promise.slots if slot.state == "missing"]
    return {"level": rules.say("levels", promise.level), "slots": slots, "missing": missing,
            "not_there": rules.say("states", "missing")}  # fmt: skip


def _until(promise: Promise) -> str:
    until: date | None = promise.moment.until if promise.moment else None
    return say_day(until) if until else ""


def _questions(reading: Reading, rules: Language) -> list[Part]:
    """Under each promise and each ask its questions, ready to send back."""
    made = []
    for (about, is_ask), group in groupby(questions(reading), lambda one: (one.about, one.code in ASKS)):
        title = rules.say("page", "ask" if is_ask else "promise").format(words=" ".join(about.split()))
        made.append({"title": title, "lines": [{"says": each.sentence, "note": each.note} for each in group]})
    return made
