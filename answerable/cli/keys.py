# SPDX-License-Identifier: AGPL-3.0-or-later
"""`answerable keys`: back up the key file, sealed to the offline key; give the record a new key."""

from __future__ import annotations

import argparse

from answerable.cli import control


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    acts.add_parser("backup", help="make a backup now; backups are deleted after 7 days")
    acts.add_parser("rotate-record", help="a new signing key for the record; the old one signs beside it for 90 days")


def run(options: argparse.Namespace) -> int:
    if options.act == "backup":
        print(f"Sealed to your offline key: {control.call('back_up_keys')}")
        return 0
    print(f"The record has a new key, and the old one says so in it: {control.call('rotate_record_key')}")
    print("Tell your witnesses and your readers within 90 days. Back up the key file now: answerable keys backup")
    return 0
