# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bodies as a tree: who takes over, what can become what, and why something cannot."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from answerable.core import body, handler, outsider
from answerable.core.body import BODY_MOVES, BodyMove, BodyStage
from answerable.core.conflict import Tie
from answerable.core.handler import HANDLER_MOVES, HandlerMove, HandlerStage
from answerable.core.move import ASKERS, Role
from answerable.core.outsider import Outsider, OutsiderStage, Payer
from tests.core.scene import SEATS, TREE, joined, refusal

DAY = date(2031, 3, 4)


def gone(code: str, parent: str | None = None, successor: str | None = None, name: str = "") -> body.Body:
    return replace(joined(code, name or code, parent), stage=BodyStage.DISSOLVED, successor=successor)


def tree(*bodies: body.Body) -> dict[str, body.Body]:
    return {each.code: each for each in bodies}


def test_each_cell_of_a_body_and_of_a_seat() -> None:
    """A missing cell, or another role, is refused with its sentence."""
    for stage, move, role in product((None, *BodyStage), BodyMove, Role):
        roles, after = BODY_MOVES.get((stage, move), (frozenset(), None))
        if role in roles:
            assert body.next_stage(stage, move, by=role) is after
            continue
        with refusal(body.NOT_NOW):
            body.next_stage(stage, move, by=role)
    for seat, act, role in product((None, *HandlerStage), HandlerMove, Role):
        roles, then = HANDLER_MOVES.get((seat, act), (frozenset(), None))
        if role in roles:
            assert handler.next_stage(seat, act, by=role) is then
            continue
        with refusal(handler.NOT_NOW):
            handler.next_stage(seat, act, by=role)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (replace(TREE["harbour"], second_line="rivers"), body.SECOND_LINE_IS_PARENT),
        (replace(TREE["harbour"], second_line="harbour"), body.SECOND_LINE_IS_PARENT),
        (replace(TREE["harbour"], second_line="nowhere"), body.NOT_THERE),
        (replace(TREE["harbour"], parent="nowhere"), body.NOT_THERE),
        (replace(TREE["harbour"], successor="nowhere"), body.NOT_THERE),
        (replace(TREE["harbour"], parent="harbour"), body.CYCLE),
        (replace(TREE["rivers"], parent="mill"), body.CYCLE),
        (replace(TREE["harbour"], successor="harbour"), body.CYCLE),
    ],
)
def test_what_does_not_fit_into_the_tree_says_why(changed: body.Body, sentence: str) -> None:
    with refusal(sentence):
        body.check_place(changed, TREE)


def test_a_line_of_successors_fits_and_a_ring_does_not() -> None:
    line = {**TREE, "mill": replace(TREE["mill"], successor="north")}
    body.check_place(replace(TREE["harbour"], successor="mill"), line)
    for ring in ("harbour", "mill"):
        turned = {**line, "north": replace(TREE["north"], successor=ring)}
        with refusal(body.CYCLE):
            body.check_place(replace(TREE["harbour"], successor="mill"), turned)


def test_a_ring_of_parents_further_up_is_found() -> None:
    ring = {**TREE, "rivers": replace(TREE["rivers"], parent="north")}
    with refusal(body.CYCLE):
        list(body.parents(TREE["harbour"], ring))


@pytest.mark.parametrize(
    ("bodies", "heir"),
    [
        (tree(gone("a")), None),
        (tree(), None),
        (tree(gone("a", "up"), joined("up", "Up", None)), "up"),
        (tree(gone("a", "up", "new"), joined("up", "Up", None), joined("new", "New", None)), "new"),
        (tree(gone("a", "up", "unknown"), joined("up", "Up", None)), "up"),
        (tree(gone("a", "up", "new"), joined("up", "Up", None), gone("new")), "up"),
        (tree(gone("a", None, "b"), gone("b", None, "a")), None),
        (tree(gone("a", None, "b"), gone("b", "c"), gone("c", None, "b")), None),
    ],
)
def test_duty_passes_to_the_successor_else_to_the_parent(bodies: dict[str, body.Body], heir: str | None) -> None:
    """On through what ended, and past what nobody knows; a ring of ended bodies has no heir."""
    assert body.heir("a", bodies) == heir


def test_whose_duty_stands_with_a_body() -> None:
    """Every ended body whose heir it is, by name; none that lives, and none whose duty went elsewhere."""
    bodies = tree(
        joined("up", "Up", None), gone("one", "up", name="Zed"), gone("two", "up", name="Ash"),
        gone("other", "else"), joined("else", "Else", None), joined("alive", "Alive", "up"), gone("lost"),
    )  # fmt: skip
    assert [each.code for each in body.came_from("up", bodies)] == ["two", "one"]
    assert body.came_from("alive", bodies) == ()


def test_bodies_become_one_that_lives_and_is_none_of_them() -> None:
    one, other = TREE["harbour"], TREE["mill"]
    body.check_merge([one], other, TREE)
    body.check_merge([one, TREE["north"]], other, TREE)
    wrong = ([], [one, one], [one, other])
    for those in wrong:
        with refusal(body.NOT_ONE_OF_THEM):
            body.check_merge(those, other, TREE)
    with refusal(body.NOT_ONE_OF_THEM):
        body.check_merge([one], replace(other, stage=BodyStage.DISSOLVED), TREE)
    with refusal(body.NOT_THERE):
        body.check_merge([replace(one, code="nowhere")], other, TREE)


def test_a_body_has_joined_until_it_leaves() -> None:
    assert body.has_joined(TREE["harbour"])
    assert not body.has_joined(TREE["hill"])
    assert not body.has_joined(replace(TREE["harbour"], left_date=DAY))


def test_an_outsider_lives_by_one_table() -> None:
    """Offered, told, accepted by who asks, ended by either of them and nobody else; and told anew at any time."""
    table = outsider.life(
        Role.FACILITATOR, frozenset({Role.SECOND_LINE}),
        offer=OutsiderStage.OFFERED, declare=OutsiderStage.DECLARED, accept=OutsiderStage.ACCEPTED,
        end=OutsiderStage.ENDED,
    )  # fmt: skip
    second, itself = frozenset({Role.SECOND_LINE}), frozenset({Role.FACILITATOR})
    offered, declared, accepted, ended = OutsiderStage
    assert table == {
        (None, offered): (second, offered),
        (ended, offered): (second, offered),
        **{(stage, declared): (itself, declared) for stage in (offered, declared, accepted)},
        (declared, accepted): (ASKERS, accepted),
        **{(stage, ended): (ASKERS | itself, ended) for stage in (offered, declared, accepted)},
    }


def test_an_outsider_is_of_neither_the_body_asked_nor_its_parent() -> None:
    asked = TREE["harbour"]
    assert outsider.is_outside(SEATS, "ilse", Role.ATTESTER, asked, DAY)
    assert not outsider.is_outside(SEATS, "marta", Role.ATTESTER, asked, DAY)
    assert outsider.is_outside(SEATS, "marta", Role.ATTESTER, None, DAY), "around no body everybody is outside"
    assert not outsider.is_outside(SEATS, "ilse", Role.FACILITATOR, asked, DAY)
    assert not outsider.is_outside(SEATS, "ilse", Role.ATTESTER, asked, date(2029, 1, 1))
    assert not outsider.is_outside(SEATS, "nobody", Role.ATTESTER, asked, DAY)
    moved = [replace(each, body="rivers") for each in SEATS if each.code == "ilse"]
    assert not outsider.is_outside(moved, "ilse", Role.ATTESTER, asked, DAY)


def test_a_hard_tie_and_a_changed_one_say_so() -> None:
    with refusal(outsider.HARD_TIE):
        outsider.check_ties((next(iter(outsider.HARD)),))
    outsider.check_ties((Tie.FRIEND,))
    found = Outsider("ilse", "", DAY, OutsiderStage.DECLARED, (Tie.FRIEND,), Payer.NOBODY)
    outsider.check_told(found, ((Tie.FRIEND,), Payer.NOBODY))
    for told in (((), Payer.NOBODY), ((Tie.FRIEND,), Payer.BODY)):
        with refusal(outsider.NOT_WHAT_IS_TOLD):
            outsider.check_told(found, told)
