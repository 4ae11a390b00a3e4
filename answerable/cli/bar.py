# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far something long is."""

from __future__ import annotations

import sys


def draw(done: int, size: int, unit: int = 1) -> None:
    """One line on a terminal; nothing where the output is kept. Counts are shown in units of `unit`."""
    if sys.stderr.isatty():
        full = 30 * done // max(size, 1)
        end = "\n" if done == size else ""
        shown = f"{done // unit} of {size // unit}"
        print(f"\r[{'#' * full}{'.' * (30 - full)}] {shown}", end=end, file=sys.stderr, flush=True)
