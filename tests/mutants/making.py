# SPDX-License-Identifier: AGPL-3.0-or-later
"""Making the mutants: mutmut writes a second `answerable` into mutants/, where every function can turn into each of its
mutants, and keeps there what became of each."""

from __future__ import annotations

import json
import os
import shutil
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from mutmut.__main__ import copy_src_dir, create_mutants
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.utils.file_utils import walk_mutatable_files

FOLDER = Path("mutants")
SOURCES = FOLDER / "sources.json"


def make(workers: int) -> None:
    """What was tried before stays known, but for functions that have changed since."""
    set_mutant_under_test("mutant_generation")
    FOLDER.mkdir(exist_ok=True)
    follow()
    copy_src_dir()
    create_mutants(workers)
    now = {str(path): digest(path) for path in walk_mutatable_files()}
    SOURCES.write_text(json.dumps({"": settings(), **now}), "utf-8")


def follow() -> None:
    """mutmut copies what is not there and goes by times alone, which say nothing: a checkout gives every file a new
    one, and so does copying mutants/. So a copy gets today's time where its source is what it was, and one of long ago
    where it is not. Where mutmut's settings have changed, the numbers of the mutants have: nothing is known any more.
    """
    before = json.loads(SOURCES.read_text("utf-8")) if SOURCES.exists() else {}
    if before.get("", settings()) != settings():
        shutil.rmtree(FOLDER / "answerable")
    for copy in [path for path in (FOLDER / "answerable").rglob("*") if path.is_file()]:
        known = copy.suffix in (".meta", ".spans")
        source = copy.relative_to(FOLDER).with_suffix("") if known else copy.relative_to(FOLDER)
        if not source.exists() or (not known and copy.suffix != ".py"):
            copy.unlink()
        elif before.get(str(source)) == digest(source):
            copy.touch()
        else:
            os.utime(copy, (0, 0))


def settings() -> str:
    """What pyproject.toml says to mutmut, and its version."""
    told = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))["tool"]["mutmut"]
    return json.dumps([version("mutmut"), told], sort_keys=True)


def digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def module_of(path: Path | str) -> str:
    return str(path).removesuffix(".py").replace("/", ".")


def files(wanted: list[str]) -> Iterator[Any]:
    """What is known of each module whose name ends in one of these patterns; of all if there are none."""
    for path in sorted(walk_mutatable_files(), key=lambda path: _place(module_of(path), wanted)):
        name = module_of(path)
        if not wanted or any(fnmatch(name, f"*{each}") for each in wanted):
            known = SourceFileMutationData(path=path)
            known.load()
            yield known


def function_of(mutant: str) -> str:
    return mutant.partition("__mutmut_")[0]


def _place(name: str, wanted: list[str]) -> tuple[int, str]:
    """In the order in which they were asked for."""
    return next((i for i, each in enumerate(wanted) if fnmatch(name, f"*{each}")), len(wanted)), name
