# SPDX-License-Identifier: AGPL-3.0-or-later
"""Text as it is read: cleaned once, then folded one sign for one sign, so that every place holds in both."""

import re
import unicodedata
from typing import Final

MAX_SIGNS: Final = 2_000_000
SAME: Final = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "-", "‑": "-", "\n": " "}
)
INVISIBLE: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
UNPRINTED: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]"
)  # controls but the line break, halves of pairs, and what is set apart for private use
BLANKS: Final = re.compile(r"[^\S\n]+")
BREAKS: Final = re.compile(r" ?\n ?")
EMPTY_LINES: Final = re.compile(r"\n{3,}")


def clean(text: str) -> str:
    """The text without signs that nobody sees, runs of blanks made one, and at most one empty line between lines.

    Signs that turn the direction of writing go too: a highlight must stand where the eye reads it.
    """
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    text = UNPRINTED.sub(" ", INVISIBLE.sub("", text))
    return EMPTY_LINES.sub("\n\n", BREAKS.sub("\n", BLANKS.sub(" ", text))).strip()


def fold(text: str) -> str:
    """Lower case, plain quotes and hyphens, a space for a line break; as long as `text`, sign for sign."""
    text = text.translate(SAME)
    if text.isascii():
        return text.lower()
    return "".join(low if len(low := sign.lower()) == 1 else sign for sign in text)
