# SPDX-License-Identifier: AGPL-3.0-or-later
"""`answerable read` before bent input: each gets a clear sentence, code 1, and nothing is written anywhere."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from pypdf import PdfWriter

from answerable.cli import fetching
from answerable.core.errors import Refused

COMMAND = Path(sys.executable).parent / "answerable"


def read(*places: str, folder: Path, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """In an empty folder with no server, no database and nothing in the environment."""
    env = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    return subprocess.run(
        [str(COMMAND), "read", *places], cwd=folder, env=env, input=given, capture_output=True, timeout=60, check=False
    )


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(200_000_000)


def scanned(path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(width=595, height=842)
    with path.open("wb") as file:
        writer.write(file)


def bomb(path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("word/document.xml", b"\0" * 60_000_000)
    path.write_bytes(out.getvalue())


BENT: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "empty": ("a.txt", lambda path: path.write_bytes(b""), "There is no text in this."),
    "200 MB": ("a.txt", sparse, "This is larger than 5 MB."),
    "wrong encoding": ("a.txt", lambda path: path.write_bytes("Wir zahlen für alle Straßen.".encode("latin-1")),
                       "not in UTF-8"),
    "scanned PDF": ("a.pdf", scanned, "pictures of pages and no text"),
    "torn PDF": ("a.pdf", lambda path: path.write_bytes(b"%PDF-1.7\nhalf a file"), "it is broken, or cut short"),
    "DOCX bomb": ("a.docx", bomb, "unpacks to far more than its own size"),
    "no DOCX": ("a.docx", lambda path: path.write_bytes(b"PK\x03\x04 and nothing"), "no DOCX file that can be opened"),
    "binary": ("a.bin", lambda path: path.write_bytes(bytes(range(256)) * 8), "holds signs that no text has"),
    "right to left": ("a.txt", lambda path: path.write_text("سنقوم بدفع الأجور قبل الأول من يونيو لكل العاملين."),
                      "no language that there are rules for"),
}  # fmt: skip


@pytest.mark.parametrize("name", BENT)
def test_a_bent_file_gets_its_sentence_and_changes_nothing(name: str, tmp_path: Path) -> None:
    file, make, says = BENT[name]
    make(tmp_path / file)
    before = sorted(tmp_path.iterdir())
    done = read(file, folder=tmp_path)
    assert done.returncode == 1, done.stderr
    assert done.stdout == b""
    said = done.stderr.decode()
    assert says in said
    assert said.count("\n") == 1
    assert "Traceback" not in said
    assert sorted(tmp_path.iterdir()) == before


def test_right_to_left_signs_inside_a_text_are_no_way_to_turn_it_round(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The treasurer will pay the crew \u202eby 1 June 2031\u202c without delay.")
    done = read("a.txt", folder=tmp_path)
    assert done.returncode == 0
    assert "\u202e" not in done.stdout.decode()


def test_scripts_of_a_page_are_no_text_and_do_nothing(tmp_path: Path) -> None:
    page = (
        "<html><head><script>We will pay everybody by 1 June 2031.</script></head><body><p>The chair will resign today."
    )
    page += "<script>document.write('The board will resign.')</script><style>We will vanish.</style></p></body></html>"
    (tmp_path / "a.html").write_text(page)
    done = read("a.html", folder=tmp_path)
    said = done.stdout.decode()
    assert done.returncode == 0
    assert "The chair will resign today" in said
    assert "everybody" not in said
    assert "The board" not in said
    assert "vanish" not in said
    only = tmp_path / "b.html"
    only.write_text("<html><body><script>We will pay.</script></body></html>")
    assert "There is no text in this." in read("b.html", folder=tmp_path).stderr.decode()


class Loops(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(302)
        self.send_header("Location", self.path + "x")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        del format, args


@contextmanager
def looping() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Loops)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/a"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_an_address_that_loops_and_one_of_this_machine(tmp_path: Path) -> None:
    with looping() as address:
        with pytest.raises(Refused, match="sends on to another again and again"):
            fetching.fetch(address, allowed=lambda _: True)
        inside = read(address, folder=tmp_path)
        assert inside.returncode == 1
        assert "leads into a private network or to this machine" in inside.stderr.decode()
        named = read(address.replace("127.0.0.1", "localhost"), folder=tmp_path)
        assert "leads into a private network or to this machine" in named.stderr.decode()
    assert "Only addresses that begin with" in read("file:///etc/passwd", folder=tmp_path).stderr.decode()


def test_one_bent_file_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("The chair will resign today.")
    (tmp_path / "empty.txt").write_text("")
    done = read("empty.txt", "good.txt", "none.txt", folder=tmp_path)
    assert done.returncode == 1
    assert "The chair will resign today" in done.stdout.decode()
    assert done.stderr.decode().splitlines() == [
        "empty.txt: There is no text in this.",
        "none.txt: There is no file none.txt.",
    ]
