# SPDX-License-Identifier: AGPL-3.0-or-later
"""What anybody may read of the record: files, proofs, and its open part."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from answerable.record import cosigning, directory, keeping, lettered, opening, policy, publishing, searching, tally
from answerable.sealing.wire import jcs
from answerable.storage import models
from answerable.tlog.checkpoint import parse_checkpoint
from answerable.tlog.encoding import print_base64
from answerable.tlog.errors import Invalid
from answerable.tlog.merkle import inclusion_proof
from answerable.tlog.note import parse_note
from answerable.tlog.proof import Proof, print_proof
from answerable.tlog.tiles import parse_tile_path

ARCHIVED: Final = re.compile(r"checkpoints/(?:index|[1-9][0-9]{0,15})")
OPENING: Final = re.compile(r"openings/(0|[1-9][0-9]{0,15})\.json")
DIRECTORY: Final = re.compile(r"directories/([a-z2-7]{26})\.json")
RELEASE: Final = re.compile(r"releases/([0-9]{4}-[0-9]{2})/([a-z2-7]{26})\.json")
PROOF: Final = re.compile(r"proofs/([a-z2-7]{26})\.tlog-proof")
LETTER: Final = re.compile(r"letters/([a-z2-7]{26})\.json")
CODE: Final = re.compile(r"[a-z2-7]{26}")
A_PAGE: Final = 20


@dataclass(frozen=True)
class Head:
    """The newest head: its size, the days of the first and last batch, and who cosigned it."""

    origin: str
    size: int
    batches: int
    since: date | None
    newest: date | None
    cosigners: tuple[cosigning.Seen, ...]
    is_behind: bool

    @property
    def has_outside(self) -> bool:
        return any(each.outside and each.time for each in self.cosigners)


def file(name: str) -> bytes | None:
    """The bytes at a path below `/record/`, or None where nothing of that name stands."""
    if name in ("policy", "keys"):
        return "".join(f"{line}\n" for line in _lines(name)).encode()
    if name == "checkpoint" or ARCHIVED.fullmatch(name) or _is_tile(name):
        at = publishing.path(name)
        return at.read_bytes() if at.is_file() else None
    if match := OPENING.fullmatch(name):
        return _opening(int(match[1]))
    if match := DIRECTORY.fullmatch(name):
        return _directory(match[1])
    if match := RELEASE.fullmatch(name):
        return _release(match[1], match[2])
    if match := LETTER.fullmatch(name):
        return lettered.file(match[1])
    if match := PROOF.fullmatch(name):
        return proof(match[1])
    return None


def _lines(name: str) -> list[str]:
    return policy.suggested() if name == "policy" else keys()


def keys() -> list[str]:
    """The vkeys that sign now; the newest last."""
    row = keeping.log()
    return [*(each["vkey"] for each in row.former), row.vkey]


def _is_tile(name: str) -> bool:
    try:
        parse_tile_path(name)
    except Invalid:
        return False
    return True


def is_full_tile(name: str) -> bool:
    """Whether these bytes can never change."""
    return _is_tile(name) and ".p/" not in name


def _opening(index: int) -> bytes | None:
    found = models.Opening.objects.filter(leaf=index).first()
    return json.dumps(found.shown, sort_keys=True).encode() if found else None


def _directory(body: str) -> bytes | None:
    """For whoever wants to see what stands there of one body, its own readers first of all."""
    known = models.Body.objects.filter(code=body).exists()
    return json.dumps(directory_of([body]), sort_keys=True).encode() if known else None


def _release(month: str, level: str) -> bytes | None:
    entered = models.Tally.objects.filter(month=month, level=level).exists()
    return jcs(tally.figures(month, level)) if entered else None


def proof(code: str) -> bytes | None:
    """The `.tlog-proof` of the leaf of this id under the newest head; None while it is not in the log."""
    leaf = models.Leaf.objects.filter(code=code).first()
    at = publishing.path("checkpoint")
    if leaf is None or not at.is_file():
        return None
    note = at.read_bytes()
    size = parse_checkpoint(parse_note(note).text).size
    if leaf.index >= size:
        return None
    return print_proof(Proof(leaf.index, tuple(inclusion_proof(publishing.reader(size).read, leaf.index, size)), note))


def proofs(codes: list[str]) -> dict[str, Any]:
    """The newest head once, and of each of these leaves that stands in it the index and the hashes (b64)."""
    at = publishing.path("checkpoint")
    if not at.is_file():
        return {"checkpoint": None, "leaves": {}, "shown": [], "times": {}}
    note = at.read_bytes()
    size = parse_checkpoint(parse_note(note).text).size
    read = publishing.reader(size).read
    found = list(models.Leaf.objects.filter(code__in=codes, index__lt=size).values_list("code", "index"))
    times = opening.times({index for _, index in found})
    return {
        "checkpoint": note.decode(),
        "leaves": {
            code: {"index": index, "hashes": [print_base64(one) for one in inclusion_proof(read, index, size)]}
            for code, index in found
        },
        "shown": sorted(opening.shown(codes)),
        "times": {code: times[index] for code, index in found if times[index]},
    }


def directory_of(codes: list[str]) -> dict[str, Any]:
    """The newest directory leaves of these bodies with their proofs: what a client checks before it seals."""
    rows = directory.leaves_of(codes)
    found = proofs([row.code for row in rows])
    leaves = [
        {"leaf": bytes(row.raw).decode(), **found["leaves"][row.code]} for row in rows if row.code in found["leaves"]
    ]
    return {"checkpoint": found["checkpoint"], "leaves": leaves}


def head() -> Head:
    size = parse_checkpoint(parse_note(publishing.read("checkpoint")).text).size
    batches = models.Batch.objects.order_by("day")
    first, last = batches.first(), batches.last()
    return Head(
        keeping.log().origin,
        size,
        batches.count(),
        first.day if first else None,
        last.day if last else None,
        tuple(cosigning.seen(publishing.read("checkpoint"))),
        keeping.is_behind(),
    )


def kinds() -> list[str]:
    """The types of open leaves that there are."""
    return list(models.Leaf.objects.exclude(kind="").order_by("kind").values_list("kind", flat=True).distinct())


def open_leaves(
    kind: str = "", text: str = "", before: int | None = None
) -> tuple[list[tuple[int, dict[str, Any]]], int | None]:
    """(index, fields) of up to twenty open leaves, newest first, of one type, holding these words, before an index.

    Then the index before which to go on, None at the end.
    """
    found = models.Leaf.objects.exclude(kind="").order_by("-index")
    if text.strip():
        end = keeping.log().size if before is None else before
        found = found.filter(index__in=searching.find(kind, text, end, A_PAGE + 1))
    else:
        found = found.filter(**({"kind": kind} if kind else {}), **({} if before is None else {"index__lt": before}))
    listed = [(index, json.loads(bytes(raw))) for index, raw in found.values_list("index", "raw")[: A_PAGE + 1]]
    return listed[:A_PAGE], listed[A_PAGE - 1][0] if len(listed) > A_PAGE else None
