# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real server with the invented movement, and the command as a person runs it: a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.serving import ROOT, Serving, copy, free_port

NORTH = "river-north-bank"
# No Django in the process, and every argument that any process of it was given is kept.
COMMAND = """
import sys
from answerable.cli import main
code = main(sys.argv[1:])
assert not any(name == "django" or name.startswith("django.") for name in sys.modules), "django was imported"
sys.exit(code)
"""
Done = subprocess.CompletedProcess[str]


@dataclass
class Person:
    """Somebody at a terminal, in a folder of their own. `words` are those of their last ask."""

    origin: str
    folder: Path
    words: str = ""

    def run(self, *arguments: str, typed: str = "") -> Done:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        env = kept | {"TMPDIR": str(self.folder), "PYTHONPATH": str(ROOT)}
        given = [sys.executable, "-c", COMMAND, "ask", *arguments]
        done = subprocess.run(
            given, input=typed, capture_output=True, text=True, check=False, cwd=self.folder, env=env, timeout=120
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def file(self, name: str, content: Any) -> str:
        path = self.folder / name
        path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
        return str(path)

    def new(self, *more: str, body: str = NORTH, typed: str = "", **answers: Any) -> Done:
        """Asks with answers of a file, and keeps the words that were shown."""
        given = self.file("answers.json", {"kind": "credit_work", "contact": "may_write", **answers})
        done = self.run("new", self.origin, "--body", body, "--answers", given, *more, typed=typed)
        self.words = words_in(done.stdout) or self.words
        return done

    def back(self, *more: str, typed: str = "") -> Done:
        return self.run("back", self.origin, *more, typed=f"{self.words}\n{typed}")

    def act(self, *acts: dict[str, Any], more: tuple[str, ...] = ()) -> Done:
        return self.back("--answers", self.file("acts.json", list(acts)), *more)


def words_in(output: str) -> str:
    """The eight words as they were shown."""
    lines = [line.strip() for line in output.splitlines() if line.startswith("    ")]
    return next((line for line in lines if len(line.split()) == 8), "")


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Serving:
    return Serving(tmp_path_factory.mktemp("asked") / "data", free_port()).seed("bare")


@pytest.fixture
def server(template: Serving, tmp_path: Path) -> Iterator[Serving]:
    """A server of the test's own, with nobody's ask in it."""
    yield from _served(copy(template, tmp_path / "data"))


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """One for all tests that look only at what they lodged themselves. Its port is not that of `server`."""
    yield from _served(Serving(tmp_path_factory.mktemp("shared") / "data", free_port()).seed("bare"))


def _served(serving: Serving) -> Iterator[Serving]:
    serving.start()
    try:
        yield serving
    finally:
        if serving.process is not None:
            serving.stop()


@pytest.fixture
def person(shared: Serving, tmp_path: Path) -> Person:
    """Somebody with the shared server."""
    folder = tmp_path / "person"
    folder.mkdir()
    return Person(shared.origin, folder)
