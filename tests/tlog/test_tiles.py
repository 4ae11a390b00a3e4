# SPDX-License-Identifier: AGPL-3.0-or-later
"""The files of a log: their paths, what growth writes, and reading them back."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answerable.tlog import merkle, tiles
from answerable.tlog.errors import Invalid
from answerable.tlog.merkle import Frontier
from answerable.tlog.tiles import TileReader, tile_path
from tests.tlog import naive
from tests.tlog.test_merkle import refused

MANY = naive.leaves(70_000)
READ = naive.reader(MANY)


def files(size: int) -> dict[str, bytes]:
    return dict(tiles.tiles_between(0, size, READ))


FILES = files(70_000)


def test_paths() -> None:
    assert tile_path(0, 1234067) == "tile/0/x001/x234/067"
    assert tile_path(1, 0, 17) == "tile/1/000.p/17"
    assert tiles.entries_path(999, 1) == "tile/entries/999.p/1"
    assert tiles.entries_path(1000) == "tile/entries/x001/000"
    for level, index, width in ((0, -1, 1), (0, 0, 0), (0, 0, 257), (64, 0, 1), (-1, 0, 1)):
        with pytest.raises(ValueError, match="tile"):
            tile_path(level, index, width)


@given(st.none() | st.integers(0, 63), st.integers(0, 2**55), st.integers(1, 256))
def test_paths_read_back(level: int | None, index: int, width: int) -> None:
    path = tiles.entries_path(index, width) if level is None else tile_path(level, index, width)
    assert tiles.parse_tile_path(path) == (level, index, width)


@pytest.mark.parametrize(
    "path",
    [
        "", "tile/0/0", "tile/00/000", "tile/64/000", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01",
        "tile/0/x000/000", "tile/0/001/000", "tile/0/x001", "/tile/0/000", "tile/0/000/", "tile/0/000\n",
        "tile/data/000", "tile/entries/٠٠٠", "tile/0/" + "x001/" * 40 + "000",
    ],
)  # fmt: skip
def test_other_paths_are_refused(path: str) -> None:
    with refused("tile-path"):
        tiles.parse_tile_path(path)


def test_the_example_of_the_specification() -> None:
    widths: dict[int, list[int]] = {}
    for path, data in FILES.items():
        level, _, width = tiles.parse_tile_path(path)
        assert len(data) == 32 * width
        widths.setdefault(int(str(level)), []).append(width)
    assert widths == {0: [256] * 273 + [112], 1: [256, 17], 2: [1]}
    assert set(files(256)) == {"tile/0/000", "tile/1/000.p/1"}


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 700), min_size=1, max_size=4))
def test_growth_writes_what_was_missing_and_never_rewrites(steps: list[int]) -> None:
    written: dict[str, bytes] = {}
    frontier = Frontier()
    for step in steps:
        old = frontier.size
        reader = TileReader(written.__getitem__, old)
        read = merkle.grown(reader.read, Frontier(old, frontier.dump()), MANY[old : old + step])
        new = dict(tiles.tiles_between(old, old + step, read))
        assert not set(new) & set(written)
        written |= new
        frontier.extend(MANY[old : old + step])
        assert set(files(frontier.size)) <= set(written)
    assert {path: written[path] for path in files(frontier.size)} == files(frontier.size)


def test_a_log_does_not_shrink() -> None:
    with pytest.raises(ValueError, match="shrink"):
        list(tiles.tiles_between(3, 2, READ))


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 511, 65_535, 65_536, 65_537, 70_000])
def test_proofs_from_files(size: int) -> None:
    reader = TileReader(files(size).__getitem__, size, keep=3)
    root = merkle.root_of(MANY[:size])
    reader.check_root(root)
    chosen = random.Random(size)
    for index in chosen.sample(range(size), min(size, 20)):
        proof = merkle.inclusion_proof(reader.read, index, size)
        assert proof == merkle.inclusion_proof(READ, index, size)
        merkle.check_inclusion(proof, index, size, MANY[index], root)
        assert merkle.consistency_proof(reader.read, index, size) == merkle.consistency_proof(READ, index, size)
    with refused("tile-root"):
        reader.check_root(bytes(32))


@pytest.mark.parametrize("path", ["tile/0/000", "tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"])
@pytest.mark.parametrize("at", [0, -1])
def test_a_changed_tile_is_found(path: str, at: int) -> None:
    bent = bytearray(FILES[path])
    bent[at] ^= 1
    reader = TileReader({**FILES, path: bytes(bent)}.__getitem__, 70_000)
    level, index, _ = tiles.parse_tile_path(path)
    with refused("tile-root"):
        reader.check_root(merkle.root_of(MANY))
        reader.tile(int(str(level)), index)


def test_a_tile_cut_short_or_outside() -> None:
    reader = TileReader(lambda path: FILES[path][:-1], 70_000)
    with refused("tile-width"):
        reader.read(0, 0)
    for level, index in ((0, 70_000), (16, 1), (3, -1)):
        with pytest.raises(ValueError, match="no such"):
            TileReader(FILES.__getitem__, 70_000).read(level, index)


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=256))
def test_bundles_read_back(entries: list[bytes]) -> None:
    data = tiles.encode_bundle(entries)
    assert tiles.parse_bundle(data, len(entries)) == entries
    tiles.check_bundle(entries, b"".join(merkle.leaf_hashes(entries)))
    for bad in (data[:-1], data + b"\x00", data + b"\x00\x00"):
        with refused("bundle"):
            tiles.parse_bundle(bad, len(entries))


def test_bundles_of_growth() -> None:
    made = dict(tiles.bundles_between(250, 513, lambda index: b"%d" % index))
    assert list(made) == ["tile/entries/000", "tile/entries/001", "tile/entries/002.p/1"]
    assert tiles.parse_bundle(made["tile/entries/002.p/1"], 1) == [b"512"]
    assert tiles.parse_bundle(made["tile/entries/001"], 256) == [b"%d" % index for index in range(256, 512)]
    assert tiles.parse_bundle(b"\x00\x01a\x00\x00", 2) == [b"a", b""]
    for width in (1, 3):
        with refused("bundle"):
            tiles.parse_bundle(b"\x00\x01a\x00\x00", width)
    tiles.encode_bundle([bytes(65_535)])
    with refused("entry-length"):
        tiles.encode_bundle([bytes(65_536)])
    with refused("tile-root"):
        tiles.check_bundle([b"one"], b"".join(merkle.leaf_hashes([b"two"])))
    with pytest.raises(Invalid):
        tiles.parse_bundle(b"\x00", 1)
