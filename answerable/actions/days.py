# SPDX-License-Identifier: AGPL-3.0-or-later
"""The day of an instant where a body is."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo


def day_in(time_zone: str, at: datetime) -> date:
    return at.astimezone(ZoneInfo(time_zone)).date()
