# SPDX-License-Identifier: AGPL-3.0-or-later
"""docs/moves.md, generated from the tables: change a table, and the drawing follows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeVar

from answerable.core.ask import MOVES, WHILE_KEPT_ON, WHILE_PAUSED, WHILE_WITHDRAWN
from answerable.core.attester import ATTESTER_MOVES
from answerable.core.bank import KINDS
from answerable.core.body import BODY_MOVES
from answerable.core.boundary import BOUNDARY_MOVES
from answerable.core.clocks import Clocks, clocks_for
from answerable.core.consent import CONSENT_MOVES
from answerable.core.facilitator import FACILITATOR_MOVES
from answerable.core.handler import HANDLER_MOVES
from answerable.core.letter import LETTER_MOVES
from answerable.core.mark import PREVIEWS, Audience, MarkValue
from answerable.core.move import Move, Role
from answerable.core.permission import TABLE, Permission
from answerable.core.process import RUN_MOVES
from answerable.core.promise import PROMISE_MOVES
from answerable.core.way import ALLOWS, SUPPORT, WayKind

State = TypeVar("State", bound=StrEnum)
Act = TypeVar("Act", bound=StrEnum)

HEAD = """# Moves, stages, roles

This page is generated from the tables of `answerable/core` by `answerable/core/diagram.py`; a test compares the two.
A cell that does not stand in a table is a refusal. `clock` is the software itself on a due day; it can never mark.
"""
ASK_NOTE = """
With a day to wait for, the first `lodged` leads to `held`; the second, by the clock on that day, to `lodged`.
Besides its stage an ask has three flags: *paused*, *withdrawn*, *erased*. An erased ask has no moves.

For everybody but its asker a marked ask stands where it had reached without the mark, so readers' moves have no rows
in `marked`: a mark that nobody may see yet changes nothing that anybody could notice. A mark of a promise, and one
taken back, leave the ask at the stage it had reached. A changed *kind* goes on like `reopen`. Terms change no stage.
"""
PROMISE_NOTE = """
*Due* and *past due* are no stages: they follow from the dates by themselves. `accepted` and `declined` at the stage
`accepted` settle a moved date that waits for the asker; declining it leaves the old date.
"""
CONSENT_NOTE = """
A consent is for one party, one purpose and one thing, and is used once. It lives from the day it was given to its last
day, at most a year; whatever it was asked for is refused on any other day. Refusing it changes nothing else.
"""
BOUNDARY_NOTE = """
*Kept* and *breached* are no stages: they follow from the breaks that were logged. Each break has a clock of 72 hours
that no pause puts off. An ask whose kind is a boundary states one itself; its answer accepts it or does not.
"""
RUN_NOTE = """
The stage is the one after the last yes that was needed; `done`, `leave_out` and `late` end a run where the next code
is an ending. `asker` stands for whoever owns a process: in one around no ask, the people who take part. A run has no
move on an ask.
"""
FACILITATOR_NOTE = """
The party asked has no cell but a wish, which moves nothing. A new tie or another payer leads back to *declared*.
"""
ATTESTER_NOTE = """
The party asked, its backup and the operator have no cell at all. What an attester said stays when they end, and marks
nothing.
"""
LETTER_NOTE = """
The stage is the one after the last signature that was needed: to put it up all who hold it sign, a mark needs as many
as the group chose, pausing and hiding need one. While it is paused the body's moves are refused. A letter is *promised*
or *past due* by its numbers, which follow from their dates.
"""


def document() -> str:
    """The whole page as Markdown."""
    parts = (
        HEAD,
        "## An ask\n",
        _drawing(MOVES),
        ASK_NOTE,
        _table(MOVES),
        "## While a flag is set\n",
        _flags(),
        "## A promise\n",
        _drawing(PROMISE_MOVES),
        PROMISE_NOTE,
        _table(PROMISE_MOVES),
        "## A consent\n",
        _drawing(CONSENT_MOVES),
        CONSENT_NOTE,
        _table(CONSENT_MOVES),
        "## A boundary\n",
        _drawing(BOUNDARY_MOVES),
        BOUNDARY_NOTE,
        _table(BOUNDARY_MOVES),
        "## A body\n",
        _drawing(BODY_MOVES),
        _table(BODY_MOVES),
        "## A letter\n",
        _drawing(LETTER_MOVES),
        LETTER_NOTE,
        _table(LETTER_MOVES),
        "## A process\n",
        _drawing(RUN_MOVES),
        RUN_NOTE,
        _table(RUN_MOVES),
        "## A facilitator\n",
        _drawing(FACILITATOR_MOVES),
        FACILITATOR_NOTE,
        _table(FACILITATOR_MOVES),
        "## An attester\n",
        _drawing(ATTESTER_MOVES),
        ATTESTER_NOTE,
        _table(ATTESTER_MOVES),
        "## A handler\n",
        _drawing(HANDLER_MOVES),
        _table(HANDLER_MOVES),
        "## Who sees what of a mark\n\nFrom the third day after it was made, word for word.\n",
        _previews(),
        "## The ask bank\n",
        _bank(),
        "## What the key of somebody who helps allows\n\nWith the asker's own words all; with these nothing else.\n",
        _keys(),
        "## Permissions\n\nThe scope says how somebody must stand to the thing.\n",
        _permissions(),
    )
    return "\n".join(part.strip("\n") + "\n" for part in parts)


def _drawing(moves: Mapping[tuple[State | None, Act], tuple[frozenset[Role], State]]) -> str:
    """A Mermaid state diagram; acts that lead from one stage to the same other one share an arrow."""
    arrows: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (stage, move), (_, after) in moves.items():
        arrows[_start(stage), str(after)].append(str(move))
    drawn = (f"    {one} --> {other}: {', '.join(acts)}" for (one, other), acts in arrows.items() if one != other)
    return "\n".join(("```mermaid", "stateDiagram-v2", *drawn, "```"))


def _start(stage: StrEnum | None) -> str:
    return "[*]" if stage is None else str(stage)


def _table(moves: Mapping[tuple[State | None, Act], tuple[frozenset[Role], State]]) -> str:
    """Every cell: stage, move, who may, and the stage after it."""
    rows = ((_start(stage), str(move), _roles(roles), str(after)) for (stage, move), (roles, after) in _sorted(moves))
    return _rows(("stage", "move", "who", "then"), rows)


def _sorted(
    moves: Mapping[tuple[State | None, Act], tuple[frozenset[Role], State]],
) -> list[tuple[tuple[State | None, Act], tuple[frozenset[Role], State]]]:
    acts = list(dict.fromkeys(act for _, act in moves))
    stages = list(dict.fromkeys(stage for stage, _ in moves))
    return sorted(moves.items(), key=lambda cell: (stages.index(cell[0][0]), acts.index(cell[0][1])))


def _roles(roles: Iterable[Role]) -> str:
    named = frozenset(roles)
    return ", ".join(str(role) for role in Role if role in named)


def _rows(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = (head, tuple("---" for _ in head), *rows)
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _flags() -> str:
    columns = (WHILE_PAUSED, WHILE_KEPT_ON, WHILE_WITHDRAWN)
    rows = ((str(move), *("yes" if move in column else "–" for column in columns)) for move in Move)
    return _rows(("move", "paused", "paused, urgent clocks kept on", "withdrawn"), rows)


def _previews() -> str:
    rows = ((str(value), *(PREVIEWS[each][value] for each in Audience)) for value in MarkValue)
    return _rows(("mark", *(str(each) for each in Audience)), rows)


def _bank() -> str:
    rows = ((each.key, each.title, each.form, _days(each.key)) for each in KINDS.values())
    return _rows(("kind", "on pages", "form", "days to acknowledge / answer"), rows)


def _days(kind: str) -> str:
    days = clocks_for(kind, Clocks())
    return f"{days.acknowledge} / {days.answer}"


def _keys() -> str:
    columns = [kind for kind in WayKind if kind in SUPPORT]
    moves = (move for move in Move if any(move in ALLOWS[kind] for kind in columns))
    rows = ((str(move), *("yes" if move in ALLOWS[kind] else "–" for kind in columns)) for move in moves)
    return _rows(("move", *(str(kind) for kind in columns)), rows)


def _permissions() -> str:
    rows = ((str(each), _scopes(each)) for each in Permission)
    return _rows(("permission", "who, over which things"), rows)


def _scopes(permission: Permission) -> str:
    groups: dict[str, list[Role]] = defaultdict(list)
    for role, scope in TABLE[permission].items():
        groups[str(scope)].append(role)
    return "; ".join(f"{_everybody(roles)}: {scope}" for scope, roles in groups.items())


def _everybody(roles: list[Role]) -> str:
    people = len(Role) - 1
    return "everybody" if len(roles) == people else _roles(roles)
