# SPDX-License-Identifier: AGPL-3.0-or-later
"""A small HTTP client on one connection: what a browser puts on the wire, at little cost to the machine."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Final

LIKE_A_BROWSER: Final = "Accept-Encoding: gzip, deflate, br\r\nSec-Fetch-Site: same-origin\r\n"


@dataclass(frozen=True)
class Answer:
    """`size` counts every byte that came, head and body; `body` is as it came, packed or not."""

    status: int
    head: dict[str, list[str]]
    body: bytes
    size: int


@dataclass
class Line:
    """One connection, with the cookies of one visitor."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    async def open(self) -> Line:
        self._read, self._write = await asyncio.open_connection("127.0.0.1", self.port, limit=2**20)
        return self

    def close(self) -> None:
        self._write.close()

    async def ask(self, method: str, path: str, body: bytes = b"", head: str = "") -> Answer:
        """One request and its answer. Raises OSError or EOFError where the server is gone."""
        origin = f"http://localhost:{self.port}"
        lines = f"{method} {path} HTTP/1.1\r\nHost: localhost:{self.port}\r\nOrigin: {origin}\r\n{LIKE_A_BROWSER}{head}"
        if self.cookies:
            lines += "Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()) + "\r\n"
        if method == "POST":
            lines += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        self._write.write(lines.encode() + b"\r\n" + body)
        return await self._answer()

    async def _answer(self) -> Answer:
        raw = await self._read.readuntil(b"\r\n\r\n")
        first, *lines = raw.decode("latin-1").split("\r\n")[:-2]
        head: dict[str, list[str]] = {}
        for line in lines:
            name, _, value = line.partition(":")
            head.setdefault(name.lower(), []).append(value.strip())
        self._keep(head.get("set-cookie", []))
        body, size = await self._body(head)
        return Answer(int(first.split(" ")[1]), head, body, len(raw) + size)

    async def _body(self, head: dict[str, list[str]]) -> tuple[bytes, int]:
        """The body, and what it took on the wire."""
        if "transfer-encoding" not in head:
            body = await self._read.readexactly(int(head.get("content-length", ["0"])[0]))
            return body, len(body)
        parts, size = list[bytes](), 0
        while not parts or parts[-1]:
            line = await self._read.readline()
            parts.append((await self._read.readexactly(int(line, 16) + 2))[:-2])
            size += len(line) + len(parts[-1]) + 2
        return b"".join(parts), size

    def _keep(self, lines: list[str]) -> None:
        for line in lines:
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value
