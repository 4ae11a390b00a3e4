# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the operator's forms may say."""

import re
from datetime import date
from typing import Any, Final

from django.utils.text import slugify

from answerable.actions.installing import LAW, RELATIONS
from answerable.core.body import Tree, heir
from answerable.core.clocks import Clocks
from answerable.core.errors import Refused
from answerable.core.words import N_
from answerable.web.given import NO_DAY, Given

SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
BAD_SLUG = N_("The short name may hold small letters a to z, figures and single lines between them.")
NEEDS_BODY = N_("If the host is an organisation that can be asked, or stands above one, say which.")
NEEDS_HEIR = N_("This organisation has no parent and no successor that could take over. Name one first.")
LATER = N_("This day has not come yet.")
SAY_SURE = N_("Please tick that you are sure.")
MOST_MEMBERS: Final = 10_000_000
CLOCKS: Final = ("acknowledge", "answer", "word", "promise")


def host(given: Given, tree: Tree) -> dict[str, Any]:
    """Who runs this server, who pays, and how that stands to the bodies."""
    relation = given.one_of("relation", RELATIONS) or ""
    body = given.one_of("host_body", tree, needed=False)
    if relation != "outside" and body is None:
        raise Refused(NEEDS_BODY)
    return {
        "runs": given.line("runs", most=200),
        "pays": given.line("pays", most=200),
        "relation": relation,
        "host_body": None if relation == "outside" else body,
        "law": given.several("law", LAW),
    }


def new_body(given: Given, tree: Tree) -> dict[str, Any]:
    name = given.line("name")
    slug = given.line("slug", most=60, needed=False) or slugify(name)[:60]
    if not SLUG.fullmatch(slug):
        raise Refused(BAD_SLUG)
    return {
        "name": name,
        "slug": slug,
        "parent": given.one_of("parent", tree, needed=False),
        "second_line": given.one_of("second_line", tree, needed=False),
        "members": given.number("members", most=MOST_MEMBERS),
        "time_zone": given.line("time_zone", most=40),
    }


def place(given: Given, tree: Tree) -> dict[str, Any]:
    return {
        "parent": given.one_of("parent", tree, needed=False),
        "successor": given.one_of("successor", tree, needed=False),
        "second_line": given.one_of("second_line", tree, needed=False),
        "members": given.number("members", most=MOST_MEMBERS),
    }


def better_clocks(given: Given, now: Clocks) -> dict[str, int]:
    """Only the clocks that change; whether they are better is core's to say."""
    wanted = {name: given.number(name, most=1000) for name in CLOCKS}
    return {name: days for name, days in wanted.items() if days is not None and days != getattr(now, name)}


def check_sure(given: Given) -> None:
    if given.line("sure", needed=False) != "yes":
        raise Refused(SAY_SURE)


def check_heir(code: str, tree: Tree) -> None:
    """Asked of every body that ends, whether or not anything is open: the refusal must not tell."""
    above = tree[code]
    if not any(heir(each, tree) for each in (above.parent, above.successor) if each is not None):
        raise Refused(NEEDS_HEIR)


def letter_day(given: Given, today: date) -> date:
    """The day the letter went: not one that has not come."""
    day = given.day("day")
    if day is None:
        raise Refused(NO_DAY)
    if day > today:
        raise Refused(LATER)
    return day
