# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever is wrong with a file is said by a sentence, at its place, with nothing left to fill in.

All changes of the neighbouring tables are gone through in a few tests, so that one of them sees every sentence.
"""

from __future__ import annotations

import copy
import tomllib
from typing import Any

import pytest

from answerable.core import process_language as language
from answerable.core import process_table as table
from answerable.core.process_problem import Problem, Spoiled
from answerable.core.process_read import MOST_STEPS, TOO_MANY, read_template
from answerable.core.process_rules import WORDING_SAYS, check_rules
from answerable.core.process_template import Template
from tests.processes.test_edges import STEPS
from tests.processes.test_guide import BLOCKS
from tests.processes.test_languages import SPANISH
from tests.processes.test_spoiled import (
    NEVER,
    RULES,
    WRITTEN,
    Raw,
    an_account_as_a_duty,
    problems,
    raw,
    ring_without_clock,
    step,
)


def said(made: Any) -> list[tuple[int, str]]:
    """Rule and place of each problem. Each has a sentence for a person."""
    found = problems(made)
    for each in found:
        assert each.says.format(**dict(each.given)).rstrip().endswith((".", "!", "?")), each
        assert "{" not in each.says.format(**dict(each.given))
    return [(each.rule, each.place) for each in found]


@pytest.mark.parametrize("part", range(4))
def test_each_rule_that_is_broken_is_said_in_words(part: int) -> None:
    for spoil, rule, code in RULES[part::4]:
        made = raw(code)
        spoil(made)
        assert rule in {each for each, _place in said(made)}, spoil.__name__


def test_each_thing_that_is_badly_written_is_said_in_words() -> None:
    for spoil in WRITTEN:
        made = raw()
        spoil(made)
        assert 0 in {each for each, _place in said(made)}, spoil.__name__


@pytest.mark.parametrize("part", range(3))
def test_each_change_of_a_step_is_said_where_it_is_wrong(part: int) -> None:
    for code, changes, wrong in STEPS[part::3]:
        made = raw()
        of = step(made, code)
        for name, value in changes.items():
            of.pop(name, None)
            if value is not None:
                of[name] = value
        assert sorted(set(said(made))) == sorted(set(wrong)), (code, changes)


def test_a_meeting_is_not_where_a_process_begins() -> None:
    made = raw()
    made["process"]["first"] = "meet"
    assert [each for each in said(made) if each[0] == 6] == [(6, "meet")]


def test_a_ring_without_a_clock_and_a_question_that_is_a_duty_are_said_at_their_steps() -> None:
    made = raw()
    ring_without_clock(made)
    assert sorted(said(made)) == [(0, "extra"), (0, "wishes")]
    made = raw()
    an_account_as_a_duty(made)
    assert (9, "wishes") in said(made)
    assert {place for _rule, place in said(made)} == {"wishes"}


def test_a_ring_and_a_dead_end_are_said_at_each_of_their_steps() -> None:
    made = raw()
    step(made, "review").update(next="backup-after")
    step(made, "backup-after").update(next="review")
    assert {(0, "review"), (0, "backup-after")} <= set(said(made))
    made = raw()
    made["ending"].append({"code": "other", "kind": "done", "says": "It is over."})
    assert said(made) == [(26, "other")], "an ending to which nothing leads"


def test_where_nobody_holds_it_the_first_step_of_a_facilitator_is_said() -> None:
    made = raw()
    del made["facilitator"]
    acting = [each["code"] for each in made["step"] if each["who"] == "facilitator"]
    assert len(acting) > 1
    assert said(made) == [(22, acting[0])]


def test_in_a_process_without_who_asks_everybody_met_consents() -> None:
    made = raw()
    made["process"]["people"] = ["body"]
    for each in made["step"]:
        if each["who"] == "asker":
            each.update(who="body", days=9)
        each.pop("question", None)
    meets = step(made, "meet")
    meets.update(consent=["body"])
    assert not [each for each in said(made) if each[1] == "meet"]
    meets.update(consent=["asker", "body"])
    assert (13, "meet") in said(made)
    del meets["consent"], meets["consent_days"]
    assert (6, "meet") in said(made)


def test_what_is_never_kept_names_the_least_and_may_name_no_more() -> None:
    made = raw()
    for each in made["step"]:
        each["never"] = NEVER
    assert said(made) == []


def test_an_open_question_lets_nobody_demand_an_account_beside_it() -> None:
    """What can be left out is that question, not the sentence of the step."""
    made = raw()
    step(made, "go-on-give").update(
        says="Describe what happened.",
        question=[{"to": "asker", "says": "Where shall it be?", "why": "So that it is near."}],
    )
    assert said(made) == [(9, "go-on-give")]


@pytest.mark.parametrize("field", ["title", "says"])
def test_words_of_the_whole_are_looked_at_too(field: str) -> None:
    made = raw()
    made["process"][field] = "Describe what happened."
    assert said(made) == [(9, "process")]
    assert problems(made)[0].says == WORDING_SAYS[9]
    blamed = raw()
    blamed["ending"][1]["says"] = "The person who asked did not take part."
    assert said(blamed) == [(26, blamed["ending"][1]["code"])]


def test_a_process_has_at_most_so_many_steps() -> None:
    made = raw()
    more = MOST_STEPS - len(made["step"])
    made["step"] += [{**step(made, "review"), "code": f"more-{each}"} for each in range(more)]
    assert TOO_MANY not in {each.says for each in problems(made)}
    assert len({each.place for each in problems(made)}) == more, "each of them is read"
    for each in ("one", "two"):
        made["step"].append({**step(made, "review"), "code": each})
        found = [each for each in problems(made) if each.rule == 0]
        assert found == [Problem(0, "the file", TOO_MANY, (("name", "step"), ("n", str(MOST_STEPS))))]
    made["step"][-1] = "no step at all"
    assert [each.says for each in problems(made) if each.rule == 0] == [TOO_MANY], "what is beyond is not read"


GARDEN = "\n".join(BLOCKS) + SPANISH


def unsaid(change: Any) -> tuple[Template, tuple[Problem, ...]]:
    found = tomllib.loads(GARDEN)
    change(found)
    made = read_template(found)
    try:
        check_rules(made)
    except Spoiled as spoiled:
        return made, spoiled.problems
    return made, ()


def words_of(found: Raw) -> Any:
    return found["words"]["es"]


def wrong(place: str, says: str, **given: str) -> tuple[Problem, ...]:
    return (Problem(0, place, says, tuple(given.items())),)


LONG = "n" * table.LINE
TOO_LONG = "n" * (table.LINE + 1)


@pytest.mark.parametrize("when", [["", "No"], [" ", "No"], [3, "No"], [TOO_LONG, "No"], ["a\nb", "No"], [None, "No"]])
def test_a_way_is_said_in_one_line_of_each_language(when: list[Any]) -> None:
    made, found = unsaid(lambda raw: words_of(raw)["step"]["go-on"].update(when=when))
    assert found == wrong("words.es.step.go-on", table.NOT_TEXT, name="when", n=str(table.LINE))
    assert made.others[0].step("go-on").ways == made.step("go-on").ways  # type: ignore[union-attr]


def test_the_longest_lines_are_still_lines() -> None:
    def lengthen(found: Raw) -> None:
        words_of(found).update(title=LONG)
        words_of(found)["phase"]["ask"] = LONG
        words_of(found)["step"]["go-on"].update(title=LONG, when=[f"{LONG}", f" {LONG[2:]} "])

    made, found = unsaid(lengthen)
    assert found == ()
    spanish = made.others[0]
    assert (spanish.title, spanish.phases[0].title) == (LONG, LONG)
    assert [each.when for each in spanish.step("go-on").ways] == [LONG, LONG[2:]]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("change", "place", "name"),
    [
        (lambda words: words.update(title=TOO_LONG), "words.es", "title"),
        (lambda words: words["phase"].update(ask=TOO_LONG), "words.es.phase", "ask"),
        (lambda words: words["step"]["talk"].update(title=TOO_LONG), "words.es.step.talk", "title"),
    ],
)
def test_a_title_is_as_short_in_each_language(change: Any, place: str, name: str) -> None:
    _made, found = unsaid(lambda raw: change(words_of(raw)))
    assert found == wrong(place, table.NOT_TEXT, name=name, n=str(table.LINE))


@pytest.mark.parametrize("code", ["en", "Spanish", "e", "x" * 200])
def test_a_language_is_two_letters_and_not_that_of_the_file(code: str) -> None:
    def rename(found: Raw) -> None:
        found["words"][code] = found["words"].pop("es")

    _made, found = unsaid(rename)
    assert found == wrong("words", language.NO_LANGUAGE, name=code[: table.LINE])


def test_thanks_are_said_in_each_language_where_there_are_any() -> None:
    def thank(found: Raw) -> None:
        found["process"]["thanks"] = "To the garden."

    _made, found = unsaid(thank)
    assert found == wrong("words.es", table.MISSING, name="thanks")

    def thank_in_both(found: Raw) -> None:
        thank(found)
        words_of(found)["thanks"] = "Al huerto."

    made, found = unsaid(thank_in_both)
    assert (found, made.others[0].thanks) == ((), "Al huerto.")


def asking(number: int, said: Any) -> Any:
    """So many questions in a step, and what is said of them in Spanish."""

    def change(found: Raw) -> None:
        asked = [{"to": "asker", "says": f"How {each}?", "why": "To know."} for each in range(number)]
        next(each for each in found["step"] if each["code"] == "talk")["question"] = asked
        words_of(found)["step"]["talk"]["question"] = copy.deepcopy(said)

    return change


QUESTION = {"says": "¿Cómo?", "why": "Para saberlo."}


def test_as_many_questions_are_said_as_are_asked() -> None:
    made, found = unsaid(asking(2, [QUESTION, QUESTION]))
    assert found == ()
    said_so = made.others[0].step("talk")
    assert said_so is not None
    assert [(each.says, each.why) for each in said_so.questions] == [("¿Cómo?", "Para saberlo.")] * 2
    place = "words.es.step.talk"
    for given in ([], [QUESTION], [QUESTION] * 3):
        assert unsaid(asking(2, given))[1] == wrong(place, language.NOT_AS_MANY, name="question", n="2")
    assert unsaid(asking(0, [QUESTION]))[1] == wrong(place, language.NOT_AS_MANY, name="question", n="0")
    longest = {"says": "n" * table.TEXT, "why": "n" * table.TEXT}
    assert unsaid(asking(1, [longest]))[1] == ()
    for field in ("says", "why"):
        too_long = {**QUESTION, field: "n" * (table.TEXT + 1)}
        assert unsaid(asking(1, [too_long]))[1] == wrong(place, table.NOT_TEXT, name=field, n=str(table.TEXT))
    assert unsaid(asking(1, ["no table"]))[1][0] == wrong(place, table.MISSING, name=place)[0]


def test_a_question_that_is_not_said_is_missed() -> None:
    def leave_out(found: Raw) -> None:
        asking(1, [])(found)
        del words_of(found)["step"]["talk"]["question"]

    place = "words.es.step.talk"
    _made, found = unsaid(leave_out)
    assert found[0] == wrong(place, table.MISSING, name="question")[0]


def test_a_process_that_begins_with_no_step_is_said_at_the_process() -> None:
    made = raw()
    made["process"]["first"] = "nowhere"
    assert (0, "process") in said(made)


def test_a_title_is_a_line_and_who_is_paid_is_always_said() -> None:
    made = raw()
    made["phase"][0]["title"] = "x" * (table.LINE + 1)
    assert said(made)
    whole = raw("four-phases")
    del whole["facilitator"]["payment_told"]
    assert (0, "facilitator") in said(whole)
