# SPDX-License-Identifier: AGPL-3.0-or-later
"""`answerable serve`"""

from __future__ import annotations

import argparse
import os

from answerable import config, server


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "Serve the pages on loopback. PORT and DATA are honoured; docs/operate.md lists the rest."


def run(options: argparse.Namespace) -> int:
    given = config.current()
    given.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "answerable.settings")
    return server.serve()
