# SPDX-License-Identifier: AGPL-3.0-or-later
"""The version of everything public: pages that anybody may read are kept as bytes until it changes.

It grows with acts on the installation, bodies, seats, releases and the help list, and with no act on an ask.
"""

from __future__ import annotations

import itertools
from typing import Final

from django.db import Error
from django.db.models import F

from answerable import clock, shared
from answerable.storage import models, serving
from answerable.storage.away import is_away
from answerable.storage.board import board
from answerable.storage.writer import writer

LOOK_EVERY: Final = 1.0  # seconds, should a process have died between its commit and telling
_versions = itertools.count(1)
_now = 0
_looked = 0.0


def version() -> int:
    """Where there are several processes, the number in the row that all of them read, looked up when one said so.

    Inside a write it is the one that the write began with. While the database is away, pages go on being shown as long
    as nobody said that something changed.
    """
    global _looked
    if not shared.are_several():
        return _now
    if not writer.is_here() and (serving.is_told() or clock.ticks() - _looked > LOOK_EVERY):
        _looked = clock.ticks()
        try:
            serving.look()
        except Error as problem:
            if serving.is_told() or not is_away(problem):
                raise
    return serving.version()


def changed() -> None:
    """Called inside a write: once it is durable, pages are made anew."""
    if shared.are_several():
        models.Serving.objects.update(version=F("version") + 1)
    writer.after_commit(_grow)


def _grow() -> None:
    global _now
    _now = next(_versions)
    board.tell_public()
