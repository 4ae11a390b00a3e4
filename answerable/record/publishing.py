# SPDX-License-Identifier: AGPL-3.0-or-later
"""From rows to the files that everybody can fetch: tiles first, then a signed and cosigned head.

The rows are durable before anything here begins. Every file is written beside its place and put there in one step;
tiles come before the head that speaks of them, so that no head ever stands without its tiles. Heads and full tiles are
flushed. What a crash left out or spoilt is made again from the rows before anything is served; so partial tiles, which
the next growth replaces, and the folders of tiles and of the head, which would only tell that a whole file arrived, are
not flushed. The folder of the archive is: cosignatures there are made only once.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Final, ParamSpec, TypeVar

from answerable.record import cosigning, directory, keeping, lettered, names, pledged, policy
from answerable.storage import folder, models, serving
from answerable.storage.engine import engine
from answerable.storage.flushing import flush_folder
from answerable.tlog.checkpoint import Checkpoint, parse_checkpoint, sign_checkpoint
from answerable.tlog.encoding import HASH_BYTES
from answerable.tlog.errors import Invalid
from answerable.tlog.keys import parse_vkey
from answerable.tlog.merkle import consistency_proof, grown, leaf_hash, read_frontier, tree_of
from answerable.tlog.note import parse_note
from answerable.tlog.tiles import (
    HEIGHT,
    WIDTH,
    TileReader,
    bundles_between,
    entries_path,
    parse_bundle,
    tile_path,
    tile_width,
    tiles_between,
)

AT_ONCE: Final = 4096
P = ParamSpec("P")
T = TypeVar("T")


def _one_at_a_time(act: Callable[P, T]) -> Callable[P, T]:
    """Whoever signs or makes files has read the rows after the one before was done: no head follows a newer one."""

    @functools.wraps(act)
    def alone(*given: P.args, **named: P.kwargs) -> T:
        with folder.alone(names.lock()):
            return act(*given, **named)

    return alone


@_one_at_a_time
def publish() -> Checkpoint:
    """The head of all that is stored: files, signature, cosignatures. Safe to call again at any time."""
    if keeping.is_behind():
        return parse_checkpoint(parse_note(read("checkpoint")).text)
    row = keeping.log()
    serving.check()
    engine().settle()  # a head of rows that a lost machine takes with it would be a second history
    if not _continues(row):
        keeping.set_behind(True)
        return parse_checkpoint(parse_note(read("checkpoint")).text)
    _write_files(_published_size(), row.size)
    head = Checkpoint(row.origin, row.size, keeping.frontier(row).root())
    note = sign_checkpoint(head, keeping.signers())
    cosigned = cosigning.collect(note, prove)
    if policy.is_met(cosigned) or not _stands_well():
        put("checkpoint", cosigned)
    return head


def _continues(row: models.Log) -> bool:
    """Whether what is stored goes on from what was published. Where a node failed over and lost rows, it does not."""
    old = _published_size()
    if old >= row.size:
        return old == row.size and (not old or _published_root() == keeping.frontier(row).root())
    frontier = read_frontier(reader(old).read, old)
    frontier.extend(leaf_hash(raw) for raw in _raws(old, row.size))
    return frontier.root() == keeping.frontier(row).root()


def _stands_well() -> bool:
    """Whether the head that is served now is believed: then it stays until its follower is, too."""
    return path("checkpoint").exists() and policy.is_met(read("checkpoint"))


def publish_changes(day: date) -> None:
    """Whoever joined or left, what was pledged and said about letters stands in the record at once.

    The words of letters are served as they stand now, so the head must not stay behind them for long.
    """
    if keeping.is_behind() or keeping.doubt_of(day):
        return
    if any([directory.refresh(day), pledged.refresh(day), lettered.refresh(day), lettered.waits(_published_size())]):
        publish()


def check_current() -> bool:
    """Before the first signature after a start: does this store hold all that it published and that was cosigned?

    If not, an older copy was put back, and the log goes read-only: it neither grows nor signs nor promises.
    """
    keeping.set_behind(is_older_copy())
    return not keeping.is_behind()


def is_older_copy() -> bool:
    """The same question alone: changes nothing. What others know is asked before the row, which may grow meanwhile."""
    known, size = cosigning.largest_known(parse_vkey(keeping.log().vkey)), _published_size()
    root = _published_root() if size else b""
    row = keeping.log()
    if size and names.restored().exists():
        return True
    return max(size, known) > row.size or (size == row.size > 0 and root != keeping.frontier(row).root())


def missing(size: int) -> set[str]:
    """The files that a log of this size has, and that are not there or too short."""
    return {name for name, length in _expected(size) if not _is_whole(path(name), length)}


@_one_at_a_time
def archive() -> None:
    """Keep a head of each batch that has none yet, under its size; the index tells the days."""
    newest = parse_checkpoint(parse_note(read("checkpoint")).text)
    batches = list(models.Batch.objects.filter(size__lte=newest.size).order_by("size"))
    for batch in batches:
        if not path(f"checkpoints/{batch.size}").exists():
            put(f"checkpoints/{batch.size}", _head_at(batch.size, newest))
    put("checkpoints/index", "".join(f"{each.size} {each.day}\n" for each in batches).encode())
    flush_folder(path("checkpoints"))


def _head_at(size: int, newest: Checkpoint) -> bytes:
    """The published head where it is of this size, or (after a crash, or leaves that came at once) one signed now."""
    if size == newest.size:
        return read("checkpoint")
    root = read_frontier(reader(newest.size).read, size).root()
    return sign_checkpoint(Checkpoint(newest.origin, size, root), keeping.signers())


@_one_at_a_time
def mend() -> int:
    """Make files that a crash or a hand took away or spoilt again from the rows. Returns how many."""
    size = _published_size()
    lost = missing(size)
    if size and not lost and not _edge_fits(size):
        lost = {name for name, _ in _expected(size) if _is_partial(name)}
    if lost:
        rows = tree_of(leaf_hash(raw) for raw in _raws(0, size))
        whole = chain(tiles_between(0, size, rows), bundles_between(0, size, _entries(0, size).__getitem__))
        for name, content in whole:
            if name in lost:
                put(name, content)
    return len(lost)


def _expected(size: int) -> Iterator[tuple[str, int]]:
    """Each file that a log of this size has, with its length in bytes; 0 where only the entries tell."""
    for index in range(-(-size // WIDTH)):
        yield entries_path(index, min(WIDTH, size - index * WIDTH)), 0
    level = 0
    while size >> HEIGHT * level:
        for index in range(-(-(size >> HEIGHT * level) // WIDTH)):
            width = tile_width(level, index, size)
            yield tile_path(level, index, width), width * HASH_BYTES
        level += 1


def _edge_fits(size: int) -> bool:
    """Whether the partial tiles and the partial bundle, which are never flushed, are those of the published head."""
    edge, width = size // WIDTH, size % WIDTH
    try:
        reader(size).check_root(_published_root())
        entries = parse_bundle(read(entries_path(edge, width)), width) if width else []
        return not width or read(tile_path(0, edge, width)) == b"".join(map(leaf_hash, entries))
    except Invalid:
        return False


def _is_partial(name: str) -> bool:
    """Whether the log outgrows this file: a tile or bundle that is not full."""
    return ".p/" in name


def _is_whole(at: Path, length: int) -> bool:
    return at.exists() and (at.stat().st_size == length if length else at.stat().st_size > 0)


def reader(size: int) -> TileReader:
    return TileReader(read, size)


def prove(old: int, new: int) -> list[bytes]:
    """The consistency proof between two sizes that are published or about to be."""
    return consistency_proof(reader(new).read, old, new)


def path(name: str) -> Path:
    return names.folder() / name


def read(name: str) -> bytes:
    return path(name).read_bytes()


def head_stamp() -> tuple[int, int]:
    """Another one for each head that is put in place, without reading it; (0, 0) before the first."""
    try:
        found = os.stat(path("checkpoint"))
    except FileNotFoundError:
        return 0, 0
    return found.st_ino, found.st_mtime_ns


def put(name: str, content: bytes) -> None:
    """A whole file or none: written beside, flushed unless the rows make it again after a crash, renamed."""
    at = path(name)
    at.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
    beside = at.with_name(at.name + ".new")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        if not _is_partial(name):
            os.fsync(file.fileno())
    beside.replace(at)


def _published_size() -> int:
    """The size of the newest head that stands here; 0 for none."""
    at = path("checkpoint")
    return parse_checkpoint(parse_note(at.read_bytes()).text).size if at.exists() else 0


def _published_root() -> bytes:
    return parse_checkpoint(parse_note(read("checkpoint")).text).root


def _write_files(old: int, new: int) -> None:
    """The tiles and bundles that this growth needs, a piece at a time."""
    for start in range(old, new, AT_ONCE):
        for name, content in _files(start, min(start + AT_ONCE, new)):
            put(name, content)


def _files(old: int, new: int) -> Iterator[tuple[str, bytes]]:
    raws = _entries(old, new)
    before = reader(old)
    frontier = read_frontier(before.read, old)
    read_new = grown(before.read, frontier, [leaf_hash(raws[at]) for at in range(old, new)])
    return chain(bundles_between(old, new, raws.__getitem__), tiles_between(old, new, read_new))


def _raws(old: int, new: int) -> Iterator[bytes]:
    found = models.Leaf.objects.filter(index__gte=old, index__lt=new).order_by("index")
    return (bytes(raw) for raw in found.values_list("raw", flat=True).iterator(chunk_size=AT_ONCE))


def _entries(old: int, new: int) -> dict[int, bytes]:
    """By index: the leaves of a growth, and those before it that share a bundle with its first."""
    start = old - old % WIDTH
    return dict(enumerate(_raws(start, new), start))
