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
BLANKS: Final = re.compile(r"[^\S\n]+")
BREAKS: Final = re.compile(r" ?\n ?")
EMPTY_LINES: Final = re.compile(r"\n{3,}")


def clean(text: str) -> str:
    """The text without signs that nobody sees, runs of blanks made one, and at most one empty line between lines.

    Signs that turn the direction of writing go too: a highlight must stand where the eye reads it.
    """
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    text = INVISIBLE.sub("", text)
    kept = (sign if sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cs", "Co") else " " for sign in text)
    return EMPTY_LINES.sub("\n\n", BREAKS.sub("\n", BLANKS.sub(" ", "".join(kept)))).strip()


def fold(text: str) -> str:
    """Lower case, plain quotes and hyphens, a space for a line break; as long as `text`, sign for sign."""
    return "".join(low if len(low := sign.lower()) == 1 else sign for sign in text.translate(SAME))
