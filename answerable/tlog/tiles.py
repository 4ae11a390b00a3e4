# SPDX-License-Identifier: AGPL-3.0-or-later
"""The static files of C2SP tlog-tiles: paths, hash tiles (256 wide, eight levels high), bundles of entries."""

import re
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeAlias

from answerable.tlog.encoding import HASH_BYTES
from answerable.tlog.errors import Invalid
from answerable.tlog.merkle import EMPTY_ROOT, Read, leaf_hashes, pair_up, read_frontier

WIDTH: Final = 256
HEIGHT: Final = 8
MAX_LEVEL: Final = 63
MAX_ENTRY: Final = 65535
ENTRIES: Final = "entries"
PATH: Final = re.compile(
    r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5]))?"
)

Fetch: TypeAlias = Callable[[str], bytes]
File: TypeAlias = tuple[str, bytes]


def tile_path(level: int, index: int, width: int = WIDTH) -> str:
    """Where the index-th hash tile of this tile level (0 to 63) is; of less than 256 hashes, under `.p/`."""
    if not 0 <= level <= MAX_LEVEL:
        raise ValueError("there is no such level of tiles")
    return _path(str(level), index, width)


def entries_path(index: int, width: int = WIDTH) -> str:
    """Where the index-th bundle of entries is; of less than 256 entries, under `.p/`."""
    return _path(ENTRIES, index, width)


def _path(kind: str, index: int, width: int) -> str:
    if index < 0 or not 1 <= width <= WIDTH:
        raise ValueError("a tile is of 1 to 256 hashes, and its index is not below 0")
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    parts = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    partial = "" if width == WIDTH else f".p/{width}"
    return f"tile/{kind}/{'/'.join(['x' + part for part in parts[:-1]] + parts[-1:])}{partial}"


def parse_tile_path(path: str) -> tuple[int | None, int, int]:
    """(tile level, or None for entries; index; width) of a path as printed here. Raises tile-path."""
    match = PATH.fullmatch(path) if len(path) < 100 else None
    if match is None:
        raise Invalid("tile-path")
    kind, digits, width = match[1], match[2].replace("x", "").replace("/", ""), int(match[3] or WIDTH)
    level, index = None if kind == ENTRIES else int(kind), int(digits)
    if (level or 0) > MAX_LEVEL or _path(kind, index, width) != path:
        raise Invalid("tile-path")
    return level, index, width


def encode_bundle(entries: Sequence[bytes]) -> bytes:
    """1 to 256 entries, each after its length in two bytes, big-endian. Raises entry-length."""
    if not 1 <= len(entries) <= WIDTH:
        raise ValueError("a bundle is of 1 to 256 entries")
    if any(len(entry) > MAX_ENTRY for entry in entries):
        raise Invalid("entry-length")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def parse_bundle(data: bytes, width: int) -> list[bytes]:
    """Exactly `width` entries. Raises bundle."""
    entries: list[bytes] = []
    at = 0
    while at < len(data) and len(entries) < width:
        start = at + 2
        at = start + int.from_bytes(data[at:start], "big")
        entries.append(data[start:at])
    if at != len(data) or len(entries) != width:
        raise Invalid("bundle")
    return entries


def check_bundle(entries: Sequence[bytes], tile: bytes) -> None:
    """Raises tile-root unless each entry hashes to its place in this tile of level 0."""
    if b"".join(leaf_hashes(entries)) != tile:
        raise Invalid("tile-root")


def tile_width(level: int, index: int, size: int) -> int:
    """How many hashes this tile has in a tree of `size` leaves: 0 (there is no such tile) to 256."""
    return max(0, min(WIDTH, (size >> HEIGHT * level) - index * WIDTH))


class TileReader:
    """Reads hashes of the tree of `size` leaves from its tiles, of which it keeps the `keep` used last (16 kB each).

    `fetch` gives the bytes at a path, or raises what it likes. Nothing read is to be believed before `check_root`.
    """

    def __init__(self, fetch: Fetch, size: int, keep: int = 256) -> None:
        self.size = size
        self._fetch = fetch
        self._keep = keep
        self._tiles: OrderedDict[tuple[int, int], list[bytes]] = OrderedDict()
        self._sure: dict[tuple[int, int], bytes] = {}

    def read(self, level: int, index: int) -> bytes:
        """The hash of a complete subtree. ValueError outside the tree. Raises tile-width; once checked, tile-root."""
        tile_level, height = divmod(level, HEIGHT)
        first = index << height
        if index < 0 or (index + 1) << level > self.size:
            raise ValueError("there is no such complete subtree")
        rows = self._rows(tile_level, first // WIDTH)
        at = ((first % WIDTH) >> height) * HASH_BYTES
        return rows[height][at : at + HASH_BYTES]

    def tile(self, level: int, index: int) -> bytes:
        """The hashes of one tile, side by side. Raises tile-width, and tile-root once checked."""
        return self._rows(level, index)[0]

    def check_root(self, root: bytes) -> None:
        """Raises tile-root unless the right edge leads to this root. From then on each tile is checked upwards."""
        frontier = read_frontier(self.read, self.size)
        if (frontier.root() if self.size else EMPTY_ROOT) != root:
            raise Invalid("tile-root")
        levels = (level for level in range(MAX_LEVEL, -1, -1) if self.size >> level & 1)
        self._sure = {
            (level, (self.size >> level) - 1): one for level, one in zip(levels, frontier.dump(), strict=True)
        }
        self._tiles.clear()

    def _rows(self, level: int, index: int) -> list[bytes]:
        found = self._tiles.get((level, index))
        if found is None:
            found = self._load(level, index)
            while len(self._tiles) >= self._keep:
                self._tiles.popitem(last=False)
            self._tiles[(level, index)] = found
        else:
            self._tiles.move_to_end((level, index))
        return found

    def _load(self, level: int, index: int) -> list[bytes]:
        width = tile_width(level, index, self.size)
        if not width:
            raise ValueError("there is no such tile")
        rows = tile_rows(self._fetch(tile_path(level, index, width)), width)
        if self._sure:
            self._check(rows, level, index, width)
        return rows

    def _check(self, rows: list[bytes], level: int, index: int, width: int) -> None:
        """Each complete subtree of the tile must be a known peak, or what the tile above says."""
        if width == WIDTH:
            above = HEIGHT * (level + 1)
            if rows[HEIGHT] != (self._sure.get((above, index)) or self.read(above, index)):
                raise Invalid("tile-root")
            return
        for height in (one for one in range(HEIGHT) if width >> one & 1):
            at = (width >> height) - 1
            place = (level * HEIGHT + height, (index << HEIGHT - height) + at)
            if rows[height][at * HASH_BYTES : (at + 1) * HASH_BYTES] != self._sure[place]:
                raise Invalid("tile-root")


def tile_rows(data: bytes, width: int) -> list[bytes]:
    """The nine rows of a tile (fewer hashes each time), hashes side by side. Raises tile-width."""
    if len(data) != width * HASH_BYTES:
        raise Invalid("tile-width")
    hashes = [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]
    rows = [data]
    for _ in range(HEIGHT):
        hashes = pair_up(hashes)
        rows.append(b"".join(hashes))
    return rows


def tiles_between(old_size: int, new_size: int, read: Read) -> Iterator[File]:
    """Each (path, bytes) of a hash tile to write when the log grows from old to new size; a full tile before a partial.

    `read` reads the tree of the new size at levels 0, 8, 16 … (`merkle.grown`). What the old size had is not repeated.
    """
    return _growth(old_size, new_size, lambda level, index: read(HEIGHT * level, index))


def _growth(old_size: int, new_size: int, read: Read) -> Iterator[File]:
    for level in range(MAX_LEVEL // HEIGHT + 1):
        for index, width in _changed(old_size >> HEIGHT * level, new_size >> HEIGHT * level):
            first = index * WIDTH
            yield tile_path(level, index, width), b"".join(read(level, first + at) for at in range(width))


def bundles_between(old_size: int, new_size: int, entry: Callable[[int], bytes]) -> Iterator[File]:
    """Each (path, bytes) of a bundle to write when the log grows from old to new size. `entry` gives the i-th entry."""
    for index, width in _changed(old_size, new_size):
        first = index * WIDTH
        yield entries_path(index, width), encode_bundle([entry(first + at) for at in range(width)])


def _changed(old: int, new: int) -> Iterator[tuple[int, int]]:
    """(index, width) of each tile of one level that grew, while its hashes grew from old to new."""
    if old > new:
        raise ValueError("a log does not shrink")
    for index in range(old // WIDTH, -(-new // WIDTH)) if new > old else ():
        yield index, min(WIDTH, new - index * WIDTH)
