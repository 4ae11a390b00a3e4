# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real server in its own process, a neutral page elsewhere, and a real browser.

`movement` makes the invented movement once a session; every module gets a server over its own copy of that data.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
PHONE = {"width": 390, "height": 844}
START_SECONDS = 60


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class _Neutral(BaseHTTPRequestHandler):
    """The page elsewhere to which “Leave fast” goes: it notes what it is told about where somebody came from."""

    referrers: list[str | None] = []

    def do_GET(self) -> None:
        type(self).referrers.append(self.headers.get("Referer"))
        body = b"<!doctype html><title>Weather</title><link rel=icon href=data:,><h1>Weather</h1>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_given: Any) -> None:
        """Nothing."""


@pytest.fixture(scope="session")
def neutral() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Neutral)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    server.server_close()


@dataclass
class Server:
    """`ways` holds the words, passphrases and one-time-code secrets of the movement."""

    origin: str
    data: Path
    exit_url: str
    process: subprocess.Popen[bytes]
    ways: dict[str, Any] = field(default_factory=dict)

    def asker(self, part: str) -> str:
        """The words of the movement's asker whose line holds `part`."""
        return next(one["words"] for one in self.ways["askers"] if part in one["says"])

    def member(self, name: str) -> dict[str, Any]:
        return next(one for one in self.ways["members"] if one["name"] == name)


def environment(data: Path, port: int, exit_url: str, **more: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TZDIR") if name in os.environ}
    given = {"DATA": str(data), "PORT": str(port), "ANSWERABLE_MODE": "test", "ANSWERABLE_EXIT_URL": exit_url}
    return {**kept, **given, "ANSWERABLE_ORIGIN": f"http://localhost:{port}", **more}


def start(data: Path, port: int, exit_url: str, **more: str) -> Server:
    """`answerable demo` over `data`: it makes the movement where there is none, and serves."""
    command = [sys.executable, "-c", "from answerable.cli import main; raise SystemExit(main(['demo']))"]
    log = (data.parent / f"{data.name}.log").open("wb")
    process = subprocess.Popen(command, env=environment(data, port, exit_url, **more), stdout=log, stderr=log)
    origin = f"http://localhost:{port}"
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"{origin}/", trust_env=False).status_code == 200:
                return Server(origin, data, exit_url, process, json.loads((data / "ways-in.json").read_text("utf-8")))
        except httpx.HTTPError:
            time.sleep(0.1)
    stop(process)
    raise AssertionError((data.parent / f"{data.name}.log").read_text("utf-8")[-3000:])


def stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="session")
def port() -> int:
    """One origin for all: keys and certificates of the movement are bound to it."""
    return free_port()


@pytest.fixture(scope="session")
def movement(tmp_path_factory: pytest.TempPathFactory, port: int, neutral: str) -> Path:
    """The data folder of the movement, made once."""
    data = tmp_path_factory.mktemp("movement") / "data"
    stop(start(data, port, neutral).process)
    return data


@pytest.fixture(scope="module")
def server(movement: Path, tmp_path_factory: pytest.TempPathFactory, port: int, neutral: str) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("served") / "data"
    shutil.copytree(movement, data)
    made = start(data, port, neutral)
    yield made
    stop(made.process)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        made = play.chromium.launch(executable_path="/usr/bin/chromium", args=list(FLAGS))
        yield made
        made.close()


@dataclass
class Heard:
    """What the browser said and asked while a test ran."""

    console: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        page.on("console", lambda message: self.console.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda mistake: self.console.append(f"thrown: {mistake}"))
        page.on("request", lambda request: self.requests.append(request.url))


@pytest.fixture
def context_of(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes fresh browser contexts, as `browser.new_context`, and closes them."""
    made: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        context = browser.new_context(**{"viewport": PHONE, **options})
        context.set_default_timeout(15_000)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def phone(context_of: Callable[..., BrowserContext], heard: Heard) -> Page:
    """A phone with scripts on; whatever its console says fails the test at the end if it asks `heard`."""
    page = context_of().new_page()
    heard.listen(page)
    return page


@pytest.fixture
def plain_phone(context_of: Callable[..., BrowserContext], heard: Heard) -> Page:
    """The same with scripts off."""
    page = context_of(java_script_enabled=False).new_page()
    heard.listen(page)
    return page
