# SPDX-License-Identifier: AGPL-3.0-or-later
"""Debian's Firefox, so that pages are seen by a second engine. What it does stands in `client/tests/firefox.mjs`.

Playwright drives a Firefox of its own making only; puppeteer-core drives the one that people have, over WebDriver BiDi.
"""

from __future__ import annotations

import json
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hatch_build import CLIENT, find_node, install

FIREFOX = "/usr/bin/firefox-esr"


class Refused(AssertionError):
    """The browser could not do it; the text says what was asked."""


class Firefox:
    """One browser with a fresh profile; each page has cookies and storage of its own."""

    def __init__(self, downloads: Path) -> None:
        install()
        self.downloads = downloads
        self.process = subprocess.Popen(
            [str(find_node()), "tests/firefox.mjs", FIREFOX, str(downloads)],
            cwd=CLIENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def ask(self, act: str, *given: Any, page: int = 0) -> Any:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps({"page": page, "do": act, "with": given}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, "Firefox ended"
        answer = json.loads(line)
        if "failed" in answer:
            raise Refused(answer["failed"])
        return answer["is"]

    def open(self, viewport: dict[str, int]) -> FirefoxPage:
        return FirefoxPage(self, self.ask("open", viewport))

    def saved(self, name: str, seconds: float = 20) -> Path:
        """Waits until this file was saved whole."""
        until, path = time.monotonic() + seconds, self.downloads / name
        while not path.exists() or path.stat().st_size == 0 or path.with_name(f"{name}.part").exists():
            assert time.monotonic() < until, [one.name for one in self.downloads.iterdir()]
            time.sleep(0.05)
        return path

    def end(self) -> None:
        self.process.communicate(timeout=20)


@dataclass
class FirefoxPage:
    """One page. Selectors are CSS, with puppeteer's `::-p-text()` and `::-p-xpath()`; each act waits for its thing."""

    firefox: Firefox
    number: int

    def _ask(self, act: str, *given: Any) -> Any:
        return self.firefox.ask(act, *given, page=self.number)

    def goto(self, address: str) -> None:
        self._ask("goto", address)

    def back(self) -> None:
        self._ask("back")

    def click(self, selector: str) -> None:
        self._ask("click", selector)

    def type(self, selector: str, text: str) -> None:
        """Key by key, after a click into the box."""
        self._ask("type", selector, text)

    def choose(self, selector: str, value: str) -> None:
        """One of a list."""
        self._ask("choose", selector, value)

    def press(self, key: str) -> None:
        self._ask("press", key)

    def give(self, selector: str, path: Path) -> None:
        """Chooses a file."""
        self._ask("give", selector, str(path))

    def see(self, selector: str) -> None:
        """Waits until it shows."""
        self._ask("see", selector)

    def count(self, selector: str) -> int:
        return int(self._ask("count", selector))

    def texts(self, selector: str) -> list[str]:
        found: list[str] = self._ask("texts", selector)
        return found

    def text(self, selector: str) -> str:
        return "\n".join(self.texts(selector))

    def says(self, selector: str, text: str) -> str:
        """Waits until something that the selector finds says this; all that it says."""
        return str(self._ask("says", selector, text))

    def away(self, address: str) -> str:
        """Waits until the page is at this address; its title."""
        return str(self._ask("away", address))

    @property
    def address(self) -> str:
        return str(self._ask("address"))

    def evaluate(self, expression: str) -> Any:
        return self._ask("evaluate", expression)

    def cookies(self) -> dict[str, str]:
        return {one["name"]: one["value"] for one in self._ask("cookies")}

    @property
    def said(self) -> list[str]:
        """What was said on the console, errors and refusals of the policy among it."""
        found: list[str] = self._ask("said")
        return found

    def close(self) -> None:
        self._ask("close")
