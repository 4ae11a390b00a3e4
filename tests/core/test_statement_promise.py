# SPDX-License-Identifier: AGPL-3.0-or-later
"""Promises out of a statement: whole or none, moved once, and made together only by those who said yes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from answerable.core import promise
from answerable.core import statement_promise as said
from answerable.core.promise import Promise, PromiseStage
from answerable.core.value import UNKNOWN
from tests.core.scene import refusal

TODAY = date(2031, 3, 4)
DUE = date(2031, 6, 1)
SLOTS = {"who": "board", "by": "2031-06-01", "how_seen": "public_page", "with_what": "money", "if_not": "public_word"}


def make(**change: str | None) -> Promise:
    return said.check({**SLOTS, **change}, "p1", TODAY, "ines")


def test_it_says_who_by_when_and_how_it_is_seen() -> None:
    """What is done stands in the sentence itself, so nobody writes it a second time."""
    made = make()
    assert (made.code, made.re, made.completes, made.what) == ("p1", None, None, promise.IN_WORDS)
    assert (made.who, made.by, made.how_seen) == ("board", DUE, "public_page")
    assert (made.with_what, made.if_not, made.made, made.author) == ("money", "public_word", TODAY, "ines")
    assert made.stage is made.reached is PromiseStage.PROPOSED
    assert make(with_what="", if_not=None) == replace(made, with_what=None, if_not=None)


@pytest.mark.parametrize("slot", ["who", "by", "how_seen"])
def test_with_a_part_missing_it_is_no_promise(slot: str) -> None:
    for nothing in ("", None):
        with refusal(said.NOT_WHOLE):
            make(**{slot: nothing})


@pytest.mark.parametrize("slot", said.SLOTS)
def test_each_part_is_from_its_list(slot: str) -> None:
    """A message that would say the rest does not exist here."""
    with refusal(said.LISTED_ONLY):
        make(**{slot: promise.IN_WORDS})


def test_a_role_does_it_never_a_person() -> None:
    with refusal(said.NOT_A_ROLE):
        make(who="Ines")
    with refusal(UNKNOWN):
        make(how_seen="somehow")


def test_its_day_is_moved_once_and_before_it_is_over() -> None:
    moved = said.move(make(), DUE + timedelta(days=9), TODAY)
    assert promise.date_now(moved) == DUE + timedelta(days=9)
    assert (moved.by, moved.dates[0].day) == (DUE, TODAY)
    with refusal(said.MOVED_ONCE):
        said.move(moved, DUE + timedelta(days=20), TODAY)
    with refusal(promise.DATE_PASSED):
        said.move(make(), DUE + timedelta(days=9), DUE + timedelta(days=1))
    with refusal(promise.DAY_IS_OVER):
        said.move(make(), TODAY - timedelta(days=1), TODAY)


def test_what_was_said_to_be_done_keeps_its_day() -> None:
    done = said.claim(make(), DUE)
    assert (done.stage, done.reached, done.claimed) == (PromiseStage.SAID_DONE, PromiseStage.SAID_DONE, DUE)
    with refusal(said.HAS_ENDED):
        said.move(done, DUE + timedelta(days=9), TODAY)
    again = said.claim(done, DUE + timedelta(days=1))
    assert again.claimed == DUE + timedelta(days=1)
    assert said.said_done(make(), DUE) == done


def test_only_what_can_be_said_to_be_done_is() -> None:
    for stage in (PromiseStage.DECLINED, PromiseStage.RELEASED):
        with refusal(promise.NOT_NOW):
            said.claim(replace(make(), stage=stage, reached=stage), DUE)
    with refusal(promise.COMPLETED):
        said.claim(replace(make(), completed_by="p2"), DUE)


WAITING = said.Partner("mill", TODAY)
FOUND = said.StatementPromise(
    make(), "harbour", "s1", 1, 1, (said.Partner("north", TODAY, False, TODAY), WAITING, said.Partner("hill", TODAY))
)


def test_a_body_is_asked_once_to_join_and_never_itself() -> None:
    said.ask(FOUND, "rivers")
    with refusal(said.ONLY_ITSELF):
        said.ask(FOUND, "harbour")
    for body in ("north", "mill", "hill"):
        with refusal(said.ASKED_ALREADY):
            said.ask(FOUND, body)


def test_only_who_was_asked_answers_once_and_for_itself() -> None:
    assert said.answer_of(FOUND, "mill") is WAITING
    for body in ("north", "rivers", "harbour"):
        with refusal(said.NOT_ASKED):
            said.answer_of(FOUND, body)
