# SPDX-License-Identifier: AGPL-3.0-or-later
"""A movement of 1 national, 50 regional and 1,000 local bodies: figures for each level against a naive count."""

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from answerable.core import clocks, facts, readers
from answerable.core.ask import Ask
from answerable.core.body import Body, BodyStage, check_merge, children, heir, peers, under
from answerable.core.errors import Refused
from answerable.core.handler import active_handlers
from answerable.core.move import Role
from answerable.core.state import Door
from answerable.core.terms import Level
from tests.core.scene import NO, SEATS, TREE, Story, joined, seat

MONTH, END = "2031-12", date(2031, 12, 31)


def movement() -> dict[str, Body]:
    """National over 50 regions over 20 locals each."""
    tree = {"lantern": TREE["lantern"], "nation": joined("nation", "Nation", None)}
    for region in range(50):
        tree[f"r{region}"] = joined(f"r{region}", f"Region {region:02}", "nation")
        for local in range(20):
            code = f"r{region}l{local}"
            tree[code] = joined(code, f"Local {region:02}-{local:02}", f"r{region}")
    return tree


def ask_of(body: str, tree: dict[str, Body], chance: random.Random) -> Ask:
    """An ask at some level, some days before the month's end, perhaps answered."""
    seats = (*SEATS, seat("reader", body))
    story = Story(day=END - timedelta(days=chance.randrange(1, 160)), tree=tree, seats=seats)
    level = chance.choice([str(each) for each in (Level.SECOND_LINE, Level.POOLED, Level.POOLED, Level.BY_NAME)])
    story.lodge(body, terms={"silence": level}, door=chance.choice(["open", "invited"]), readers=["reader"])
    if chance.random() < 0.5:
        story.wait(chance.randrange(0, 60))
        story.read("acknowledged", {}, "reader")
        story.read("answer", {**NO, "code": "a1"}, "reader")
    return replace(story.now, code=f"{body}{chance.random()}")


@pytest.fixture(scope="module")
def whole() -> tuple[dict[str, Body], list[Ask]]:
    chance, tree = random.Random(21), movement()
    bodies = chance.choices([code for code in tree if code != "lantern"], k=900)
    return tree, [ask_of(body, tree, chance) for body in bodies]


def naive(tree: dict[str, Body], asks: list[Ask], level: str, door: Door) -> dict[str, int]:
    """Counted by walking up from each ask, with no help of `facts`: locals count with their region, regions above."""
    found = {"received": 0, "over_90": 0, "answered": 0}
    for ask in asks:
        above = tree[ask.body].parent or ask.body
        if ask.terms[-1].silence != "pooled" or above != level or ask.door is not door or ask.lodged_date is None:
            continue
        if ask.lodged_date > END:
            continue
        found["received"] += 1
        given = [each.date for each in ask.answers if each.date <= END]
        found["over_90"] += not given and (END - ask.lodged_date).days >= 90
        found["answered"] += bool(given) and (given[0] - ask.lodged_date).days <= 30
    return found


def test_figures_of_each_level_are_right_against_a_naive_count(whole: tuple[dict[str, Body], list[Ask]]) -> None:
    tree, asks = whole
    before = [each for each in asks if all(given.date <= END for given in each.answers)]
    release = facts.month_facts(before, tree, MONTH)
    figures = {(each.level, each.door, each.fact): each for each in release.figures}
    levels = {each.level for each in release.figures}
    assert levels == {"nation", *(f"r{region}" for region in range(50))}
    some = 0
    for level in levels:
        for door in Door:
            counted = naive(tree, before, level, door)
            some += counted["received"]
            assert figures[level, door, "received"].band == facts.band(counted["received"]), level
            assert figures[level, door, "waiting_over_90"].band == facts.band(counted["over_90"]), level
            assert figures[level, door, "answered_in_time"].band == facts.band(counted["answered"]), level
    assert some > 300, "the count counted something"
    assert figures["nation", Door.OPEN, "received"].bodies == 1051, "all under it, and itself"


def test_the_gap_between_local_and_national_stands_side_by_side(whole: tuple[dict[str, Body], list[Ask]]) -> None:
    """Rows of each level are the same rows, so that a page can set them beside one another."""
    tree, asks = whole
    release = facts.month_facts(asks, tree, MONTH)
    rows = {level: [(e.door, e.fact) for e in release.figures if e.level == level] for level in ("nation", "r0", "r49")}
    assert rows["nation"] == rows["r0"] == rows["r49"]


def test_asks_at_second_line_change_no_level(whole: tuple[dict[str, Body], list[Ask]]) -> None:
    tree, asks = whole
    loud = [each for each in asks if each.terms[-1].silence is not Level.SECOND_LINE]
    assert len(loud) < len(asks)
    assert facts.month_facts(asks, tree, MONTH) == facts.month_facts(loud, tree, MONTH)


def test_peers_children_and_those_that_ended(whole: tuple[dict[str, Body], list[Ask]]) -> None:
    tree = dict(whole[0])
    assert len(peers(tree["r0l0"], tree)) == 19
    assert len(children("nation", tree)) == 50
    assert peers(tree["nation"], tree) == ()
    tree["r0l1"] = replace(tree["r0l1"], stage=BodyStage.DISSOLVED)
    assert len(peers(tree["r0l0"], tree)) == 18
    assert children("r0", tree)[-1].code == "r0l1"
    assert heir("r0l1", tree) == "r0"


@pytest.mark.parametrize("ends", [("harbour", "mill"), ("harbour",), ("harbour", "mill", "hill")])
@pytest.mark.parametrize("into", ["north", "rivers"])
@pytest.mark.parametrize("left_out", [False, True])
def test_scenario_05_merging_carries_every_open_ask(ends: tuple[str, ...], into: str, *, left_out: bool) -> None:
    """In every combination: clocks and duty follow, readers do not, and only the second line learns of a quiet one."""
    for first in ends:
        if first == "hill":
            continue
        story = Story()
        own = sorted(each.code for each in SEATS if each.body == first)
        quiet: dict[str, Any] = {"readers": own[:1], "terms": {"silence": "second_line"}} if left_out else {}
        story.lodge(first, **quiet)
        due = clocks.due(story.now, story.body)
        for code in ends:
            story.tree[code] = replace(story.tree[code], stage=BodyStage.DISSOLVED, successor=into)
        assert heir(first, story.tree) == into
        story.do("transfer", {"body": into, "everyone_before": not left_out}, Role.CLOCK)
        after = clocks.due(story.now, story.body)
        assert (after.acknowledge_by, after.answer_by) == (due.acknowledge_by, due.answer_by)
        assert story.now.readers == frozenset()
        for each in story.seats:
            knows = readers.may_know_fact(story.now, each, story.body, story.seats, story.day)
            there = each.code in active_handlers(story.body, story.seats, story.day)
            assert knows == (there and not left_out)
        assert readers.second_line_of(story.now, story.body, story.seats, story.day) == {"amara", "joon"}


def test_what_cannot_become_one() -> None:
    harbour, north = TREE["harbour"], TREE["north"]
    check_merge([harbour], north, TREE)
    ended = replace(north, stage=BodyStage.DISSOLVED)
    for gone, into in (([], north), ([harbour, harbour], north), ([north], north), ([harbour], ended)):
        with pytest.raises(Refused):
            check_merge(gone, into, TREE)


def test_leaving_ends_nothing() -> None:
    """A body that left is asked all the same; clocks of open asks run on; only past it can words go."""
    story = Story().lodge()
    due = clocks.due(story.now, story.body)
    story.tree["harbour"] = replace(story.tree["harbour"], stage=BodyStage.LISTED, left_date=story.day, door_open=False)
    assert clocks.due(story.now, story.body) == due
    story.wait(40)
    assert "answer" in clocks.overdue(story.now, story.body, story.day)
    assert story.may("acknowledged", {}, by=story.seats[0].role, actor="ines"), "who reads goes on reading"
    late = Story(tree=story.tree, day=story.day)
    late.lodge(readers=[], terms={"silence": "second_line"})
    assert clocks.due(late.now, late.body).answer_by is not None
    assert len(under("rivers", story.tree)) == 4
