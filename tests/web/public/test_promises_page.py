# SPDX-License-Identifier: AGPL-3.0-or-later
"""The promises page, its picture, calendar and feeds, as everybody gets them."""

import json
import re
from datetime import date, timedelta

import feedparser
import httpx
import icalendar

from tests.serving import Serving
from tests.web.public.test_statements import public

NETWORK = "/organisations/river-network/promises"
NORTH = "/steward/river-north-bank"
TEXT = "The treasurer will pay the kitchen crew. In the coming weeks we will begin to explore the rest."


def get(house: Serving, path: str) -> httpx.Response:
    return httpx.get(house.origin + path, trust_env=False)


def test_the_page_lists_the_next_day_first_and_every_source(story_shared: Serving) -> None:
    page = public(story_shared, f"{NETWORK}/")
    assert "3 promises, 0 past due." in page
    order = [page.index(title) for title in ("Not due yet", "Intentions:", "Said to be done", "Said, and not made")]
    assert order == sorted(order)
    assert "still missing: who?, by when?, how will it be seen?" in page
    assert "nobody asked for it: so nobody can mark it" in page
    assert "The van ran all winter" in page
    assert page.count('<line class="span"') == 3  # the picture has each promise with a day
    assert re.search(
        r'<title id="timeline-says">Promises on a line of days, from .*3 promises, 0 past due.</title>', page
    )


def test_calendar_and_feeds_are_read_by_others(story_shared: Serving) -> None:
    answer = get(story_shared, f"{NETWORK}.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    events = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert len(events) == 2  # what was said done is over, an intention has no day
    assert all(isinstance(each.decoded("dtstart"), date) for each in events)
    assert [each.decoded("dtend") - each.decoded("dtstart") for each in events] == [timedelta(days=1)] * 2
    assert len({str(each["uid"]) for each in events}) == 2
    feed = feedparser.parse(get(story_shared, f"{NETWORK}.atom").content)
    assert not feed.bozo
    assert len(feed.entries) == 4
    assert feed.entries[0].updated >= feed.entries[-1].updated
    items = json.loads(get(story_shared, f"{NETWORK}.json").content)
    assert items["version"] == "https://jsonfeed.org/version/1.1"
    assert {each["id"] for each in items["items"]} == {each.id for each in feed.entries}
    assert all(urlpath(each["url"]) == f"{NETWORK}/" for each in items["items"])


def urlpath(url: str) -> str:
    return httpx.URL(url).path


def test_the_statement_page_holds_it_against_the_letter(story_shared: Serving) -> None:
    feed = json.loads(get(story_shared, "/organisations/river-network/statements.json").content)
    page = public(story_shared, urlpath(feed["items"][0]["url"]))
    assert "Held against a letter" in page
    assert page.count("echoed, without an answer") == 2
    assert page.count("not mentioned") == 8
    assert "The organisation says that sentence 2 answers it. The group has not said so." in page
    assert "Made a promise since" in page


def test_the_picture_of_a_letter_has_its_words(story_shared: Serving) -> None:
    drawn = get(story_shared, "/letters/river-network-1/picture.svg")
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert "10 asks, 3 answered" in drawn.text
    assert drawn.text.count("no answer · day 42") == 7 * 2  # once in the picture, once in its words
    assert "photographs" not in drawn.text  # no word of the group: names may be taken out later
    pixels = get(story_shared, "/letters/river-network-1/picture.png")
    assert pixels.content[:8] == b"\x89PNG\r\n\x1a\n"
    assert b"tEXt" not in pixels.content
    page = public(story_shared, "/letters/river-network-1/")
    assert re.search(r'<img class="picture" src="[^"]+" width="1200" height="\d+" alt="To River Network. 10 asks', page)
