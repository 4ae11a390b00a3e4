# SPDX-License-Identifier: AGPL-3.0-or-later
"""The command keeps, pushes and saves files: the asker's way without a served script."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from answerable.cli.ask_saving import name_of
from answerable.sealing import age, reader
from answerable.sealing.file import seal_file
from answerable.sealing.wire import parse_b64, sha256_hex
from tests.asker.conftest import Person
from tests.journeys.readers import Reader
from tests.serving import Serving

CONTENT = os.urandom(1_300_000)


def test_no_name_chooses_where_a_file_lies() -> None:
    assert name_of("../../etc/passwd", 1) == "1-_.._etc_passwd"
    assert name_of("", 2) == name_of("...", 2) == "2-file"
    assert name_of("door\x1b[2J.jpg", 3) == "3-door__2J.jpg"
    assert len(name_of("a" * 500 + ".pdf", 4)) == 82
    assert name_of("a" * 500 + ".pdf", 4).endswith(".pdf")


def with_file(one: Reader) -> None:
    """The reader sends words with a file, over the wire as the desk does."""
    payload = one.desk.read(one.ask)
    opened = reader.open_ask(one.desk.identity, one.desk.origin, payload["seat"], payload)
    sealed = seal_file(CONTENT, age.recipient(parse_b64(opened["seeds"][1], 32)), random=os.urandom)
    about = {"ask": one.ask, "size": len(sealed), "digest": sha256_hex(sealed)}
    given = one.desk.post("/api/desk/file/announce", about)
    for number in range(given["parts"]):
        head = {"X-Ask": one.ask, "X-File": given["file"], "X-Part": str(number), "X-Form": one.desk.token}
        part = sealed[number * given["part"] : (number + 1) * given["part"]]
        one.desk.request("POST", "/api/desk/file/part", content=part, headers=head)
    ref = {
        "code": given["file"], "name": "../plan of the room.txt", "type": "text/plain", "size": len(CONTENT),
        "content": sha256_hex(CONTENT), "digest": about["digest"], "sealed": len(sealed),
    }  # fmt: skip
    body = {"text": "Here is the plan.", "files": [ref]}
    message = reader.build_message(
        one.desk.identity, opened, body, random=secrets.token_bytes, **opened["next_message"]
    )
    one.desk.post("/api/desk/message", {**message, "files": [given["file"]]})


def test_files_are_saved_kept_words_are_said_and_the_backup_is_told(server: Serving, tmp_path: Path) -> None:
    folder = tmp_path / "person"
    folder.mkdir()
    person = Person(server.origin, folder)
    assert person.new(text="Please show me the plan.").returncode == 0
    assert "There is no file in this thread." in person.back("--files", str(folder)).stdout
    with_file(Reader.of(server, "Maren").find_newest())
    done = person.back("--files", str(folder))
    saved = folder / "1-_plan_of_the_room.txt"
    assert f"answerable clean {saved}" in done.stdout
    assert hashlib.sha256(saved.read_bytes()).digest() == hashlib.sha256(CONTENT).digest()
    assert saved.stat().st_mode & 0o77 == 0
    assert "There is already a file" in person.back("--files", str(folder)).stderr
    done = person.act({"do": "keep", "words": True}, {"do": "pushed", "now": True})
    assert done.returncode == 0, done.stderr
    assert "You keep it: it stays on the server, for you alone." in person.back().stdout
    assert server.desk("Sefa").post("/api/desk/state", {})["signals"][0]["signals"] == ["pushed"]
    for part in sorted((server.data / "files").rglob("*")):
        if part.is_file():
            part.write_bytes(part.read_bytes()[:-1] + b"x")
    saved.unlink()
    assert "! 1-_plan_of_the_room.txt" in person.back("--files", str(folder)).stdout
    assert not saved.exists()
