# SPDX-License-Identifier: AGPL-3.0-or-later
"""A server that answers what a test tells it to, and a SOCKS5 proxy that notes the names it was given."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PAGE = '<meta name="form-token" content="abc">'
Answer = tuple[int, Mapping[str, str], bytes]


def page(text: str = PAGE, status: int = 200, **headers: str) -> Answer:
    return status, headers, text.encode()


def said(status: int = 200, **fields: Any) -> Answer:
    return status, {}, json.dumps(fields).encode()


@dataclass
class Canned:
    """What stands at each path, and every request that came: method, path, headers."""

    answers: dict[str, Answer]
    came: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    origin: str = ""

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.came.append((handler.command, handler.path, dict(handler.headers.items())))
        handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        status, headers, content = self.answers.get(handler.path, (404, {}, b""))
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)


@contextmanager
def serving(answers: Mapping[str, Answer], context: ssl.SSLContext | None = None) -> Iterator[Canned]:
    """Runs it on this machine, under TLS where a context is given."""
    canned = Canned(dict(answers))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            canned.answer(self)

        do_POST = do_GET

        def log_message(self, *given: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    canned.origin = f"{'https' if context else 'http'}://localhost:{server.server_port}"
    try:
        yield canned
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class Proxied:
    port: int
    names: list[str] = field(default_factory=list)


@contextmanager
def proxying(to: int, refusal: int = 0) -> Iterator[Proxied]:
    """A SOCKS5 proxy that leads every name to one port of this machine, or refuses."""
    listening = socket.create_server(("127.0.0.1", 0))
    found = Proxied(int(listening.getsockname()[1]))

    def run() -> None:
        while True:
            try:
                one, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=_lead, args=(one, to, refusal, found), daemon=True).start()

    threading.Thread(target=run, daemon=True).start()
    try:
        yield found
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def _lead(one: socket.socket, to: int, refusal: int, found: Proxied) -> None:
    with one:
        one.recv(3)
        one.sendall(b"\x05\x00")
        head = one.recv(5)
        found.names.append(one.recv(head[4]).decode())
        one.recv(2)
        one.sendall(bytes([5, refusal, 0, 1]) + bytes(6))
        if not refusal:
            with socket.create_connection(("127.0.0.1", to)) as other:
                there = threading.Thread(target=_copy, args=(one, other), daemon=True)
                there.start()
                _copy(other, one)


def _copy(source: socket.socket, to: socket.socket) -> None:
    try:
        while part := source.recv(65536):
            to.sendall(part)
        to.shutdown(socket.SHUT_WR)
    except OSError:
        return
