# SPDX-License-Identifier: AGPL-3.0-or-later
"""The silence that an asker derives from her own lines is the one that the rules count."""

from __future__ import annotations

from typing import Any

from hypothesis import given

from answerable.asker.silence import Silence, derive, sentence
from answerable.core import clocks
from answerable.core.ask import evolve
from answerable.core.move import signed_part
from answerable.core.state import Ask
from answerable.sealing.wire import value_digest
from tests.core.scene import FIRST, YES, Story, lives


def state_of(story: Story) -> dict[str, Any]:
    """What a server would hand over: each fact with the fields that its line commits to."""
    ask: Ask | None = None
    history, entries = [], []
    for place, fact in enumerate(story.facts):
        ask = evolve(ask, fact)
        due, value = clocks.due(ask, story.body).answer_by, signed_part(fact.move, fact.value)
        history.append({"move": str(fact.move), "day": fact.day.isoformat(), "by": str(fact.by), "value": value})
        fields = {
            "type": str(fact.move), "kind": ask.kind, "day": fact.day.isoformat(),
            "due": due.isoformat() if due else None, "value": value_digest(value),
        }  # fmt: skip
        entries.append({"id": str(place), "fields": fields})
    return {"today": story.day.isoformat(), "history": history, "entries": entries}


def counted(story: Story) -> int:
    ask, body = story.now, story.body
    start = clocks.answer_start(ask, body)
    return 0 if start is None or ask.is_answered else clocks.running_days(start, story.day, clocks.standing_still(ask))


@given(lives())
def test_it_is_the_one_that_the_rules_count(story: Story) -> None:
    found = derive(state_of(story))
    assert found.answered == story.now.is_answered
    assert found.days == counted(story)


def test_a_late_answer_is_said_with_its_day() -> None:
    story = Story().lodge()
    story.read("acknowledged", {"role": "care lead"})
    found = derive(state_of(story.wait(40)))
    assert (found.since, found.days, found.acknowledged) == (FIRST, 40, True)
    assert "nobody has answered, in 40 days that counted. An answer was due by" in sentence(found, story.day)


def test_a_line_that_does_not_fit_counts_for_nothing() -> None:
    story = Story().lodge().wait(3)
    story.read("answer", YES)
    state = state_of(story)
    assert derive(state).answered
    assert not derive(state, wrong=["1"]).answered


def test_every_sentence() -> None:
    assert sentence(Silence(None), FIRST) == "By your own lines no days run yet."
    assert sentence(Silence(FIRST, answered=True), FIRST) == "By your own lines they have answered."
    assert sentence(Silence(FIRST, 1, FIRST), FIRST).endswith("in 1 day that counted.")
    assert "the first day is not over" in sentence(Silence(FIRST), FIRST)
    held = Story()
    held.do("lodged", {**_lodging(), "hold_until": (FIRST.replace(day=FIRST.day + 2)).isoformat()})
    assert derive(state_of(held)) == Silence(None)


def _lodging() -> dict[str, Any]:
    from tests.core.scene import lodging

    return lodging()
