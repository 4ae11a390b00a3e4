# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the makers of the vectors make today is what lies in vectors/: only what is sealed differs at each run."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from answerable.sealing import drawer, reader
from answerable.sealing.age_format import VERSION
from answerable.sealing.errors import Refusal
from answerable.sealing.state import open_state
from answerable.sealing.wire import parse_b64
from tests.sealing import (
    desk_vectors,
    letter_vectors,
    passkey_vectors,
    test_desk_vectors,
    vectors,
    vectors_make,
    ways_vectors,
)

MAKERS = (
    vectors_make.words_vectors, vectors_make.derive_vectors, vectors_make.age_vectors, vectors_make.padding_vectors,
    vectors_make.jcs_vectors, vectors_make.move_vectors, vectors_make.entry_vectors, vectors_make.certificate_vectors,
    vectors_make.challenge_vectors, vectors_make.message_vectors, vectors_make.lodging_vectors,
    desk_vectors.desk_vectors, letter_vectors.letter_vectors, passkey_vectors.passkey_vectors,
    ways_vectors.ways_vectors,
)  # fmt: skip


def is_sealed(old: Any, new: Any) -> bool:
    """Two age files; that each opens to what it should is the matter of those who read them."""
    if not isinstance(old, str) or not isinstance(new, str):
        return False
    try:
        return parse_b64(old).startswith(VERSION[:-2]) and parse_b64(new).startswith(VERSION[:-2])
    except Refusal:
        return False


def differences(old: Any, new: Any, where: str = "") -> Iterator[str]:
    if isinstance(old, dict) and isinstance(new, dict) and list(old) == list(new):
        for name in old:
            yield from differences(old[name], new[name], f"{where}.{name}")
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for place, (before, after) in enumerate(zip(old, new, strict=True)):
            yield from differences(before, after, f"{where}[{place}]")
    elif old != new and not is_sealed(old, new):
        yield where


@pytest.mark.parametrize("maker", MAKERS)
def test_the_makers_make_what_lies_there(maker: Callable[[], None], tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(vectors_make, "FOLDER", tmp_path)
    maker()
    (made,) = tmp_path.iterdir()
    assert list(differences(vectors.read(made.stem), json.loads(made.read_text("utf-8")))) == []


def test_what_was_lodged_just_now_opens(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(vectors_make, "FOLDER", tmp_path)
    vectors_make.lodging_vectors()
    content = json.loads((tmp_path / "lodging.json").read_text("utf-8"))
    row = content["valid"]
    opened = open_state(row["words"], row["origin"], row["number"], row["state"])
    assert {name: opened[name] for name in row["opened"]} == row["opened"]
    handler = row["handler"]
    for unlock in handler["request"]["unlocks"]:
        person = reader.unlock_identity(handler["passphrases"][unlock["kind"]], row["origin"], unlock["sealed"])
        read = reader.open_ask(person, row["origin"], handler["code"], handler["payload"])
        assert read["messages"][0]["body"] == {"text": row["choices"]["text"]}
    for bent in content["invalid"]:
        with pytest.raises(Refusal, match=f"^{bent['refused']}$"):
            open_state(bent["words"], bent["origin"], bent["number"], bent["state"])


def test_notes_made_just_now_open(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(vectors_make, "FOLDER", tmp_path)
    desk_vectors.desk_vectors()
    row = json.loads((tmp_path / "desk.json").read_text("utf-8"))["valid"]["drawer"]
    person = test_desk_vectors.own(row)
    assert drawer.open_drawer(person, row["origin"], parse_b64(row["file"])) == row["content"]
