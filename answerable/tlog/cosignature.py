# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cosignatures (C2SP tlog-cosignature), types 0x04 and 0x06: at a time, a witness saw this checkpoint and no larger."""

from answerable.tlog.checkpoint import Checkpoint, print_checkpoint
from answerable.tlog.errors import Invalid
from answerable.tlog.note import (
    Note,
    Signer,
    Verifier,
    add_lines,
    check_signatures,
    parse_note,
    print_line,
    sign_line,
)  # fmt: skip


def issue_cosignature(checkpoint: Checkpoint, signer: Signer, time: int) -> str:
    """The signature line with its line break. `time` in seconds since 1970, above zero. Raises checkpoint, key-name."""
    if not signer.verifier.is_timed:
        raise ValueError("a cosignature has a time, so its key is of type 0x04 or 0x06")
    return sign_line(print_checkpoint(checkpoint), signer, time)


def check_cosignature(note: Note, verifier: Verifier) -> int:
    """The newest time, in seconds since 1970, at which this witness signed the note's checkpoint.

    Raises cosignature (there is none), key-type, signature, timestamp, or what `parse_checkpoint` raises.
    """
    return check_cosignatures(note, [verifier])[verifier]


def check_cosignatures(note: Note, verifiers: list[Verifier]) -> dict[Verifier, int]:
    """The newest time of each of these that signed. Raises cosignature if none did, and else as `check_cosignature`."""
    if not all(one.is_timed for one in verifiers):
        raise Invalid("key-type")
    found = {one: time or 0 for one, time in check_signatures(note, verifiers).items()}
    if not found:
        raise Invalid("cosignature")
    if not all(found.values()):
        raise Invalid("timestamp")
    return found


def add_cosignatures(data: bytes, answer: bytes, verifiers: list[Verifier]) -> bytes:
    """The note with the lines of a witness's answer that these keys made; lines of other keys are left out.

    Raises signature-line, cosignature (none is of these keys), key-type, signature, timestamp.
    """
    note = parse_note(data)
    answered = parse_note(note.text.encode() + b"\n" + answer)
    if answered.text != note.text:
        raise Invalid("signature-line")
    known = {(one.name, one.id) for one in verifiers}
    kept = tuple(one for one in answered.signatures if (one.name, one.id) in known)
    check_cosignatures(Note(note.text, kept), verifiers)
    return add_lines(data, map(print_line, kept))
