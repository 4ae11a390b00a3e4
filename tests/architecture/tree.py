# SPDX-License-Identifier: AGPL-3.0-or-later
"""The files of the project, as the house rules see them."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "answerable"


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that git knows or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split("\n")  # fmt: skip
    return tuple(path for name in listed if name and (path := ROOT / name).is_file())


def ending(*suffixes: str) -> list[Path]:
    return [path for path in tracked() if path.suffix in suffixes]


def python(folder: Path = PACKAGE) -> list[Path]:
    return [path for path in ending(".py") if path.is_relative_to(folder) and "migrations" not in path.parts]


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(parsed(path)) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))
