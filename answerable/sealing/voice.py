# SPDX-License-Identifier: AGPL-3.0-or-later
"""Six words that stand for a reader's new keys, to be said by voice: 66 bits of a digest, in words of the list."""

import hashlib
from collections.abc import Mapping
from typing import Final

from answerable.sealing import labels, words
from answerable.sealing.errors import Refusal

COUNT: Final = 6


def voice_words(origin: str, handler: str, card: Mapping[str, str]) -> str:
    """The words of the keys {"sealing", "signing"} that `handler` (a code) has now, joined by single spaces."""
    said = "\0".join((labels.VOICE, origin, handler, card["sealing"], card["signing"]))
    bits = int.from_bytes(hashlib.sha256(said.encode()).digest()[:9], "big") >> 6
    return " ".join(words.of_bits(bits, COUNT))


def check_voice(typed: str, origin: str, handler: str, card: Mapping[str, str]) -> None:
    """Raises voice unless these are the six words of exactly these keys."""
    if " ".join(words.split(typed)) != voice_words(origin, handler, card):
        raise Refusal("voice")
