# SPDX-License-Identifier: AGPL-3.0-or-later
"""`answerable clean FILE …`: cleans saved files offline, with Debian's mat2 as a process of its own.

The file itself is never touched: a clean copy lies beside it. Nothing is sent anywhere, and nothing stays in temporary
folders. Needs no Django, no database and no server.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from answerable.core.errors import Refused

TOOL: Final = "mat2"
SECONDS: Final = 300
PROGRAMS: Final = (b"MZ", b"\x7fELF", b"#!", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
MISSING: Final = "mat2 is not on this machine, so nothing was cleaned. On Debian or Ubuntu: apt-get install mat2"
NO_FILE: Final = "There is no file {name}. Nothing was cleaned."
PROGRAM: Final = "{name} is a program, whatever its name says. It was not cleaned. Do not open it."
NOT_CLEANED: Final = (
    "{name} was not cleaned: mat2 does not know this kind of file, or the file is not what its name says. "
    "What it may tell, it still tells."
)
TOO_LONG: Final = "{name} was not cleaned: it took longer than five minutes."
THERE: Final = "There is already a file {path}. Move it away first; nothing was changed."
DONE: Final = (
    "Clean: {path}. What a picture or a page shows, nobody cuts out. The file {name} itself was left as it was."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", type=Path, nargs="+", help="a file that you saved")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="where the clean copy goes; else beside the file")


def run(options: argparse.Namespace) -> int:
    """Each file by itself: one that cannot be cleaned keeps no other from it. 1 where one was not."""
    tool = shutil.which(TOOL)
    if tool is None:
        raise Refused(MISSING)
    said = [_try(tool, path, options.out or path.parent) for path in options.files]
    for line, _is_clean in said:
        print(line)
    return 0 if all(is_clean for _line, is_clean in said) else 1


def _try(tool: str, path: Path, folder: Path) -> tuple[str, bool]:
    try:
        return DONE.format(path=clean(tool, path, folder), name=path.name), True
    except Refused as refused:
        return refused.sentence, False


def clean(tool: str, path: Path, folder: Path) -> Path:
    """The clean copy, `NAME.cleaned.EXT` in `folder`. Raises Refused, and then nothing is left behind."""
    if not path.is_file():
        raise Refused(NO_FILE.format(name=path))
    _check_no_program(path)
    target = folder / f"{path.stem}.cleaned{path.suffix}"
    if target.exists():
        raise Refused(THERE.format(path=target))
    with tempfile.TemporaryDirectory(dir=folder, prefix=".clean-") as place:
        copy = Path(place) / f"file{path.suffix.lower()}"  # no name of a person's goes to another program
        shutil.copyfile(path, copy)
        _run(tool, copy, path.name)
        made = copy.with_name(f"file.cleaned{copy.suffix}")
        if not made.is_file():
            raise Refused(NOT_CLEANED.format(name=path.name))
        made.chmod(0o600)
        made.rename(target)
    return target


def _check_no_program(path: Path) -> None:
    with path.open("rb") as file:
        if file.read(4).startswith(PROGRAMS):
            raise Refused(PROGRAM.format(name=path.name))


def _run(tool: str, copy: Path, name: str) -> None:
    """What mat2 says is not shown: it names what it found."""
    given = [tool, "--unknown-members", "abort", str(copy)]
    try:
        done = subprocess.run(given, cwd=copy.parent, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise Refused(TOO_LONG.format(name=name)) from None
    if done.returncode != 0:
        raise Refused(NOT_CLEANED.format(name=name))
