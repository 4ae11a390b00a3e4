# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a store must be able to do beside Django's own: two engines have it, `sqlite/` and `postgres/`.

Everything that differs between them stands in those two folders; nobody else asks which one it is.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final, Protocol, cast

from django.db import connection

# What may never be done to a table. A payload can be forgotten, never changed; an envelope or a leaf neither.
NEVER_CHANGED: Final = (
    "storage_envelope", "storage_payload", "storage_tombstone", "storage_leaf", "storage_batch", "storage_waitingleaf",
    "storage_letterfact",
)  # fmt: skip
NEVER_TAKEN_AWAY: Final = ("storage_envelope", "storage_leaf", "storage_batch")


Progress = Callable[[int, int], None]


class Line(Protocol):
    """A connection of its own, by which one process of one server leads."""

    def leads(self) -> bool:
        """Whether it does: asked of the database each time, and tried where nobody does."""

    def has_others(self) -> bool:
        """Whether a process of another server has a line to this database."""

    def close(self) -> None:
        """Another one can lead."""


class Engine(Protocol):
    """One connection of one thread."""

    is_shared: bool
    """Whether more than one process, on whichever machine, could write to this database."""

    def line(self, run: str) -> Line | None:
        """For a process of the server with this name; None where only one process can be there."""

    def begin_writing(self) -> None:
        """From here on this connection may write, and no other of the whole installation does."""

    def end_writing(self) -> None:
        """From here on it can only read."""

    def is_whole(self) -> bool:
        """Whether the engine finds its own files sound, as far as a program that connects can ask."""

    def may_log_values(self) -> bool:
        """Whether the engine could print what a statement stores into a log of its own."""

    def is_away(self, problem: Exception) -> bool:
        """Whether an OperationalError or InterfaceError says that the store cannot be reached or cannot work now."""

    def stands_at(self) -> int:
        """How many migrations this database has had; 0 for an empty one."""

    def note_stands_at(self, count: int) -> None:
        """Remember it."""

    def rebuilding(self) -> AbstractContextManager[None]:
        """Meanwhile tables may be changed that otherwise only grow; afterwards they only grow again."""

    def taking_new_form(self, copy: Path) -> AbstractContextManager[None]:
        """Meanwhile tables take a new form, or after a mistake the old one again. `copy` is where an engine that
        can put the old database back keeps it."""

    def put_back(self, copy: Path) -> None:
        """Inside the lease, while nobody else has the database: it is as `copy` has it. Raises Refused."""

    def settle(self) -> None:
        """Outside a write: once it returns, all that was read here is as durable as what is acknowledged."""

    def tidy(self) -> None:
        """By the clock: what the engine does beside the writes, so that it never falls to somebody's request."""

    def forget_pages(self) -> None:
        """Leave as little as the engine can of what the last write deleted."""

    def copy_to(self, path: Path, progress: Progress) -> None:
        """The whole database as it stands at one moment, into a new file, while others go on. Raises Refused."""

    def write_anew(self) -> None:
        """Write everything anew, so that no page tells what was deleted or in which order rows came."""


def engine() -> Engine:
    """This thread's connection."""
    return cast(Engine, connection)
