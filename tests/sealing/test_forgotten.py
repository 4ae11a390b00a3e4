# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a server may say went by itself: client/tests/forgotten.test.ts reads the same vectors."""

from typing import Any

import pytest

from answerable.sealing.thread import count_forgotten
from tests.sealing.vectors import read

ALL = read("forgotten")


@pytest.mark.parametrize("row", [*ALL["valid"], *ALL["invalid"]], ids=lambda row: str(row["name"]))
def test_what_went_by_itself_is_believed_for_days_that_can_be(row: dict[str, Any]) -> None:
    assert dict(count_forgotten(row, row["today"])) == row["counts"]


def test_where_nothing_is_said_to_have_gone_nothing_has() -> None:
    assert count_forgotten({"lodged": "2031-05-01"}, "2031-08-01") == {}
