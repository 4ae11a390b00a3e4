# SPDX-License-Identifier: AGPL-3.0-or-later
"""An installation with an offline key, and what its operator does with backups."""

from __future__ import annotations

from pathlib import Path

from answerable.cli import main
from answerable.sealing import age
from answerable.storage import models
from answerable.storage.writer import write

SEED = bytes(range(32))


@write
def keep_offline_key() -> None:
    row = models.Installation.objects.get()
    row.offline_recipient = age.recipient(SEED)
    row.save()


def identity(folder: Path, seed: bytes = SEED) -> Path:
    at = folder / f"offline-{seed[0]}.txt"
    at.write_text(f"# kept offline\n{age.identity_from_seed(seed)}\n", "ascii")
    return at


def restore(backup: Path, keys: Path, target: Path, *, key: Path) -> int:
    return main(["restore", str(backup), "--keys", str(keys), "--identity", str(key), "--to", str(target)])
