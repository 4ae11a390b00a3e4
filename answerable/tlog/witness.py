# SPDX-License-Identifier: AGPL-3.0-or-later
"""The deciding half of a witness (C2SP tlog-witness, `add-checkpoint`). Storage, clock and keys are the caller's.

In one transaction: read what is stored for `request.checkpoint.origin`, `decide`, store size and root. Then sign.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from answerable.tlog.checkpoint import Checkpoint, check_log, parse_checkpoint
from answerable.tlog.encoding import parse_hash, parse_number, print_base64
from answerable.tlog.errors import Invalid
from answerable.tlog.merkle import EMPTY_ROOT, check_consistency
from answerable.tlog.note import Verifier, parse_note

MAX_HASHES: Final = 63
MAX_BYTES: Final = 1_010_000
SIZE_TYPE: Final = "text/x.tlog.size"


class NotSigned(Invalid):
    """An `Invalid` with the HTTP status to answer. For 409, `body` holds the stored size and goes out as SIZE_TYPE."""

    def __init__(self, name: str, status: int, body: str = "") -> None:
        super().__init__(name)
        self.status = status
        self.body = body


@dataclass(frozen=True)
class Request:
    """The body of `add-checkpoint`: old size, consistency proof, and the log's note with the checkpoint in it."""

    old: int
    proof: tuple[bytes, ...]
    note: bytes
    checkpoint: Checkpoint


def parse_request(data: bytes) -> Request:
    """Raises NotSigned with status 400 and the name of what is wrong with it."""
    try:
        return _parse(data)
    except Invalid as error:
        raise NotSigned(error.name, 400) from None


def _parse(data: bytes) -> Request:
    head, gap, note = data.partition(b"\n\n")
    if not gap or len(data) > MAX_BYTES or not head.isascii() or not head.startswith(b"old "):
        raise Invalid("request")
    first, *lines = head.decode("ascii").split("\n")
    if len(lines) > MAX_HASHES:
        raise Invalid("proof-length")
    old, proof = parse_number(first[4:]), tuple(map(parse_hash, lines))
    return Request(old, proof, note, parse_checkpoint(parse_note(note).text))


def print_request(old: int, proof: Sequence[bytes], note: bytes) -> bytes:
    """The body to send for the log's own note. Raises NotSigned (400) if it would not be read."""
    lines = [f"old {old}", *map(print_base64, proof), "", ""]
    data = "\n".join(lines).encode() + note
    if parse_request(data).proof != tuple(proof):
        raise NotSigned("request", 400)
    return data


def decide(stored: tuple[int, bytes] | None, request: Request, log_verifiers: Sequence[Verifier]) -> Checkpoint:
    """The checkpoint to store and then to cosign. `stored` is (size, root) signed last for this origin, None if none.

    `log_verifiers` are the keys known for this origin. Raises NotSigned: 404 request-origin; 403 unsigned, signature;
    400 request-size; 409 request-conflict; 422 empty-root, request-root, or as `check_consistency`.
    """
    checkpoint = request.checkpoint
    _check_signed(request, log_verifiers)
    size, root = stored or (0, EMPTY_ROOT)
    if request.old > checkpoint.size:
        raise NotSigned("request-size", 400)
    if request.old != size:
        raise NotSigned("request-conflict", 409, f"{size}\n")
    if checkpoint.size == 0 and checkpoint.root != EMPTY_ROOT:
        raise NotSigned("empty-root", 422)
    if checkpoint.size == size and checkpoint.root != root:
        raise NotSigned("request-root", 422)
    try:
        check_consistency(request.proof, size, checkpoint.size, root, checkpoint.root)
    except Invalid as error:
        raise NotSigned(error.name, 422) from None
    return checkpoint


def _check_signed(request: Request, log_verifiers: Sequence[Verifier]) -> None:
    known = [one for one in log_verifiers if one.name == request.checkpoint.origin]
    if not known:
        raise NotSigned("request-origin", 404)
    try:
        check_log(parse_note(request.note), request.checkpoint, known)
    except Invalid as error:
        raise NotSigned(error.name, 403) from None


def parse_conflict(body: bytes) -> int:
    """The size that a witness has signed last, from its answer of status 409. Raises number."""
    text = body.decode("latin-1")
    if not text.endswith("\n"):
        raise Invalid("number")
    return parse_number(text[:-1])


def monitor_path(origin: str) -> str:
    """Where a witness serves the newest checkpoint that it signed of this log, under its monitoring prefix."""
    return f"/{hashlib.sha256(origin.encode()).hexdigest()}/checkpoint"
