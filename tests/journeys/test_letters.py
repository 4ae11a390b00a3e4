# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters, in browsers: put up by two people, held against an organisation, marked by those who hold them."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.journeys.letter_steps import ASKS, GROUP, TITLE, Holder, put_up_letter
from tests.serving import Serving

MOST_STEPS = 12


def two(page_of: Callable[..., Page], server: Serving) -> tuple[Holder, Holder]:
    return Holder(page_of(), server.origin), Holder(page_of(), server.origin)


def test_letter_of_ten_numbers_from_nothing_to_public(page_of: Callable[..., Page], server: Serving) -> None:
    one, other = two(page_of, server)
    address = put_up_letter(one, other, "river-network")
    steps = [*one.steps, *other.steps, "open the public page"]
    print(len(steps), "steps:", steps)
    assert len(steps) <= MOST_STEPS
    assert one.words != other.words
    public = page_of(java_script_enabled=False)
    public.goto(server.origin + address)
    text = public.inner_text("main")
    assert all(ask in text for ask in ASKS)
    assert TITLE in text
    assert GROUP in text
    assert public.locator(".empty-line").count() == len(ASKS)
    assert "no answer · day 1" in text
    assert "10 asks, none answered" in text
    assert public.evaluate("document.documentElement.scrollWidth <= innerWidth")
