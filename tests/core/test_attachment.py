# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealed files: how large they are, and that each part is as long as it must be."""

from typing import Any

import pytest

from answerable.core import attachment
from answerable.core.attachment import MOST_SEALED, PART, Announced
from answerable.core.value import UNKNOWN
from tests.core.scene import refusal

DIGEST = "0123456789abcdef" * 4


@pytest.mark.parametrize("size", [1, 2, PART, MOST_SEALED])
def test_a_file_says_its_size_and_digest_before_its_first_part(size: int) -> None:
    assert attachment.parse(size, DIGEST) == Announced(size, DIGEST)


@pytest.mark.parametrize(
    ("size", "digest"),
    [
        (0, DIGEST), (-1, DIGEST), (True, DIGEST), ("1", DIGEST), (1.0, DIGEST), (None, DIGEST),
        (1, ""), (1, None), (1, DIGEST[1:]), (1, DIGEST + "0"), (1, DIGEST.upper()), (1, DIGEST.encode()),
    ],
)  # fmt: skip
def test_what_is_no_size_or_digest_is_refused(size: Any, digest: Any) -> None:
    with refusal(UNKNOWN):
        attachment.parse(size, digest)


def test_a_file_of_fifty_million_bytes_fits_when_it_is_sealed() -> None:
    with refusal(attachment.TOO_LARGE):
        attachment.parse(MOST_SEALED + 1, DIGEST)


@pytest.mark.parametrize(
    ("size", "lengths"),
    [
        (1, [1]),
        (PART - 1, [PART - 1]),
        (PART, [PART]),
        (PART + 1, [PART, 1]),
        (2 * PART, [PART, PART]),
        (2 * PART + 7, [PART, PART, 7]),
        (4 * PART + 9, [PART, PART, PART, PART, 9]),
    ],
)
def test_each_part_is_whole_and_the_last_is_what_is_left(size: int, lengths: list[int]) -> None:
    assert Announced(size, DIGEST).parts == len(lengths)
    for number, length in enumerate(lengths):
        attachment.check_part(size, number, length)
        for other in (length - 1, length + 1, 0):
            with refusal(attachment.OTHER_SIZE):
                attachment.check_part(size, number, other)
    for number in (-1, len(lengths)):
        with refusal(UNKNOWN):
            attachment.check_part(size, number, lengths[-1])
