# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of a letter: read strictly as they are typed, and words taken out of them."""

import re

from answerable.core.errors import Refused
from answerable.core.words import N_

LINE = 120
NUMBER = 500
INTRO = 2_000
SAID = 1_500
LEFT_OUT = "[…]"

NOTHING_TYPED = N_("Please write something here.")
TOO_LONG = N_("This is longer than {most} signs. Please make it shorter; nothing is cut off for you.")
ODD_SIGN = N_("There is a sign in this text that cannot be shown. Please type it again.")
TWICE = N_("The same number stands there twice.")
NOT_IN_IT = N_("These words do not stand in this text. Please copy them exactly.")
_HEAD = re.compile(r"^(?:\(?\d{1,2}[.):]|[-–—•*])\s+")


class TooLong(Refused):
    """More than `most` signs. Its sentence has a gap."""

    def __init__(self, most: int) -> None:
        super().__init__(TOO_LONG.format(most=most))
        self.msgid = TOO_LONG
        self.details = {"most": most}


def parse_one_line(typed: str, most: int = LINE) -> str:
    """One line, spaces tidied. Raises Refused when it is empty, too long, or holds control characters."""
    line = " ".join(typed.split())
    if not line:
        raise Refused(NOTHING_TYPED)
    return _check(line, most)


def parse_paragraphs(typed: str, most: int) -> str | None:
    """Some lines of text, None for nothing typed."""
    lines = [" ".join(line.split()) for line in typed.strip().split("\n")]
    text = "\n".join(lines)
    return _check(text, most) if text else None


def parse_numbers(typed: str) -> list[str]:
    """The numbers of a letter, one a line; empty lines, and figures or dashes in front, do not count."""
    lines = [_HEAD.sub("", line.strip()) for line in typed.split("\n")]
    numbers = [parse_one_line(line, NUMBER) for line in lines if line.strip()]
    if len(set(numbers)) != len(numbers):
        raise Refused(TWICE)
    return numbers


def _check(text: str, most: int) -> str:
    if len(text) > most:
        raise TooLong(most)
    if not all(sign.isprintable() or sign == "\n" for sign in text):
        raise Refused(ODD_SIGN)
    return text


def cut(text: str, words: str) -> str | None:
    """The text with every place of these words left out; None when nothing is left, or no words were named.

    Capital letters do not matter. Raises Refused where the words do not stand there.
    """
    wanted = " ".join(words.split())
    if not wanted:
        return None
    left, places = re.subn(re.escape(wanted), LEFT_OUT, text, flags=re.IGNORECASE)
    if not places:
        raise Refused(NOT_IN_IT)
    return left if re.search(r"\w", left) else None
