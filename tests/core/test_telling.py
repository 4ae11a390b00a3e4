# SPDX-License-Identifier: AGPL-3.0-or-later
"""Telling the person concerned: only with a live yes to that, once, what it allows, and nothing about who asked."""

from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest

from answerable.core import bank, clocks, facts, telling
from answerable.core.consent import THINGS, Consent, Purpose
from answerable.core.errors import Refused
from answerable.core.move import Role
from answerable.core.telling import SUPPORTS, Sheet
from tests.core.scene import Story

WIDE, NARROW = "what_by_when", "that_asked"


def asked(thing: str = WIDE, kind: str = "remove_from_role", purpose: str = "telling", **terms: Any) -> Story:
    story = Story().lodge(kind=kind, **terms)
    story.read("acknowledged")
    story.read("consent-asked", {"code": "c1", "party": "concerned", "purpose": purpose, "thing": thing})
    return story


def told(story: Story, **more: Any) -> Story:
    story.read("consent-used", {"consent": "c1", "support": "outside", **more})
    return story


def sheet_of(story: Story, actor: str = "ines") -> Sheet:
    return telling.sheet(story.now, story.body, story.now.consents[0], story.day, actor)


def may_tell(story: Story, actor: str = "ines") -> bool:
    return story.may("consent-used", {"consent": "c1", "support": "outside"}, Role.HANDLER, actor)


def test_nobody_is_told_without_a_yes_that_lives() -> None:
    """Not asked, not answered, refused, taken back, ended, given to somebody else, paused, taken back as a whole."""
    story = asked()
    assert not may_tell(story), "not answered"
    story.do("consent-refused", {"consent": "c1"})
    assert not may_tell(story)
    story.do("consent-given", {"consent": "c1", "until": (story.day + timedelta(days=3)).isoformat()})
    assert may_tell(story)
    assert not may_tell(story, "tomas")
    for stop, go in (("pause", "resume"), ("withdrawal", "reopen"), ("consent-back", "consent-given")):
        about = {"consent": "c1"} if stop.startswith("consent") else {}
        story.do(stop, about)
        assert not may_tell(story), stop
        story.do(go, about)
        story.read("acknowledged") if stop == "withdrawal" else None
        assert may_tell(story), go


@pytest.mark.parametrize("days", [0, 3, 4])
def test_leave_to_tell_ends(days: int) -> None:
    story = asked()
    story.do("consent-given", {"consent": "c1", "until": (story.day + timedelta(days=3)).isoformat()})
    assert may_tell(story.wait(days)) == (days <= 3)


def test_who_supports_them_is_said_first_and_only_for_a_telling() -> None:
    story = asked()
    story.do("consent-given", {"consent": "c1"})
    for bad in ({}, {"support": ""}, {"support": "ines"}, {"support": None}):
        assert not story.may("consent-used", {"consent": "c1", **bad}, Role.HANDLER, "ines")
    other = asked("one_letter", purpose="contact")
    other.do("consent-given", {"consent": "c1"})
    assert not may_tell(other), "support belongs to a telling"
    assert other.may("consent-used", {"consent": "c1"}, Role.HANDLER, "ines")


def test_there_is_a_sheet_on_that_day_for_that_reader_alone() -> None:
    story = asked()
    story.do("consent-given", {"consent": "c1"})
    with pytest.raises(Refused):
        sheet_of(story)
    told(story)
    assert sheet_of(story).support == "outside"
    assert not may_tell(story), "once"
    with pytest.raises(Refused):
        sheet_of(story, "tomas")
    story.wait(1)
    with pytest.raises(Refused):
        sheet_of(story)
    other = asked("one_letter", purpose="contact")
    other.do("consent-given", {"consent": "c1"})
    other.read("consent-used", {"consent": "c1"})
    with pytest.raises(Refused):
        sheet_of(other)


@pytest.mark.parametrize("kind", [each for each in bank.KINDS if not bank.goes_past(each)])
@pytest.mark.parametrize("thing", list(THINGS[Purpose.TELLING]))
def test_the_sheet_holds_what_was_allowed_and_nothing_of_who_asked(kind: str, thing: str) -> None:
    """Two asks that differ in all that their askers chose make the same sheet."""
    sheets = []
    for terms in ({}, {"helped": True, "mode": "hosted", "terms": {"silence": "second_line", "standby": True}}):
        story = asked(thing, kind, **terms)
        story.do("consent-given", {"consent": "c1"})
        told(story)
        sheets.append(sheet_of(story))
    assert sheets[0] == sheets[1]
    assert {each.name for each in fields(Sheet)} == {"what", "by", "support"}
    if thing == NARROW:
        assert (sheets[0].what, sheets[0].by) == (None, None)
        return
    assert sheets[0].what in {*telling.WHAT.values(), telling.SOMETHING}
    assert sheets[0].by == clocks.due(story.now, story.body).answer_by


def test_every_kind_about_a_person_has_its_words_and_every_key_is_a_kind() -> None:
    assert facts.ABOUT_A_PERSON <= set(telling.WHAT) <= set(bank.KINDS)
    assert not any(" I " in f" {text} " or " me" in text for text in (*telling.WHAT.values(), *SUPPORTS.values()))


def test_its_asker_reads_the_sheet_before_the_yes() -> None:
    story = asked()
    before = telling.as_allowed(story.now, story.body, story.now.consents[0])
    story.do("consent-given", {"consent": "c1"})
    told(story)
    after = sheet_of(story)
    assert (before.what, before.by) == (after.what, after.by)


@pytest.mark.parametrize("thing", [WIDE, NARROW])
def test_telling_moves_nothing_of_the_ask(thing: str) -> None:
    story = asked(thing)
    story.do("consent-given", {"consent": "c1"})
    due, stage = clocks.due(story.now, story.body), story.now.stage
    told(story)
    assert (clocks.due(story.now, story.body), story.now.stage, story.now.marks) == (due, stage, ())


@pytest.mark.parametrize(("how", "band"), [("told", "5–10"), ("given", "0–4"), ("contact", "0–4")])
def test_it_is_counted(how: str, band: str) -> None:
    asks = []
    for _ in range(5):
        story = asked("one_letter", purpose="contact") if how == "contact" else asked()
        story.do("consent-given", {"consent": "c1"})
        if how == "contact":
            story.read("consent-used", {"consent": "c1"})
        elif how == "told":
            told(story)
        asks.append(story.now)
    month = story.day.isoformat()[:7]
    found = next(
        each
        for each in facts.month_facts(asks, story.tree, month).figures
        if each.fact == "told" and each.door == "open"
    )
    assert (found.band, found.of) == (band, "5–10")
    assert not telling.was_told(asks[0], story.day - timedelta(days=1))


def test_a_consent_knows_who_supports_only_once_used() -> None:
    story = asked()
    found: Consent = story.now.consents[0]
    assert found.support == ""
    story.do("consent-given", {"consent": "c1"})
    assert told(story, support="circle").now.consents[0].support == "circle"
