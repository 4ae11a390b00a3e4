# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fetching the files of a thread: part by part, whole only once they are what the signed words said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from answerable.asker.server import Server
from answerable.asker.visit import Found
from answerable.sealing.errors import Refusal
from answerable.sealing.file import FileRef, files_of, open_file
from answerable.sealing.wire import parse_b64

PART: Final = 1 << 20


def listed(found: Found) -> Iterator[tuple[FileRef, int]]:
    """Every file that a proven message names, with the epoch it is sealed to. Raises what `opened` raises."""
    for line in found.opened["messages"]:
        for ref in files_of(line["body"]):
            yield ref, int(line["epoch"])


def fetch(server: Server, found: Found, ref: FileRef, epoch: int) -> bytes:
    """The content. Raises Unreached, Said, and file-digest, age-…, padding where it is not what was said."""
    seeds = {int(each): seed for each, seed in found.opened["seeds"].items()}
    if epoch not in seeds:
        raise Refusal("age-no-key")
    numbers = range(-(-ref.sealed // PART))
    parts = (server.fetch("/api/mine/file/read", {"ask": found.code, "file": ref.code, "part": n}) for n in numbers)
    return open_file(b"".join(parts), parse_b64(seeds[epoch], 32), ref)
