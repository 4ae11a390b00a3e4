# SPDX-License-Identifier: AGPL-3.0-or-later
"""Nothing is graded: every page, feed, picture and calendar that tells of statements, letters and promises is searched.

What people typed is theirs and is left out; what says that nothing is graded may say the word.
"""

import html
import json
import re

import httpx
import pytest

from tests.reading.gold_set import load
from tests.reading.test_outputs import ASKS, JUDGES, judged
from tests.serving import Serving
from tests.web.public.test_statements import public

DENIALS = re.compile(
    r"It gives no grade( and says nothing about what you mean)?|It says nothing about guilt|Good work\b"
    r"|It can do good and have caused harm",
    re.I,
)
NETWORK = "/organisations/river-network"
PAGES = (
    "/read/", "/begin/", "/letters/", "/letters/river-network-1/", "/letters/orchard-kitchen-1/", f"{NETWORK}/",
    f"{NETWORK}/promises/", f"{NETWORK}/promises.atom", f"{NETWORK}/promises.json", f"{NETWORK}/promises.ics",
    f"{NETWORK}/statements.atom", f"{NETWORK}/statements.json", "/letters/river-network-1/picture.svg",
)  # fmt: skip


def own_words(page: str) -> str:
    """What a page says itself: without tags, what people typed, and what denies a grade."""
    page = re.sub(r"<(style|textarea)\b.*?</\1>", " ", page, flags=re.S)
    page = re.sub(r'<(p|div) class="(?:reply|asked)\b.*?</\1>', " ", page, flags=re.S)
    return DENIALS.sub(" ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def statements(house: Serving) -> list[str]:
    bodies = (NETWORK, "/organisations/river-north-bank")
    feeds = [json.loads(public(house, f"{body}/statements.json")) for body in bodies]
    return [httpx.URL(item["url"]).path for feed in feeds for item in feed["items"]]


@pytest.mark.parametrize("path", PAGES)
def test_no_page_judges(path: str, story_shared: Serving) -> None:
    said = own_words(public(story_shared, path))
    assert len(said) > 40
    assert JUDGES.findall(said) == []


def test_no_statement_page_judges(story_shared: Serving) -> None:
    found = statements(story_shared)
    assert len(found) >= 2
    for path in found:
        assert JUDGES.findall(own_words(public(story_shared, path))) == []


@pytest.mark.parametrize("statement", ["s01", "s03", "s05", "s09", "s13"])
def test_no_reading_of_a_draft_judges(statement: str, story_shared: Serving) -> None:
    text = " ".join(one.sentence for one in load("agreed") if one.statement == statement)
    given = {"text": text, "asks": "\n".join(ASKS), "language": "en"}
    answer = httpx.post(f"{story_shared.origin}/read/", data=given, trust_env=False)
    assert "Questions that people may send back" in answer.text
    assert judged(own_words(answer.text), text + " ".join(ASKS)) == []


def test_the_search_would_find_one_on_a_page() -> None:
    assert JUDGES.findall(own_words("<p>It gives no grade.</p><p>This is <b>evasive</b>.</p>")) == ["evasive"]
