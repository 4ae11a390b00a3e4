# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signed notes (C2SP signed-note): a text, an empty line, and one to a hundred signature lines."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from answerable.tlog.encoding import parse_base64, print_base64
from answerable.tlog.errors import Invalid
from answerable.tlog.keys import (
    Ed25519Signer,
    MLDSA44Signer,
    Signer,
    Verifier,
    check_name,
    parse_vkey,
    print_vkey,
)  # fmt: skip

MAX_LINES: Final = 100
MAX_BYTES: Final = 1_000_000
LINE: Final = re.compile("— ([^ ]+) ([^ ]+)\n")
CONTROL: Final = re.compile("[\x00-\x09\x0b-\x1f\ud800-\udfff]")

__all__ = [
    "Ed25519Signer", "MLDSA44Signer", "Note", "Signature", "Signer", "Verifier", "add_lines", "check_signatures",
    "open_note", "parse_line", "parse_note", "parse_vkey", "print_line", "print_note", "print_vkey", "sign_line",
    "sign_note",
]  # fmt: skip


class Signature(NamedTuple):
    """One signature line: name, id (4 bytes) and the bytes after it (at least one)."""

    name: str
    id: bytes
    raw: bytes


@dataclass(frozen=True)
class Note:
    """A text that ends with a line break, and its signatures. Worth nothing before it is opened."""

    text: str
    signatures: tuple[Signature, ...]


def parse_note(data: bytes) -> Note:
    """Raises note-size, note-text, note-form, signature-lines, signature-line, key-name, base64."""
    if len(data) > MAX_BYTES:
        raise Invalid("note-size")
    try:
        whole = data.decode()
    except UnicodeDecodeError:
        raise Invalid("note-text") from None
    if CONTROL.search(whole):
        raise Invalid("note-text")
    text, gap, tail = whole.rpartition("\n\n")
    if not gap or not tail.endswith("\n"):
        raise Invalid("note-form")
    lines = tail[:-1].split("\n")
    if len(lines) > MAX_LINES:
        raise Invalid("signature-lines")
    return Note(text + "\n", tuple(parse_line(line + "\n") for line in lines))


def parse_line(line: str) -> Signature:
    """One signature line with its line break. Raises signature-line, key-name, base64."""
    match = LINE.fullmatch(line)
    if match is None:
        raise Invalid("signature-line")
    check_name(match[1])
    raw = parse_base64(match[2])
    if len(raw) < 5:
        raise Invalid("signature-line")
    return Signature(match[1], raw[:4], raw[4:])


def print_line(signature: Signature) -> str:
    """The line that `parse_line` reads."""
    return f"— {signature.name} {print_base64(signature.id + signature.raw)}\n"


def print_note(note: Note) -> bytes:
    """The bytes that `parse_note` reads. Raises what it would raise."""
    data = f"{note.text}\n{''.join(map(print_line, note.signatures))}".encode()
    if parse_note(data) != note:
        raise Invalid("note-form")
    return data


def check_text(text: str) -> None:
    """Raises note-text unless it ends with a line break and has no other control character."""
    if not text.endswith("\n") or CONTROL.search(text):
        raise Invalid("note-text")


def sign_line(text: str, signer: Signer, time: int | None = None) -> str:
    """One signature line over the text. `time` in seconds since 1970, for the timed types. Raises note-text."""
    check_text(text)
    verifier = signer.verifier
    return print_line(Signature(verifier.name, verifier.id, signer.sign(text, time)))


def sign_note(text: str, signers: Iterable[Signer], time: int | None = None) -> bytes:
    """The note, signed by each. `time` in seconds since 1970, for the timed types. Raises note-text."""
    lines = [sign_line(text, signer, time) for signer in signers]
    return print_note(Note(text, tuple(map(parse_line, lines))))


def add_lines(data: bytes, lines: Iterable[str]) -> bytes:
    """The note with more signature lines after its own; a line that it already has is not repeated."""
    note = parse_note(data)
    more = dict.fromkeys((*note.signatures, *map(parse_line, lines)))
    return print_note(Note(note.text, tuple(more)))


def check_signatures(note: Note, verifiers: Iterable[Verifier]) -> dict[Verifier, int | None]:
    """Who of these signed, with the newest time of each (None for 0x01). A known key must match by name and id.

    Raises signature if any signature under a known key is wrong; never if none is there.
    """
    known = {(one.name, one.id): one for one in verifiers}
    found: dict[Verifier, int | None] = {}
    for signature in note.signatures:
        verifier = known.get((signature.name, signature.id))
        if verifier is not None:
            time = verifier.check(note.text, signature.raw)
            found[verifier] = max(time or 0, found.get(verifier) or 0) if verifier.is_timed else None
    return found


def open_note(data: bytes, verifiers: Iterable[Verifier]) -> str:
    """The text, if at least one of these signed it. Raises unsigned, signature, or what `parse_note` raises."""
    note = parse_note(data)
    if not check_signatures(note, verifiers):
        raise Invalid("unsigned")
    return note.text
