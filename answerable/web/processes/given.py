# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a posted form to the value of an act: fields `v-…` are words, `l-…` lists with commas, `t-…` ticks."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict


def value_of(posted: QueryDict) -> dict[str, Any]:
    """Only what the form names; what may stand in it, the rules check."""
    value: dict[str, Any] = {name[2:]: str(posted[name]) for name in posted if name.startswith("v-")}
    value |= {name[2:]: split(str(posted[name])) for name in posted if name.startswith("l-")}
    value |= {name[2:]: [each for each in posted.getlist(name) if each] for name in posted if name.startswith("t-")}
    return value


def split(found: str) -> list[str]:
    return [each for each in found.split(",") if each]
