# SPDX-License-Identifier: AGPL-3.0-or-later
"""An hour at a steady rate, as `make bench ROWS=soak` draws it; a few seconds of it in every run of the tests."""

from __future__ import annotations

import statistics

import pytest

from bench import rows
from bench.row import judge
from bench.speed import soak


@pytest.mark.parametrize(
    ("minutes", "seconds"), [(4, 4.0), pytest.param(soak.MINUTES, soak.ROUND_SECONDS, marks=pytest.mark.long)]
)
def test_nothing_is_lost_and_nothing_grows(minutes: int, seconds: float) -> None:
    seen = soak.judged(soak.soak(minutes, seconds))
    planned = {one.key: one for one in rows.of_group("soak")}
    judged = {key: judge(planned[key], one) for key, one in seen.items()}
    assert judged["soak-lost"]["met"]
    assert judged["soak-files"]["met"], judged
    if minutes == soak.MINUTES:
        assert judged["soak-memory"]["met"], judged
        assert judged["soak-wait"]["met"], judged


def test_what_grows_is_seen() -> None:
    leaking = [soak.Round([5.0], 0, 100 + minute, 40 + minute) for minute in range(60)]
    assert soak.growth(leaking, lambda one: one.open_files) > 1.1
    assert soak.growth(leaking, lambda one: one.wait) == statistics.median([1.0])
