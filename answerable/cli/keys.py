# SPDX-License-Identifier: AGPL-3.0-or-later
"""`answerable keys`: back up the key file, sealed to the offline key, put it back; give the record a new key."""

from __future__ import annotations

import argparse
from pathlib import Path

from answerable.cli import control


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    acts.add_parser("backup", help="make a backup now; backups are deleted after 7 days")
    back = acts.add_parser("restore", help="put a backup of the key file alone into a data folder that has none")
    back.add_argument("backup", metavar="KEYBACKUP", type=Path, help="the newest backup of the key file")
    back.add_argument("--identity", metavar="FILE", type=Path, required=True, help="the file with your offline key")
    back.add_argument("--to", metavar="FOLDER", type=Path, required=True, help="the data folder")
    acts.add_parser("rotate-record", help="a new signing key for the record; the old one signs beside it for 90 days")


def run(options: argparse.Namespace) -> int:
    if options.act == "backup":
        print(f"Sealed to your offline key: {control.call('back_up_keys')}")
        return 0
    if options.act == "restore":
        return _restore(options)
    print(f"The record has a new key, and the old one says so in it: {control.call('rotate_record_key')}")
    print("Tell your witnesses and your readers within 90 days. Back up the key file now: answerable keys backup")
    return 0


def _restore(options: argparse.Namespace) -> int:
    from answerable.cli.restore import read_identity
    from answerable.storage import restoring

    folder = options.to.absolute()
    count = restoring.restore_keys(options.backup, read_identity(options.identity), folder)
    print(f"The key file is in {folder} and opens {count} asks. What is newer than this backup stays closed.")
    print("Delete the file with the offline key, and back up the key file once the server runs: answerable keys backup")
    return 0
