# SPDX-License-Identifier: AGPL-3.0-or-later
"""A page that differs between visitors by one word of fixed length: packed once, the word put in afterwards.

Packing a page costs more than all else that is done for it. In a brotli stream (RFC 7932) each word stands in an
uncompressed block of its own (section 9.2); what was packed before and after it knows its length and nothing of it.
The block takes two bytes behind the word along, because the next byte is packed by the two before it. Where a packer
has pointed back from inside such a block after all, the page is packed each time, as any other.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

import brotli

from answerable.web.packing import pack_text, window

BEHIND: Final = 2
EACH_TIME: Final = 5
MOST: Final = 1 << 16


@dataclass(frozen=True)
class Spliced:
    """`plain` are the pieces of the text around each place of the word, `packed` the same in brotli, or nothing."""

    plain: tuple[bytes, ...]
    packed: tuple[bytes, ...]
    size: int

    def text(self, word: bytes) -> bytes:
        """The whole page. Raises ValueError for a word of another length."""
        return self._checked(word).join(self.plain)

    def brotli(self, word: bytes) -> bytes:
        """The same, packed."""
        if not self.packed:
            return pack_text(self.text(word), EACH_TIME)
        self._checked(word)
        blocks = (_block(word + piece[:BEHIND]) for piece in self.plain[1:])
        return b"".join(part for pair in zip_longest(self.packed, blocks, fillvalue=b"") for part in pair)

    def _checked(self, word: bytes) -> bytes:
        if len(word) != self.size:
            raise ValueError("the word has another length")
        return word


def splice(text: str, place: str, size: int) -> Spliced:
    """`text` with words of `size` bytes wherever `place` stands. Raises ValueError where two stand too close."""
    pieces = tuple(text.encode().split(place.encode()))
    if any(len(piece) <= BEHIND for piece in pieces[1:]):
        raise ValueError("there is no room behind a word")
    made = Spliced(pieces, tuple(_packed(pieces, size)), size)
    return made if all(_is_whole(made, word) for word in (_noise(size, -1), b"a" * size)) else Spliced(pieces, (), size)


def _is_whole(made: Spliced, word: bytes) -> bool:
    try:
        return bool(brotli.decompress(made.brotli(word)) == made.text(word))
    except brotli.error:
        return False


def _packed(pieces: tuple[bytes, ...], size: int) -> list[bytes]:
    """Each piece as the stream has it. Noise stands for the word: there is nothing in it to point back at."""
    whole = sum(len(piece) + size for piece in pieces)
    packer = brotli.Compressor(mode=brotli.MODE_TEXT, quality=11, lgwin=window(whole))
    found = [packer.process(pieces[0]) + packer.flush()]
    for place, piece in enumerate(pieces[1:]):
        packer.process(_noise(size, place) + piece[:BEHIND])
        packer.flush()
        found.append(packer.process(piece[BEHIND:]) + packer.flush())
    found[-1] += packer.finish()
    return found


def _noise(size: int, place: int) -> bytes:
    return hashlib.shake_256(f"answerable.v1.noise {place}".encode()).digest(size)


def _block(raw: bytes) -> bytes:
    """An uncompressed meta-block: not the last, its length in four nibbles, then whole bytes."""
    if not 0 < len(raw) <= MOST:
        raise ValueError("a block is of 1 to 65,536 bytes")
    return ((len(raw) - 1) << 3 | 1 << 19).to_bytes(3, "little") + raw
