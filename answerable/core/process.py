# SPDX-License-Identifier: AGPL-3.0-or-later
"""A process's life: one table of moves; `decide` turns a wish into a fact or refuses, `evolve` applies the fact.

A run stands beside its ask and never touches it: it has no move that marks, answers, pauses or ends one.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from answerable.core.body import Body
from answerable.core.errors import Denied, Refused
from answerable.core.handler import Handler, is_active
from answerable.core.move import ASKERS, CLOCK, READERS, Role
from answerable.core.outsider import OutsiderStage
from answerable.core.process_checks import CHECKS, ENTERS, RunWish, step_day
from answerable.core.process_evolve import EVOLVE, begin_run
from answerable.core.process_move import RunFact, RunMove
from answerable.core.process_state import Run, RunStage
from answerable.core.process_template import Who
from answerable.core.state import Ask, Stage
from answerable.core.value import Value
from answerable.core.words import N_

__all__ = [
    "RUN_MOVES",
    "WHILE_PAUSED",
    "WHILE_WITHDRAWN",
    "decide",
    "evolve",
    "may_see",
    "offered",
    "replay",
    "step_day",
]

Cell = tuple[frozenset[Role], RunStage]
_FACILITATOR = frozenset({Role.FACILITATOR})
_PARTIES = ASKERS | READERS
_ACTING = _PARTIES | _FACILITATOR
_BEFORE_END = (RunStage.PROPOSED, RunStage.CONSENTED, RunStage.STEPS)


def _same(
    stages: Iterable[RunStage], move: RunMove, roles: frozenset[Role]
) -> dict[tuple[RunStage | None, RunMove], Cell]:
    return {(stage, move): (roles, stage) for stage in stages}


# The stage named is the one after the last yes that was needed; DONE, LEAVE_OUT and LATE end a run where the next code
# is an ending. ASKERS stand for whoever owns a process: in one without an ask, the people who take part.
RUN_MOVES: Mapping[tuple[RunStage | None, RunMove], Cell] = {
    (None, RunMove.PROPOSE): (_PARTIES, RunStage.PROPOSED),
    (RunStage.PROPOSED, RunMove.AGREE): (_PARTIES, RunStage.CONSENTED),
    (RunStage.PROPOSED, RunMove.DECLINE): (_PARTIES, RunStage.ENDED),
    (RunStage.CONSENTED, RunMove.BEGIN): (ASKERS, RunStage.STEPS),
    **_same((RunStage.STEPS,), RunMove.DONE, _ACTING),
    **_same((RunStage.STEPS,), RunMove.LEAVE_OUT, _ACTING),
    **_same((RunStage.STEPS,), RunMove.CONSENT, _ACTING),
    **_same((RunStage.STEPS,), RunMove.TAKE_BACK, _ACTING),
    **_same((RunStage.STEPS,), RunMove.LATE, CLOCK),
    **_same((RunStage.CONSENTED, RunStage.STEPS), RunMove.LEAVE, READERS),
    **_same((RunStage.CONSENTED, RunStage.STEPS), RunMove.AGREE, READERS),
    **_same((RunStage.CONSENTED, RunStage.STEPS), RunMove.PAUSE, ASKERS),
    **_same((RunStage.CONSENTED, RunStage.STEPS), RunMove.RESUME, ASKERS),
    **{(stage, RunMove.STOP): (ASKERS, RunStage.ENDED) for stage in _BEFORE_END},
    **{(stage, RunMove.OVERTAKE): (ASKERS | CLOCK, RunStage.ENDED) for stage in _BEFORE_END},
    **_same(_BEFORE_END, RunMove.OFFER, ASKERS | {Role.SECOND_LINE}),
    **_same(_BEFORE_END, RunMove.DECLARE, _FACILITATOR),
    **_same(_BEFORE_END, RunMove.ACCEPT, ASKERS),
    **_same(RunStage, RunMove.END_FACILITATOR, ASKERS | _FACILITATOR),
    **_same(_BEFORE_END, RunMove.WISH_ANOTHER, READERS),
}
# While the run or its ask is paused, only what narrows, ends or tells goes on.
WHILE_PAUSED = frozenset(
    {
        RunMove.RESUME, RunMove.STOP, RunMove.OVERTAKE, RunMove.DECLINE, RunMove.TAKE_BACK, RunMove.LEAVE,
        RunMove.DECLARE, RunMove.END_FACILITATOR, RunMove.WISH_ANOTHER,
    }
)  # fmt: skip
WHILE_WITHDRAWN = frozenset({RunMove.STOP, RunMove.OVERTAKE, RunMove.TAKE_BACK, RunMove.END_FACILITATOR})

NOT_NOW = N_("This cannot be done with this process now. Please look at its page again; something may have changed.")
NOT_YOURS = N_("This is not yours to do.")
IS_PAUSED = N_("The person who asks has paused this. It stands still until they go on.")
ASK_TAKEN_BACK = N_("This ask was taken back, so its process goes no further.")


def decide(
    run: Run | None,
    move: RunMove,
    value: Value,
    *,
    by: Role,
    actor: str,
    at: date,
    ask: Ask | None,
    body: Body | None = None,
    handlers: Collection[Handler] = (),
) -> RunFact:
    """The fact that `move` makes, or Refused (Denied where the run must not even seem to be there).

    `ask` is the ask the run stands around, as it is now; None for a process around no ask. `at` is the day in the time
    zone of `body`, the body that is asked. Nothing is changed here, and nothing ever is in the ask.
    """
    wish = RunWish(run, move, value, by, actor, at, ask, body, tuple(handlers))
    _check_seen(wish)
    _check_cell(run, move, by)
    _check_still(run, ask, move)
    return RunFact(move, by, actor, at, CHECKS[move](wish))


def _check_seen(wish: RunWish) -> None:
    if wish.ask is not None and wish.ask.erased:
        raise Denied
    if wish.by in ASKERS | CLOCK:
        return
    if not may_see(wish.run, wish.ask, wish.by, wish.actor):
        raise Denied
    if wish.by is Role.FACILITATOR or wish.ask is not None:
        _check_in_office(wish)


def _check_in_office(wish: RunWish) -> None:
    seat = next((each for each in wish.handlers if each.code == wish.actor), None)
    if seat is None or seat.role is not wish.by or not is_active(seat, wish.at):
        raise Denied


def may_see(run: Run | None, ask: Ask | None, by: Role, actor: str) -> bool:
    """Who sees a run beside its asker: readers of the ask, the backups where it gives them a part and its asker said
    yes to it, and a facilitator from the offer to the end. Nobody else: no operator, steward, backer or public.
    """
    if by is Role.FACILITATOR:
        found = None if run is None else run.facilitator
        return found is not None and found.seat == actor and found.stage is not OutsiderStage.ENDED
    if by not in READERS:
        return False
    if ask is None:
        return True
    if ask.stage is Stage.HELD:
        return False
    return actor in ask.readers or (actor in ask.backups and run is not None and _gives_backups_a_part(run))


def _gives_backups_a_part(run: Run) -> bool:
    parts = {each.who for each in run.template.steps} | (
        run.template.holder.offered_by if run.template.holder else set()
    )
    return Who.SECOND_LINE in parts and Who.ASKER in run.agreed


def _check_cell(run: Run | None, move: RunMove, by: Role) -> None:
    cell = RUN_MOVES.get((None if run is None else run.stage, move))
    if cell is None:
        raise Refused(NOT_NOW)
    if by not in _roles(run, cell[0]):
        raise Refused(NOT_YOURS)


def _roles(run: Run | None, roles: frozenset[Role]) -> frozenset[Role]:
    """Where nobody asks, what would be the asker's is for those who take part."""
    if run is None or Who.ASKER in run.template.people or not roles >= ASKERS:
        return roles
    owners = [ENTERS[who] for who in run.template.people]
    return (roles - ASKERS).union(*owners)


def _check_still(run: Run | None, ask: Ask | None, move: RunMove) -> None:
    if ask is not None and ask.withdrawn and move not in WHILE_WITHDRAWN:
        raise Refused(ASK_TAKEN_BACK)
    still = (run is not None and run.paused) or (ask is not None and ask.paused)
    if still and move not in WHILE_PAUSED:
        raise Refused(IS_PAUSED)


def offered(run: Run, ask: Ask | None, by: Role) -> frozenset[RunMove]:
    """The moves that table and pauses leave to a role now; the value of each can still be refused."""
    found = set()
    for move in RunMove:
        try:
            _check_cell(run, move, by)
            _check_still(run, ask, move)
        except Refused:
            continue
        found.add(move)
    return frozenset(found)


def evolve(run: Run | None, fact: RunFact) -> Run:
    """The run after `fact`. It trusts the fact: only `decide` makes them, and replaying asks nobody."""
    return begin_run(fact) if run is None else EVOLVE[fact.move](run, fact)


def replay(facts: Iterable[RunFact]) -> Run | None:
    """The live state from all facts of one run, in their order; None from none."""
    run: Run | None = None
    for fact in facts:
        run = evolve(run, fact)
    return run
