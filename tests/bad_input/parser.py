# SPDX-License-Identifier: AGPL-3.0-or-later
"""One parser that is tried: what it is given, how it is called, and the only errors that it may raise."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from answerable.core.errors import Refused

TODAY: Final = date(2031, 5, 20)
CHEAP, USUAL, DEAR, DEAREST = 30, 10, 2, 0.2  # shares of all inputs


@dataclass(frozen=True)
class Parser:
    """`examples` are all bytes, all text or all JSON values; `refuses` is what it may raise."""

    name: str
    examples: Callable[[], list[Any]]
    parse: Callable[[Any], object]
    refuses: tuple[type[Exception], ...] = (Refused,)
    share: float = USUAL


def printed(parse: Callable[[Any], Any], print_: Callable[[Any], Any]) -> Callable[[Any], object]:
    """What is read must be what would be written."""

    def check(given: Any) -> object:
        found = parse(given)
        assert print_(found) == given, "it was read, and would be written otherwise"
        return found

    return check


def texts(*found: str) -> Callable[[], list[Any]]:
    return lambda: list(found)


def encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def dumped(*values: Any) -> Callable[[], list[Any]]:
    return lambda: [json.dumps(each).encode() for each in values]
