# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whoever keeps something until the record has another head is told so by the file's stamp."""

from itertools import pairwise

import pytest

from answerable.record import publishing


@pytest.mark.usefixtures("store")
def test_each_head_that_is_put_in_place_has_another_stamp() -> None:
    publishing.path("checkpoint").unlink(missing_ok=True)
    stamps = [publishing.head_stamp()]
    for _ in range(20):  # a file that goes leaves its number to the next but one
        publishing.put("checkpoint", b"the same bytes")
        stamps.append(publishing.head_stamp())
    assert stamps[0] == (0, 0)
    assert all(one != other for one, other in pairwise(stamps))
    assert publishing.head_stamp() == stamps[-1]
