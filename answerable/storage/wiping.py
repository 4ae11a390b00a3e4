# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that held what others must not find: overwritten before they are taken away."""

from __future__ import annotations

import os
from pathlib import Path


def wipe(path: Path) -> None:
    """Overwrite with zeros, flush, take away. A disk that moves its blocks keeps what it keeps (known weaknesses)."""
    with path.open("r+b") as file:
        left = path.stat().st_size
        while left > 0:
            left -= file.write(bytes(min(left, 1 << 20)))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
