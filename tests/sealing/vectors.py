# SPDX-License-Identifier: AGPL-3.0-or-later
"""The vectors that both languages read."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "vectors"


def read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return content


def named(rows: list[dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    return [(row["name"], row) for row in rows]
