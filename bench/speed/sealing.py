# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lodgings as the browser seals them, made before any clock starts; and what the sealing itself costs."""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from concurrent.futures import ProcessPoolExecutor
from typing import Any, Final

import httpx

from answerable.sealing import asker, words
from bench.rounds import side_by_side
from bench.row import Seen
from tests.visitor import TERMS

SLUG: Final = "river-north-bank"
WORKERS: Final = 2
ROUNDS: Final = 7
EACH: Final = 5


def directory(port: int) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(f"http://localhost:{port}/ask/to/{SLUG}.json", trust_env=False).json()
    return found


def build(origin: str, given: dict[str, Any], text: str = "") -> dict[str, Any]:
    """One lodging to everybody who may read."""
    chosen = {
        "kind": "own_words" if text else "change_policy", "helped": False, "route": "body", "hold_until": None,
        "text": text, "terms": TERMS, "readers": [one["code"] for one in given["readers"]],
        "backups": [one["code"] for one in given["backups"]],
    }  # fmt: skip
    made = words.make(secrets.token_bytes(words.SECRET_BYTES))
    return dict(asker.build_lodging(made, origin, given, chosen, random=secrets.token_bytes)[0])


def _many(origin: str, given: dict[str, Any], count: int) -> list[bytes]:
    """Without stretching the words: the server cannot tell, and a load of thousands would spend minutes on it."""
    asker.stretch = lambda text, origin: hashlib.sha256(f"{text} {origin}".encode()).digest()
    return [json.dumps(build(origin, given)).encode() for _ in range(count)]


def lodgings(origin: str, given: dict[str, Any], count: int) -> list[bytes]:
    """So many, each for somebody new, made by all cores."""
    share = -(-count // WORKERS)
    with ProcessPoolExecutor(WORKERS) as pool:
        made = pool.map(_many, [origin] * WORKERS, [given] * WORKERS, [share] * WORKERS)
    return [one for some in made for one in some][:count]


def cost(origin: str, given: dict[str, Any]) -> Seen:
    """Seconds of processor time that sealing one ask costs its asker, in Python. The limit: stretching the words."""
    made = words.make(secrets.token_bytes(words.SECRET_BYTES))
    work, limit = side_by_side(
        lambda: [build(origin, given) for _ in range(EACH)],
        lambda: [words.stretch(made, origin) for _ in range(EACH)],
        ROUNDS,
        time.process_time,
    )
    return Seen([one / EACH * 1000 for one in work], [one / EACH * 1000 for one in limit])
