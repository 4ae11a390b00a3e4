# SPDX-License-Identifier: AGPL-3.0-or-later
"""The help list: what was checked lately first; what was not says so by itself."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from answerable.web.public.shelf import Help

STALE_DAYS: Final = 180


def is_stale(help_: Help, today: date) -> bool:
    """Whether nobody has looked for more than 180 days."""
    return (today - help_.checked).days > STALE_DAYS


def listed(helps: Sequence[Help], today: date) -> list[dict[str, Any]]:
    """By name, the stale ones last."""
    rows = [{"help": each, "stale": is_stale(each, today)} for each in helps]
    return sorted(rows, key=lambda row: (row["stale"], row["help"].name))
