# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of a letter: nothing is cut off, nothing is put in, and a name can be left out of them."""

from collections.abc import Callable

import pytest

from answerable.core import letter_text as text
from answerable.core.errors import Refused
from tests.core.scene import refusal


def test_spaces_are_tidied_and_nothing_else() -> None:
    assert text.parse_one_line("  One \t line\n of  words ") == "One line of words"
    assert text.parse_paragraphs(" One  line \r\n\r\n another\tline \n", 50) == "One line\n\nanother line"
    assert text.parse_numbers("Say who  knew\r\n\r\n \nReturn our photos\n") == ["Say who knew", "Return our photos"]


def test_nothing_typed() -> None:
    for typed in ("", " ", "\n\t"):
        with refusal(text.NOTHING_TYPED):
            text.parse_one_line(typed)
        assert text.parse_paragraphs(typed, 50) is None
        assert text.parse_numbers(typed) == []


READS: list[tuple[Callable[[str], object], int]] = [
    (text.parse_one_line, text.LINE),
    (lambda typed: text.parse_one_line(typed, 7), 7),
    (lambda typed: text.parse_paragraphs(typed, 9), 9),
    (text.parse_numbers, text.NUMBER),
]


@pytest.mark.parametrize(("parse", "most"), READS)
def test_nothing_is_cut_off(parse: Callable[[str], object], most: int) -> None:
    """One sign more is refused, and the sentence says how many there may be, in any language."""
    assert parse("n" * most) in ("n" * most, ["n" * most])
    with pytest.raises(text.TooLong) as refused:
        parse("n" * (most + 1))
    assert refused.value.msgid == text.TOO_LONG
    assert refused.value.msgid.format(**refused.value.details) == refused.value.sentence
    assert f" {most} " in refused.value.sentence


@pytest.mark.parametrize(("parse", "most"), READS)
def test_signs_that_cannot_be_shown_are_refused(parse: Callable[[str], object], most: int) -> None:
    """A sign that turns the direction of reading round could make a line say something else."""
    for sign in ("\x00", "\u202e", "\u200b"):
        with refusal(text.ODD_SIGN):
            parse(f"a{sign}b")


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1. Say who knew", "Say who knew"),
        ("12) Say who knew", "Say who knew"),
        ("(3) Say who knew", "Say who knew"),
        ("  4: Say who knew", "Say who knew"),
        ("- Say who knew", "Say who knew"),
        ("• Say who knew", "Say who knew"),
        ("2031 was the year", "2031 was the year"),
        ("3 people left", "3 people left"),
        ("1.5 million", "1.5 million"),
    ],
)
def test_a_figure_or_a_dash_in_front_is_not_part_of_a_number(typed: str, number: str) -> None:
    assert text.parse_numbers(typed) == [number]


def test_the_same_number_twice_is_refused_however_it_is_counted() -> None:
    with refusal(text.TWICE):
        text.parse_numbers("1. Say who knew\n2.  Say who  knew")


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("Jo Reed", "[…] knew of it.\n[…] said so (or so)."),
        ("  jo \n REED ", "[…] knew of it.\n[…] said so (or so)."),
        ("(or so).", "Jo Reed knew of it.\nJO REED said so […]"),
        ("", None),
        (" \n", None),
    ],
)
def test_words_are_left_out_of_every_place(words: str, left: str | None) -> None:
    """In small or capital letters, with their own signs, and never more than was named."""
    assert text.cut("Jo Reed knew of it.\nJO REED said so (or so).", words) == left


def test_a_text_of_which_nothing_is_left_is_none() -> None:
    assert text.cut("Jo, jo!", "jo") is None
    with refusal(text.NOT_IN_IT):
        text.cut("Jo knew of it.", "J. knew")
    assert isinstance(text.TooLong(3), Refused)
