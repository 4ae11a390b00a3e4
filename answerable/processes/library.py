# SPDX-License-Identifier: AGPL-3.0-or-later
"""Templates as files: from bytes to a checked template, or to a list of what is wrong with it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from answerable.core.process_problem import Problem, Spoiled
from answerable.core.process_read import read_template
from answerable.core.process_rules import check_rules
from answerable.core.process_template import Template
from answerable.core.words import N_

MOST_BYTES: Final = 60_000
SHIPPED: Final = (
    "direct-answer", "code-of-conduct", "redress-response", "community-two-teams", "boundary", "safeguarding",
    "restorative-indirect", "four-phases", "support-circle", "self-study",
)  # fmt: skip

TOO_LONG = N_("A process file has at most {n} letters and signs.")
NOT_UTF8 = N_("This is no plain text. Save the file as plain text (UTF-8).")
NOT_TOML = N_("It cannot be read here: {says}")


@dataclass(frozen=True)
class Found:
    """A checked template with the table of its file, which is what a run keeps."""

    template: Template
    raw: Mapping[str, Any]


def read_file(content: bytes) -> Found:
    """The template of a file. Raises Spoiled with every mistake: first of how it is written, then of the rules."""
    raw = _table(content)
    template = read_template(raw)
    check_rules(template)
    return Found(template, raw)


def _table(content: bytes) -> Mapping[str, Any]:
    if len(content) > MOST_BYTES:
        raise _spoiled(TOO_LONG, n=str(MOST_BYTES))
    try:
        return tomllib.loads(content.decode("utf-8").replace("\r\n", "\n"))
    except UnicodeDecodeError:
        raise _spoiled(NOT_UTF8) from None
    except (tomllib.TOMLDecodeError, RecursionError) as mistake:
        raise _spoiled(NOT_TOML, says=str(mistake)[:200]) from None


def _spoiled(sentence: str, **given: str) -> Spoiled:
    return Spoiled([Problem(0, "the file", sentence, tuple(given.items()))])


def shipped_text(code: str) -> str:
    """The file of a template that comes with the software, as it is. Raises KeyError for any other name."""
    if code not in SHIPPED:
        raise KeyError(code)
    return files("answerable.processes").joinpath("templates", f"{code}.toml").read_text("utf-8")


@cache
def shipped(code: str) -> Found:
    """A template that comes with the software. Raises KeyError for any other name."""
    return read_file(shipped_text(code).encode())
