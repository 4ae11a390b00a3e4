# SPDX-License-Identifier: AGPL-3.0-or-later
"""`answerable open` on exports, offline: a subprocess that has no Django and opens no connection."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from answerable.sealing import age, export, reader
from tests.sealing import node
from tests.sealing.vectors import read

SEALED_OFF = """
import socket, sys
def refuse(*_): raise SystemExit("a connection was opened")
socket.socket = refuse
from answerable.cli import main
code = main(sys.argv[1:])
assert not any(name == "django" or name.startswith("django.") for name in sys.modules), "django was imported"
sys.exit(code)
"""


def run(file: Path, typed: str, *more: str) -> subprocess.CompletedProcess[str]:
    given = [sys.executable, "-c", SEALED_OFF, "open", str(file), *more]
    return subprocess.run(given, input=typed, capture_output=True, text=True, check=False, cwd=node.ROOT)


@pytest.fixture
def row() -> dict[str, Any]:
    return dict(read("lodging")["valid"])


def saved(folder: Path, text: str) -> Path:
    file = folder / "ask.json"
    file.write_text(text, "utf-8")
    return file


def test_an_asker_opens_an_export_made_by_the_browser(tmp_path: Path, row: dict[str, Any]) -> None:
    text = node.ask("export", origin=row["origin"], number=1, state=row["state"])
    assert json.loads(text) == json.loads(export.build_export(row["origin"], 1, row["state"]))
    done = run(saved(tmp_path, text), row["words"].upper() + "\n")
    assert done.returncode == 0, done.stderr
    assert "Please say it was wrong." in done.stdout
    assert "2. handler (proven)\n     We have read it." in done.stdout
    assert "lodged         proven" in done.stdout


def test_what_is_wrong_is_said(tmp_path: Path, row: dict[str, Any]) -> None:
    held_back = {**row["state"], "messages": row["state"]["messages"][1:], "entries": []}
    done = run(saved(tmp_path, export.build_export(row["origin"], 1, held_back)), row["words"] + "\n")
    assert "Missing: a message that handler had seen" in done.stdout
    assert "NOT PROVEN" in done.stdout


def test_a_reader_opens_with_passphrase_or_identity(tmp_path: Path, row: dict[str, Any]) -> None:
    handler = row["handler"]
    unlock, phrase = handler["request"]["unlocks"][0]["sealed"], handler["passphrases"]["carried"]
    file = saved(tmp_path, export.build_reader_export(row["origin"], handler["code"], handler["payload"], unlock))
    assert "Please say it was wrong." in run(file, phrase + "\n").stdout
    key = tmp_path / "key.txt"
    person = reader.unlock_identity(phrase, row["origin"], unlock)
    key.write_text(age.identity_from_seed(person.sealing) + "\n")
    assert "Please say it was wrong." in run(file, "", "--identity", str(key)).stdout


@pytest.mark.parametrize(
    ("content", "typed", "said"),
    [
        ("hello", "", "not an export"),
        ('{"format": "answerable.v1.export", "kind": "asker"}', "", "not an export"),
        (
            '{"format": "answerable.v1.export", "kind": "asker", "origin": "o", "number": 1, "state": {}}',
            "right",
            "not an export",
        ),
        (None, "abacus abacus", "There must be eight words. Here there are 2."),
        (None, "abacus zzz", "Word 2 is not one of our words"),
        (None, "other", "None of your keys opens this."),
    ],
)
def test_mistakes_are_sentences(
    tmp_path: Path, row: dict[str, Any], content: str | None, typed: str, said: str
) -> None:
    other = read("derive")["valid"][0]["words"]
    words = {"other": other, "right": row["words"]}.get(typed, typed)
    text = content if content is not None else export.build_export(row["origin"], 1, row["state"])
    done = run(saved(tmp_path, text), words + "\n")
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not done.stdout


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    done = run(tmp_path / "none.json", "")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
