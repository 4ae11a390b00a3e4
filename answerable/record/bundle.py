# SPDX-License-Identifier: AGPL-3.0-or-later
"""The digests of every script and style that this server hands out, in the record before the first page is served."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from answerable.record import keeping
from answerable.record.keeping import open_entry
from answerable.storage import models
from answerable.storage.writer import write


@write
def note_bundle(files: Mapping[str, str], day: date) -> bool:
    """`files` by name: SHA-256, hex. Whether a leaf was needed: none is where the newest one says the same."""
    listed = [{"name": name, "sha256": files[name]} for name in sorted(files)]
    return _note("bundle", day, "files", listed)


@write
def note_policy(lines: list[str], day: date) -> bool:
    """The policy that this log suggests, whenever it changes."""
    return _note("policy", day, "lines", lines)


def _note(kind: str, day: date, name: str, said: object) -> bool:
    last = models.Leaf.objects.filter(kind=kind).order_by("-index").first()
    if last is not None and json.loads(bytes(last.raw))[name] == said:
        return False
    fields: dict[str, Any] = {name: said}
    keeping.append([open_entry(kind, day.isoformat(), **fields)])
    return True
