# SPDX-License-Identifier: AGPL-3.0-or-later
"""`answerable keys`: back up the key file, sealed to the offline key."""

from __future__ import annotations

import argparse

from answerable.cli import control


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("act", choices=["backup"], help="make a backup now; backups are deleted after 7 days")


def run(options: argparse.Namespace) -> int:
    print(f"Sealed to your offline key: {control.call('back_up_keys')}")
    return 0
