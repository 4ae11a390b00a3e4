# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where what is measured stands: on the disk of this folder, since a temporary folder may be memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    (ROOT / "build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=ROOT / "build") as made:
        yield Path(made)
