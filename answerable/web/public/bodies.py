# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bodies as the public pages describe them. Nothing that a handler or asker typed is in it."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from answerable.core import bank
from answerable.core.answer import POWERS
from answerable.core.backer import GIVES
from answerable.core.body import Body, BodyStage, Tree, came_from, children, has_joined, heir
from answerable.core.clocks import URGENT_DAYS, Clocks
from answerable.core.words import N_
from answerable.web.public import pledges

SMALL: Final = 30
MANY: Final = 100
DEEPEST: Final = 20
Part = dict[str, Any]

DUTIES: Final[Mapping[str, str]] = {
    "acknowledge": N_("A person says that they have read it"),
    "answer": N_("They answer: yes, in part, another offer, or no"),
    "word": N_("Until then they send word, at least every"),
    "promise": N_("After a yes they promise something that can be checked"),
}


def roots(tree: Tree) -> list[Part]:
    """All bodies as a list of lists, each under its parent; those without a parent first.

    Where they are many, only the upper ones: each body's own page lists those under it.
    """
    depth = DEEPEST if len(tree) <= MANY else 1
    return [_branch(each, tree, depth) for each in _sorted(tree) if each.parent is None or each.parent not in tree]


def _branch(body: Body, tree: Tree, depth: int) -> Part:
    under = [_branch(each, tree, depth - 1) for each in children(body.code, tree)] if depth else []
    return {"name": body.name, "slug": body.slug, "line": stands(body), "late": False, "under": under}


def _row(body: Body) -> Part:
    return {"name": body.name, "slug": body.slug, "line": stands(body)}


def _sorted(tree: Tree) -> list[Body]:
    return sorted(tree.values(), key=lambda each: (each.stage is BodyStage.DISSOLVED, each.name))


def stands(body: Body) -> str:
    """One line: whether it takes part."""
    if body.stage is BodyStage.DISSOLVED:
        return _("has ended")
    if not has_joined(body):
        return _("has left") if body.left_date else _("has not joined")
    return _("takes part") if body.door_open else _("has joined; nobody is ready to read yet")


def described(body: Body, tree: Tree) -> Part:
    """Everything but the figures."""
    return {
        "name": body.name,
        "slug": body.slug,
        "stands": stands(body),
        "joined_lines": joined_lines(body, tree),
        "small": how_small(body),
        "is_small": body.members is not None and body.members < SMALL,
        "parent": _link(body.parent, tree),
        "second_line": _link(body.second_line, tree),
        "successor": _link(heir(body.code, tree), tree) if body.stage is BodyStage.DISSOLVED else None,
        "under": [_row(each) for each in children(body.code, tree)],
        "came": [_row(each) for each in came_from(body.code, tree)],
        "leading": [_(POWERS[role]) for role in body.leading if role in POWERS],
        "duties": duties(body.clocks),
        "urgent": _(
            "For asks that cannot wait it is {n} days to say it was read, and {n} days to answer: {kinds}."
        ).format(n=URGENT_DAYS, kinds=_urgent_kinds()),
        "pledges": pledges.sentences(body.pledges),
        "can_be_asked": body.stage is not BodyStage.DISSOLVED and body.second_line is not None,
    }


def _urgent_kinds() -> str:
    return "; ".join(_(each.title) for each in bank.KINDS.values() if each.urgent)


def _link(code: str | None, tree: Tree) -> Part | None:
    found = tree.get(code) if code else None
    return None if found is None else {"name": found.name, "slug": found.slug}


def joined_lines(body: Body, tree: Tree) -> list[str]:
    """Whether it joined, and what that means for whoever asks."""
    if body.stage is BodyStage.DISSOLVED:
        return _ended(body, tree)
    if has_joined(body):
        return [_("It has joined: people there have their own keys, and said that they will read and answer.")]
    if body.left_date is not None:
        left = _("{body} left on {day}. What it owes, it owes all the same.")
        return [left.format(body=body.name, day=_day(body.left_date))]
    lines = [_("{body} has not joined. Nobody there can open anything here.").format(body=body.name)]
    if body.listed_letter_date is None:
        return [*lines, _("It has not been sent a letter yet, so no days are counted yet.")]
    return [*lines, _("It was sent a letter that says only that people can ask it. The days are counted from then.")]


def _ended(body: Body, tree: Tree) -> list[str]:
    code = heir(body.code, tree)
    lines = [_("{body} has ended. No ask ends with it.").format(body=body.name)]
    if body.ended_date is not None:
        lines = [_("{body} ended on {day}. No ask ends with it.").format(body=body.name, day=_day(body.ended_date))]
    if code is None:
        return lines
    return [*lines, _("What is open is owed by {body} now.").format(body=tree[code].name)]


def _day(day: date) -> str:
    return date_format(day, "j F Y")


def backers(rows: list[Part]) -> list[Part]:
    """Who pays for what happens around asks, and since when; those that ended stay."""
    return [
        {
            "name": each["name"],
            "gives": _(GIVES[each["gives"]]),
            "since": _day(each["from_date"]),
            "until": _day(each["until_date"]) if each["until_date"] else "",
        }
        for each in rows
    ]


def how_small(body: Body) -> str:
    """How many belong to it: whoever asks must know before the first word."""
    if body.members is None:
        return _("Nobody has said how many people belong here. If it is few, they may guess who asked.")
    line = ngettext("About {n} person belongs here.", "About {n} people belong here.", body.members)
    if body.members >= SMALL:
        return line.format(n=body.members)
    return f"{line.format(n=body.members)} {_('In so small a group people may guess who asked.')}"


def duties(clocks: Clocks) -> list[Part]:
    """Each duty with its days, and whether it is better than the most that anybody may take."""
    most, own = asdict(Clocks()), asdict(clocks)
    return [
        {
            "about": _(about),
            "says": ngettext("{n} day", "{n} days", own[name]).format(n=own[name]),
            "better": own[name] < most[name],
        }
        for name, about in DUTIES.items()
    ]
