# SPDX-License-Identifier: AGPL-3.0-or-later
"""`answerable backup`: all but the keys, sealed to the offline key, while the server goes on; `--check` opens one."""

from __future__ import annotations

import argparse
import threading
from functools import partial
from pathlib import Path
from typing import Final

from answerable import clock, config
from answerable.cli import bar, control
from answerable.core.errors import Refused
from answerable.core.words import N_

EVERY_SECONDS: Final = 0.2
MEGABYTE: Final = 1 << 20
NO_IDENTITY: Final = N_(
    "Name the file with your offline key: --identity FILE. Do this on a machine that is not the server."
)
tell = partial(bar.draw, unit=MEGABYTE)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="FOLDER", type=Path, nargs="?", help="else `backups` in the data folder")
    parser.add_argument(
        "--check", type=Path, metavar="BACKUP", help="open this one and look at all of it; needs no server"
    )
    parser.add_argument("--identity", type=Path, metavar="FILE", help="with --check: the file with your offline key")


def run(options: argparse.Namespace) -> int:
    if options.check is not None:
        return _check(options.check, options.identity)
    folder = (options.folder or config.current().data / "backups").absolute()
    print(f"Sealed to your offline key: {_back_up(folder)}")
    print("Keys are not in it. Keep a backup of the key file too, on another medium: answerable keys backup")
    return 0


def _back_up(folder: Path) -> str:
    """In the running server, where this only looks on; or here when none runs."""
    if not control.is_served():
        with control.here():
            from answerable.jobs import backups

            return str(backups.back_up(folder, clock.now(), tell))
    control.call("back_up", folder=str(folder))
    while True:
        said = control.call("backup_stands")
        if said["refused"]:
            raise Refused(said["refused"])
        if said["path"]:
            tell(said["size"], said["size"])
            return str(said["path"])
        tell(min(said["done"], said["size"] - 1), said["size"])
        threading.Event().wait(EVERY_SECONDS)


def _check(backup: Path, identity: Path | None) -> int:
    from answerable.cli.restore import read_identity
    from answerable.storage import restoring

    if identity is None:
        raise Refused(NO_IDENTITY)
    found = restoring.check(backup, read_identity(identity), tell)
    size = sum(each for each, _digest in found.files.values())
    print(
        f"Whole: {found.origin}, of {found.day}, {len(found.files)} files, {size // MEGABYTE} MB. "
        "Nothing was put anywhere."
    )
    print("That it is yours shows when it is restored: only then the key file is there to compare with.")
    return 0
