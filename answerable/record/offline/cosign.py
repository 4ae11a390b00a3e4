# SPDX-License-Identifier: AGPL-3.0-or-later
"""The log's side: asking each witness to sign the newest head, and what size each knows."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, Final
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from answerable import clock
from answerable.tlog.checkpoint import open_checkpoint, parse_checkpoint
from answerable.tlog.cosignature import add_cosignatures
from answerable.tlog.errors import Invalid
from answerable.tlog.keys import Verifier, parse_vkey
from answerable.tlog.note import parse_note
from answerable.tlog.witness import monitor_path, parse_conflict, print_request

SECONDS: Final = 5  # for one piece of an answer
LONGEST: Final = 10  # for all of it
MOST_BYTES: Final = 100_000
Prove = Callable[[int, int], list[bytes]]


@dataclass(frozen=True)
class Asked:
    """One witness: its key and where it is reached."""

    vkey: str
    url: str

    @property
    def verifier(self) -> Verifier:
        return parse_vkey(self.vkey)


@dataclass(frozen=True)
class Said:
    """What a witness answered: an HTTP status (0 for no answer at all), its body, and the size it knows on a 409."""

    status: int
    body: bytes = b""


def collect(note: bytes, witnesses: Sequence[Asked], sizes: dict[str, int], prove: Prove) -> bytes:
    """The note with what each witness signed. `sizes` remembers, by vkey, what each has signed last; it is changed."""
    if not witnesses:
        return note
    with ThreadPoolExecutor(len(witnesses)) as pool:
        answers = list(pool.map(lambda one: _ask(note, one, sizes, prove), witnesses))
    for one, answer in zip(witnesses, answers, strict=True):
        note = _add(note, one, answer)
    return note


def _add(note: bytes, one: Asked, answer: Said) -> bytes:
    try:
        return add_cosignatures(note, answer.body, [one.verifier]) if answer.status == 200 else note
    except Invalid:
        return note  # a witness that answers nonsense is a witness that did not sign


def _ask(note: bytes, one: Asked, sizes: dict[str, int], prove: Prove) -> Said:
    """Asks once, and once more from the size that a 409 names."""
    size = parse_checkpoint(parse_note(note).text).size
    old = min(sizes.get(one.vkey, 0), size)
    said = _send(one, print_request(old, _proof(prove, old, size), note))
    if said.status == 409:
        try:
            old = parse_conflict(said.body)
        except Invalid:
            return said
        if old > size:
            return said
        said = _send(one, print_request(old, _proof(prove, old, size), note))
    if said.status == 200:
        sizes[one.vkey] = size
    return said


def _proof(prove: Prove, old: int, size: int) -> list[bytes]:
    return [] if old in (0, size) else prove(old, size)


def _send(one: Asked, body: bytes) -> Said:
    return _call(Request(f"{one.url.rstrip('/')}/add-checkpoint", data=body, method="POST"))  # noqa: S310


def _call(request: Request) -> Said:
    """In a thread of its own: one that sends a sign now and then never times out, and nobody waits for it longer."""
    told: queue.SimpleQueue[Said] = queue.SimpleQueue()
    threading.Thread(target=lambda: told.put(_asked(request)), name="witness", daemon=True).start()
    try:
        return told.get(timeout=LONGEST)
    except queue.Empty:
        return Said(0)


def _asked(request: Request) -> Said:
    try:
        with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            return Said(answer.status, _read(answer))
    except HTTPError as refusal:
        with refusal:
            return Said(refusal.code, _read(refusal))
    except (HTTPException, OSError, ValueError):  # URLError and time-outs are among them
        return Said(0)


def _read(answer: Any) -> bytes:
    """Raises TimeoutError for one that never comes to its end, so that its thread does not stay for ever."""
    found, until = b"", clock.ticks() + LONGEST
    while len(found) < MOST_BYTES and (piece := answer.read1(MOST_BYTES - len(found))):
        found += piece
        if clock.ticks() > until:
            raise TimeoutError
    return found


def sizes_of(origin: str, log: Verifier, witnesses: Sequence[Asked]) -> dict[str, int]:
    """By vkey: the size of this log that each witness signed last, where it says so with the log's own signature."""
    if not witnesses:
        return {}
    with ThreadPoolExecutor(len(witnesses)) as pool:
        found = pool.map(lambda one: (one.vkey, _known(origin, log, one)), witnesses)
        return {vkey: size for vkey, size in found if size is not None}


def _known(origin: str, log: Verifier, one: Asked) -> int | None:
    said = _call(Request(one.url.rstrip("/") + monitor_path(origin)))  # noqa: S310
    try:
        return open_checkpoint(said.body, origin, [log]).size if said.status == 200 else None
    except Invalid:
        return None
