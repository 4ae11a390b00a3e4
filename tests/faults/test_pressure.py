# SPDX-License-Identifier: AGPL-3.0-or-later
"""Many large bodies at once: refused with a sentence before they are read, in bounded memory, while others go on."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import httpx

from tests.serving import Serving

MANY, LARGE, MEGA = 24, 50_000_000, 1 << 20
MOST_MORE = 400 * MEGA  # for all of them together: far below the 1.2 GB that was sent


def held(server: Serving) -> int:
    """Bytes of memory that the server's processes hold at most, since each began."""
    assert server.process is not None
    peaks = []
    for each in (server.process.pid, *server.workers()):
        lines = Path(f"/proc/{each}/status").read_text().splitlines()
        peaks.append(next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")))
    return sum(peaks)


def test_large_bodies_are_refused_in_bounded_memory(server: Serving) -> None:
    before, said = held(server), list[tuple[int, str]]()

    def send() -> None:
        try:
            with httpx.Client(base_url=server.origin, trust_env=False, timeout=60) as http:
                answer = http.post("/api/mine/file/part", content=bytes(LARGE))
                said.append((answer.status_code, json.loads(answer.content)["sentence"]))
        except httpx.TransportError:
            said.append((0, ""))  # refused before all of it was sent: the line ends

    threads = [threading.Thread(target=send) for _ in range(MANY)]
    for each in threads:
        each.start()
    assert httpx.get(f"{server.origin}/help/", trust_env=False, timeout=60).status_code == 200
    for each in threads:
        each.join()
    assert len(said) == MANY
    assert {status for status, _ in said} <= {413, 0}
    assert {sentence for status, sentence in said if status} <= {
        "This is too large to send. What you wrote is still on the page before."
    }
    assert held(server) - before < MOST_MORE
