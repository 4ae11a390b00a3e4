# SPDX-License-Identifier: AGPL-3.0-or-later
"""`answerable rebuild`: replay every living thread and compare."""

from __future__ import annotations

import argparse

from answerable.cli import control


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "Replay every living thread from its facts and compare it with what lists and clocks use."


def run(options: argparse.Namespace) -> int:
    said = control.call("rebuild")
    for line in said["differences"]:
        print(line)
    print(f"{said['living']} living threads compared, {len(said['differences'])} differ; {said['erased']} tombstones.")
    return 1 if said["differences"] else 0
