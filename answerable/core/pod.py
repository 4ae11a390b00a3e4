# SPDX-License-Identifier: AGPL-3.0-or-later
"""A pod: the few people whom somebody who asks chose to stand with them, and what each may be told.

It lies in the asker's own sealed file. The software contacts nobody in it, and the server learns no name, no number of
them, and not that there is one. Somebody from it who is to read gets words of their own, like any helper (`way`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from answerable.core.errors import Refused
from answerable.core.words import N_

MOST = 8
LONGEST = 60

NOT_NOW = N_("This cannot be done with this person now.")
NAME_FIRST = N_("Please write what you call them; only you see it.")
TOO_LONG = N_("At most 60 letters fit in a name.")
THERE_ALREADY = N_("Somebody stands here under this name already.")
NOBODY = N_("Nobody stands here under this name.")
TOO_MANY = N_("Eight people stand here already. A pod is small, so that you can trust each of them.")
NOT_KNOWN = N_("This is not one of the things that somebody may be told.")


class PodStage(StrEnum):
    NAMED = "named"
    WILLING = "willing"
    ENDED = "ended"


class PodMove(StrEnum):
    NAME = "name"
    WILLING = "willing"
    TELL = "tell"
    END = "end"


# Only their asker moves them; what was said between people stands nowhere. Who ended is not kept.
POD_MOVES: Mapping[tuple[PodStage | None, PodMove], PodStage] = {
    (None, PodMove.NAME): PodStage.NAMED,
    (PodStage.NAMED, PodMove.WILLING): PodStage.WILLING,
    (PodStage.NAMED, PodMove.TELL): PodStage.NAMED,
    (PodStage.WILLING, PodMove.TELL): PodStage.WILLING,
    (PodStage.NAMED, PodMove.END): PodStage.ENDED,
    (PodStage.WILLING, PodMove.END): PodStage.ENDED,
}
TOLD: Mapping[str, str] = {
    "nothing": N_("nothing yet"),
    "that_i_asked": N_("that I asked"),
    "what_i_asked": N_("what I asked for"),
    "everything": N_("all of it"),
}


@dataclass(frozen=True)
class Person:
    """One of a pod. `told` is a key of TOLD: a note for its asker, and nothing that is sent to anybody."""

    name: str
    told: str
    stage: PodStage


Pod = tuple[Person, ...]


def next_stage(stage: PodStage | None, move: PodMove) -> PodStage:
    """The stage after `move`; a missing cell is Refused."""
    after = POD_MOVES.get((stage, move))
    if after is None:
        raise Refused(NOT_NOW)
    return after


def move(pod: Pod, move: PodMove, name: str, told: str = "nothing") -> Pod:
    """The pod after one move. Raises Refused."""
    called = " ".join(name.split())
    if told not in TOLD:
        raise Refused(NOT_KNOWN)
    found = next((each for each in pod if each.name == called), None)
    if move is PodMove.NAME:
        _check_new(pod, found, called)
        return (*pod, Person(called, told, next_stage(None, move)))
    if found is None:
        raise Refused(NOBODY)
    after = replace(found, stage=next_stage(found.stage, move), told=told if move is PodMove.TELL else found.told)
    return tuple(
        after if each is found else each for each in pod if each is not found or after.stage is not PodStage.ENDED
    )


def _check_new(pod: Pod, found: Person | None, called: str) -> None:
    if not called:
        raise Refused(NAME_FIRST)
    if len(called) > LONGEST:
        raise Refused(TOO_LONG)
    if found is not None:
        raise Refused(THERE_ALREADY)
    if len(pod) >= MOST:
        raise Refused(TOO_MANY)
