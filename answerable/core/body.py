# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bodies as a tree: parent, successor and a second line that is never the parent alone."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from answerable.core.clocks import Clocks
from answerable.core.errors import Refused
from answerable.core.move import Role
from answerable.core.words import N_

NOT_NOW = N_("This organisation cannot do that now.")
SECOND_LINE_IS_PARENT = N_("The backup must be somebody else than the parent or the organisation itself.")
CYCLE = N_("An organisation cannot stand under itself.")
NOT_ONE_OF_THEM = N_("They can become one only in an organisation that lives and is none of those that end.")
NOT_THERE = N_("One of these organisations is not on this server.")


class BodyStage(StrEnum):
    LISTED = "listed"
    PLEDGED = "pledged"
    PAUSED = "paused"
    DISSOLVED = "dissolved"


class BodyMove(StrEnum):
    LIST = "list"
    LETTER = "letter"
    PLEDGE = "pledge"
    PAUSE = "pause"
    RESUME = "resume"
    DISSOLVE = "dissolve"
    MERGE = "merge"
    LEAVE = "leave"


_OPERATOR = frozenset({Role.OPERATOR})
_STEWARD = frozenset({Role.BODY_STEWARD})
_EITHER = _OPERATOR | _STEWARD

_LIVING = (BodyStage.LISTED, BodyStage.PLEDGED, BodyStage.PAUSED)

# A body that left is only listed again: it is asked all the same, its open asks and their clocks run on, and its people
# go on reading what they read. A paused body still owes every clock: pausing only says that no new reader is invited.
BODY_MOVES: Mapping[tuple[BodyStage | None, BodyMove], tuple[frozenset[Role], BodyStage]] = {
    (None, BodyMove.LIST): (_OPERATOR, BodyStage.LISTED),
    (BodyStage.LISTED, BodyMove.LETTER): (_OPERATOR, BodyStage.LISTED),
    (BodyStage.LISTED, BodyMove.PLEDGE): (_EITHER, BodyStage.PLEDGED),
    (BodyStage.PLEDGED, BodyMove.PLEDGE): (_EITHER, BodyStage.PLEDGED),
    (BodyStage.PLEDGED, BodyMove.PAUSE): (_STEWARD, BodyStage.PAUSED),
    (BodyStage.PAUSED, BodyMove.RESUME): (_STEWARD, BodyStage.PLEDGED),
    (BodyStage.LISTED, BodyMove.DISSOLVE): (_OPERATOR, BodyStage.DISSOLVED),
    (BodyStage.PLEDGED, BodyMove.DISSOLVE): (_OPERATOR, BodyStage.DISSOLVED),
    (BodyStage.PAUSED, BodyMove.DISSOLVE): (_OPERATOR, BodyStage.DISSOLVED),
    **{(stage, BodyMove.MERGE): (_OPERATOR, BodyStage.DISSOLVED) for stage in _LIVING},
    (BodyStage.PLEDGED, BodyMove.LEAVE): (_EITHER, BodyStage.LISTED),
    (BodyStage.PAUSED, BodyMove.LEAVE): (_EITHER, BodyStage.LISTED),
}


@dataclass(frozen=True)
class Body:
    """An organisation, chapter, board or team. `parent`, `successor` and `second_line` are codes of bodies.

    `joined_date` is None while it is only listed; `members` is about how many belong to it, if known. `leading` are the
    roles (keys of `answer.POWERS`) that lead it: an ask about one of them goes past it by rule.
    """

    code: str
    slug: str
    name: str
    parent: str | None = None
    successor: str | None = None
    second_line: str | None = None
    stage: BodyStage = BodyStage.LISTED
    time_zone: str = "UTC"
    members: int | None = None
    joined_date: date | None = None
    door_open: bool = False
    clocks: Clocks = field(default_factory=Clocks)
    pledges: Mapping[str, str] = field(default_factory=dict)
    listed_letter_date: date | None = None
    ended_date: date | None = None
    left_date: date | None = None
    leading: tuple[str, ...] = ()


Tree = Mapping[str, Body]


def next_stage(stage: BodyStage | None, move: BodyMove, *, by: Role) -> BodyStage:
    """The stage after `move`; a missing cell or another role is Refused."""
    roles, after = BODY_MOVES.get((stage, move), (frozenset[Role](), BodyStage.LISTED))
    if by not in roles:
        raise Refused(NOT_NOW)
    return after


def has_joined(body: Body) -> bool:
    """Whether the body itself takes part, or is only listed."""
    return body.joined_date is not None and body.left_date is None


def parents(body: Body, tree: Tree) -> Iterator[Body]:
    """The parents upward, nearest first. Raises Refused for a cycle or a parent that is not there."""
    seen = {body.code}
    while body.parent is not None:
        body = _body(body.parent, tree)
        if body.code in seen:
            raise Refused(CYCLE)
        seen.add(body.code)
        yield body


def check_place(body: Body, tree: Tree) -> None:
    """Raise Refused unless `body` fits into the tree: no cycle, and a second line that can see past the parent."""
    grown = {**tree, body.code: body}
    for _ in parents(body, grown):
        pass
    _check_successors(body, grown)
    if body.second_line is None:
        return
    _body(body.second_line, grown)
    if body.second_line in (body.code, body.parent):
        raise Refused(SECOND_LINE_IS_PARENT)


def _check_successors(body: Body, tree: Tree) -> None:
    seen = {body.code}
    while body.successor is not None:
        body = _body(body.successor, tree)
        if body.code in seen:
            raise Refused(CYCLE)
        seen.add(body.code)


def _body(code: str, tree: Tree) -> Body:
    if code not in tree:
        raise Refused(NOT_THERE)
    return tree[code]


def heir(code: str, tree: Tree) -> str | None:
    """The living body to which duty passed: successor, else parent, on through dissolved ones; None if none lives."""
    seen: set[str] = set()
    waiting = [code]
    while waiting:
        body = tree.get(waiting.pop())
        if body is None or body.code in seen:
            continue
        if body.stage is not BodyStage.DISSOLVED:
            return body.code
        seen.add(body.code)
        waiting.extend(each for each in (body.parent, body.successor) if each is not None)
    return None


def peers(body: Body, tree: Tree) -> tuple[Body, ...]:
    """The living bodies beside `body`, under the same parent, by name; none where nothing stands above."""
    if body.parent is None:
        return ()
    beside = (each for each in tree.values() if each.parent == body.parent and each.code != body.code)
    return tuple(sorted((each for each in beside if each.stage is not BodyStage.DISSOLVED), key=lambda each: each.name))


def children(code: str, tree: Tree) -> tuple[Body, ...]:
    """The bodies directly below, by name; those that ended last."""
    below = (each for each in tree.values() if each.parent == code)
    return tuple(sorted(below, key=lambda each: (each.stage is BodyStage.DISSOLVED, each.name)))


def came_from(code: str, tree: Tree) -> tuple[Body, ...]:
    """The ended bodies whose duty stands with `code` now, by name."""
    ended = (each for each in tree.values() if each.stage is BodyStage.DISSOLVED and heir(each.code, tree) == code)
    return tuple(sorted(ended, key=lambda each: each.name))


def check_merge(gone: Iterable[Body], into: Body, tree: Tree) -> None:
    """Raise Refused unless these living bodies can become `into`, which must live and be none of them."""
    codes = [each.code for each in gone]
    if len(set(codes)) != len(codes) or not codes or into.code in codes or into.stage is BodyStage.DISSOLVED:
        raise Refused(NOT_ONE_OF_THEM)
    for code in codes:
        _body(code, tree)


def under(code: str, tree: Tree) -> frozenset[str]:
    """The codes of all living bodies below `code`, at any depth."""
    below = {each.code for each in tree.values() if code in {up.code for up in parents(each, tree)}}
    return frozenset(each for each in below if tree[each].stage is not BodyStage.DISSOLVED)
