# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names that must outlive the power: a file that was flushed can still be missing from its folder."""

from __future__ import annotations

import os
from pathlib import Path


def flush_folder(folder: Path) -> None:
    """What this folder lists now is on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
