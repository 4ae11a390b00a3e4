# SPDX-License-Identifier: AGPL-3.0-or-later
"""A load from a process of its own: `python -m bench.speed.load KIND PORT CLIENTS`, what is sent line by line on stdin.

KIND `lodge`: each line a sealed lodging; for each a new visitor opens the page, fetches the directory and sends it.
KIND `post` and `get`: each line is sent, or asked for, once. Prints {seconds, waits (ms), acknowledged, refused}.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Final

import brotli

from bench.speed.wire import Answer, Line

SLUG: Final = "river-north-bank"
TOKEN: Final = re.compile(rb'name="form-token" content="([^"]+)"')
Send = Callable[[Line, bytes], Awaitable[str]]


def plain(answer: Answer) -> bytes:
    """The body unpacked."""
    packed = answer.head.get("content-encoding", [""])[0]
    if packed == "br":
        return bytes(brotli.decompress(answer.body))
    return gzip.decompress(answer.body) if packed == "gzip" else answer.body


async def lodge(line: Line, lodging: bytes) -> str:
    """Everything that a browser asks for whose scripts and style are kept. Returns the code that was acknowledged."""
    line.cookies.clear()
    found = TOKEN.search(plain(await line.ask("GET", "/ask/")))
    directory = await line.ask("GET", f"/ask/to/{SLUG}.json")
    if found is None or directory.status != 200:
        return ""
    answer = await line.ask("POST", "/api/ask/lodge", lodging, f"X-Form: {found[1].decode()}\r\n")
    return str(json.loads(plain(answer)).get("code", "")) if answer.status == 200 else ""


async def post(line: Line, body: bytes) -> str:
    return "stored" if (await line.ask("POST", "/", body)).status == 200 else ""


async def get(line: Line, path: bytes) -> str:
    return "read" if (await line.ask("GET", path.decode())).status == 200 else ""


KINDS: Final[dict[str, Send]] = {"lodge": lodge, "post": post, "get": get}


async def run(send: Send, port: int, clients: int, bodies: Iterator[bytes]) -> dict[str, Any]:
    """So many clients at once, each takes the next line when its last is answered."""
    waits, acknowledged, refused = list[float](), list[str](), 0

    async def client() -> None:
        nonlocal refused
        line = await Line(port).open()
        for body in bodies:
            began = time.perf_counter()
            try:
                code = await send(line, body)
            except (OSError, EOFError):
                refused += 1
                return
            waits.append((time.perf_counter() - began) * 1000)
            if code:
                acknowledged.append(code)
            else:
                refused += 1
        line.close()

    began = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    seconds = time.perf_counter() - began
    return {"seconds": seconds, "waits": waits, "acknowledged": acknowledged, "refused": refused}


def main(kind: str, port: int, clients: int) -> None:
    bodies = [line.rstrip(b"\n") for line in sys.stdin.buffer]
    print(json.dumps(asyncio.run(run(KINDS[kind], port, clients, iter(bodies)))))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
