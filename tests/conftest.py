# SPDX-License-Identifier: AGPL-3.0-or-later
"""A data folder of its own for every test that stores something, with a real writer and a real key file.

Nothing is wrapped in a transaction: every write belongs to the writer's thread, and a test must see what others see.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import django
import pytest

from answerable import chance, config
from tests import stores

if TYPE_CHECKING:
    from answerable.cli.movement import Movement

ORIGIN = "http://localhost:8000"
NOW = datetime(2031, 5, 20, 12, 0, tzinfo=UTC)
CONFIG = config.use(
    config.Config(
        mode="test", data=Path(tempfile.gettempdir()) / "answerable-no-folder", port=8000, origin=ORIGIN,
        secret="for-tests-only-" + "0" * 32, store=stores.SERVER,
    )
)  # fmt: skip
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "answerable.settings")
# Playwright keeps an event loop on this thread; Django would take every query after it for one from inside that loop.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
django.setup()


@contextmanager
def using(folder: Path) -> Iterator[Path]:
    """A process that has this data folder, with its writer running; the test's own connection is read-only."""
    from django.db import connection, connections

    from answerable.record import keeping
    from answerable.storage import places, queries, schema, succession
    from answerable.storage.writer import writer

    connection.close()
    config.use(replace(CONFIG, data=folder, store=stores.address(folder)))
    connections.settings["default"].update(stores.settings(folder))
    queries.forget_kept()
    places.forget_kept()
    writer.start()
    try:
        schema.ensure()
        succession.begin()
        keeping.begin()
        yield folder
    finally:
        succession.end()
        writer.stop()
        connection.close()
        queries.forget_kept()
        places.forget_kept()
        config.use(CONFIG)


@pytest.fixture(scope="session")
def empty_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated data folder without a row."""
    folder = tmp_path_factory.mktemp("empty") / "data"
    with using(folder):
        pass
    return folder


@pytest.fixture(scope="session")
def movement_folder(empty_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Movement]:
    """A data folder with the invented movement and no ask, and the people's own secrets."""
    from answerable.cli.movement import Movement

    folder = tmp_path_factory.mktemp("movement") / "data"
    stores.copy(empty_folder, folder)
    with using(folder), chance.seeded(b"movement"):
        return folder, Movement(NOW).found()


@pytest.fixture
def store(empty_folder: Path, tmp_path: Path) -> Iterator[Path]:
    """An empty store of the test's own."""
    stores.copy(empty_folder, tmp_path / "data")
    with using(tmp_path / "data") as folder:
        yield folder
    stores.drop(tmp_path / "data")


@pytest.fixture
def movement(movement_folder: tuple[Path, Movement], tmp_path: Path) -> Iterator[Movement]:
    """The invented movement in a store of the test's own."""
    folder, made = movement_folder
    stores.copy(folder, tmp_path / "data")
    with using(tmp_path / "data"):
        yield deepcopy(made)
    stores.drop(tmp_path / "data")
