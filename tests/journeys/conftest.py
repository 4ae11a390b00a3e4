# SPDX-License-Identifier: AGPL-3.0-or-later
"""A seeded movement once a session, a server for each module, and a browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.serving import Serving, copy, free_port

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def movement_template(tmp_path_factory: pytest.TempPathFactory) -> Serving:
    """The movement without an ask."""
    return Serving(tmp_path_factory.mktemp("movement") / "data", free_port()).seed("bare")


@pytest.fixture(scope="session")
def story_template(tmp_path_factory: pytest.TempPathFactory) -> Serving:
    """The movement with asks in every state."""
    return Serving(tmp_path_factory.mktemp("story") / "data", free_port()).seed("whole")


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
    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh profile on a phone-sized screen."""
    found = browser.new_context(viewport=PHONE, has_touch=True, locale="en-GB")
    yield found
    found.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that fails its test for any console message or policy violation."""
    found = context.new_page()
    said: list[str] = []
    found.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    found.on("pageerror", lambda problem: said.append(str(problem)))
    yield found
    assert said == []
