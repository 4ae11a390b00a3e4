# SPDX-License-Identifier: AGPL-3.0-or-later
"""A seeded movement once a session, a server for each module, and a browser."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests import neutral as elsewhere
from tests.serving import Serving, copy, free_port

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def neutral() -> Iterator[str]:
    """The address of the neutral page elsewhere."""
    with elsewhere.serving() as address:
        yield address


@pytest.fixture(scope="session")
def movement_template(tmp_path_factory: pytest.TempPathFactory, neutral: str) -> Serving:
    """The movement without an ask."""
    env = {"ANSWERABLE_EXIT_URL": neutral}
    return Serving(tmp_path_factory.mktemp("movement") / "data", free_port(), env).seed("bare")


@pytest.fixture(scope="session")
def story_template(tmp_path_factory: pytest.TempPathFactory, neutral: str) -> Serving:
    """The movement with asks in every state."""
    env = {"ANSWERABLE_EXIT_URL": neutral}
    return Serving(tmp_path_factory.mktemp("story") / "data", free_port(), env).seed("whole")


@pytest.fixture
def server(movement_template: Serving, tmp_path: Path) -> Iterator[Serving]:
    """A server of the test's own, with nobody's ask in it."""
    yield from _served(copy(movement_template, tmp_path / "data"))


@pytest.fixture
def story(story_template: Serving, tmp_path: Path) -> Iterator[Serving]:
    """A server of the test's own, with asks in every state."""
    yield from _served(copy(story_template, tmp_path / "data"))


@pytest.fixture(scope="module")
def story_shared(story_template: Serving, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """The same for a whole module, for tests that only look."""
    yield from _served(copy(story_template, tmp_path_factory.mktemp("shared") / "data"))


def _served(serving: Serving) -> Iterator[Serving]:
    serving.start()
    try:
        yield serving
    finally:
        if serving.process is not None:
            serving.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    yield from launched()


def launched() -> Iterator[Browser]:
    """While it stands, no other loop can begin in this process."""
    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()


@pytest.fixture
def context_of(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes fresh profiles, as `browser.new_context`, and ends them."""
    made: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        context = browser.new_context(**{"viewport": PHONE, "has_touch": True, "locale": "en-GB", **options})
        context.set_default_timeout(20_000)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


@pytest.fixture
def page_of(context_of: Callable[..., BrowserContext]) -> Iterator[Callable[..., Page]]:
    """Makes pages of their own profiles that fail their test for any console message or policy violation."""
    said: list[str] = []

    def make(**options: Any) -> Page:
        page = context_of(**options).new_page()
        page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda problem: said.append(str(problem)))
        return page

    yield make
    assert said == []


@pytest.fixture
def page(page_of: Callable[..., Page]) -> Page:
    """A phone-sized screen."""
    return page_of()


@pytest.fixture
def plain_page(page_of: Callable[..., Page]) -> Page:
    """The same with scripts off."""
    return page_of(java_script_enabled=False)
