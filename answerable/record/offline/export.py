# SPDX-License-Identifier: AGPL-3.0-or-later
"""A whole record as a folder: what is there already and cannot change is not fetched again."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from answerable.record.offline.leaves import Wrong, parse_leaf
from answerable.record.offline.letter_words import path_of
from answerable.record.offline.source import LINE, LIST, Absent, Source, read_list
from answerable.tlog.checkpoint import parse_checkpoint
from answerable.tlog.note import parse_note
from answerable.tlog.tiles import HEIGHT, WIDTH, entries_path, parse_bundle, tile_path, tile_width

Progress = Callable[[int, int], None]


def export(source: Source, folder: Path, progress: Progress) -> int:
    """Returns how many files were fetched. The head is written last, so that a folder with one is whole."""
    note = source.fetch("checkpoint")
    size = parse_checkpoint(parse_note(note).text).size
    lines = _archived(source, size)
    if lines is not None:
        _write(folder / LIST, "".join(f"{line}\n" for line in lines).encode())
    names = [*_tiles(size), *(f"checkpoints/{line.split(' ')[0]}" for line in lines or [] if LINE.fullmatch(line))]
    fetched = 0
    for place, name in enumerate(names, 1):
        fetched += _keep(source, folder, name)
        progress(place, len(names))
    for name in _beside(folder, size):
        fetched += _keep(source, folder, name)
    _write(folder / "checkpoint", note)
    return fetched + 1


def _tiles(size: int) -> Iterator[str]:
    for index in range(-(-size // WIDTH)):
        yield entries_path(index, min(WIDTH, size - index * WIDTH))
    level = 0
    while size >> HEIGHT * level:
        for index in range(-(-(size >> HEIGHT * level) // WIDTH)):
            yield tile_path(level, index, tile_width(level, index, size))
        level += 1


def _archived(source: Source, size: int) -> list[str] | None:
    """The list of archived checkpoints, without what came after this head."""
    lines = read_list(source)
    return lines and [line for line in lines if not LINE.fullmatch(line) or int(line.split(" ")[0]) <= size]


def _beside(folder: Path, size: int) -> Iterator[str]:
    """What open leaves speak of: openings that stand, words of letters, and released figures."""
    yield from ("policy", "keys")
    open_now: set[int] = set()
    for index in range(-(-size // WIDTH)):
        width = min(WIDTH, size - index * WIDTH)
        for raw in parse_bundle((folder / entries_path(index, width)).read_bytes(), width):
            fields = _open_fields(raw)
            if fields.get("type") == "opened":
                open_now.add(int(fields["index"]))
            if fields.get("type") == "redaction":
                open_now.discard(int(fields["index"]))
            if fields.get("type") == "letter":
                yield path_of(fields["letter"])
            if fields.get("type") == "release":
                yield f"releases/{fields['month']}/{fields['level']}.json"
    yield from (f"openings/{index}.json" for index in sorted(open_now))


def _open_fields(raw: bytes) -> dict[str, Any]:
    if b'"type"' not in raw:
        return {}
    try:
        return dict(json.loads(raw)) if parse_leaf(raw).kind else {}
    except Wrong:
        return {}


def _keep(source: Source, folder: Path, name: str) -> int:
    at = folder / name
    if at.exists() and name.startswith("tile/") and at.stat().st_size:
        return 0
    try:
        _write(at, source.fetch(name))
    except Absent:
        return 0
    return 1


def _write(at: Path, content: bytes) -> None:
    at.parent.mkdir(parents=True, exist_ok=True)
    part = at.with_name(at.name + ".new")
    part.write_bytes(content)
    os.replace(part, at)
