# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every process that can be proposed here: those that come with the software, and the files of this installation."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from answerable import config
from answerable.core.process_problem import Problem, Spoiled
from answerable.processes import library
from answerable.processes.library import Found

FOLDER: Final = "processes"


def every() -> dict[str, Found]:
    """By code. A file of this installation never takes the place of one that comes with the software."""
    own = {found.template.code: found for found in map(_read, _paths()) if isinstance(found, Found)}
    return {**own, **{code: library.shipped(code) for code in library.SHIPPED}}


def spoiled() -> dict[str, tuple[Problem, ...]]:
    """Files of this installation that are refused, by name, with what is wrong: none of them is offered."""
    read = {path.name: _read(path) for path in _paths()}
    return {name: found.problems for name, found in read.items() if isinstance(found, Spoiled)}


def _paths() -> list[Path]:
    return sorted((config.current().data / FOLDER).glob("*.toml"))


def _read(path: Path) -> Found | Spoiled:
    try:
        with path.open("rb") as source:
            return library.read_file(source.read(library.MOST_BYTES + 1))
    except Spoiled as mistake:
        return mistake
