# SPDX-License-Identifier: AGPL-3.0-or-later
"""`answerable setup`: the data folder, the offline key, the operator's invitation."""

from __future__ import annotations

import argparse
import os

from answerable import config
from answerable.cli import control
from answerable.sealing import age
from answerable.sealing.wire import b64


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--offline-recipient", default="", help="an age1pq1… key you already keep offline")


def run(options: argparse.Namespace) -> int:
    recipient = options.offline_recipient
    seed = b"" if recipient else os.urandom(32)
    recipient = recipient or age.recipient(seed)
    said = control.call("set_up", offline_recipient=recipient)
    if seed:
        print("Your offline key. Print it, keep it apart from this machine. It opens backups of the key file:\n")
        print(f"    {b64(seed)}\n")
    print(f"Your invitation as operator, good until {said['until']}, once:\n\n    {said['token']}\n")
    print(f"Start the server with `answerable serve`, then open {config.current().origin}/join/ and type it there.")
    return 0
