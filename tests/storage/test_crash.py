# SPDX-License-Identifier: AGPL-3.0-or-later
"""`kill -9` in the middle of lodging: whatever was acknowledged is there, opens, and follows from its facts."""

import json
import os
import random as chosen
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from answerable.cli.movement import TERMS, Movement, random, read_directory
from answerable.sealing import asker
from answerable.storage import keyfile, models, rebuild
from tests import stores
from tests.conftest import NOW, ORIGIN, using

ROOT = Path(__file__).resolve().parents[2]


def prepare(count: int) -> list[dict[str, Any]]:
    """Many asks of one lodging's sealed parts: only what must be unique differs (sealing is not what is tried)."""
    from answerable.sealing import words
    from answerable.sealing.wire import b64, thread_code

    directory = read_directory("river-north-bank", NOW)
    chosen_ = {
        "kind": "change_policy", "helped": False, "route": "body", "hold_until": None, "text": "",
        "readers": [one["code"] for one in directory["readers"]],
        "backups": [one["code"] for one in directory["backups"]], "terms": TERMS,
    }  # fmt: skip
    draw = random("crash")
    given, private = asker.build_lodging(
        words.make(draw(words.SECRET_BYTES)), ORIGIN, directory, chosen_, random=draw
    )  # fmt: skip
    many = []
    for _ in range(count):
        own = private | {"ask": thread_code(draw)}
        one = given | {"thread": own["ask"], "locator": b64(draw(32))}
        many.append(one | {"move": asker.first_move(own, asker.lodged_value(one), "2031-05-20")})
    return many


@pytest.fixture
def asks(movement_folder: tuple[Path, Movement], tmp_path: Path) -> Path:
    stores.copy(movement_folder[0], tmp_path / "data")
    with using(tmp_path / "data"):
        (tmp_path / "asks.json").write_text(json.dumps(prepare(600)))
    return tmp_path / "asks.json"


@pytest.mark.parametrize("seed", range(3))
def test_nothing_acknowledged_is_lost(asks: Path, tmp_path: Path, seed: int) -> None:
    folder, heard = tmp_path / "data", set[str]()
    stop_after = chosen.Random(seed).randrange(5, 300)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.storage.under_load", str(folder), ORIGIN, str(asks), NOW.isoformat()],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    for line in process.stdout:
        heard.add(line.strip())
        if len(heard) >= stop_after:
            break
    os.kill(process.pid, signal.SIGKILL)
    heard |= {line.strip() for line in process.stdout if len(line) == 27}
    process.wait()
    process.stdout.close()
    with using(folder):
        found = set(models.Ask.objects.values_list("code", flat=True))
        assert heard <= found
        assert rebuild.rebuild()["differences"] == []
        assert all(keyfile.current().read(ident) for ident in models.Ask.objects.values_list("id", flat=True))
