# SPDX-License-Identifier: AGPL-3.0-or-later
"""The version of everything public: pages that anybody may read are kept as bytes until it changes.

It grows with acts on the installation, bodies, seats, releases and the help list, and with no act on an ask.
"""

from __future__ import annotations

import itertools

from answerable.storage.writer import writer

_versions = itertools.count(1)
_now = 0


def version() -> int:
    return _now


def changed() -> None:
    """Called inside a write: once it is durable, pages are made anew."""
    writer.after_commit(_grow)


def _grow() -> None:
    global _now
    _now = next(_versions)
