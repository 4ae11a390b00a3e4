# SPDX-License-Identifier: AGPL-3.0-or-later
"""A log folder and thousands of proofs, checked by code in Go that this project did not write.

The checker stands beside the repository (../shared/checks/record_go) or where ANSWERABLE_CHECKS says.
"""

import json
import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from answerable.tlog import merkle, tiles
from answerable.tlog.checkpoint import Checkpoint, sign_checkpoint
from answerable.tlog.encoding import parse_base64
from answerable.tlog.encoding import print_base64 as b64
from answerable.tlog.errors import Invalid
from answerable.tlog.note import print_vkey
from tests.tlog import naive
from tests.tlog.cast import LOG, ORIGIN

ROOT = Path(__file__).resolve().parents[2]
CHECKS = Path(os.environ.get("ANSWERABLE_CHECKS") or ROOT.parent / "shared" / "checks")
CHECKER = CHECKS / "record_go" / "main.go"
# Where nobody has the checker, the test stands aside; on the machines that decide (CI), it must be there.
DUE = [CHECKER] if CHECKS.is_dir() or os.environ.get("CI") == "true" else []
GO = {"GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOFLAGS": ""}
MODULES = Path("/usr/share/gocode/src/golang.org/x/mod/sumdb")
SIZE = 100_000
LEAVES = naive.leaves(SIZE)
Row = dict[str, Any]


def roots(sizes: list[int]) -> dict[int, bytes]:
    return {size: merkle.root_of(LEAVES[:size]) for size in sizes}


def cases(read: merkle.Read) -> Iterator[Row]:
    """Each good proof, then the same proof spoiled in one way."""
    chosen = random.Random(1)
    sizes = [1, 2, 255, 256, 257, 65_535, 65_536, 65_537, 77_777, SIZE]
    known = roots(sizes)
    for number in range(1200):
        size = chosen.choice(sizes) if number % 2 else SIZE
        index = chosen.randrange(size)
        proof = [b64(one) for one in merkle.inclusion_proof(read, index, size)]
        row = {"kind": "inclusion", "index": index, "size": size, "root": b64(known[size]), "proof": proof}
        yield from both({**row, "leaf": b64(LEAVES[index])}, "leaf", chosen)
    for number in range(1200):
        old, size = sorted(chosen.sample(sizes, 2)) if number % 2 else (chosen.choice(sizes), SIZE)
        proof = [b64(one) for one in merkle.consistency_proof(read, old, size)]
        row = {"kind": "consistency", "old_size": old, "size": size, "root": b64(known[size]), "proof": proof}
        yield from both({**row, "old_root": b64(known[old])}, "old_root", chosen)


def both(row: Row, hash_field: str, chosen: random.Random) -> Iterator[Row]:
    yield {**row, "valid": True}
    other, proof = b64(chosen.randbytes(32)), list(row["proof"])
    ways = [{hash_field: other}, {"root": other}, {"proof": [*proof, other]}]
    if proof:
        at = chosen.randrange(len(proof))
        ways += [{"proof": proof[:at] + proof[at + 1 :]}, {"proof": [*proof[:at], other, *proof[at + 1 :]]}] * 2
    yield {**row, **chosen.choice(ways), "valid": False}


def write_log(folder: Path) -> merkle.Read:
    """The log grows in three steps; reads are from its files alone."""
    reader, frontier = tiles.TileReader(never, 0), merkle.Frontier()
    for size in (300, 70_000, SIZE):
        old = frontier.size
        grown = merkle.grown(reader.read, merkle.Frontier(old, frontier.dump()), LEAVES[old:size])
        for path, data in tiles.tiles_between(old, size, grown):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
        frontier.extend(LEAVES[old:size])
        reader = tiles.TileReader(lambda path: (folder / path).read_bytes(), size, keep=1000)
        reader.check_root(frontier.root())
    (folder / "checkpoint").write_bytes(sign_checkpoint(Checkpoint(ORIGIN, SIZE, frontier.root()), [LOG]))
    return reader.read


def never(path: str) -> bytes:
    raise AssertionError(f"there is no {path}")


@pytest.mark.parametrize("checker", DUE, ids=lambda _: "record_go")
def test_go_finds_the_same(checker: Path, tmp_path: Path) -> None:
    assert checker.is_file(), f"The checker in Go is missing: {checker}. ANSWERABLE_CHECKS can name another folder."
    assert shutil.which("go"), "Go is missing: apt-get install golang-go golang-golang-x-mod-dev"
    assert MODULES.is_dir(), "The Go modules are missing: apt-get install golang-golang-x-mod-dev"
    read = write_log(tmp_path / "log")
    rows = list(cases(read))
    (tmp_path / "cases.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert [row for row in rows if row["valid"] != holds(row)] == []
    command = [
        "go",
        "run",
        str(checker),
        str(tmp_path / "log"),
        print_vkey(LOG.verifier),
        str(tmp_path / "cases.jsonl"),
    ]
    done = subprocess.run(command, env={**os.environ, **GO}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert f"{len(rows)} proofs ({len(rows) // 2} spoiled): 0 differ" in done.stdout


def holds(row: Row) -> bool:
    """What Python says of the same case."""
    proof, root = [parse_base64(one) for one in row["proof"]], parse_base64(row["root"])
    try:
        if row["kind"] == "inclusion":
            merkle.check_inclusion(proof, row["index"], row["size"], parse_base64(row["leaf"]), root)
        else:
            merkle.check_consistency(proof, row["old_size"], row["size"], parse_base64(row["old_root"]), root)
    except Invalid:
        return False
    return True
