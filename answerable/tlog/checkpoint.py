# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checkpoints (C2SP tlog-checkpoint): origin, size and root in a note that the log signs under its origin's name."""

from collections.abc import Iterable
from dataclasses import dataclass

from answerable.tlog.body import parse_body, print_body
from answerable.tlog.errors import Invalid
from answerable.tlog.note import Note, Signer, Verifier, check_signatures, parse_note, sign_note


@dataclass(frozen=True)
class Checkpoint:
    """A tree head: origin (one line of text), size (leaves), root (32 bytes)."""

    origin: str
    size: int
    root: bytes


def parse_checkpoint(text: str) -> Checkpoint:
    """From the text of a note. Raises checkpoint, checkpoint-extension, number, base64, hash-length."""
    return Checkpoint(*parse_body(text))


def print_checkpoint(checkpoint: Checkpoint) -> str:
    """The text that `parse_checkpoint` reads. Raises checkpoint, number, hash-length."""
    return print_body(checkpoint.origin, checkpoint.size, checkpoint.root)


def sign_checkpoint(checkpoint: Checkpoint, signers: Iterable[Signer], time: int | None = None) -> bytes:
    """The note of it; each signer's name is the origin. `time` in seconds, for a second line of 0x06. Raises origin."""
    signers = list(signers)
    if any(one.verifier.name != checkpoint.origin for one in signers):
        raise Invalid("origin")
    return sign_note(print_checkpoint(checkpoint), signers, time)


def open_checkpoint(data: bytes, origin: str, log_verifiers: Iterable[Verifier]) -> Checkpoint:
    """The checkpoint of this origin, signed by one of these keys of that name. Raises origin, unsigned, signature."""
    note = parse_note(data)
    checkpoint = parse_checkpoint(note.text)
    if checkpoint.origin != origin:
        raise Invalid("origin")
    check_log(note, checkpoint, log_verifiers)
    return checkpoint


def check_log(note: Note, checkpoint: Checkpoint, log_verifiers: Iterable[Verifier]) -> None:
    """Raises unsigned or signature unless a log key whose name is the origin signed."""
    if not check_signatures(note, [one for one in log_verifiers if one.name == checkpoint.origin]):
        raise Invalid("unsigned")
