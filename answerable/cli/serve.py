# SPDX-License-Identifier: AGPL-3.0-or-later
"""`answerable serve`"""

from __future__ import annotations

import argparse
import os
from dataclasses import replace

from answerable import config, server


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "Serve the pages on loopback. PORT and DATA are honoured; docs/operate.md lists the rest."
    parser.add_argument(
        "--processes", type=int, metavar="N", help="how many serve side by side, on PostgreSQL; else one"
    )


def run(options: argparse.Namespace) -> int:
    given = config.use(_with_processes(options.processes))
    given.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "answerable.settings")
    return server.serve()


def _with_processes(count: int | None) -> config.Config:
    """What was given here counts, and is held against the rest. Raises ConfigError."""
    given = config.current()
    return given if count is None else config.checked(replace(given, processes=count))
