# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bodies, handlers, the ask bank, values, words, and the generated page."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from answerable.core import answer, ask, bank, body, promise
from answerable.core import value as read
from answerable.core.body import BodyStage, check_place, heir, parents, under
from answerable.core.diagram import document
from answerable.core.errors import Denied, Refused
from answerable.core.handler import HandlerStage, is_active, is_door_open, rehearsed
from answerable.core.move import Move
from answerable.core.readers import route
from answerable.core.words import N_
from tests.core.scene import SEATS, TREE, Story, joined, lodging, seat

DAY = date(2031, 3, 4)
MOVES_PAGE = Path(__file__).parents[2] / "docs" / "moves.md"


def test_the_page_of_moves_is_generated() -> None:
    assert MOVES_PAGE.read_text(encoding="utf-8") == document(), "run `make docs`"
    assert document().count("stateDiagram-v2") == 10


def test_the_second_line_is_never_the_parent_or_the_body_itself() -> None:
    for second_line in ("rivers", "harbour", "nowhere"):
        with pytest.raises(Refused):
            check_place(replace(TREE["harbour"], second_line=second_line), TREE)
    for each in TREE.values():
        check_place(each, TREE)


def test_the_tree_has_no_cycle() -> None:
    with pytest.raises(Refused):
        check_place(replace(TREE["rivers"], parent="harbour"), TREE)
    with pytest.raises(Refused):
        check_place(replace(TREE["rivers"], parent="rivers"), TREE)
    with pytest.raises(Refused):
        check_place(replace(TREE["mill"], parent="nowhere"), TREE)
    turned = {**TREE, "mill": replace(TREE["mill"], successor="harbour")}
    with pytest.raises(Refused):
        check_place(replace(TREE["harbour"], successor="mill"), turned)
    assert [each.code for each in parents(TREE["mill"], TREE)] == ["rivers"]


def test_who_takes_over() -> None:
    """The successor, else the parent, on through bodies that ended too; the body itself while it lives."""
    tree = dict(TREE)
    assert heir("harbour", tree) == "harbour"
    tree["harbour"] = replace(tree["harbour"], stage=BodyStage.DISSOLVED, successor="mill")
    assert heir("harbour", tree) == "mill"
    tree["mill"] = replace(tree["mill"], stage=BodyStage.DISSOLVED, successor="north")
    tree["north"] = replace(tree["north"], stage=BodyStage.DISSOLVED)
    assert heir("harbour", tree) == "rivers"
    tree["rivers"] = replace(tree["rivers"], stage=BodyStage.DISSOLVED)
    assert heir("harbour", tree) is None
    assert under("rivers", tree) == {"hill"}


def test_a_transfer_needs_an_ended_body() -> None:
    from answerable.core.move import Role

    story = Story().lodge()
    assert not story.may("transfer", {"body": "rivers", "everyone_before": True}, Role.CLOCK)
    story.dissolve("harbour")
    for value in ({"body": "harbour", "everyone_before": True}, {"body": "rivers", "everyone_before": False}):
        assert not story.may("transfer", value, Role.CLOCK)


def test_a_door_opens_with_two_who_rehearsed_and_stays_with_one() -> None:
    shut = replace(TREE["harbour"], door_open=False)
    one = SEATS[:1]
    assert is_door_open(shut, SEATS, DAY)
    assert not is_door_open(shut, one, DAY)
    assert is_door_open(TREE["harbour"], one, DAY)
    assert not is_door_open(TREE["harbour"], (), DAY)
    fresh = tuple(replace(each, rehearsed_date=None) if each.code == "tomas" else each for each in SEATS)
    assert not is_door_open(shut, fresh, DAY)
    assert rehearsed(shut, fresh, DAY) == {"ines"}
    assert not is_door_open(TREE["harbour"], (replace(SEATS[0], rehearsed_date=None),), DAY)
    assert not is_door_open(replace(shut, second_line=None), SEATS, DAY)
    assert not Story(tree={**TREE, "harbour": shut}).may("lodged", lodging())


def test_outside_the_term_nobody_reads() -> None:
    term = replace(seat("ines", "harbour"), from_date=DAY, until_date=date(2031, 3, 10))
    assert [is_active(term, date(2031, 3, day)) for day in (3, 4, 10, 11)] == [False, True, True, False]
    assert not is_active(replace(term, stage=HandlerStage.INVITED), DAY)
    story = Story(seats=(term, *SEATS[1:])).lodge()
    story.wait(7)
    with pytest.raises(Denied):
        story.read("acknowledged")


def test_everybody_but_those_taken_off() -> None:
    assert route(TREE["harbour"], SEATS, DAY).everyone
    some = route(TREE["harbour"], SEATS, DAY, without=["ines", "joon"])
    assert (set(some.readers), set(some.backups), some.everyone) == ({"tomas"}, {"amara"}, False)
    past = route(TREE["harbour"], SEATS, DAY, way=ask.Route.PAST_BODY)
    assert (set(past.readers), past.everyone) == ({"amara", "joon"}, False)


def test_the_bank_has_every_kind() -> None:
    assert len(bank.KINDS) == 32
    assert {each.group for each in bank.KINDS.values()} == set(bank.GROUPS)
    assert {key for key, each in bank.KINDS.items() if each.urgent} == {
        "protect",
        "paid_back",
        "keep_services",
        "other_server",
        "not_there",
    }
    for each in bank.KINDS.values():
        assert each.form in ("deliverable", "boundary")
        assert each.title
        assert each.plain.endswith(".")
        assert all(example.endswith(".") for example in each.met_could)
    assert {key for key, each in bank.KINDS.items() if each.form == "boundary"} == {
        "protect",
        "not_there",
        "no_contact",
        "stop_story",
    }


def test_lists_that_a_desk_offers_are_keys_and_sentences() -> None:
    for listed in (answer.REASONS, answer.POWERS, promise.WHATS, promise.HOW_SEEN, promise.WITH_WHAT, promise.IF_NOT):
        assert all(key.isidentifier() and title for key, title in listed.items())
    assert set(promise.SLOT_TITLES) == set(promise.SLOTS)
    assert N_("as it is") == "as it is"


def test_values_are_read_strictly() -> None:
    wrong: list[tuple[Callable[[Any], object], Any]] = [
        (read.parse_yes_no, 1),
        (read.parse_whole, True),
        (read.parse_whole, -1),
        (read.parse_day, "2031-3-4"),
        (read.parse_day, "20310304xx"),
        (read.parse_day, "2031-W01-1"),
        (read.parse_day, None),
        (read.parse_line, "two\nlines"),
        (read.parse_line, " "),
        (read.parse_lines, None),
        (read.parse_lines, "abc"),
        (read.parse_part, []),
    ]
    for parse, found in wrong:
        with pytest.raises(Refused):
            parse(found)
    with pytest.raises(Refused):
        read.parse_choice(Move, "mark ")
    with pytest.raises(Refused):
        read.check_keys({}, ("kind",))


def test_every_refusal_is_a_sentence() -> None:
    """What happened or what to do, never a code, never what was typed."""
    typed = "a-typed-secret"
    story = Story().answered()
    for move in Move:
        try:
            story.do(move, {"promise": typed, "role": typed, "value": typed, "kind": typed, "handler": typed})
        except Refused as refused:
            assert refused.sentence.endswith(".")
            assert typed not in refused.sentence
            assert len(refused.sentence.split()) >= 4


def test_only_a_listed_root_needs_no_backup() -> None:
    tree = {**TREE, "lone": joined("lone", "Lone body", None, None)}
    check_place(tree["lone"], tree)
    with pytest.raises(Refused):
        Story(tree=tree, lodged_with="lone").do("lodged", lodging("lone", backups=[]))
    assert body.has_joined(tree["lone"])
