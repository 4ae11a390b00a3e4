# SPDX-License-Identifier: AGPL-3.0-or-later
"""Plain questions, one at a time: they go to standard error, answers come from the terminal or line by line."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from answerable.cli.open import printable
from answerable.core.errors import Refused

ENDED: Final = "Here the answers end, so nothing was sent."
NO_TEXT: Final = "What was typed is not plain text in UTF-8."
YES: Final = ("y", "yes")
NO: Final = ("n", "no")
END_OF_TEXT: Final = "."
Options = Sequence[tuple[str, str]]


def tell(*lines: str) -> None:
    """Beside the questions: never part of what is kept of the output."""
    for line in lines:
        print(printable(line), file=sys.stderr, flush=True)


def show(lines: Iterable[str]) -> None:
    """What was asked for."""
    for line in lines:
        print(printable(line), flush=True)


class Prompt:
    """Asks a person, or reads their answers one a line."""

    def __init__(self, shown: bool) -> None:
        self._shown = shown

    @property
    def is_typed(self) -> bool:
        """Whether a person sits at a terminal."""
        return sys.stdin.isatty()

    def line(self, question: str, default: str = "") -> str:
        """One line; the default for an empty one. Raises Refused where the input has ended."""
        print(printable(question), end=" ", file=sys.stderr, flush=True)
        return _read(sys.stdin.readline).strip() or default

    def words(self, question: str) -> str:
        """Code words: not shown while they are typed, unless asked for. One line where they are piped in."""
        if self.is_typed and not self._shown:
            return getpass.getpass(f"{question} ")
        return self.line(question)

    def text(self, question: str) -> str:
        """Several lines, up to one with a single dot. Nothing is written to a file on the way."""
        tell(f"{question} (End with a line that holds one dot.)")
        lines: list[str] = []
        while True:
            found = _read(sys.stdin.readline)
            if found.strip() == END_OF_TEXT:
                return "\n".join(lines).strip()
            lines.append(found.rstrip("\n"))

    def rest(self) -> str:
        """Everything that is still to be read."""
        return _read(sys.stdin.read)

    def yes(self, question: str, *, default: bool = False) -> bool:
        """Yes or no; asks again for anything else."""
        while True:
            found = self.line(f"{question} [{'Y/n' if default else 'y/N'}]").lower()
            if not found:
                return default
            if found in (*YES, *NO):
                return found in YES
            tell("Please type y or n.")

    def pick(self, question: str, options: Options, default: str = "") -> str:
        """The key of one option, chosen by its number or its key."""
        self._list(options, default)
        while True:
            found = self.line(question, default)
            chosen = _key(found, options)
            if chosen is not None:
                return chosen
            tell("Please type one of the numbers.")

    def several(self, question: str, options: Options) -> set[str]:
        """The keys of some options or of none, chosen by their numbers."""
        self._list(options)
        while True:
            given = self.line(question).replace(",", " ").split()
            chosen = [_key(each, options) for each in given]
            if None not in chosen:
                return {each for each in chosen if each is not None}
            tell("Please type the numbers, or nothing.")

    def _list(self, options: Options, default: str = "") -> None:
        for number, (key, title) in enumerate(options, 1):
            tell(f"  {number:>2}. {title}{'  (usual)' if default and key == default else ''}")


def _read(source: Callable[[], str]) -> str:
    """Raises Refused where the input has ended, or is no text."""
    try:
        found = source()
        found.encode()  # where the terminal is lax, a byte that is no text comes as half a sign
    except UnicodeError:
        raise Refused(NO_TEXT) from None
    if not found:
        raise Refused(ENDED)
    return found


def _key(found: str, options: Options) -> str | None:
    if found.isascii() and found.isdigit() and 1 <= int(found) <= len(options):
        return options[int(found) - 1][0]
    return found if found in {key for key, _ in options} else None
