# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rules of a template at their edges: one change of one field, and exactly what is wrong then, and where."""

from __future__ import annotations

from typing import Any

import pytest

from tests.processes.test_spoiled import NEVER, Raw, problems, raw, step

Changes = dict[str, Any]
Wrong = list[tuple[int, str]]

STEPS: list[tuple[str, Changes, Wrong]] = [
    ("draft", {"days": 30}, []),
    ("draft", {"days": 31}, [(14, "draft")]),
    ("confirmed", {"days": 30}, []),
    ("confirmed", {"days": 31}, [(14, "confirmed")]),
    ("review", {"days": 365}, []),
    ("review", {"days": 366}, [(14, "review")]),
    ("review", {"act": "acknowledge", "days": 7}, []),
    ("review", {"act": "acknowledge", "days": 8}, [(14, "review")]),
    ("review", {"days": None, "late": None}, [(0, "backup-after"), (14, "review")]),
    ("backup-gives", {"days": None}, [(14, "backup-gives")]),
    ("safe", {"days": None, "late": None}, [(14, "safe")]),
    ("wishes", {"days": 3}, [(3, "wishes")]),
    ("wishes", {"late": "draft"}, []),
    ("draft", {"late": "over"}, [(3, "draft")]),
    ("draft", {"days": None}, [(0, "draft"), (14, "draft")]),
    ("wishes", {"optional": False}, [(4, "wishes")]),
    ("go-on-give", {"optional": True}, []),
    ("mark", {"optional": False}, [(38, "mark")]),
    ("mark", {"who": "body", "days": 9}, [(1, "mark")]),
    ("mark", {"who": "second_line", "days": 9}, [(1, "mark")]),
    ("meet", {"consent_days": 365}, []),
    ("meet", {"consent_days": 366}, [(13, "meet")]),
    ("meet", {"consent_days": 1}, []),
    ("meet", {"consent_days": None}, [(13, "meet")]),
    ("review", {"consent_days": 3}, [(0, "review")]),
    ("review", {"consent": ["asker"], "consent_days": 3}, [(13, "review")]),
    ("meet", {"consent": []}, [(0, "meet"), (6, "meet")]),
    ("meet", {"consent": ["asker"]}, []),
    ("meet", {"consent": ["body"]}, [(6, "meet")]),
    ("meet", {"consent": ["asker", "circle"]}, []),
    ("meet", {"act": "tell", "consent": ["body"]}, [(8, "meet")]),
    ("meet", {"act": "publish", "consent": ["body"]}, [(8, "meet")]),
    ("meet", {"act": "contact", "consent": ["body"]}, [(6, "meet")]),
    ("meet", {"act": "delivery", "consent": ["body"]}, [(6, "meet")]),
    ("meet", {"optional": False}, [(6, "meet")]),
    ("meet", {"otherwise": "over"}, [(6, "meet")]),
    ("meet", {"otherwise": "go-on-after"}, []),
    ("meet", {"next": "over", "otherwise": None}, [(6, "meet")] * 0),
    ("written", {"late": "meet"}, [(6, "written")]),
    ("written", {"otherwise": "meet"}, [(6, "written")]),
    ("written", {"next": "meet"}, [(6, "written")]),
    ("draft", {"next": "go-on-confirm"}, [(16, "draft"), (26, "no")]),
    ("draft", {"who": "second_line"}, []),
    ("draft", {"who": "facilitator"}, [(20, "draft")]),
    ("draft", {"who": "person_concerned"}, [(20, "draft")]),
    ("safe", {"act": "do"}, [(37, "safe")]),
    ("safe", {"consent": ["asker"], "consent_days": 3}, [(13, "safe"), (33, "safe")]),
    ("go-on-give", {"act": "do", "optional": True}, [(13, "confirmed")]),
    ("go-on-give", {"who": "body", "days": 9}, [(13, "go-on-give")]),
    ("review", {"never": NEVER[:2]}, [(27, "review")]),
    ("review", {"never": [*NEVER, "health"]}, []),
    ("review", {"phase": "later"}, [(0, "review"), (13, "feedback"), (13, "go-on-after"), (13, "review")]),
    ("review", {"next": "away"}, [(0, "review")]),
    ("review", {"late": "away"}, [(0, "review"), (0, "backup-after")]),
    ("review", {"next": "stopped"}, [(26, "review")]),
    ("review", {"next": "overtaken"}, [(26, "review")]),
    ("draft", {"next": [{"to": "no", "when": "No"}, {"to": "go-on-confirm", "when": "x"}]}, []),
]  # fmt: skip


@pytest.mark.parametrize(("code", "changes", "wrong"), STEPS)
def test_one_change_of_a_step(code: str, changes: Changes, wrong: Wrong) -> None:
    made = raw()
    of = step(made, code)
    for name, value in changes.items():
        if value is None:
            of.pop(name, None)
        else:
            of[name] = value
    assert sorted({(each.rule, each.place) for each in problems(made)}) == sorted(set(wrong))


HEADS: list[tuple[str, Changes, Wrong]] = [
    ("process", {"first": "wishes"}, [(0, "safe"), (37, "wishes")]),
    ("process", {"first": "over"}, []),
    ("facilitator", {"offered_by": ["asker"]}, []),
    ("facilitator", {"offered_by": ["second_line"]}, []),
    ("facilitator", {"offered_by": ["asker", "body"]}, [(22, "facilitator")]),
    ("facilitator", {"accepted_by": ["asker", "second_line"]}, [(22, "facilitator")]),
    ("facilitator", {"accepted_by": ["second_line"]}, [(22, "facilitator")]),
    ("facilitator", {"ended_by": ["asker"]}, []),
    ("facilitator", {"ended_by": ["facilitator"]}, [(4, "facilitator")]),
    ("facilitator", {"ended_by": ["asker", "second_line"]}, [(22, "facilitator")]),
    ("facilitator", {"payment_told": False}, [(22, "facilitator")]),
]


@pytest.mark.parametrize(("part", "changes", "wrong"), HEADS)
def test_one_change_of_a_head(part: str, changes: Changes, wrong: Wrong) -> None:
    made = raw()
    made[part].update(changes)
    found = sorted({(each.rule, each.place) for each in problems(made)})
    if changes == {"first": "over"}:
        assert (0, "process") in found
    else:
        assert found == sorted(wrong)


@pytest.mark.parametrize("kind", ["done", "not_taken_up", "stopped", "overtaken"])
def test_every_ending_is_there(kind: str) -> None:
    made = raw()
    made["ending"] = [each for each in made["ending"] if each["kind"] != kind]
    missing = [each.given for each in problems(made) if each.rule == 26 and each.place == "ending"]
    assert missing == [(("name", kind),)]


def test_what_a_sentence_is_filled_with() -> None:
    made = raw()
    step(made, "draft").update(days=31, phase="later", never=["names"])
    step(made, "review").update(next="away")
    step(made, "meet").update(next="stopped")
    given = {(each.place, each.given) for each in problems(made) if each.given}
    assert given == {
        ("draft", (("n", "30"),)),
        ("draft", (("name", "later"),)),
        ("draft", (("words", "names, what_happened, words"),)),
        ("review", (("name", "away"),)),
        ("meet", (("name", "stopped"),)),
    }


def test_problems_come_by_the_number_of_their_rule() -> None:
    made = raw()
    step(made, "draft").update(never=["names"], days=31)
    step(made, "mark").update(optional=False)
    step(made, "wishes").update(days=3)
    assert [each.rule for each in problems(made)] == [3, 14, 27, 38]


@pytest.mark.parametrize(
    ("says", "who", "optional", "is_told"),
    [
        ("Describe what happened.", "asker", True, True),
        ("Describe what happened.", "body", True, False),
        ("Nobody asks what happened.", "body", True, True),
    ],
)
def test_what_happened_is_told_only_where_it_can_be_left_out(
    says: str, who: str, optional: bool, is_told: bool
) -> None:
    made = raw()
    step(made, "wishes" if who == "asker" else "redraft").update(says=says, optional=optional)
    assert (9 not in {each.rule for each in problems(made)}) is is_told


def test_an_open_question_may_ask_what_happened_and_a_duty_may_not() -> None:
    made: Raw = raw()
    for must, rules in ((False, set()), (True, {9})):
        step(made, "go-on-give")["question"] = [
            {
                "to": "asker",
                "says": "Tell your story, if you like.",
                "why": "If you want it kept in mind.",
                "must": must,
            }
        ]
        assert {each.rule for each in problems(made)} == rules


def test_a_process_without_the_asker_needs_no_consent_of_theirs() -> None:
    made = raw()
    made["process"]["people"] = ["body"]
    assert (13, "safe") not in {(each.rule, each.place) for each in problems(made)}
    asked = {(each.rule, each.place) for each in problems(made)}
    assert {(13, "wishes"), (13, "meet"), (13, "mark")} <= asked and not any(rule == 6 for rule, _place in asked)
    step(made, "meet")["consent"] = []
    assert (6, "meet") in {(each.rule, each.place) for each in problems(made)}
