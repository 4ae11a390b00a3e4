# SPDX-License-Identifier: AGPL-3.0-or-later
"""Valid examples to bend: from the shared vectors, from shapes, and small files made here."""

from __future__ import annotations

import base64
import io
import json
import tarfile
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from answerable.asker.parse import is_day, is_none
from answerable.core.ask import Stage
from answerable.core.move import Move, Role
from answerable.sealing import age
from answerable.sealing.age_stream import Sealing
from answerable.sealing.backup_file import Packing
from tests.core.scene import Story
from tests.core.test_moves import ACTORS, at_stage, try_it, value_for

VECTORS = Path(__file__).resolve().parents[2] / "vectors"
SEED = b"\x07" * 32
ASK_KINDS = ("apology", "acknowledge")


@cache
def vectors(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((VECTORS / f"{name}.json").read_text("utf-8"))
    return found


def of(name: str, part: str, field: str) -> list[Any]:
    """One field of every valid and invalid vector of a part."""
    rows = [*vectors(name)["valid"].get(part, ()), *vectors(name)["invalid"].get(part, ())]
    return [row[field] for row in rows if field in row]


def raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def fitting(shape: Any) -> Any:
    """A value of a shape as `answerable.asker.parse.fits` reads it."""
    if isinstance(shape, type):
        return {str: "a", int: 1, bool: True, dict: {}}[shape]
    if isinstance(shape, list):
        return [fitting(shape[0])]
    if isinstance(shape, tuple):
        return fitting(shape[0])
    if isinstance(shape, Mapping):
        return {name.rstrip("?"): fitting(each) for name, each in shape.items()}
    if shape is is_day:
        return "2031-05-20"
    if shape is is_none:
        return None
    return next(each for each in (*GUESSES,) if _passes(shape, each))


LEAF = {"type": "directory", "day": "2031-05-20", "first": None, "handlers": []}
GUESSES = (
    json.dumps(LEAF),
    "second_line",
    "answers_only",
    "usual",
    "own",
    "met",
    "asker",
    "body",
    "acknowledge",
    "leave_if_i_come",
    0,
)


def _passes(check: Any, guess: Any) -> bool:
    return bool(check(guess))


@cache
def moves() -> dict[Move, tuple[Story, Role, str, dict[str, Any]]]:
    """For every move a story in which somebody may make it: story, role, actor, value."""
    found: dict[Move, tuple[Story, Role, str, dict[str, Any]]] = {}
    for move, stage, by in product(Move, (None, *Stage), Role):
        if move not in found:
            story = at_stage(stage, "body")
            value = value_for(move, story, "body", by)
            if try_it(story, move, by, "body") is not None:
                found[move] = (story, by, ACTORS.get(by, ""), value)
    return found


def html() -> Iterator[bytes]:
    yield b"<!doctype html><html><head><title>x</title></head><body><p>We will pay the wages by 1 June."
    yield b"<div><p>We are sorry.</p><ul><li>The board <b>will</b> publish &mdash; by May</li></ul><script>x</script>"


def docx() -> bytes:
    from docx import Document

    made, out = Document(), io.BytesIO()
    made.add_paragraph("We will pay the wages by 1 June 2031.")
    made.add_table(1, 2).cell(0, 0).text = "The board decides."
    made.save(out)
    return out.getvalue()


def pdf() -> bytes:
    """One page with one line, written by hand."""
    stream = b"BT /F1 12 Tf 72 720 Td (We will pay the wages by 1 June 2031.) Tj ET"
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 5\n0000000000 65535 f \n" + table
    return out + head + b"trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(out)


@cache
def backup() -> bytes:
    """A whole backup with two members."""
    out = io.BytesIO()
    packing = Packing(Sealing(out, [age.recipient(SEED)]))
    packing.add("record/checkpoint", 5, io.BytesIO(b"hello"))
    packing.add("answerable.sqlite3", 700, io.BytesIO(bytes(700)))
    packing.finish(day="2031-05-20", origin="example.org/r", schema=1, seed=SEED)
    return out.getvalue()


@cache
def backup_inside() -> bytes:
    """The tar archive in it, without the zeros at its end."""
    return age.open(backup(), SEED).rstrip(b"\0") + bytes(1024)


@cache
def listing() -> bytes:
    with tarfile.open(fileobj=io.BytesIO(backup_inside())) as tar:
        file = tar.extractfile("answerable-backup.json")
        assert file is not None
        return file.read()


def process_files() -> list[bytes]:
    from answerable.processes.library import SHIPPED, shipped_text

    return [shipped_text(code).encode() for code in SHIPPED]


@cache
def small_age() -> bytes:
    return age.seal(b"abc" * 300, [age.recipient(SEED)])
