# SPDX-License-Identifier: AGPL-3.0-or-later
"""A witness or a mail server that accepts and never answers, or drips: nobody waits for it long."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

import pytest

from answerable import clock, config
from answerable.core.errors import Refused
from answerable.jobs import mail, notices, runner
from answerable.record import names, publishing
from answerable.record.offline import cosign
from answerable.record.offline.source import Served
from answerable.tlog.keys import ED25519_TIMED, Ed25519Signer, print_vkey
from tests.cast import Movement
from tests.conftest import NOW

HTTP = b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"


@contextmanager
def mute(first: bytes = b"", drip: bytes = b"") -> Iterator[int]:
    """Accepts, says `first`, and then `drip` again and again; the port."""
    stop, lines = threading.Event(), list[socket.socket]()

    def speak(line: socket.socket) -> None:
        with suppress(OSError):
            line.sendall(first)
            while not stop.wait(0.1):
                line.sendall(drip)

    def accept() -> None:
        with suppress(OSError):
            while True:
                lines.append(own.accept()[0])
                threading.Thread(target=speak, args=(lines[-1],), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as own:
        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield own.getsockname()[1]
        finally:
            stop.set()
            own.shutdown(socket.SHUT_RDWR)
            thread.join()
            for each in lines:
                each.close()


HOW = {"never answers": (b"", b""), "drips a head": (b"HTTP/1.1 200 OK\r\n", b"X"), "drips a body": (HTTP, b"x")}


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same bounds, shorter."""
    monkeypatch.setattr(cosign, "SECONDS", 0.5)
    monkeypatch.setattr(cosign, "LONGEST", 1)
    monkeypatch.setattr(mail, "TIMEOUT", 0.5)
    monkeypatch.setattr(mail, "LONGEST", 1)


@pytest.mark.parametrize("how", HOW)
def test_a_witness_that_hangs_holds_up_no_head_and_no_other_job(movement: Movement, quick: None, how: str) -> None:
    signer = Ed25519Signer("mute.example/w1", b"w" * 32, ED25519_TIMED)
    with mute(*HOW[how]) as port, clock.frozen(NOW):
        line = f"mute {print_vkey(signer.verifier)} http://127.0.0.1:{port}/ inside\n"
        (config.current().data / "witnesses").write_text(line)
        began = time.monotonic()
        done = runner.run_due(NOW)
        took = time.monotonic() - began
    assert {"doors", "batch", "head", "forget"} <= set(done)
    assert (names.folder() / "checkpoint").exists() or publishing.missing(0) == set()
    assert took < 15


@pytest.mark.parametrize("answer", [b"no answer at all\r\n", b"HTTP/9 \xff\r\n\r\n"])
def test_a_place_that_answers_nonsense_gets_a_sentence(answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as own:

        def speak() -> None:
            line, _ = own.accept()
            with line, suppress(OSError):
                line.recv(1000)
                line.sendall(answer)

        threading.Thread(target=speak, daemon=True).start()
        with pytest.raises(Refused, match="does not answer as a record should"):
            Served(f"http://127.0.0.1:{own.getsockname()[1]}/record/").fetch("checkpoint")


@pytest.mark.parametrize(("first", "drip"), [(b"", b""), (b"220", b"-"), (b"220 mute\r\n250", b"-")])
def test_a_mail_server_that_hangs_holds_up_nothing_and_loses_no_notice(
    movement: Movement, quick: None, first: bytes, drip: bytes
) -> None:
    with mute(first, drip) as port, clock.frozen(NOW):
        smtp = config.Smtp("127.0.0.1", port)
        config.use(replace(config.current(), smtp=smtp, mail_from="desk@ask.example.org", notice_hour=0))
        began = time.monotonic()
        done = runner.run_due(NOW)
        took = time.monotonic() - began
        assert {"forget", "notices"} <= set(done)
        assert took < 15
        waiting = len(notices.noticing.waiting())
        assert waiting > 10
        assert notices.send_waiting(NOW) == 0
        assert len(notices.noticing.waiting()) == waiting
