# SPDX-License-Identifier: AGPL-3.0-or-later
"""Templates that break a rule are refused, each with its rule named; a template that is only badly written, too."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from answerable.core.process_problem import Problem, Spoiled
from answerable.core.process_read import read_template
from answerable.core.process_rules import check_rules
from answerable.core.process_words import WORDINGS, blames, demands
from answerable.processes import library

Raw = dict[str, Any]
NEVER = ["words", "names", "what_happened"]


def raw(code: str = "redress-response") -> Raw:
    found = copy.deepcopy(dict(library.shipped(code).raw))
    del found["words"]  # in one language: what a change of its steps breaks in another is test_languages’ own
    return found


def step(of: Raw, code: str) -> Raw:
    return next(each for each in of["step"] if each["code"] == code)


def problems(of: Raw) -> tuple[Problem, ...]:
    try:
        check_rules(read_template(of))
    except Spoiled as spoiled:
        return spoiled.problems
    return ()


def added(of: Raw, after: str, **more: Any) -> None:
    """One more step of the asker, right after a step that had one way on."""
    before = step(of, after)
    new = {"code": "extra", "phase": before["phase"], "title": "One more", "says": "One more step.", "who": "asker",
           "act": "do", "next": before["next"], "kept": ["act"], "never": NEVER, **more}  # fmt: skip
    before["next"] = "extra"
    of["step"].append(new)


def a_mandatory_account(of: Raw) -> None:
    added(of, "safe", title="Describe what happened", says="Please describe what happened, as exactly as you can.")


def an_account_in_other_words(of: Raw) -> None:
    step(of, "check-draft")["says"] = "The facilitator has them tell their story once more."


def an_account_as_a_duty(of: Raw) -> None:
    step(of, "wishes")["question"][0]["must"] = True


def an_account_in_spanish(of: Raw) -> None:
    step(of, "draft")["says"] = "La persona cuenta lo que pasó ante la junta."


def an_account_field(of: Raw) -> None:
    step(of, "wishes")["account_required"] = True


def proof(of: Raw) -> None:
    step(of, "wishes")["question"][0]["says"] = "Which proof of it do you have?"


def a_duty(of: Raw) -> None:
    added(of, "safe")


def meeting_first(of: Raw) -> None:
    step(of, "go-on-give")["next"].reverse()


def meeting_without_way_round(of: Raw) -> None:
    del step(of, "meet")["optional"]


def meeting_when_late(of: Raw) -> None:
    step(of, "written")["late"] = "meet"


def meeting_without_consent(of: Raw) -> None:
    step(of, "meet")["consent"] = ["body"]


def delivery_without_consent(of: Raw) -> None:
    del step(of, "written")["consent"], step(of, "written")["consent_days"]


def refusing_ends(of: Raw) -> None:
    step(of, "meet")["otherwise"] = "no"


def body_chooses_facilitator(of: Raw) -> None:
    of["facilitator"]["offered_by"] = ["body"]


def body_accepts_facilitator(of: Raw) -> None:
    of["facilitator"]["accepted_by"] = ["asker", "body"]


def body_removes_facilitator(of: Raw) -> None:
    of["facilitator"]["ended_by"].append("body")


def backup_removes_facilitator(of: Raw) -> None:
    of["facilitator"]["ended_by"].append("second_line")


def facilitator_paid_in_secret(of: Raw) -> None:
    of["facilitator"]["payment_told"] = False


def facilitator_from_nowhere(of: Raw) -> None:
    del of["facilitator"]


def asker_cannot_end_facilitator(of: Raw) -> None:
    of["facilitator"]["ended_by"] = ["facilitator"]


def silence_of_the_body_ends(of: Raw) -> None:
    step(of, "draft")["late"] = "no"


def silence_of_the_body_is_done(of: Raw) -> None:
    step(of, "review")["late"] = "over"


def asker_has_a_clock(of: Raw) -> None:
    step(of, "wishes")["days"] = 14


def asker_closes_by_silence(of: Raw) -> None:
    step(of, "wishes")["closes_after"] = 30


def body_marks(of: Raw) -> None:
    step(of, "mark").update(who="body", days=7)


def circle_marks(of: Raw) -> None:
    of["process"]["people"].append("circle")
    step(of, "mark").update(who="circle", days=7)


def mark_is_asked_for(of: Raw) -> None:
    step(of, "review")["says"] = "The organisation says what it did and asks the person to mark it as met."


def mark_is_a_duty(of: Raw) -> None:
    del step(of, "mark")["optional"]


def no_pause(of: Raw) -> None:
    of["step"][0]["can_pause"] = False


def consent_for_ever(of: Raw) -> None:
    step(of, "meet")["consent_days"] = 9999


def consent_without_end(of: Raw) -> None:
    del step(of, "meet")["consent_days"]


def consent_for_anything(of: Raw) -> None:
    step(of, "draft").update(consent=["asker"], consent_days=30)


def phase_without_asking(of: Raw) -> None:
    step(of, "confirmed")["next"] = "written"


def body_says_go_on(of: Raw) -> None:
    step(of, "go-on-give").update(who="body", days=7)


def no_clock(of: Raw) -> None:
    del step(of, "review")["days"], step(of, "review")["late"]


def slow_answer(of: Raw) -> None:
    step(of, "draft")["days"] = 60


def software_answers(of: Raw) -> None:
    step(of, "draft")["who"] = "software"


def no_no(of: Raw) -> None:
    step(of, "draft")["next"] = "go-on-confirm"


def asker_answers(of: Raw) -> None:
    step(of, "safe")["act"] = "safety"
    step(of, "draft").update(who="facilitator")


def told_without_consent(of: Raw) -> None:
    del step(of, "tell-person")["consent"], step(of, "tell-person")["consent_days"]


def ending_missing(of: Raw) -> None:
    of["ending"] = [each for each in of["ending"] if each["kind"] != "stopped"]


def ending_of_another_kind(of: Raw) -> None:
    of["ending"][0]["kind"] = "failed"


def ending_blames(of: Raw) -> None:
    of["ending"][1]["says"] = "It came to nothing because the person who asked did not cooperate."


def step_stops_it(of: Raw) -> None:
    step(of, "draft")["next"][1]["to"] = "stopped"


def keeps_words(of: Raw) -> None:
    step(of, "draft")["kept"].append("words")


def never_is_thin(of: Raw) -> None:
    step(of, "draft")["never"] = ["names"]


def judges(of: Raw) -> None:
    step(of, "review")["says"] = "The facilitator says whether the apology was sincere."


def scores(of: Raw) -> None:
    step(of, "review")["score"] = 10


def help_for_a_price(of: Raw) -> None:
    step(of, "safe")["question"] = [{"to": "asker", "says": "What do you need?", "why": "To help."}]


def no_safety_first(of: Raw) -> None:
    step(of, "safe")["act"] = "do"


def leaders_are_spared(of: Raw) -> None:
    step(of, "review")["except_for"] = ["founder"]


RULES: list[tuple[Callable[[Raw], None], int, str]] = [
    (body_marks, 1, "redress-response"),
    (circle_marks, 1, "redress-response"),
    (silence_of_the_body_ends, 3, "redress-response"),
    (silence_of_the_body_is_done, 3, "redress-response"),
    (asker_has_a_clock, 3, "redress-response"),
    (asker_closes_by_silence, 3, "redress-response"),
    (a_duty, 4, "redress-response"),
    (no_pause, 4, "redress-response"),
    (asker_cannot_end_facilitator, 4, "redress-response"),
    (meeting_first, 6, "redress-response"),
    (meeting_without_way_round, 6, "redress-response"),
    (meeting_when_late, 6, "redress-response"),
    (meeting_without_consent, 6, "redress-response"),
    (delivery_without_consent, 6, "redress-response"),
    (refusing_ends, 6, "redress-response"),
    (proof, 7, "redress-response"),
    (told_without_consent, 8, "code-of-conduct"),
    (a_mandatory_account, 9, "redress-response"),
    (an_account_in_other_words, 9, "redress-response"),
    (an_account_as_a_duty, 9, "redress-response"),
    (an_account_in_spanish, 9, "redress-response"),
    (an_account_field, 9, "redress-response"),
    (consent_for_ever, 13, "redress-response"),
    (consent_without_end, 13, "redress-response"),
    (consent_for_anything, 13, "redress-response"),
    (phase_without_asking, 13, "redress-response"),
    (body_says_go_on, 13, "redress-response"),
    (no_clock, 14, "redress-response"),
    (slow_answer, 14, "redress-response"),
    (software_answers, 15, "redress-response"),
    (no_no, 16, "redress-response"),
    (asker_answers, 20, "redress-response"),
    (body_chooses_facilitator, 22, "redress-response"),
    (body_accepts_facilitator, 22, "redress-response"),
    (body_removes_facilitator, 22, "redress-response"),
    (backup_removes_facilitator, 22, "redress-response"),
    (facilitator_paid_in_secret, 22, "redress-response"),
    (facilitator_from_nowhere, 22, "redress-response"),
    (ending_missing, 26, "redress-response"),
    (ending_of_another_kind, 26, "redress-response"),
    (ending_blames, 26, "redress-response"),
    (step_stops_it, 26, "redress-response"),
    (keeps_words, 27, "redress-response"),
    (never_is_thin, 27, "redress-response"),
    (judges, 31, "redress-response"),
    (scores, 31, "redress-response"),
    (help_for_a_price, 33, "redress-response"),
    (no_safety_first, 37, "redress-response"),
    (mark_is_asked_for, 38, "redress-response"),
    (mark_is_a_duty, 38, "redress-response"),
    (leaders_are_spared, 39, "redress-response"),
]


@pytest.mark.parametrize(("spoil", "rule", "code"), RULES, ids=[each[0].__name__ for each in RULES])
def test_a_spoiled_template_is_refused_with_its_rule(spoil: Callable[[Raw], None], rule: int, code: str) -> None:
    made = raw(code)
    assert problems(made) == ()
    spoil(made)
    found = problems(made)
    assert rule in {each.rule for each in found}, found
    assert all(each.says.format(**dict(each.given)) and each.place for each in found)


def unreachable(of: Raw) -> None:
    of["step"].append({**step(of, "review"), "code": "lost"})


def nowhere(of: Raw) -> None:
    step(of, "wishes")["next"] = "away"


def without_end(of: Raw) -> None:
    step(of, "review").update(next="backup-after")
    step(of, "backup-after").update(next="review")


def ring_without_clock(of: Raw) -> None:
    added(of, "wishes", optional=True)
    step(of, "extra")["next"] = [{"to": "wishes", "when": "Again"}, {"to": "draft", "when": "On"}]


def unknown_field(of: Raw) -> None:
    step(of, "review")["colour"] = "red"


def unknown_part(of: Raw) -> None:
    of["budget"] = {}


def code_twice(of: Raw) -> None:
    of["step"].append(copy.deepcopy(step(of, "review")))


def no_such_phase(of: Raw) -> None:
    step(of, "review")["phase"] = "later"


def first_is_no_step(of: Raw) -> None:
    of["process"]["first"] = "over"


def days_in_words(of: Raw) -> None:
    step(of, "review")["days"] = "a week"


def ways_without_words(of: Raw) -> None:
    step(of, "draft")["next"] = [{"to": "go-on-confirm"}, {"to": "no"}]


def no_ways(of: Raw) -> None:
    step(of, "review")["next"] = []


def no_title(of: Raw) -> None:
    del of["process"]["title"]


def text_on_two_lines(of: Raw) -> None:
    of["process"]["says"] = "one\ntwo"


def consent_days_alone(of: Raw) -> None:
    step(of, "review")["consent_days"] = 3


WRITTEN = [
    unreachable, nowhere, without_end, ring_without_clock, unknown_field, unknown_part, code_twice, no_such_phase,
    first_is_no_step, days_in_words, ways_without_words, no_ways, no_title, text_on_two_lines, consent_days_alone,
]  # fmt: skip


@pytest.mark.parametrize("spoil", WRITTEN, ids=lambda spoil: spoil.__name__)
def test_a_badly_written_template_is_refused_with_the_place(spoil: Callable[[Raw], None]) -> None:
    made = raw()
    spoil(made)
    found = problems(made)
    assert any(each.rule == 0 for each in found), found
    assert all(each.says.format(**dict(each.given)) for each in found)


def test_all_mistakes_are_said_at_once() -> None:
    made = raw()
    for spoil in (body_marks, meeting_first, body_chooses_facilitator, silence_of_the_body_ends, never_is_thin):
        spoil(made)
    assert {1, 3, 6, 22, 27} <= {each.rule for each in problems(made)}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xff\xfe", "plain text"),
        (b"[process\n", "cannot be read"),
        (b"x = 1\n" * 20_000, "at most"),
        (b"a = " + b"[" * 5_000, "cannot be read"),
        (b"", "missing"),
    ],
)
def test_a_file_that_is_no_template_is_refused_in_words(content: bytes, says: str) -> None:
    with pytest.raises(Spoiled) as refused:
        library.read_file(content)
    assert any(says in each.says.format(**dict(each.given)) for each in refused.value.problems)


@pytest.mark.parametrize("odd", [[], "a", 3, {"step": 3}, {"step": [3]}, {"process": []}, {"ending": [{"kind": []}]}])
def test_no_table_of_any_shape_breaks_the_reader(odd: Any) -> None:
    with pytest.raises(Spoiled):
        check_rules(read_template(odd))


DEMANDED = (
    "Describe what happened.",
    "The facilitator asks them to explain the incident in detail.",
    "Write down the events of that day.",
    "Share your story with the circle.",
    "Give an account of what happened.",
    "Cuéntanos lo que pasó.",
)
LEFT_ALONE = (
    "Nobody asks what happened.",
    "You need not describe what happened.",
    "What would make it possible for you to stay?",
    "The team says what it did.",
    "Ask what is needed to do it, not to tell your story.",
)


@pytest.mark.parametrize("text", DEMANDED)
def test_words_that_demand_an_account_are_found(text: str) -> None:
    assert demands(text, WORDINGS[9])


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_words_that_demand_none_are_left_alone(text: str) -> None:
    assert not demands(text, WORDINGS[9])


def test_an_ending_is_never_worded_as_a_failure_of_who_asked() -> None:
    assert blames("The person who asked did not take part.")
    assert blames("Ended for lack of interest.")
    assert not blames("The organisation did not take it up.")


def test_a_story_can_be_told_where_nobody_demands_it() -> None:
    made = raw()
    step(made, "wishes")["question"].append(
        {
            "to": "asker",
            "says": "If you like, describe what happened in your own words.",
            "why": "Only if it helps you.",
        }
    )
    assert problems(made) == ()
    step(made, "wishes")["who"] = "body"
    step(made, "wishes")["days"] = 14
    assert 9 in {each.rule for each in problems(made)}
