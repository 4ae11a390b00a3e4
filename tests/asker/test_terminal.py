# SPDX-License-Identifier: AGPL-3.0-or-later
"""At a real terminal: code words are not shown while they are typed, and a refusal asks again."""

from __future__ import annotations

import os
import pty
import select
import sys
import time

from tests.asker.conftest import COMMAND, Person
from tests.serving import ROOT

MORE = "The room beside the stairs would do."


class Terminal:
    """A process that has a terminal of its own."""

    def __init__(self, person: Person, *arguments: str) -> None:
        self.seen, self.after = "", 0
        self.pid, self.at = pty.fork()
        if self.pid == 0:
            os.chdir(person.folder)
            os.execve(
                sys.executable,
                [sys.executable, "-c", COMMAND, "ask", *arguments],
                {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]},
            )

    def until(self, text: str, seconds: float = 20) -> None:
        """Reads on until this stands there, after all that stood there before."""
        end = time.monotonic() + seconds
        while text not in self.seen[self.after :]:
            assert time.monotonic() < end, self.seen
            if select.select([self.at], [], [], 0.1)[0]:
                self.seen += self._read()
        self.after = self.seen.index(text, self.after) + len(text)

    def _read(self) -> str:
        try:
            return os.read(self.at, 65536).decode("utf-8", "replace")
        except OSError:  # the process has ended
            return ""

    def type(self, line: str) -> None:
        os.write(self.at, f"{line}\n".encode())

    def end(self) -> int:
        """Its exit code."""
        try:
            while chunk := self._read():
                self.seen += chunk
            return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        finally:
            os.close(self.at)


def test_words_are_hidden_and_a_refusal_asks_again(person: Person) -> None:
    person.new()
    terminal = Terminal(person, "back", person.origin)
    terminal.until("Your eight code words:")
    terminal.type(person.words)
    terminal.until("One of the numbers:")
    assert person.words not in terminal.seen
    assert person.words.split()[0] + " " not in terminal.seen
    terminal.type("resume")
    terminal.until("This ask is not paused.")
    terminal.until("One of the numbers:")
    terminal.type("no such act")
    terminal.until("Please type one of the numbers.")
    terminal.type("message")
    terminal.until("(End with a line that holds one dot.)")
    terminal.type(MORE)
    terminal.type(".")
    terminal.until("message: Done.")
    terminal.until("One of the numbers:")
    terminal.type("")
    assert terminal.end() == 0
    assert MORE in person.back().stdout


def test_words_can_be_shown_where_the_person_asks_for_it(person: Person) -> None:
    person.new()
    terminal = Terminal(person, "back", person.origin, "--show", "--keep", "kept.json")
    terminal.until("Your eight code words:")
    terminal.type(person.words)
    terminal.until("Kept, sealed")
    assert terminal.end() == 0
    assert person.words in terminal.seen
