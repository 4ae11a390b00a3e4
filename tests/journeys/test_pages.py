# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every page, looked at by a machine: accessible in light and dark, quiet, and light on the wire."""

from collections.abc import Callable
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, Response

from tests.journeys.pages import ALL, PUBLIC, ask_door, mine
from tests.serving import ROOT, Serving

AXE = (ROOT / "client" / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = "async tags => (await axe.run(document, {runOnly: {type: 'tag', values: tags}})).violations"


def find_barriers(page: Page) -> list[str]:
    """What axe finds, as lines. It is put in by the driver, so that the page's own policy stays as it is."""
    page.evaluate(AXE + "; true")
    found: list[dict[str, Any]] = page.evaluate(RUN, RULES)
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("name", ALL)  # varies fastest: between light and dark a new one-time code has come
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(name: str, scheme: Literal["light", "dark"], story_shared: Serving, browser: Any) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme=scheme)
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda problem: said.append(str(problem)))
    page.on("request", lambda request: asked.append(request.url))
    try:
        ALL[name](page, story_shared)
        assert find_barriers(page) == []
        assert said == [] or name == "not-there"
        assert [url for url in asked if not url.startswith((story_shared.origin, "data:"))] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    finally:
        context.close()


def test_axe_sees_a_barrier(page: Page, story_shared: Serving) -> None:
    """The negative control."""
    page.goto(story_shared.origin + "/")
    page.evaluate("document.querySelector('main').append(Object.assign(document.createElement('img'), {}))")
    assert any("image-alt" in one for one in find_barriers(page))


def bytes_of(page: Page, show: Callable[[], None]) -> tuple[int, int]:
    """(requests, bytes on the wire with headers), as the browser counts them."""
    answers: list[Response] = []
    page.on("response", lambda one: answers.append(one))
    show()
    page.wait_for_load_state("networkidle")
    seen = [one for one in answers if not one.url.startswith("data:")]
    sizes = [one.request.sizes() for one in seen]
    return len(seen), sum(one["responseBodySize"] + one["responseHeadersSize"] for one in sizes)


@pytest.mark.parametrize("name", [name for name in PUBLIC if name != "not-there"])
def test_public_pages_are_light_and_have_no_script(
    name: str, page_of: Callable[..., Page], story_shared: Serving
) -> None:
    page = page_of()
    requests, size = bytes_of(page, lambda: page.goto(story_shared.origin + PUBLIC[name]) and None)
    assert size <= 20_000
    assert requests <= 3
    assert page.locator("script").count() == 0


def test_the_askers_page_stays_in_its_budget_sealing_included(page: Page, story_shared: Serving) -> None:
    requests, size = bytes_of(page, lambda: ask_door(page, story_shared))
    print(f"asker's page: {requests} requests, {size} bytes")
    assert size <= 64_000
    assert requests <= 6


def test_the_page_behind_the_words_stays_in_its_budget(page: Page, story_shared: Serving) -> None:
    def show() -> None:
        page.goto(f"{story_shared.origin}/mine/")

    requests, size = bytes_of(page, show)
    assert size <= 64_000
    assert requests <= 6
    mine("done")(page, story_shared)


@pytest.mark.parametrize("path", ["/letters/new/", "/letters/hold/"])
def test_the_doors_of_a_letter_stay_in_the_same_budget(path: str, page: Page, story_shared: Serving) -> None:
    requests, size = bytes_of(page, lambda: page.goto(story_shared.origin + path) and None)
    print(f"{path}: {requests} requests, {size} bytes")
    assert size <= 64_000
    assert requests <= 6
