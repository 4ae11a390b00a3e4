# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bringing the database to the form that this program expects; cheap when it already has it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.core.management import call_command

from answerable.storage import lease
from answerable.storage.engine import engine

MIGRATIONS: Final = Path(__file__).parent / "migrations"


def ensure() -> None:
    """Migrate where needed, while nobody else writes."""
    with lease.held():
        if engine().stands_at() == expected():
            return
        build()
        engine().note_stands_at(expected())


def build() -> None:
    """Inside the lease: all tables in the form that this program expects."""
    with engine().rebuilding():
        call_command("migrate", "storage", verbosity=0, interactive=False)


def expected() -> int:
    """How many migrations this program has."""
    return len(list(MIGRATIONS.glob("0*.py")))
