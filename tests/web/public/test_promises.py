# SPDX-License-Identifier: AGPL-3.0-or-later
"""The forms of a body's people for what their statement says, and what everybody sees of it."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from answerable import clock
from tests.journeys.conftest import _served
from tests.serving import Serving, copy
from tests.visitor import DeskVisitor
from tests.web.public.test_forms import post
from tests.web.public.test_statements import public, waiting

NETWORK = "/organisations/river-network/promises"
NORTH = "/steward/river-north-bank"
TEXT = "The treasurer will pay the kitchen crew. In the coming weeks we will begin to explore the rest."


@pytest.fixture
def house(story_template: Serving, tmp_path: Path) -> Iterator[Serving]:
    yield from _served(copy(story_template, tmp_path / "data"))


def test_past_due_comes_first_and_its_line_is_broken(house: Serving) -> None:
    steward = house.desk("Maren")
    code = published(house, steward)
    made = promise(steward, code, by=str(clock.today("UTC")))
    assert made.status_code == 303
    page = public(house, "/organisations/river-north-bank/promises/")
    assert "0 days left" in page
    assert 'class="over"' not in page
    house.restart(shift=3)
    page = public(house, "/organisations/river-north-bank/promises/")
    assert "past due since 3 days" in page
    assert page.index("Past due</h2>") < page.index("Said, and not made")
    assert page.count('class="over"') == 1


def published(house: Serving, writer: DeskVisitor) -> str:
    given = {"title": "The crew", "text": TEXT, "language": "en", "replaces": "", "kind": "own"}
    assert post(writer, f"{NORTH}/statements/", **given).status_code == 303
    code, version = waiting(writer)
    second = house.desk("Tiko")
    assert post(second, f"{NORTH}/statements/{code}/{version}/check/", sure="yes").status_code == 303
    return code


def promise(visitor: DeskVisitor, code: str, **given: str) -> httpx.Response:
    slots = {"who": "treasurer", "by": "", "how_seen": "public_page", "with_what": "", "if_not": ""}
    return post(visitor, f"{NORTH}/statements/{code}/", do="promise", sentence="1", **{**slots, **given})


def test_what_is_missing_is_said_and_what_was_typed_stays(house: Serving) -> None:
    writer = house.desk("Maren")
    code = published(house, writer)
    page = writer.open(f"{NORTH}/statements/{code}/").text
    assert "is taken as: by" in page  # the assumed day of the second sentence is shown before it counts
    refused = promise(writer, code, who="chair")
    assert refused.status_code == 400
    assert "say who does it, by when, and how it will be seen" in refused.text
    assert re.search(r'<option value="chair" selected', refused.text)
    day = clock.today("UTC") + timedelta(days=9)
    assert promise(writer, code, by=str(day)).headers["location"].endswith("?done=made")
    own = writer.open(f"{NORTH}/promises/").text
    assert "Due soon: within 14 days" in own
    assert "9 days left" in own
    found = re.search(r"promises/([a-z2-7]{26})/move/", own)
    assert found is not None
    path = f"{NORTH}/promises/{found[1]}"
    assert post(writer, f"{path}/move/", to="soon").status_code == 400
    assert post(writer, f"{path}/move/", to=str(day + timedelta(days=40))).status_code == 303
    shown = public(house, "/organisations/river-north-bank/promises/")
    assert "First promised for" in shown
    assert shown.count('class="stood"') == 1
    assert post(writer, f"{path}/move/", to=str(day + timedelta(days=50))).status_code == 400
    assert post(writer, f"{path}/ask/", other="river-delta").status_code == 303
    assert "River Network Delta was asked" in public(house, "/organisations/river-north-bank/promises/")
    assert post(writer, f"/steward/river-delta/promises/{found[1]}/join/", say="yes").status_code == 404
    bram = house.desk("Bram")
    assert "You were asked to promise this too" in bram.open("/steward/river-delta/promises/").text
    assert post(bram, f"/steward/river-delta/promises/{found[1]}/join/", say="yes").status_code == 303
    assert "River Network Delta promises it too" in public(house, "/organisations/river-north-bank/promises/")
