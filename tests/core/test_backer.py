# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who pays for what happens around asks: disclosed, or not there."""

from datetime import date
from itertools import product

from answerable.core import backer
from answerable.core.backer import BACKER_MOVES, BackerMove, BackerStage
from answerable.core.move import Role
from tests.core.scene import refusal


def test_a_backer_is_disclosed_from_its_first_day_by_a_steward() -> None:
    """Each cell of stage × move × role: nobody else can add or end one, and none that ended comes back hidden."""
    allowed = 0
    for stage, move, role in product((None, *BackerStage), BackerMove, Role):
        roles, after = BACKER_MOVES.get((stage, move), (frozenset(), None))
        if role in roles:
            assert backer.next_stage(stage, move, by=role) is after
            allowed += 1
            continue
        with refusal(backer.NOT_NOW):
            backer.next_stage(stage, move, by=role)
    assert allowed == 2
    assert backer.next_stage(None, BackerMove.DISCLOSE, by=Role.BODY_STEWARD) is BackerStage.DISCLOSED
    assert backer.Backer("b1", "Rivers Fund", "money", date(2031, 3, 4)).until is None
