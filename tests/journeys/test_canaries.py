# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people write and hold is found nowhere: planted canaries, searched in every file and every encoding."""

import base64
import os
import re
import sqlite3
from pathlib import Path

import pytest

from tests.serving import Serving

NORTH = "river-north-bank"
SENTENCE = "Please move the lantern evening to the quiet room."
NAME = "Quillonaris Vantreby"
ANSWER = "The quiet room is yours from the first of the month."


def spellings(canary: str) -> list[bytes]:
    """UTF-8, UTF-16, hex, and base64 at each of its three alignments, in both alphabets."""
    raw = canary.encode()
    found = [
        raw,
        canary.encode("utf-16-le"),
        canary.encode("utf-16-be"),
        raw.hex().encode(),
        raw.hex().upper().encode(),
    ]
    for shift in range(3):
        coded = base64.b64encode(bytes(shift) + raw).rstrip(b"=")[4 if shift else 0 : -4]
        found += [coded, coded.replace(b"+", b"-").replace(b"/", b"_")]
    return found


def places(server: Serving, extra: list[Path]) -> dict[str, bytes]:
    """Every byte that the server left or holds where others could look."""
    found = all_files(server.data) | {str(path): path.read_bytes() for path in [server.log, *extra]}
    assert server.process is not None
    for pid in [server.process.pid, *server.workers()]:
        found[f"environment of {pid}"] = Path(f"/proc/{pid}/environ").read_bytes()
        found[f"command of {pid}"] = Path(f"/proc/{pid}/cmdline").read_bytes()
    return found


def all_files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder in which a server works; looked at again where one was put in its place meanwhile."""
    for _ in range(20):
        try:
            files = [path for path in folder.rglob("*") if path.is_file() and path.name != "ways-in.json"]
            return {str(path): path.read_bytes() for path in files}
        except FileNotFoundError:
            continue
    raise AssertionError("the folder never stood still")


def search(held: dict[str, bytes], canaries: dict[str, str]) -> list[str]:
    return [
        f"{what} in {place}"
        for what, canary in canaries.items()
        for place, content in held.items()
        if any(spelling in content for spelling in spellings(canary))
    ]


@pytest.fixture
def temporary(tmp_path: Path, server: Serving) -> Path:
    """A temporary folder that only this server uses."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    server.env["TMPDIR"] = str(folder)
    server.restart()
    return folder


def whole_journey(server: Serving) -> dict[str, str]:
    one = server.asker()
    one.lodge(NORTH, kind="own_words", text=f"{SENTENCE} {NAME}")
    desk = server.desk("Maren")
    code = one.private["ask"]
    opened = desk.open_ask(code)
    assert opened["messages"][0]["body"]["text"] == f"{SENTENCE} {NAME}"
    desk.move(code, "acknowledged", {"role": "care_lead"})
    desk.move(
        code, "answer", {"value": "yes", "reasons": [], "power": "board", "code": "a" * 16}, **desk.words(code, ANSWER)
    )
    one.enter()
    assert ANSWER in [line["body"]["text"] for line in one.private["messages"]]
    one.move("mark", {"value": "not_met", "audience": "readers", "promise": None})
    return {
        "sentence": SENTENCE, "name": NAME, "answer": ANSWER, "code words": one.words,
        "passphrase": desk.passphrase, "one-time secret": desk.secret,
    }  # fmt: skip


def test_planted_canaries_are_found_nowhere(server: Serving, temporary: Path) -> None:
    canaries = whole_journey(server)
    left = [path for path in temporary.rglob("*") if path.is_file()]
    held = places(server, left)
    assert any(name.endswith("answerable.sqlite3-wal") for name in held)
    assert search(held, canaries) == []


def test_the_search_finds_what_is_there(server: Serving) -> None:
    """The negative control: a canary that was written down is seen, in each spelling."""
    for spelling in spellings(SENTENCE):
        (server.data / "planted").write_bytes(b"before " + spelling + b" after")
        assert search(places(server, []), {"sentence": SENTENCE}) != []


def test_after_erasure_only_the_tombstone_and_the_envelopes_stay(server: Serving) -> None:
    kept, gone = server.asker(), server.asker()
    kept.lodge(NORTH)
    gone.lodge(NORTH, kind="own_words", text=SENTENCE)
    gone.enter()
    gone.move("erased", {})
    code = gone.private["ask"]
    server.stop()
    raw = b"".join(path.read_bytes() for path in server.data.iterdir() if path.is_file())
    assert code.encode() not in raw
    assert gone.private["mark_key"].encode() not in raw
    assert kept.private["ask"].encode() in raw
    with sqlite3.connect(server.data / "answerable.sqlite3") as store:
        dump = "\n".join(store.iterdump())
        ((ident, ended, month),) = store.execute("select id, ended, month from storage_tombstone").fetchall()
    lines = [line for line in dump.split("\n") if ident in line]
    tables = {match[1] for line in lines if (match := re.match(r'INSERT INTO "(\w+)"', line))}
    assert tables == {"storage_tombstone", "storage_envelope"}
    assert (ended, len(month)) == ("erased", 7)
    assert not (server.data / "keys").read_bytes().count(bytes.fromhex(ident.replace("-", "")))


def test_no_address_and_no_agent_is_kept(server: Serving) -> None:
    agent = "Mozilla/5.0 (PlantedAgent 7.7)"
    one = server.asker()
    one.http.headers["User-Agent"] = agent
    one.http.headers["X-Forwarded-For"] = "203.0.113.77"
    one.lodge(NORTH)
    one.enter()
    assert search(places(server, []), {"agent": agent, "address": "203.0.113.77"}) == []


def test_the_log_says_nothing_of_a_refused_request(server: Serving) -> None:
    one = server.asker()
    one.open("/ask/")
    with pytest.raises(Exception, match="4"):
        one.post("/api/ask/lodge", {"body": SENTENCE, "kind": NAME})
    answer = one.request("GET", f"/nothing/{NAME.replace(' ', '-')}/")
    assert answer.status_code == 404
    assert search({"log": server.log.read_bytes()}, {"sentence": SENTENCE, "name": NAME.replace(" ", "-")}) == []
    assert os.environ.get("ANSWERABLE_SECRET") is None
