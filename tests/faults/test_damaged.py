# SPDX-License-Identifier: AGPL-3.0-or-later
"""A damaged page of the database or of the key file: start and doctor say so in a sentence, and nothing is served."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.serving import COMMAND, Serving, copy

pytestmark = pytest.mark.embedded
PAGE = 4096


def spoil(at: Path, start: int, length: int) -> None:
    with at.open("r+b") as file:
        file.seek(start)
        file.write(bytes(byte ^ 0xA5 for byte in range(256)) * (length // 256 + 1))


def in_the_middle(folder: Path) -> None:
    """Pages of tables and indexes; the head of the file is whole."""
    at = folder / "answerable.sqlite3"
    spoil(at, at.stat().st_size // PAGE // 2 * PAGE, 8 * PAGE)


def at_the_head(folder: Path) -> None:
    spoil(folder / "answerable.sqlite3", 0, 512)


def keys_in_the_middle(folder: Path) -> None:
    at = folder / "keys"
    spoil(at, 64, at.stat().st_size - 128)


def keys_at_the_head(folder: Path) -> None:
    spoil(folder / "keys", 0, 32)


def keys_zeroed(folder: Path) -> None:
    at = folder / "keys"
    at.write_bytes(at.read_bytes()[:64] + bytes(at.stat().st_size - 64))


CASES: dict[Callable[[Path], None], str] = {
    in_the_middle: "The database is damaged",
    at_the_head: "The database is damaged",
    keys_in_the_middle: "have no key any more",
    keys_zeroed: "have no key any more",
    keys_at_the_head: "key file is damaged",
}


@pytest.mark.parametrize("damage", CASES, ids=lambda each: each.__name__)
def test_damage_is_said_and_nothing_is_served(
    story_template: Serving, tmp_path: Path, damage: Callable[[Path], None]
) -> None:  # noqa: F811
    server = copy(story_template, tmp_path / "data")
    damage(server.data)
    before = {name: (server.data / name).read_bytes() for name in ("keys", "answerable.sqlite3")}
    said = subprocess.run(
        [str(COMMAND), "serve"], env=server.environment(), capture_output=True, text=True, timeout=60, check=False
    )
    assert CASES[damage] in said.stderr
    assert "Traceback" not in said.stderr
    doctor = server.command("doctor")
    assert doctor.returncode == 1
    assert CASES[damage] in doctor.stdout
    assert "Traceback" not in doctor.stderr
    assert before == {name: (server.data / name).read_bytes() for name in before}
