# SPDX-License-Identifier: AGPL-3.0-or-later
"""`answerable jobs`: run what is due now. The server does it by itself."""

from __future__ import annotations

import argparse

from answerable.cli import control


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "Run what is due now: clocks, the monthly release, forgetting, notices."
    parser.add_argument(
        "--clock-is-right", action="store_true", help="you looked: the clock went far ahead, and it is right"
    )


def run(options: argparse.Namespace) -> int:
    done = control.call("run_jobs", clock_is_right=options.clock_is_right)
    print("Done: " + (", ".join(done) if done else "nothing was due") + ".")
    return 0
