# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every move of `core` has its row in the table of leaves, and the leaves that are made are those of the table."""

from __future__ import annotations

import json

from answerable.actions import bodies
from answerable.cli.movement import Movement
from answerable.cli.story import tell
from answerable.core.body import BodyMove
from answerable.core.handler import HandlerMove
from answerable.core.letter_state import LetterMove
from answerable.core.move import Move
from answerable.core.statement import StatementMove
from answerable.record import leaf_types, publishing
from answerable.record.offline.audit import audit
from answerable.record.offline.leaves import TYPES
from answerable.storage import journal, models
from answerable.storage.access import MACHINE
from answerable.storage.writer import write
from tests.record.world import Here, Record

RESERVED = {"null"}  # the filler's, inside a thread leaf


def test_every_move_has_a_row() -> None:
    assert set(leaf_types.THREAD) == set(Move)
    assert set(leaf_types.OPEN) == set(BodyMove) | set(HandlerMove) | set(StatementMove)
    assert set(leaf_types.LETTER) == set(LetterMove)


def test_the_lines_of_a_run_have_names_of_their_own() -> None:
    assert leaf_types.RUN.isdisjoint({*leaf_types.THREAD.values(), *RESERVED, *TYPES})


def test_each_type_of_an_open_leaf_is_somebodys() -> None:
    of_moves = {each for each in (*leaf_types.OPEN.values(), *leaf_types.LETTER.values()) if each}
    assert of_moves | set(leaf_types.BY_ITSELF) == set(TYPES)


def test_no_two_moves_share_a_type() -> None:
    assert len(set(leaf_types.THREAD.values()) | RESERVED) == len(Move) + len(RESERVED)


def test_what_was_stored_has_the_type_of_its_row(movement: Movement) -> None:
    tell(movement)
    noted = [each for facts in journal.read(models.Ask.objects.values("id")).values() for each in facts]
    assert {each.fact.move for each in noted} >= {Move.LODGED, Move.ANSWER, Move.PROMISE, Move.MARK, Move.PAUSE}
    assert all(each.fields["type"] == leaf_types.THREAD[each.fact.move] for each in noted)


def test_how_a_body_stands_is_entered_once_for_each_change(movement: Movement) -> None:
    record = Record(movement).begin().pass_days(1)
    publishing.publish_changes(record.today)
    before = models.Leaf.objects.filter(kind="clocks").count()
    publishing.publish_changes(record.today)
    assert models.Leaf.objects.filter(kind="clocks").count() == before
    bodies.pledge_clocks(movement.codes["river-delta"], {"answer": 20}, by=MACHINE, at=record.now)
    publishing.publish_changes(record.today)
    newest = models.Leaf.objects.filter(kind="clocks").order_by("-index")[0]
    assert json.loads(bytes(newest.raw))["pledges"]["answer"] == 20
    record.pass_days(1)
    assert audit(Here(), record.policy).findings == []


def test_a_pledge_that_got_worse_is_named(movement: Movement) -> None:
    record = Record(movement).begin().pass_days(1)
    publishing.publish_changes(record.today)

    @write
    def worsen() -> None:
        row = models.Body.objects.get(code=movement.codes["river-north-bank"])
        row.clocks = {**row.clocks, "answer": 90}
        row.save()

    worsen()
    publishing.publish_changes(record.today)
    record.pass_days(1)
    findings = [str(each) for each in audit(Here(), record.policy).findings]
    assert len(findings) == 1
    assert "what its body pledged got worse: answer was 21 and is 90" in findings[0]
