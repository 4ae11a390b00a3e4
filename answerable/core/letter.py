# SPDX-License-Identifier: AGPL-3.0-or-later
"""A letter's life: one table of moves; `decide` turns a wish into a fact or refuses, `evolve` applies the fact.

Signatures are checked before `decide` is asked: here a keyholder is a key, and what counts is how many signed.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from answerable.core.body import Body
from answerable.core.errors import Denied, Refused
from answerable.core.letter_checks import CHECKS
from answerable.core.letter_evolve import EVOLVE, as_of, begin
from answerable.core.letter_state import Letter, LetterFact, LetterMove, LetterStage
from answerable.core.letter_wish import LetterWish
from answerable.core.move import Role
from answerable.core.value import Value
from answerable.core.words import N_

__all__ = ["LETTER_MOVES", "WHILE_PAUSED", "as_of", "decide", "evolve", "offered", "replay"]

NOT_NOW = N_("This cannot be done with this letter now. Please look at its page again; something may have changed.")
NOT_YOURS = N_("This is not yours to do.")
ONLY_THE_GROUP_MARKS = N_("Only the group whose letter it is can say whether a number was met.")
IS_PAUSED = N_("The group has paused its letter. It stands still until they go on.")

Cell = tuple[frozenset[Role], LetterStage]
KEYHOLDERS = frozenset({Role.GROUP_KEYHOLDER})
READERS = frozenset({Role.HANDLER})
_OUT = (LetterStage.PUBLIC, LetterStage.HIDDEN)


def _same(move: LetterMove, roles: frozenset[Role]) -> dict[tuple[LetterStage | None, LetterMove], Cell]:
    return {(stage, move): (roles, stage) for stage in _OUT}


# The stage named is the one after the last signature that was needed. While hidden the body's moves have no rows:
# nobody could see them, and the clocks stand still.
LETTER_MOVES: Mapping[tuple[LetterStage | None, LetterMove], Cell] = {
    (None, LetterMove.DRAFTED): (KEYHOLDERS, LetterStage.DRAFT),
    (LetterStage.DRAFT, LetterMove.REWRITTEN): (KEYHOLDERS, LetterStage.DRAFT),
    (LetterStage.DRAFT, LetterMove.JOINED): (KEYHOLDERS, LetterStage.DRAFT),
    (LetterStage.DRAFT, LetterMove.PUT_UP): (KEYHOLDERS, LetterStage.PUBLIC),
    (LetterStage.DRAFT, LetterMove.DROPPED): (KEYHOLDERS | {Role.CLOCK}, LetterStage.DROPPED),
    **_same(LetterMove.JOINED, KEYHOLDERS),
    **_same(LetterMove.MARK, KEYHOLDERS),
    **_same(LetterMove.KEYS, KEYHOLDERS),
    **_same(LetterMove.DATE, KEYHOLDERS),
    **_same(LetterMove.LINK, KEYHOLDERS),
    **_same(LetterMove.HELPED, KEYHOLDERS),
    **_same(LetterMove.STOP, KEYHOLDERS),
    **_same(LetterMove.PAUSE, KEYHOLDERS),
    **_same(LetterMove.RESUME, KEYHOLDERS),
    (LetterStage.PUBLIC, LetterMove.HIDE): (KEYHOLDERS, LetterStage.HIDDEN),
    (LetterStage.HIDDEN, LetterMove.SHOW): (KEYHOLDERS, LetterStage.PUBLIC),
    (LetterStage.PUBLIC, LetterMove.ANSWER): (READERS, LetterStage.PUBLIC),
    (LetterStage.PUBLIC, LetterMove.PROMISE): (READERS, LetterStage.PUBLIC),
    (LetterStage.PUBLIC, LetterMove.MOVED): (READERS, LetterStage.PUBLIC),
    (LetterStage.PUBLIC, LetterMove.CLAIM): (READERS, LetterStage.PUBLIC),
    (LetterStage.PUBLIC, LetterMove.LINKED): (READERS, LetterStage.PUBLIC),
    **_same(LetterMove.TAKEN_OUT, KEYHOLDERS | {Role.BODY_STEWARD}),
}
# Names come out at any time, and the group goes on as it likes; the body's moves wait.
OF_THE_BODY = frozenset({LetterMove.ANSWER, LetterMove.PROMISE, LetterMove.MOVED, LetterMove.CLAIM, LetterMove.LINKED})
WHILE_PAUSED = frozenset(LetterMove) - OF_THE_BODY


def decide(
    letter: Letter | None, move: LetterMove, value: Value, *, by: Role, actor: str, at: date, body: Body
) -> LetterFact:
    """The fact that `move` makes, or Refused (Denied where somebody holds no key of the letter).

    `at` is the day in the time zone of `body`, which owes the letter its answers. Keep the fact's value, not the one
    passed: what the body owes is added when the letter is put up.
    """
    now = None if letter is None else as_of(letter, at)
    _check_cell(now, move, by)
    _check_holds(now, move, by, actor)
    return LetterFact(move, by, actor, at, CHECKS[move](LetterWish(now, move, value, by, actor, at, body)))


def _check_cell(letter: Letter | None, move: LetterMove, by: Role) -> None:
    if move is LetterMove.MARK and by not in KEYHOLDERS:
        raise Refused(ONLY_THE_GROUP_MARKS)
    cell = LETTER_MOVES.get((None if letter is None else letter.stage, move))
    if cell is None:
        raise Refused(NOT_NOW)
    if by not in cell[0]:
        raise Refused(NOT_YOURS)
    if letter is not None and letter.paused and move not in WHILE_PAUSED:
        raise Refused(IS_PAUSED)


def _check_holds(letter: Letter | None, move: LetterMove, by: Role, actor: str) -> None:
    if letter is None or by is not Role.GROUP_KEYHOLDER or move is LetterMove.JOINED:
        return
    if actor not in letter.keys:
        raise Denied


def offered(letter: Letter, by: Role) -> frozenset[LetterMove]:
    """The moves that table and pause leave to a role now; the value of each can still be refused."""
    found = set()
    for move in LetterMove:
        try:
            _check_cell(letter, move, by)
        except Refused:
            continue
        found.add(move)
    return frozenset(found)


def evolve(letter: Letter | None, fact: LetterFact) -> Letter:
    """The letter after `fact`. It trusts the fact: only `decide` makes them, and replaying asks nobody."""
    if letter is None:
        return begin(fact)
    return EVOLVE[fact.move](as_of(letter, fact.day), fact)


def replay(facts: Iterable[LetterFact]) -> Letter | None:
    """The live state from all facts of one letter, in their order; None from none."""
    letter: Letter | None = None
    for fact in facts:
        letter = evolve(letter, fact)
    return letter
