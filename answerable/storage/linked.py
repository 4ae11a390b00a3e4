# SPDX-License-Identifier: AGPL-3.0-or-later
"""The seam between letters and statements: which sentences a statement holds against which number of a letter.

Statements bring the rows; until then there are none. Pages and pictures ask here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class LinkedSentence:
    """One sentence of a statement. `answers`: the body linked it and the group accepted that; else it only echoes.

    `href` is the statement's own page on this server.
    """

    sentence: str
    answers: bool
    statement: str
    date: date
    href: str


def sentences_for(letter: str) -> Mapping[int, Sequence[LinkedSentence]]:
    """By number: the sentences that speak of a letter (its code), the oldest statement first."""
    del letter
    return {}
