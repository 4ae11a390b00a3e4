# SPDX-License-Identifier: AGPL-3.0-or-later
"""An exported thread: what the server handed over, still sealed, as one JSON file."""

import json
from collections.abc import Mapping
from typing import Any, Final

from answerable.sealing import labels
from answerable.sealing.errors import Refusal

NEEDS: Final = {
    "asker": ("origin", "number", "state"),
    "reader": ("origin", "handler", "payload", "unlock"),
}


def build_export(origin: str, number: int, state: Mapping[str, Any]) -> str:
    """The asker's file. `number` is that of the ask under the words; `state` as the server gave it."""
    return write({"kind": "asker", "origin": origin, "number": number, "state": dict(state)})


def build_reader_export(origin: str, handler: str, payload: Mapping[str, Any], unlock: str) -> str:
    """A handler's file. `unlock` is the sealed identity, opened with the passphrase it was fetched with."""
    return write({"kind": "reader", "origin": origin, "handler": handler, "payload": dict(payload), "unlock": unlock})


def write(fields: Mapping[str, Any]) -> str:
    return json.dumps({"format": labels.EXPORT, **fields}, ensure_ascii=False, indent=1)


def parse_export(raw: bytes) -> dict[str, Any]:
    """Raises export for anything that is not one of the two kinds."""
    try:
        content = json.loads(raw)
    except (ValueError, RecursionError):
        raise Refusal("export") from None
    if not isinstance(content, dict) or content.get("format") != labels.EXPORT:
        raise Refusal("export")
    needed = NEEDS.get(str(content.get("kind")))
    if needed is None or any(name not in content for name in needed):
        raise Refusal("export")
    return content
