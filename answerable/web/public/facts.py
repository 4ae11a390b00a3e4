# SPDX-License-Identifier: AGPL-3.0-or-later
"""Released figures as a body's page shows them: level beside level, each with its denominator and missing share."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from answerable.core.body import Body, Tree, parents
from answerable.core.fact_words import ANYBODY_CAN, DURATION_HIDDEN, LINES, NOT_COUNTED, TITLES
from answerable.core.facts import DURATIONS, TOO_FEW, YEARLY, Figure, Release
from answerable.core.state import Door
from answerable.core.words import N_

Part = dict[str, Any]

DOORS: Final[Mapping[Door, str]] = {
    Door.OPEN: N_("Sent by anybody"),
    Door.INVITED: N_("Sent with an invitation from a group outside"),
}
# What is shown at once; all of it stands behind one touch.
FIRST: Final = ("received", "acknowledged_in_time", "answered_in_time", "waiting_past_day", "promises_past_due")
SILENT: Final = frozenset({"waited_90", "look_back_90"})
# The drawing on the first page: read on day 5, and late from day 31 on.
EXAMPLE: Final = tuple("act" if day == 5 else "late" if day > 30 else "" for day in range(1, 43))


def shown(body: Body, tree: Tree, release: Release | None) -> Part:
    """What one release says about this body and the levels above it."""
    if release is None or not release.figures:
        return {"month": "", "own": _own(body, release), "levels": [], "doors": [], "lines": [], "lead": ""}
    levels = _levels(body, tree, release)
    return {
        "month": month_name(release.figures[0].month),
        "own": _own(body, release),
        "levels": [_level_title(level, tree, release) for level in levels],
        "doors": [_door(door, levels, release) for door in DOORS],
        "lead": _lead(levels, tree, release),
        "lines": [_(each) for each in (NOT_COUNTED, ANYBODY_CAN, DURATION_HIDDEN)],
    }


def month_name(month: str) -> str:
    """“2031-03” as “March 2031”."""
    return date_format(date.fromisoformat(f"{month}-01"), "F Y")


def _own(body: Body, release: Release | None) -> list[Part]:
    """What askers of this body let show by its name; silence is drawn as an empty line."""
    lines = [] if release is None else [each.line for each in release.lines if each.body == body.code]
    return [{"says": _(LINES[line]), "silent": line in SILENT} for line in lines]


def _levels(body: Body, tree: Tree, release: Release) -> list[str]:
    """The levels at which figures of this body or of those above it stand, nearest first."""
    have = {each.level for each in release.figures}
    return [each.code for each in (body, *parents(body, tree)) if each.code in have]


def _level_title(level: str, tree: Tree, release: Release) -> str:
    size = next(each.bodies for each in release.figures if each.level == level)
    line = ngettext("{body}: {n} organisation together", "{body}: {n} organisations together", size)
    return line.format(body=tree[level].name, n=size)


def _lead(levels: list[str], tree: Tree, release: Release) -> str:
    """The one sentence that stands first: who has waited too long, and what that does not say."""
    found = _figures(release, Door.OPEN)
    if not levels or (levels[0], "waiting_past_day") not in found:
        return ""
    figure = found[levels[0], "waiting_past_day"]
    says = _("The {n} organisations of {body}, together: {band} asks have waited longer than was promised.")
    return says.format(n=figure.bodies, body=tree[levels[0]].name, band=say_band(figure.band))


def _figures(release: Release, door: Door) -> dict[tuple[str, str], Figure]:
    return {(each.level, each.fact): each for each in release.figures if each.door == door}


def _door(door: Door, levels: list[str], release: Release) -> Part:
    found = _figures(release, door)
    rows = [
        {"fact": fact, "title": _(TITLES[fact]), "cells": [_cell(found.get((level, fact)), fact) for level in levels]}
        for fact in TITLES
        if fact not in YEARLY or any((level, fact) in found for level in levels)
    ]
    first = [row for row in rows if row["fact"] in FIRST]
    return {"title": _(DOORS[door]), "rows": rows, "first": first}


def _cell(figure: Figure | None, fact: str) -> Part:
    if figure is None:
        return {"band": TOO_FEW, "of": "", "missing": ""}
    if fact in DURATIONS:
        return {"band": _days(figure.band), "of": "", "missing": ""}
    return {
        "band": say_band(figure.band),
        "of": "" if figure.of is None else _("of {band}").format(band=say_band(figure.of)),
        "missing": "" if figure.missing is None else _("not known: {band}").format(band=say_band(figure.missing)),
    }


def _days(band: str) -> str:
    return _("too few to show") if band == TOO_FEW else _("{band} days").format(band=say_band(band))


def say_band(band: str) -> str:
    """“0–4” as it is read aloud: “0 to 4”."""
    low, dash, high = band.partition("–")
    return _("{low} to {high}").format(low=low, high=high) if dash and low and high else band
