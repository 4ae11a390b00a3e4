# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page elsewhere to which “Leave fast” goes; it notes what it is told about where somebody came from."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

PAGE = b"<!doctype html><html lang=en><title>Weather</title><link rel=icon href=data:,><h1>Weather</h1></html>"


class Neutral(BaseHTTPRequestHandler):
    told: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.told.append(str(self.headers.get("Referer")))
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *_given: Any) -> None:
        """Nothing."""


@contextmanager
def serving() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Neutral)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    server.server_close()
