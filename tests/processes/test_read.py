# SPDX-License-Identifier: AGPL-3.0-or-later
"""A file with every field that there is gives exactly this template; each field, badly written, its own sentence."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from answerable.core import process_table as how
from answerable.core.process_problem import Problem, Spoiled
from answerable.core.process_read import MOST_STEPS, TOO_MANY, TWICE, read_template
from answerable.core.process_table import HINTS
from answerable.core.process_template import (
    Act,
    Ending,
    EndingKind,
    Holder,
    Kept,
    Never,
    Phase,
    Question,
    Step,
    Template,
    Way,
    Who,
)

Raw = dict[str, Any]

WHOLE: Raw = {
    "process": {
        "code": "small", "title": "A small one", "says": "What it is for.", "language": "en", "first": "begin",
        "people": ["asker", "body"], "thanks": "To whoever wrote it.",
    },
    "facilitator": {
        "offered_by": ["asker", "second_line"], "accepted_by": ["asker"], "ended_by": ["asker", "facilitator"],
        "payment_told": True,
    },
    "phase": [{"code": "one", "title": "The first"}, {"code": "two", "title": "The second"}],
    "step": [
        {
            "code": "begin", "phase": "one", "title": "Safety", "says": "Are you safe?", "who": "asker",
            "act": "safety", "next": "meet", "optional": True, "kept": ["act"],
            "never": ["words", "names", "what_happened"],
        },
        {
            "code": "meet", "phase": "two", "title": " They meet ", "says": "If they like.", "who": "body",
            "act": "meeting", "next": [{"to": "end", "when": "They met."}, {"to": "begin", "when": "Not yet."}],
            "days": 9, "late": "begin", "consent": ["asker", "body", "asker"], "consent_days": 30, "optional": False,
            "otherwise": "end", "kept": ["act", "day"], "never": ["words"],
            "question": [{"to": "asker", "says": "Where?", "why": "So that it is near.", "must": False},
                         {"to": "body", "says": "When?", "why": "So that there is time.", "must": True}],
        },
    ],
    "ending": [{"code": "end", "kind": "done", "says": "It is done."},
               {"code": "no", "kind": "not_taken_up", "says": "It was not."}],
}  # fmt: skip

MADE = Template(
    code="small",
    title="A small one",
    says="What it is for.",
    language="en",
    first="begin",
    people=frozenset({Who.ASKER, Who.BODY}),
    phases=(Phase("one", "The first"), Phase("two", "The second")),
    steps=(
        Step(
            "begin", "one", "Safety", "Are you safe?", Who.ASKER, Act.SAFETY, (Way("meet"),), optional=True,
            kept=(Kept.ACT,), never=(Never.WORDS, Never.NAMES, Never.WHAT_HAPPENED),
        ),
        Step(
            "meet", "two", "They meet", "If they like.", Who.BODY, Act.MEETING,
            (Way("end", "They met."), Way("begin", "Not yet.")), days=9, late="begin",
            consent=frozenset({Who.ASKER, Who.BODY}), consent_days=30, otherwise="end", kept=(Kept.ACT, Kept.DAY),
            never=(Never.WORDS,), questions=(
                Question(Who.ASKER, "Where?", "So that it is near."),
                Question(Who.BODY, "When?", "So that there is time.", must=True),
            ),
        ),
    ),
    endings=(Ending("end", EndingKind.DONE, "It is done."), Ending("no", EndingKind.NOT_TAKEN_UP, "It was not.")),
    holder=Holder(
        frozenset({Who.ASKER, Who.SECOND_LINE}), frozenset({Who.ASKER}), frozenset({Who.ASKER, Who.FACILITATOR}), True
    ),
    thanks="To whoever wrote it.",
)  # fmt: skip


def whole() -> Raw:
    return copy.deepcopy(WHOLE)


def problems(raw: Any) -> tuple[Problem, ...]:
    try:
        read_template(raw)
    except Spoiled as spoiled:
        return spoiled.problems
    return ()


def test_every_field_comes_where_it_belongs() -> None:
    assert read_template(WHOLE) == MADE


def test_what_may_be_left_out() -> None:
    raw = whole()
    del raw["facilitator"], raw["process"]["thanks"], raw["step"][0]["optional"], raw["step"][1]["question"]
    made = read_template(raw)
    assert (made.holder, made.thanks, made.steps[0].optional, made.steps[1].questions) == (None, "", False, ())
    assert made.steps[0].days is made.steps[0].late is made.steps[0].consent_days is made.steps[0].otherwise is None
    assert made.steps[0].consent == frozenset()


PLACES: dict[str, Callable[[Raw], Raw]] = {
    "process": lambda raw: raw["process"],
    "facilitator": lambda raw: raw["facilitator"],
    "one": lambda raw: raw["phase"][0],
    "begin": lambda raw: raw["step"][0],
    "meet": lambda raw: raw["step"][1],
    "end": lambda raw: raw["ending"][0],
}
NEEDED = [
    *(("process", name) for name in ("code", "title", "says", "language", "first", "people")),
    *(("facilitator", name) for name in ("offered_by", "accepted_by", "ended_by", "payment_told")),
    ("one", "title"),
    *(("begin", name) for name in ("phase", "title", "says", "who", "act", "next", "kept", "never")),
    *(("end", name) for name in ("kind", "says")),
]


@pytest.mark.parametrize(("place", "name"), NEEDED)
def test_what_is_needed_is_missed_by_name(place: str, name: str) -> None:
    raw = whole()
    del PLACES[place](raw)[name]
    assert problems(raw) == (Problem(0, place, how.MISSING, (("name", name),)),)


@pytest.mark.parametrize("part", ["phase", "step", "ending"])
def test_a_part_without_a_code_or_without_fields(part: str) -> None:
    raw = whole()
    del raw[part][0]["code"]
    assert problems(raw) == (Problem(0, part, how.MISSING, (("name", "code"),)),)
    raw = whole()
    raw[part][0] = "no table"
    assert problems(raw)[0] == Problem(0, part, how.MISSING, (("name", part),))
    raw = whole()
    raw[part] = "no list"
    assert problems(raw)[0] == Problem(0, "the file", how.NOT_LIST, (("name", part),))
    raw = whole()
    del raw[part]
    assert problems(raw)[0] == Problem(0, "the file", how.MISSING, (("name", part),))


def test_no_file_at_all() -> None:
    assert problems("text")[0] == Problem(0, "the file", how.MISSING, (("name", "the file"),))
    assert Problem(0, "process", how.MISSING, (("name", "process"),)) in problems({})


CODES = [("process", "code"), ("process", "first"), ("one", "code"), ("begin", "phase"), ("begin", "next"),
         ("meet", "late"), ("meet", "otherwise"), ("end", "code")]  # fmt: skip


@pytest.mark.parametrize(("place", "name"), CODES)
def test_a_code_is_short_and_small(place: str, name: str) -> None:
    for wrong in ("Big", "", "9a", "a b", "a" * 41, "-a"):
        raw = whole()
        PLACES[place](raw)[name] = wrong
        found = [each for each in problems(raw) if each.says == how.NOT_CODE]
        assert [each.given for each in found] == [(("name", name),)], wrong
    for right in ("a", "a" * 40, "a-9"):
        raw = whole()
        PLACES[place](raw)[name] = right
        assert not [each for each in problems(raw) if each.says == how.NOT_CODE]


TEXTS = [("process", "title", 120), ("process", "says", 600), ("process", "language", 10), ("process", "thanks", 600),
         ("one", "title", 120), ("begin", "title", 120), ("begin", "says", 600), ("end", "says", 600)]  # fmt: skip


@pytest.mark.parametrize(("place", "name", "most"), TEXTS)
def test_a_text_is_one_line_of_so_many_letters(place: str, name: str, most: int) -> None:
    for wrong in (3, "  ", "x" * (most + 1), "a\nb", ["a"]):
        raw = whole()
        PLACES[place](raw)[name] = wrong
        assert problems(raw) == (Problem(0, place, how.NOT_TEXT, (("name", name), ("n", str(most)))),)
    raw = whole()
    PLACES[place](raw)[name] = "x" * most
    assert problems(raw) == ()


@pytest.mark.parametrize("name", ["days", "consent_days"])
def test_days_are_whole_and_from_one_on(name: str) -> None:
    for wrong in (0, -1, 1.5, True, "3", 10_000):
        raw = whole()
        raw["step"][1][name] = wrong
        assert problems(raw) == (Problem(0, "meet", how.NOT_DAYS, (("name", name),)),)
    for right in (1, 9999):
        raw = whole()
        raw["step"][1][name] = right
        assert getattr(read_template(raw).steps[1], name) == right


@pytest.mark.parametrize(("place", "name"), [("begin", "optional"), ("facilitator", "payment_told")])
def test_yes_or_no(place: str, name: str) -> None:
    raw = whole()
    PLACES[place](raw)[name] = "true"
    assert problems(raw) == (Problem(0, place, how.NOT_YES_NO, (("name", name),)),)
    raw = whole()
    raw["step"][1]["question"][0]["must"] = 1
    assert problems(raw) == (Problem(0, "meet", how.NOT_YES_NO, (("name", "must"),)),)


def words(kind: Any) -> str:
    return ", ".join(str(each) for each in kind)


CHOICES = [
    ("begin", "who", Who, "nobody", 0, how.NOT_LISTED), ("begin", "who", Who, "software", 15, how.SOFTWARE_ACTS),
    ("begin", "who", Who, "clock", 15, how.SOFTWARE_ACTS), ("begin", "who", Who, "system", 15, how.SOFTWARE_ACTS),
    ("begin", "who", Who, "automatic", 15, how.SOFTWARE_ACTS), ("begin", "act", Act, "clock", 0, how.NOT_LISTED),
    ("begin", "act", Act, 3, 0, how.NOT_LISTED), ("end", "kind", EndingKind, "failed", 26, how.NOT_AN_ENDING),
]  # fmt: skip


@pytest.mark.parametrize(("place", "name", "kind", "wrong", "rule", "says"), CHOICES)
def test_one_of_the_words(place: str, name: str, kind: Any, wrong: Any, rule: int, says: str) -> None:
    raw = whole()
    PLACES[place](raw)[name] = wrong
    assert problems(raw) == (Problem(rule, place, says, (("name", name), ("words", words(kind)))),)


LISTS = [("process", "people", Who, 0, how.NOT_LISTED), ("facilitator", "offered_by", Who, 0, how.NOT_LISTED),
         ("facilitator", "accepted_by", Who, 0, how.NOT_LISTED), ("facilitator", "ended_by", Who, 0, how.NOT_LISTED),
         ("meet", "consent", Who, 0, how.NOT_LISTED), ("meet", "kept", Kept, 27, how.NOT_KEPT),
         ("meet", "never", Never, 0, how.NOT_LISTED)]  # fmt: skip


@pytest.mark.parametrize(("place", "name", "kind", "rule", "says"), LISTS)
def test_a_list_of_such_words(place: str, name: str, kind: Any, rule: int, says: str) -> None:
    raw = whole()
    PLACES[place](raw)[name] = [str(next(iter(kind))), "other"]
    assert problems(raw) == (Problem(rule, place, says, (("name", name), ("words", words(kind)))),)
    PLACES[place](raw)[name] = str(next(iter(kind)))
    assert problems(raw) == (Problem(0, place, how.NOT_LIST, (("name", name),)),)


def test_ways_on() -> None:
    raw = whole()
    for empty in ([], {}):
        raw["step"][0]["next"] = empty
        says = how.MISSING if empty == [] else how.NOT_LIST
        assert problems(raw) == (Problem(0, "begin", says, (("name", "next"),)),)
    raw["step"][0]["next"] = [{"to": "meet"}, {"when": "Later."}]
    assert problems(raw) == (
        Problem(0, "begin", how.MISSING, (("name", "when"),)), Problem(0, "begin", how.MISSING, (("name", "to"),)),
    )  # fmt: skip
    raw["step"][0]["next"] = [{"to": "meet", "when": "x" * 121}]
    assert problems(raw) == (Problem(0, "begin", how.NOT_TEXT, (("name", "when"), ("n", "120"))),)
    raw["step"][0]["next"] = [{"to": "meet", "when": "x" * 120, "more": 1}]
    assert problems(raw) == (Problem(0, "begin", how.UNKNOWN, (("name", "more"),)),)


@pytest.mark.parametrize("name", ["to", "says", "why"])
def test_questions(name: str) -> None:
    raw = whole()
    del raw["step"][1]["question"][0][name]
    assert problems(raw) == (Problem(0, "meet", how.MISSING, (("name", name),)),)
    raw["step"][1]["question"] = "Where?"
    assert problems(raw) == (Problem(0, "meet", how.NOT_LIST, (("name", "question"),)),)


@pytest.mark.parametrize("place", PLACES)
def test_fields_that_nobody_knows_and_those_of_which_a_rule_speaks(place: str) -> None:
    for name in ("colour", *HINTS):
        raw = whole()
        PLACES[place](raw)[name] = 1
        rule, says = HINTS.get(name, (0, how.UNKNOWN))
        assert problems(raw) == (Problem(rule, place, says, (("name", name),)),)
    raw = whole()
    raw["colours"] = {}
    assert problems(raw) == (Problem(0, "the file", how.UNKNOWN, (("name", "colours"),)),)
    raw = whole()
    raw["x" * 200] = {}
    assert problems(raw) == (Problem(0, "the file", how.UNKNOWN, (("name", "x" * 120),)),)


def test_codes_stand_once() -> None:
    for part, code in (("phase", "one"), ("step", "begin"), ("ending", "end")):
        raw = whole()
        raw[part][1]["code"] = code
        assert problems(raw) == (Problem(0, "the file", TWICE, (("name", code),)),)
    raw = whole()
    raw["ending"][0]["code"] = "meet"
    assert problems(raw) == (Problem(0, "the file", TWICE, (("name", "meet"),)),)
    raw = whole()
    raw["phase"][0]["code"] = "begin"
    assert problems(raw) == ()


def test_sixty_steps_are_the_most() -> None:
    raw = whole()
    raw["step"] = [{**WHOLE["step"][0], "code": f"s{place}"} for place in range(MOST_STEPS)]
    assert problems(raw) == ()
    for more in (1, 40):
        raw["step"] += [{**WHOLE["step"][0], "code": f"more{more}-{place}"} for place in range(more)]
        assert problems(raw) == (Problem(0, "the file", TOO_MANY, (("name", "step"), ("n", "60"))),)


def test_all_that_is_wrong_is_said_at_once() -> None:
    raw = whole()
    raw["step"][0]["who"] = "nobody"
    del raw["ending"][1]["says"], raw["process"]["title"]
    assert [each.place for each in problems(raw)] == ["process", "begin", "no"]
