# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading a statement of two pages, after a first reading has made the rules ready."""

from __future__ import annotations

import re
import time
from datetime import date
from typing import Final

from answerable.reading.reading import read_statement
from bench.row import Measure, Measured, Seen

ROUNDS: Final = 15
DAY: Final = date(2031, 5, 20)
SENTENCES: Final = (
    "We regret that the winter kitchen was closed without a word to those who ran it. ",
    "Mistakes were made, and some people may have felt left out. ",
    "You asked us to put the minutes of the spring meeting on the members’ page. ",
    "The treasurer will pay the crew for the winter by 1 June 2031 and will show the receipts to the members. ",
    "In the coming weeks we will begin to explore how our council might carry its part of the repair. ",
    "We thank everybody who spoke up, and we believe in open doors. ",
    "Within thirty days the secretary will publish the accounts of the fund, and an outside reader will check them. ",
)
TEXT: Final = "".join(SENTENCES * 9)  # about 1,000 words


def reading() -> Measured:
    """Milliseconds of a reading, beside one pass that only finds the words."""
    read_statement(TEXT, DAY)
    values, limits = [], []
    for _ in range(ROUNDS):
        values.append(_milliseconds(lambda: read_statement(TEXT, DAY)))
        limits.append(_milliseconds(lambda: [each.lower() for each in re.findall(r"\w+", TEXT)]))
    return {"two-pages": Seen(values, limits, f"{len(TEXT.split()):,} words, {len(SENTENCES) * 9} sentences")}


def _milliseconds(act: object) -> float:
    began = time.perf_counter()
    act()  # type: ignore[operator]
    return (time.perf_counter() - began) * 1000


MEASURES: Final[tuple[Measure, ...]] = ((("two-pages",), reading),)
