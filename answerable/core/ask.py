# SPDX-License-Identifier: AGPL-3.0-or-later
"""An ask's life: one table of moves; `decide` turns a wish into a fact or refuses, `evolve` applies the fact."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date

from answerable.core.body import Body
from answerable.core.checking import CHECKS
from answerable.core.errors import Denied, Refused
from answerable.core.evolving import EVOLVE, begin
from answerable.core.handler import Handler
from answerable.core.move import ASKERS, CLOCK, READERS, Fact, Move, Role
from answerable.core.state import Ask, Door, HandOut, Mode, Route, Stage
from answerable.core.value import Value
from answerable.core.wish import Wish, check_attester, check_reader
from answerable.core.words import N_

__all__ = [
    "MOVES",
    "WHILE_KEPT_ON",
    "WHILE_PAUSED",
    "WHILE_WITHDRAWN",
    "Ask",
    "Door",
    "HandOut",
    "Mode",
    "Route",
    "Stage",
    "decide",
    "evolve",
    "offered",
    "replay",
]

Cell = tuple[frozenset[Role], Stage]

_OPEN = (Stage.LODGED, Stage.ACKNOWLEDGED, Stage.ANSWERED, Stage.MARKED)
_LIVE = (Stage.HELD, *_OPEN)
_REACHED = (Stage.LODGED, Stage.ACKNOWLEDGED, Stage.ANSWERED)
_READ = (Stage.ACKNOWLEDGED, Stage.ANSWERED)
_ATTESTER = frozenset({Role.ATTESTER})


def _same(stages: Iterable[Stage], move: Move, roles: frozenset[Role]) -> dict[tuple[Stage | None, Move], Cell]:
    return {(stage, move): (roles, stage) for stage in stages}


# The body's moves have no rows in MARKED: for everybody but the asker a marked ask stands where it had reached,
# so a mark that nobody may see yet changes nothing that anybody could notice. A changed kind goes on like REOPEN,
# and a mark of a promise leaves the ask where it stands.
# What a boundary, a consent or a conflict may do beyond this stands in its own table.
MOVES: Mapping[tuple[Stage | None, Move], Cell] = {
    (None, Move.LODGED): (ASKERS, Stage.LODGED),
    (Stage.HELD, Move.LODGED): (CLOCK, Stage.LODGED),
    (Stage.LODGED, Move.ACKNOWLEDGED): (READERS, Stage.ACKNOWLEDGED),
    (Stage.LODGED, Move.ANSWER): (READERS, Stage.ANSWERED),
    (Stage.ACKNOWLEDGED, Move.ANSWER): (READERS, Stage.ANSWERED),
    (Stage.ANSWERED, Move.ANSWER): (READERS, Stage.ANSWERED),
    **_same((Stage.ACKNOWLEDGED, Stage.ANSWERED), Move.WORD, READERS),
    **_same((Stage.ACKNOWLEDGED, Stage.ANSWERED), Move.PROMISE, READERS),
    **_same((Stage.ACKNOWLEDGED, Stage.ANSWERED), Move.MOVED, READERS),
    **_same((Stage.ACKNOWLEDGED, Stage.ANSWERED), Move.CLAIM, READERS),
    **_same(_REACHED, Move.HANDED_OUT, READERS),
    **_same(_REACHED, Move.TRANSFER, CLOCK),
    (Stage.HELD, Move.TRANSFER): (CLOCK, Stage.HELD),
    **_same(_OPEN, Move.ACCEPTED, ASKERS),
    **_same(_OPEN, Move.DECLINED, ASKERS),
    **_same(_OPEN, Move.RELEASED, ASKERS),
    **{(stage, Move.MARK): (ASKERS, Stage.MARKED) for stage in _OPEN},
    **_same(_LIVE, Move.CHANGE, ASKERS),
    **_same(_OPEN, Move.PAUSE, ASKERS),
    **_same(_OPEN, Move.RESUME, ASKERS),
    **_same(_LIVE, Move.WITHDRAWAL, ASKERS),
    **{(stage, Move.REOPEN): (ASKERS, Stage.LODGED) for stage in _OPEN},
    (Stage.HELD, Move.REOPEN): (ASKERS, Stage.HELD),
    **_same(_LIVE, Move.ADMITTED, ASKERS),
    **_same((Stage.HELD, Stage.MARKED), Move.REMOVED, ASKERS),
    **_same(_REACHED, Move.REMOVED, ASKERS | READERS),
    **_same(_LIVE, Move.REKEYED, ASKERS),
    **{(stage, Move.ERASED): (ASKERS, Stage.LODGED) for stage in _OPEN},
    (Stage.HELD, Move.ERASED): (ASKERS, Stage.HELD),
    **_same(_READ, Move.CONSENT_ASKED, READERS),
    **_same(_READ, Move.CONSENT_USED, READERS),
    **_same(_OPEN, Move.CONSENT_GIVEN, ASKERS),
    **_same(_OPEN, Move.CONSENT_REFUSED, ASKERS),
    **_same(_OPEN, Move.CONSENT_BACK, ASKERS),
    **_same(_OPEN, Move.BOUNDARY, ASKERS),
    **_same(_REACHED, Move.BOUNDARY_YES, READERS),
    **_same(_REACHED, Move.BOUNDARY_NO, READERS),
    **_same(_REACHED, Move.BREACH, ASKERS | READERS),
    (Stage.MARKED, Move.BREACH): (ASKERS, Stage.MARKED),
    **_same(_REACHED, Move.BREACH_ANSWER, READERS),
    **_same(_OPEN, Move.BOUNDARY_LIFTED, ASKERS),
    **_same(_REACHED, Move.CONFLICT, READERS),
    **_same(_REACHED, Move.SAME_ROAD, READERS),
    **_same(_REACHED, Move.RENEWED, READERS),
    **_same((Stage.HELD, *_REACHED), Move.NEW_KEYS, READERS),
    **_same(_LIVE, Move.KEYS_REFUSED, ASKERS),
    **_same((Stage.HELD, Stage.MARKED), Move.RESEALED, ASKERS),
    **_same(_REACHED, Move.RESEALED, ASKERS | READERS),
    **_same(_OPEN, Move.ATTESTER_OFFERED, ASKERS),
    **_same(_OPEN, Move.ATTESTER_ACCEPTED, ASKERS),
    (Stage.MARKED, Move.ATTESTER_ENDED): (ASKERS, Stage.MARKED),
    **_same(_REACHED, Move.ATTESTER_ENDED, ASKERS | _ATTESTER),
    **_same(_REACHED, Move.ATTESTER_TOLD, _ATTESTER),
    **_same(_REACHED, Move.ATTESTED, _ATTESTER),
}

# While paused only acknowledging and the 72 hours of a broken boundary run on, and whatever its asker does to narrow,
# end or correct.
WHILE_PAUSED = frozenset(
    {
        Move.ACKNOWLEDGED,
        Move.HANDED_OUT,
        Move.TRANSFER,
        Move.CHANGE,
        Move.RESUME,
        Move.WITHDRAWAL,
        Move.REOPEN,
        Move.MARK,
        Move.DECLINED,
        Move.RELEASED,
        Move.ADMITTED,
        Move.REMOVED,
        Move.RENEWED,
        Move.NEW_KEYS,
        Move.KEYS_REFUSED,
        Move.RESEALED,
        Move.REKEYED,
        Move.ERASED,
        Move.CONSENT_REFUSED,
        Move.CONSENT_BACK,
        Move.BOUNDARY,
        Move.BREACH,
        Move.BREACH_ANSWER,
        Move.CONFLICT,
        Move.ATTESTER_TOLD,
        Move.ATTESTER_ENDED,
    }
)
# With an urgent kind whose clocks were kept on, the body goes on too.
WHILE_KEPT_ON = WHILE_PAUSED | {
    Move.WORD,
    Move.ANSWER,
    Move.PROMISE,
    Move.MOVED,
    Move.CLAIM,
    Move.ACCEPTED,
    Move.BOUNDARY_YES,
    Move.BOUNDARY_NO,
    Move.SAME_ROAD,
}
WHILE_WITHDRAWN = frozenset(
    {
        Move.REOPEN,
        Move.CHANGE,
        Move.TRANSFER,
        Move.MARK,
        Move.RELEASED,
        Move.REMOVED,
        Move.NEW_KEYS,
        Move.KEYS_REFUSED,
        Move.REKEYED,
        Move.ERASED,
        Move.CONSENT_REFUSED,
        Move.CONSENT_BACK,
        Move.BOUNDARY_LIFTED,
        Move.CONFLICT,
        Move.ATTESTER_ENDED,
    }
)

NOT_NOW = N_("This cannot be done with this ask now. Please look at its page again; something may have changed.")
NOT_YOURS = N_("This is not yours to do.")
WHILE_IT_IS_PAUSED = N_("The person who asks has paused this ask. It stands still until they go on.")
WHILE_IT_IS_WITHDRAWN = N_("This ask was taken back. It can be opened again at any time by the person who asks.")
IS_ERASED = N_("This ask was erased. Nothing of it is left to change.")
ONLY_THE_ASKER_MARKS = N_("Only the person who asks can say whether it was met.")


def decide(
    ask: Ask | None,
    move: Move,
    value: Value,
    *,
    by: Role,
    actor: str = "",
    at: date,
    body: Body,
    handlers: Collection[Handler],
) -> Fact:
    """The fact that `move` makes, or Refused (Denied where the ask must not even seem to be there).

    `at` is the day in the time zone of `body`, which is the body the ask stands with. Keep the fact's value, not
    the one passed: `move.ADDED` names what is added. Nothing is changed here; `evolve` applies the fact.
    """
    if ask is not None and ask.body != body.code:
        raise ValueError("decide needs the body that the ask stands with")
    wish = Wish(ask, move, value, by, actor, at, body, tuple(handlers))
    _check_seen(wish)
    _check_cell(ask, move, by)
    _check_flags(ask, move)
    return Fact(move, by, actor, at, CHECKS[move](wish))


def _check_seen(wish: Wish) -> None:
    """Readers see an ask only while they read it, attesters only while they are; to all others it is not there."""
    if wish.ask is None or wish.by in ASKERS:
        return
    if wish.ask.erased or wish.by not in READERS | CLOCK | _ATTESTER:
        raise Denied
    if wish.by in READERS:
        check_reader(wish)
    if wish.by in _ATTESTER:
        check_attester(wish)


def _check_cell(ask: Ask | None, move: Move, by: Role) -> None:
    if ask is not None and ask.erased:
        raise Refused(IS_ERASED)
    if move is Move.MARK and by not in ASKERS:
        raise Refused(ONLY_THE_ASKER_MARKS)
    cell = MOVES.get((_stage(ask, by), move))
    if cell is None:
        raise Refused(NOT_NOW)
    if by not in cell[0]:
        raise Refused(NOT_YOURS)


def _stage(ask: Ask | None, by: Role) -> Stage | None:
    """The stage in which somebody's move is looked up: the asker's own, or the one reached without the mark."""
    if ask is None:
        return None
    return ask.stage if by in ASKERS else ask.reached


def _check_flags(ask: Ask | None, move: Move) -> None:
    if ask is None:
        return
    if ask.withdrawn and move not in WHILE_WITHDRAWN:
        raise Refused(WHILE_IT_IS_WITHDRAWN)
    if ask.paused and move not in (WHILE_KEPT_ON if ask.is_kept_on else WHILE_PAUSED):
        raise Refused(WHILE_IT_IS_PAUSED)


def offered(ask: Ask, by: Role) -> frozenset[Move]:
    """The moves that table and flags leave to a role now; the value of each can still be refused."""
    return frozenset(move for move in Move if _is_offered(ask, move, by))


def _is_offered(ask: Ask, move: Move, by: Role) -> bool:
    try:
        _check_cell(ask, move, by)
        _check_flags(ask, move)
    except Refused:
        return False
    return True


def evolve(ask: Ask | None, fact: Fact) -> Ask:
    """The ask after `fact`. It trusts the fact: only `decide` makes them, and replaying asks nobody."""
    if ask is None:
        return begin(fact)
    after = EVOLVE[fact.move](ask, fact)
    return replace(after, stage=Stage.MARKED if after.has_mark else after.reached)


def replay(facts: Iterable[Fact]) -> Ask | None:
    """The live state from all facts of one ask, in their order; None from none."""
    ask: Ask | None = None
    for fact in facts:
        ask = evolve(ask, fact)
    return ask
