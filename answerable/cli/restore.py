# SPDX-License-Identifier: AGPL-3.0-or-later
"""`answerable restore`: a backup and a backup of the key file, opened with the offline key, into an empty folder."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import Final

from answerable.cli import bar
from answerable.core.errors import Refused
from answerable.core.words import N_
from answerable.sealing import age
from answerable.sealing.errors import Refusal
from answerable.sealing.wire import parse_b64

NOT_A_KEY: Final = N_(
    "{path} holds no offline key. It should hold what `answerable setup` printed, or a line AGE-SECRET-KEY-PQ-1…"
)
MEGABYTE: Final = 1 << 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("backup", metavar="BACKUP", type=Path, help="what `answerable backup` made")
    parser.add_argument(
        "--keys", metavar="KEYBACKUP", type=Path, required=True, help="the newest backup of the key file"
    )
    parser.add_argument("--identity", metavar="FILE", type=Path, required=True, help="the file with your offline key")
    parser.add_argument("--to", metavar="FOLDER", type=Path, required=True, help="empty, or not there yet")


def run(options: argparse.Namespace) -> int:
    from answerable.storage import restoring

    target = options.to.absolute()
    tell = partial(bar.draw, unit=MEGABYTE)
    found = restoring.restore(options.backup, options.keys, read_identity(options.identity), target, tell)
    print(
        f"Restored into {target}: {found.listing.origin}, as it was on {found.listing.day}, with {found.threads} asks."
    )
    if found.closed:
        print(f"{found.closed} of them stay closed: they were erased since, or are newer than these keys.")
    print("The record is read-only until it has what was published since: answerable record catch-up URL-or-FOLDER")
    return 0


def read_identity(path: Path) -> bytes:
    """The 32-byte seed, from what `setup` printed or from an age identity file. Raises Refused."""
    lines = [line.strip() for line in path.read_text("utf-8", "replace").splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]
    try:
        if len(lines) == 1:
            given = lines[0]
            return age.parse_identity(given) if given.startswith("AGE-") else parse_b64(given, 32)
    except Refusal:
        pass
    raise Refused(NOT_A_KEY.format(path=path))
