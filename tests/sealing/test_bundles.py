# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bundles that pages load: small, the same each time, and nothing that the page's policy forbids."""

import hashlib
import json
import re
from pathlib import Path

import brotli
import pytest

from tests.sealing import node

LIMITS = {
    "ask.js": 42_000,
    "mine.js": 53_500,
    "desk.js": 58_000,
    "join.js": 40_000,
    "letter.js": 26_000,
    "exit.js": 1_000,
    "later.js": 3_000,
}
FORBIDDEN = r"\beval\(|\bnew Function\b|\bimportScripts\b|sourceMappingURL|https?://"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folders = [tmp_path_factory.mktemp("bundles") for _ in range(2)]
    for folder in folders:
        node.run("build.mjs", str(folder))
    return folders


def test_the_same_sources_give_the_same_bytes(built: list[Path]) -> None:
    first, second = ({one.name: one.read_bytes() for one in folder.iterdir()} for folder in built)
    assert first == second
    manifest = json.loads(first.pop("manifest.json"))
    assert {name: hashlib.sha256(raw).hexdigest() for name, raw in first.items()} == {
        name: row["sha256"] for name, row in manifest.items()
    }


@pytest.mark.parametrize("name", LIMITS)
def test_bundles_are_small_and_plain(built: list[Path], name: str) -> None:
    raw = (built[0] / name).read_bytes()
    assert len(brotli.compress(raw, quality=11)) <= LIMITS[name]
    assert re.findall(FORBIDDEN, raw.decode()) == []


def test_only_pages_that_seal_carry_the_post_quantum_part(built: list[Path]) -> None:
    carries = {one.name for one in built[0].iterdir() if "mlkem768x25519" in one.read_text()}
    assert carries == {"ask.js", "mine.js", "desk.js", "join.js"}
