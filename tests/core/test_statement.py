# SPDX-License-Identifier: AGPL-3.0-or-later
"""Public texts of a body: what they need before they stand there, and what can be taken out of them."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from answerable.core import statement
from answerable.core.statement import Offer, Source, StatementKind, StatementMove, StatementStage
from tests.core.scene import refusal

TODAY = date(2031, 3, 4)
SOURCE = Source("Harbour News", TODAY, "https://news.example/harbour")
OFFER = Offer(gives="time of two people", cannot="", decides="the board", report_by=TODAY)


@pytest.mark.parametrize("kind", StatementKind)
def test_words_to_another_body_name_it(kind: StatementKind) -> None:
    statement.check_kind(kind, True, SOURCE)
    if kind in (StatementKind.ALLY, StatementKind.OTHERS):
        with refusal(statement.NEEDS_ABOUT):
            statement.check_kind(kind, False, SOURCE)
    else:
        statement.check_kind(kind, False, None)


def test_words_of_others_carry_who_said_them() -> None:
    statement.check_kind(StatementKind.ALLY, True, None)
    for source in (None, replace(SOURCE, by=""), replace(SOURCE, by=" ")):
        with refusal(statement.NEEDS_SOURCE):
            statement.check_kind(StatementKind.OTHERS, True, source)


LONGEST = "https://news.example/".ljust(statement.MOST_ADDRESS, "a")


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("https://news.example/", True),
        (LONGEST, True),
        (LONGEST + "a", False),
        ("http://news.example/", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https://news.example/ two", False),
        ("https://keeper@news.example/", False),
        ("see https://news.example/", False),
        ("", False),
    ],
)
def test_an_address_is_one_of_a_page(address: str, good: bool) -> None:
    source = replace(SOURCE, address=address)
    if good:
        statement.check_kind(StatementKind.OTHERS, True, source)
        return
    with refusal(statement.ODD_ADDRESS):
        statement.check_kind(StatementKind.OTHERS, True, source)


def test_each_cell_of_stage_and_move() -> None:
    """Every pair that the table does not have is refused; a text that was public can only become old, never vanish."""
    for stage, move in product((None, *StatementStage), StatementMove):
        if (after := statement.STATEMENT_MOVES.get((stage, move))) is not None:
            assert statement.next_stage(stage, move) is after
            assert stage not in (StatementStage.PUBLIC, StatementStage.OLD) or after is not StatementStage.DROPPED
        else:
            with refusal(statement.NOT_NOW):
                statement.next_stage(stage, move)
    assert len(statement.STATEMENT_MOVES) == 17


@pytest.mark.parametrize("stage", [StatementStage.PUBLIC, StatementStage.OLD])
def test_a_name_can_always_be_taken_out_of_what_stands_there(stage: StatementStage) -> None:
    assert statement.next_stage(stage, StatementMove.TAKE_OUT) is stage


@pytest.mark.parametrize(
    ("title", "text", "sentence"),
    [
        ("Sorry", "We", ""),
        ("Sorry", "W".ljust(statement.MOST_LETTERS, "."), ""),
        ("Sorry", "W".ljust(statement.MOST_LETTERS + 1, "."), statement.TOO_LONG),
        ("", "We", statement.EMPTY),
        (" ", "We", statement.EMPTY),
        ("Sorry", "", statement.EMPTY),
        ("Sorry", "… — !", statement.EMPTY),
    ],
)
def test_a_statement_has_a_title_and_words(title: str, text: str, sentence: str) -> None:
    if not sentence:
        return statement.check_text(title, text)
    with refusal(sentence):
        statement.check_text(title, text)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({}, ""),
        ({"gives": " "}, statement.NEEDS_OFFER),
        ({"decides": ""}, statement.NEEDS_OFFER),
        ({"report_by": None}, statement.NEEDS_OFFER),
        ({"gives": "", "decides": "", "report_by": None}, statement.NEEDS_OFFER),
        ({"report_by": TODAY + timedelta(days=1)}, ""),
        ({"report_by": TODAY - timedelta(days=1)}, statement.DAY_IS_OVER),
    ],
)
def test_rule_40_who_begins_says_what_it_gives_who_decides_and_by_when(
    change: dict[str, object], sentence: str
) -> None:
    offer = replace(OFFER, **change)  # type: ignore[arg-type]
    if not sentence:
        return statement.check_offer(offer, TODAY)
    with refusal(sentence):
        statement.check_offer(offer, TODAY)


def test_rule_10_somebody_else_checks_for_names() -> None:
    statement.check_second("ines", "tomas")
    with refusal(statement.SAME_PERSON):
        statement.check_second("ines", "ines")


TEXT = "Jo Reed wrote it. Others heard of it from Jo Reed and Al in 2030."
LONG = "n" * statement.MOST_TAKEN


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("Jo Reed", "[…] wrote it. Others heard of it from […] and Al in 2030."),
        ("  Jo \n Reed ", "[…] wrote it. Others heard of it from […] and Al in 2030."),
        ("Al", "Jo Reed wrote it. Others heard of it from Jo Reed and […] in 2030."),
    ],
)
def test_a_name_is_taken_out_of_every_place(words: str, left: str) -> None:
    assert statement.without(TEXT, words) == left


def test_only_a_name_can_be_taken_out() -> None:
    """Not what was promised: no figure, no single sign, nothing as long as a sentence."""
    assert statement.without(f"{LONG} said it", LONG) == "[…] said it"
    for text, words in ((TEXT, "2030"), (TEXT, "in 2030"), (TEXT, "J"), (TEXT, " "), (f"{LONG}n said it", f"{LONG}n")):
        with refusal(statement.ONLY_WORDS):
            statement.without(text, words)
    for words in ("jo reed", "Jo  Read", "Nobody"):
        with refusal(statement.NOT_THERE):
            statement.without(TEXT, words)
