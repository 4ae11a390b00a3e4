# SPDX-License-Identifier: AGPL-3.0-or-later
"""`python -m tests.wheel FOLDER`: the wheel, built twice from two copies of what is committed, and the same bytes.

What is printed can be compared: the wheel's SHA-256 with whoever builds it elsewhere, those of the scripts with the
record's entries of the type "bundle".
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
SCRIPTS: Final = "answerable/web/static/client/"


def build(into: Path) -> Path:
    """From a copy of HEAD in `into`, with nothing of this checkout but the tools."""
    packed = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as copy:
        copy.extractall(into, filter="data")
    stamp = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.strip()
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(into / "made")]
    subprocess.run(command, cwd=into, check=True, stdout=2, env={**os.environ, "SOURCE_DATE_EPOCH": stamp})
    (wheel,) = (into / "made").glob("*.whl")
    return wheel


def digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def main(folder: Path) -> int:
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory(prefix="another-place-") as other:
        first, second = build(Path(one)), build(Path(other))
        if first.read_bytes() != second.read_bytes():
            print(f"The same sources gave two wheels. They differ in: {', '.join(differing(first, second))}.")
            return 1
        folder.mkdir(exist_ok=True)
        made = Path(shutil.copy(first, folder))
    print(f"{digest(made.read_bytes())}  {made}")
    with zipfile.ZipFile(made) as wheel:
        for name in sorted(wheel.namelist()):
            if name.startswith(SCRIPTS) and name.endswith((".js", ".css")):
                print(f"{digest(wheel.read(name))}  {name.removeprefix(SCRIPTS)}")
    return 0


def differing(first: Path, second: Path) -> list[str]:
    with zipfile.ZipFile(first) as one, zipfile.ZipFile(second) as other:
        names = sorted({*one.namelist(), *other.namelist()})
        return [
            name
            for name in names
            if name not in one.namelist() or name not in other.namelist() or one.read(name) != other.read(name)
        ] or ["the archive's own fields"]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
