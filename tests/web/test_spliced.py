# SPDX-License-Identifier: AGPL-3.0-or-later
"""A page that is packed once, with a word of each visitor's own put in afterwards."""

from dataclasses import replace

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.web.spliced import BEHIND, MOST, _is_whole, splice

PLACE = "\0here\0"
# Texts that repeat themselves, so that the packer would like to point across a word.
PIECES = st.lists(
    st.text(st.sampled_from("ab <>é\n"), min_size=BEHIND + 1).map(lambda text: text * 20), min_size=1, max_size=5
)


@given(PIECES, st.integers(1, 80).flatmap(lambda size: st.tuples(*[st.binary(min_size=size, max_size=size)] * 2)))
def test_packed_and_plain_are_one_page_whatever_the_word(pieces: list[str], words: tuple[bytes, bytes]) -> None:
    text = PLACE.join(pieces)
    made = splice(text, PLACE, len(words[0]))
    for word in words:
        assert made.text(word) == text.encode().replace(PLACE.encode(), word)
        assert brotli.decompress(made.brotli(word)) == made.text(word)
        if made.packed:
            assert len(made.brotli(word)) == len(made.brotli(words[0])), "its length would tell something of the word"


def test_a_packer_that_points_back_from_inside_a_block_is_noticed() -> None:
    made = splice(PLACE.join(["<<<<>" * 20, "<<<<<" * 20]), PLACE, 1)
    assert not made.packed or brotli.decompress(made.brotli(b"<")) == made.text(b"<")
    noticed = replace(made, packed=(b"", b"\x06"))
    assert not _is_whole(noticed, b"<")


@pytest.mark.parametrize("length", [63, 65, 0])
def test_a_word_of_another_length_is_refused(length: int) -> None:
    made = splice(f"<p>before {PLACE} behind</p>", PLACE, 64)
    with pytest.raises(ValueError, match="another length"):
        made.brotli(b"x" * length)


def test_words_that_stand_too_close_are_refused() -> None:
    with pytest.raises(ValueError, match="no room"):
        splice(f"{PLACE} {PLACE}", PLACE, 8)


@pytest.mark.parametrize("size", [1, MOST - BEHIND])
def test_the_shortest_and_the_longest_word(size: int) -> None:
    made = splice(f"<p>before {PLACE} behind</p>", PLACE, size)
    assert brotli.decompress(made.brotli(b"\xff" * size)) == made.text(b"\xff" * size)


def test_a_longer_word_fits_no_block() -> None:
    with pytest.raises(ValueError, match="65,536"):
        splice(f"<p>before {PLACE} behind</p>", PLACE, MOST)
