# SPDX-License-Identifier: AGPL-3.0-or-later
"""Public texts of a body: one person writes, another checks for names; versions stay; a text goes out at once."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import feedparser
import httpx
import pytest

from answerable.core.errors import Refused
from answerable.core.statement import (
    STATEMENT_MOVES,
    StatementMove,
    StatementStage,
    check_second,
    check_text,
    next_stage,
    without,
)
from tests.journeys.conftest import _served
from tests.serving import Serving, copy
from tests.visitor import DeskVisitor
from tests.web.public.test_forms import post

NORTH = "/steward/river-north-bank/statements/"
TEXT = "We regret the winter.\n\nIn the coming weeks we will begin to explore how our council might carry its part."


@pytest.fixture
def house(story_template: Serving, tmp_path: Path) -> Iterator[Serving]:
    yield from _served(copy(story_template, tmp_path / "data"))


def write(who: DeskVisitor, **given: str) -> httpx.Response:
    return post(who, NORTH, **{"title": "About the winter", "text": TEXT, "language": "en", "replaces": "", **given})


def waiting(who: DeskVisitor) -> tuple[str, str]:
    """(code, version) of the text that waits."""
    found = re.search(r"statements/([a-z2-7]{26})/(\d+)/drop/", who.open(NORTH).text)
    assert found is not None
    return found[1], found[2]


def public(house: Serving, path: str) -> str:
    return httpx.get(house.origin + path, trust_env=False).text


def test_a_statement_is_public_only_after_a_second_person_read_it(house: Serving) -> None:
    writer, second = house.desk("Maren"), house.desk("Tiko")
    assert write(writer, title="").status_code == 400
    assert TEXT.splitlines()[0] in write(writer, title="").text
    assert write(writer).status_code == 303
    code, version = waiting(writer)
    path = f"{NORTH}{code}/{version}/"
    assert public(house, f"/statements/{code}/") == public(house, "/statements/never-was/")
    own = post(writer, f"{path}check/", sure="yes")
    assert own.status_code == 400
    assert "Somebody else must check it" in own.text
    assert post(second, f"{path}check/").status_code == 400
    assert post(second, f"{path}check/", sure="yes").status_code == 303
    page = public(house, f"/statements/{code}/")
    assert "begin to explore how" in page
    assert "a promise to plan" in page
    assert "Which role, or which person, will do it?" in page
    assert f'href="/statements/{code}/"' in public(house, "/organisations/river-north-bank/")

    assert write(second, text="We will pay the crew by 1 March 2031.", replaces=code).status_code == 303
    assert post(writer, f"{NORTH}{code}/2/check/", sure="yes").status_code == 303
    page = public(house, f"/statements/{code}/")
    assert "version 2" in page
    assert "begin to explore how" in page  # the first one stays, below
    for words, says in (("by 1 March", "no figure"), ("Quillon", "do not stand in the text"), ("a", "2 to 60 letters")):
        refused = post(second, f"{NORTH}{code}/1/out/", words=words)
        assert refused.status_code == 400
        assert says in refused.text
    assert post(second, f"{NORTH}{code}/1/out/", words="our council").status_code == 303
    page = public(house, f"/statements/{code}/")
    assert "begin to explore how […] might carry" in page
    assert "our council" not in page
    leaves = public(house, "/record/?type=statement")
    assert leaves.count("A public statement") >= 3
    assert "begin to explore" not in leaves


OFFER = {
    "text": "We closed the kitchen without a word.", "gives": "money for the winter", "cannot": "the old rooms",
    "decides": "the board", "report_by": "2099-01-31", "language": "en",
}  # fmt: skip


def test_a_body_begins_and_promises_nothing_in_anybodys_name(house: Serving) -> None:
    writer, second = house.desk("Maren"), house.desk("Tiko")
    path = f"{NORTH}begin/"
    for missing in ({"gives": ""}, {"decides": " "}, {"report_by": ""}, {"report_by": "2001-01-01"}):
        refused = post(writer, path, **{**OFFER, **missing})
        assert refused.status_code == 400
        assert "We closed the kitchen" in refused.text
    assert "nobody yet" in public(house, "/begin/")
    assert post(writer, path, **OFFER).status_code == 303
    assert "nobody yet" in public(house, "/begin/")
    code, version = waiting(writer)
    assert post(second, f"{NORTH}{code}/{version}/check/", sure="yes").status_code == 303
    assert "It reports by 31 January 2099." in public(house, "/begin/")
    page = public(house, f"/statements/{code}/")
    assert "We caused harm and want to answer for it" in page
    assert "What we can give: money for the winter" in page
    assert "/ask/?to=river-north-bank" in page
    assert "It reports by 31 January 2099." in public(house, "/organisations/river-north-bank/")


def test_nobody_else_writes_for_a_body(house: Serving) -> None:
    stranger = house.desk("Sefa")  # a backup elsewhere
    assert stranger.open(NORTH).status_code == 404
    assert write(stranger).status_code == 404
    operator = house.desk("Ondra")
    assert operator.open(NORTH).status_code == 404


def test_every_cell_of_stage_and_move() -> None:
    stages: list[StatementStage | None] = [None, *StatementStage]
    for stage in stages:
        for move in StatementMove:
            if (stage, move) in STATEMENT_MOVES:
                assert next_stage(stage, move) is STATEMENT_MOVES[stage, move]
            else:
                with pytest.raises(Refused):
                    next_stage(stage, move)


def test_a_text_that_waits_can_be_dropped(house: Serving) -> None:
    writer = house.desk("Maren")
    write(writer)
    code, version = waiting(writer)
    assert post(writer, f"{NORTH}{code}/{version}/drop/").status_code == 303
    assert "begin to explore" not in writer.open(NORTH).text
    assert post(house.desk("Tiko"), f"{NORTH}{code}/{version}/check/", sure="yes").status_code == 400


def test_feeds_are_read_by_others(story_shared: Serving) -> None:
    base = "/organisations/river-north-bank/statements"
    read = feedparser.parse(public(story_shared, f"{base}.atom"))
    assert not read.bozo
    assert read.feed.title == "River Network North Bank"
    assert [entry.title for entry in read.entries] == ["About the winter kitchen"]
    assert "begin to explore how" in read.entries[0].summary
    found = json.loads(public(story_shared, f"{base}.json"))
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["id"] for item in found["items"]] == [read.entries[0].id]
    assert found["items"][0]["date_published"].endswith("T00:00:00+00:00")
    assert (
        httpx.get(f"{story_shared.origin}/organisations/never-was/statements.atom", trust_env=False).status_code == 404
    )


def test_only_a_name_is_taken_out() -> None:
    assert without("Quill said so. Ask Quill.", "Quill") == "[…] said so. Ask […]."
    for words in ("", "Q", "Quill " * 20, "1 March", "nobody"):
        with pytest.raises(Refused):
            without("Quill said so on 1 March.", words)


def test_what_a_statement_needs() -> None:
    check_text("A title", "Some text.")
    check_second("one", "another")
    for title, text in (("", "Some text."), ("A title", " … "), ("A title", "a" * 40_001)):
        with pytest.raises(Refused):
            check_text(title, text)
    with pytest.raises(Refused):
        check_second("one", "one")
