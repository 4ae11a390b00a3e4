# SPDX-License-Identifier: AGPL-3.0-or-later
"""Operator and steward: plain forms that keep what was typed, and show no ask."""

import html
import re
from typing import Any

import httpx
import pytest

from tests.serving import Serving
from tests.visitor import DeskVisitor

TYPED = "Quay & <Lantern> Society"


@pytest.fixture(scope="module")
def operator(story_shared: Serving) -> DeskVisitor:
    return story_shared.desk("Ondra")


@pytest.fixture(scope="module")
def steward(story_shared: Serving) -> DeskVisitor:
    return story_shared.desk("Yuna")


def post(visitor: DeskVisitor, path: str, **fields: Any) -> httpx.Response:
    visitor.open("/desk/")
    return visitor.request("POST", path, data={"csrfmiddlewaretoken": visitor.token, **fields})


def shown(answer: httpx.Response, name: str) -> str:
    found = re.search(rf'name="{name}" type="\w+" value="([^"]*)"', answer.text)
    assert found is not None
    return html.unescape(found[1])


def test_what_was_typed_stays_on_an_error(operator: DeskVisitor) -> None:
    answer = post(
        operator, "/operate/bodies/new/", name=TYPED, slug="Not A Slug", members="many", time_zone="Nowhere/X"
    )
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert [shown(answer, name) for name in ("name", "slug", "members", "time_zone")] == [
        TYPED, "Not A Slug", "many", "Nowhere/X",
    ]  # fmt: skip
    assert "<Lantern>" not in answer.text


def test_a_body_is_listed_placed_and_told(operator: DeskVisitor, story_shared: Serving) -> None:
    public = story_shared.origin + "/organisations/"
    before = httpx.get(public, trust_env=False).headers["etag"]
    made = post(operator, "/operate/bodies/new/", name="Quay Society", slug="", members="21", time_zone="UTC")
    assert made.headers["location"] == "/operate/bodies/quay-society/?done=listed"
    after = httpx.get(public, trust_env=False)
    assert after.headers["etag"] != before
    assert "Quay Society" in after.text
    page = operator.open("/operate/bodies/quay-society/").text
    table = re.search(r'<option value="(\w{26})">Harbour Table', page)
    assert table is not None
    path = "/operate/bodies/quay-society/"
    assert post(operator, path + "place/", second_line=table[1], members="22").status_code == 303
    row = re.compile(r"Quay Society</a>[^\n]*its letter is not sent, so no days are counted")
    assert row.search(operator.open("/operate/").text)
    letter = operator.open(path + "letter/").text
    assert f"{public}quay-society/" in letter
    assert "not whether anybody asked, not what, not who" in letter
    assert operator.open("/operate/bodies/river-network/letter/").status_code == 404  # it joined long ago
    assert post(operator, path + "letter/", day="2999-01-01").status_code == 400
    assert post(operator, path + "letter/", day="2026-01-01").status_code == 303
    assert not row.search(operator.open("/operate/").text)
    text = httpx.get(public + "quay-society/", trust_env=False).text
    assert "About 22 people belong here." in text
    assert "The days are counted from then." in text


def test_clocks_are_only_ever_bettered(operator: DeskVisitor) -> None:
    path = "/operate/bodies/river-hillside/clocks/"
    days = {"acknowledge": "7", "answer": "30", "word": "30", "promise": "30"}
    worse = post(operator, path, **{**days, "answer": "31"})
    assert worse.status_code == 400
    assert shown(worse, "answer") == "31"
    assert post(operator, path, **{**days, "acknowledge": "5"}).status_code == 303
    assert post(operator, path, **days).status_code == 400


def test_an_invitation_is_shown_once(operator: DeskVisitor) -> None:
    answer = post(operator, "/operate/bodies/river-delta/steward/", title="steward", until="")
    assert answer.status_code == 200
    found = re.findall(r'class="code-line big">([^<]+)<', answer.text)
    assert len(found) == 2
    assert found[0] not in operator.open("/operate/bodies/river-delta/").text
    assert answer.headers["cache-control"] == "no-store"


def test_an_end_is_refused_alike_whether_or_not_anything_is_open(operator: DeskVisitor) -> None:
    """Orchard Kitchen has nobody above it: the refusal may not tell whether somebody asked it."""
    answer = post(operator, "/operate/bodies/orchard-kitchen/end/", sure="yes")
    assert answer.status_code == 400
    assert "Name one first." in answer.text


def test_a_steward_keeps_only_their_own(steward: DeskVisitor) -> None:
    assert steward.open("/steward/river-north-bank/").status_code == 200
    elsewhere, absent = steward.open("/steward/river-delta/"), steward.open("/steward/never-was/")
    assert (elsewhere.status_code, elsewhere.content) == (404, absent.content)
    for path in ("invite", "end", "pledges", "clocks", "help"):
        refused = post(steward, f"/steward/river-delta/{path}/", seat="a" * 26, sure="yes", title="x", role="handler")
        assert refused.status_code == 404, path
    assert steward.open("/operate/").status_code == 404


def test_pledges_reach_the_public_page(steward: DeskVisitor, story_shared: Serving) -> None:
    chosen = {"police": "only_if_you_say", "immigration": "only_if_you_say", "child_services": "only_if_law",
              "own_services": "only_if_you_say"}  # fmt: skip
    assert post(steward, "/steward/river-north-bank/pledges/", **chosen).status_code == 303
    text = httpx.get(story_shared.origin + "/organisations/river-north-bank/", trust_env=False).text
    assert text.count("It tells them nothing unless you say so.") == 2
    assert post(steward, "/steward/river-north-bank/pledges/", **{**chosen, "police": "typed"}).status_code == 400


def test_a_seat_elsewhere_cannot_be_ended(steward: DeskVisitor, story_shared: Serving) -> None:
    directory = httpx.get(story_shared.origin + "/ask/to/river-delta.json", trust_env=False).json()
    theirs = directory["readers"][0]["code"]
    assert post(steward, "/steward/river-north-bank/end/", seat=theirs, sure="yes").status_code == 404


def test_a_chapter_cannot_invite_its_own_backup(steward: DeskVisitor) -> None:
    page = steward.open("/steward/river-north-bank/").text
    assert 'value="handler"' in page
    assert 'value="second_line"' not in page
    refused = post(steward, "/steward/river-north-bank/invite/", role="second_line", title="backup", until="")
    assert refused.status_code == 400
    assert shown(refused, "title") == "backup"


def test_help_is_listed_and_taken_off(steward: DeskVisitor, story_shared: Serving) -> None:
    path = "/steward/river-north-bank/help/"
    given = {"name": "Night Line", "does": "Listens.", "reach": "By phone", "hours": ""}
    assert post(steward, path, **{**given, "reach": ""}).status_code == 400
    assert post(steward, path, **given).status_code == 303
    assert "Night Line" in httpx.get(story_shared.origin + "/help/", trust_env=False).text
    found = re.search(rf"{path}(\w{{26}})/removed/(?=.*)", steward.open(path).text.rsplit("Night Line", 1)[1])
    assert found is not None
    assert post(steward, found[0]).status_code == 303
    assert "Night Line" not in httpx.get(story_shared.origin + "/help/", trust_env=False).text


def test_no_page_of_theirs_shows_an_ask(operator: DeskVisitor, steward: DeskVisitor, story_shared: Serving) -> None:
    codes = [one["words"] for one in story_shared.ways["askers"]]
    pages = [operator.open(path) for path in ("/operate/", "/operate/host/", "/operate/bodies/river-north-bank/")]
    pages += [steward.open(path) for path in ("/steward/", "/steward/river-north-bank/")]
    for page in pages:
        assert page.status_code == 200
        assert "<script" not in page.text
        assert not re.search(r"\b(waits|asks sent|asked on)\b", page.text)
        assert not any(code in page.text for code in codes)
