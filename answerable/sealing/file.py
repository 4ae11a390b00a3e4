# SPDX-License-Identifier: AGPL-3.0-or-later
"""A sealed file of a thread: padded, sealed to the thread's key; the signed message beside it names its digests."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from answerable.sealing import age
from answerable.sealing.errors import Refusal
from answerable.sealing.padding import pad, unpad
from answerable.sealing.wire import Random, sha256_hex

MOST_BYTES: Final = 50_000_000
_HEX: Final = re.compile(r"[0-9a-f]{64}")
_CODE: Final = re.compile(r"[a-z2-7]{26}")


@dataclass(frozen=True)
class FileRef:
    """As it stands in a message: `digest` and `sealed` are of the sealed file, `content` and `size` of what is in it.

    Digests are SHA-256 in hex, sizes bytes.
    """

    code: str
    name: str
    type: str
    size: int
    content: str
    digest: str
    sealed: int


def seal_file(content: bytes, recipient: str, *, random: Random) -> bytes:
    """An age file. Raises file-size for an empty or too large one, age-recipient."""
    if not 0 < len(content) <= MOST_BYTES:
        raise Refusal("file-size")
    return age.seal(pad(content), [recipient], random=random)


def open_file(sealed: bytes, seed: bytes, ref: FileRef) -> bytes:
    """The content, once everything is as the signed message said. Raises file-digest, age-…, padding."""
    if len(sealed) != ref.sealed or sha256_hex(sealed) != ref.digest:
        raise Refusal("file-digest")
    content = unpad(age.open(sealed, seed))
    if len(content) != ref.size:
        raise Refusal("padding")
    if sha256_hex(content) != ref.content:
        raise Refusal("file-digest")
    return content


def files_of(body: Mapping[str, Any] | None) -> Sequence[FileRef]:
    """The files that a message names; what is not of their form is left out."""
    listed = (body or {}).get("files")
    return [found for each in listed if (found := _ref(each))] if isinstance(listed, list) else []


def _ref(found: object) -> FileRef | None:
    if not isinstance(found, Mapping) or not {"code", "name", "type", "size", "content", "digest", "sealed"} <= set(
        found
    ):
        return None
    code, name, kind = found["code"], found["name"], found["type"]
    texts = all(isinstance(one, str) for one in (code, name, kind, found["content"], found["digest"]))
    sizes = all(isinstance(found[one], int) and found[one] > 0 for one in ("size", "sealed"))
    if not texts or not sizes or not _CODE.fullmatch(code):
        return None
    if not _HEX.fullmatch(found["content"]) or not _HEX.fullmatch(found["digest"]):
        return None
    return FileRef(code, name, kind, found["size"], found["content"], found["digest"], found["sealed"])
