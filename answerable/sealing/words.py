# SPDX-License-Identifier: AGPL-3.0-or-later
"""Code words: eight of 2,048, which are 80 bits of secret and 8 bits of checksum."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from answerable.sealing import labels
from answerable.sealing.errors import Refusal

LIST: Final = tuple(Path(__file__).with_name("words_en.txt").read_text("ascii").split())
PLACE: Final = {word: place for place, word in enumerate(LIST)}
COUNT: Final = 8
SECRET_BYTES: Final = 10
MEMORY_KIB: Final = 19 * 1024
PASSES: Final = 2
LOOK_COUNT: Final = 4
LOOK_BYTES: Final = 6


@dataclass(frozen=True)
class Words:
    """Parsed code words. Neither is printed by `repr`."""

    secret: bytes = field(repr=False)
    text: str = field(repr=False)


def make(random: bytes) -> str:
    """Eight words, joined by single spaces, from exactly 10 random bytes."""
    if len(random) != SECRET_BYTES:
        raise ValueError("code words are made from 10 random bytes")
    bits = int.from_bytes(random + bytes([checksum(random)]), "big")
    return " ".join(of_bits(bits, COUNT))


def of_bits(bits: int, count: int) -> list[str]:
    """`count` words that stand for the lowest 11 × count bits, the highest first."""
    return [LIST[(bits >> 11 * (count - 1 - place)) & 2047] for place in range(count)]


def checksum(secret: bytes) -> int:
    return hashlib.sha256(labels.WORDS.encode() + b"\x00" + secret).digest()[0]


def split(text: str) -> list[str]:
    """Lower-case words; case, spaces, hyphens, commas and numbers in front do not matter."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return [word for word in re.split(r"[\W\d_]+", plain) if word]


def parse(text: str) -> Words:
    """Raises words-count, words-unknown (with position and word) or words-checksum."""
    typed = split(text)
    for position, word in enumerate(typed, 1):
        if word not in PLACE:
            raise Refusal("words-unknown", position=position, word=word)
    if len(typed) != COUNT:
        raise Refusal("words-count", count=len(typed))
    bits = 0
    for word in typed:
        bits = bits << 11 | PLACE[word]
    secret = (bits >> 8).to_bytes(SECRET_BYTES, "big")
    if bits & 255 != checksum(secret):
        raise Refusal("words-checksum")
    return Words(secret, " ".join(typed))


def parse_look(text: str) -> bytes:
    """The 44 bits of a look code's four words as six bytes. There is no checksum. Raises words-unknown, look-count."""
    typed = split(text)
    for position, word in enumerate(typed, 1):
        if word not in PLACE:
            raise Refusal("words-unknown", position=position, word=word)
    if len(typed) != LOOK_COUNT:
        raise Refusal("look-count", count=len(typed))
    bits = 0
    for word in typed:
        bits = bits << 11 | PLACE[word]
    return bits.to_bytes(LOOK_BYTES, "big")


def complete(start: str, limit: int = 6) -> list[str]:
    """Words of the list that begin like this, in order; none for an empty start."""
    begin = "".join(split(start))
    return [word for word in LIST if begin and word.startswith(begin)][:limit]


def stretch(words: Words | str, origin: str) -> bytes:
    """32 bytes: Argon2id (19 MiB, t = 2, p = 1) of the 10 secret bytes. The salt is fixed for each origin."""
    parsed = parse(words) if isinstance(words, str) else words
    return _stretch(parsed.secret, origin)


def stretch_look(words: str, origin: str) -> bytes:
    """The same of a look code's four words. Raises words-unknown, look-count."""
    return _stretch(parse_look(words), origin)


def _stretch(secret: bytes, origin: str) -> bytes:
    salt = hashlib.sha256(labels.STRETCH.encode() + b"\x00" + origin.encode()).digest()[:16]
    argon = Argon2id(salt=salt, length=32, iterations=PASSES, lanes=1, memory_cost=MEMORY_KIB)
    return argon.derive(secret)
