# SPDX-License-Identifier: AGPL-3.0-or-later
"""A text without a stop is cut where a sentence could have ended, so that nobody's reading takes minutes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.reading import language
from answerable.reading.reading import read_statement
from answerable.reading.sentences import LONGEST, split

RULES = language("en").raw["sentences"]
HALF = LONGEST // 2


def said(text: str) -> list[str]:
    return [text[start:end] for start, end in split(text, RULES)]


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("a" * LONGEST, [LONGEST]),
        ("a" * HALF + " " + "b" * (HALF - 1), [LONGEST]),
        ("a" * HALF + " " + "b" * HALF, [HALF, HALF]),
        ("a" * HALF + "\n" + "b" * HALF, [HALF, HALF]),
        ("a" * (LONGEST + 1), [LONGEST, 1]),
        ("a b " + "c" * LONGEST, [3, LONGEST]),
    ],
)
def test_what_is_longer_than_a_sentence_is_cut_at_its_last_gap(text: str, lengths: list[int]) -> None:
    assert list(map(len, said(text))) == lengths


@given(
    st.lists(
        st.sampled_from(["we will pay", "the board", "and", "\n\n", "a" * 700, ". Then", "\n- ", "?"]), max_size=60
    )
)
def test_nothing_is_lost_and_nothing_is_too_long(words: list[str]) -> None:
    text = " ".join(words)
    pieces = said(text)
    assert all(0 < len(piece) <= LONGEST for piece in pieces)
    assert [sign for piece in pieces for sign in piece if sign.isalpha()] == [sign for sign in text if sign.isalpha()]


def test_each_piece_is_read() -> None:
    text = "we will pay the board and " * (3 * LONGEST // 26)
    found = [sentence for sentence in read_statement(text, date(2031, 5, 20)).sentences if sentence.promises]
    assert len(found) >= 3
