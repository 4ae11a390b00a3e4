# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether words of a reader ask for a mark: nobody may (rule 38). `client/lib/pressing.ts` reads the same rules.

Sentence by sentence, in every language at once: whoever writes may write in any. A sentence asks for a mark where it
speaks of marking and asks, unless it says that nobody has to. Vectors: `vectors/pressing.json`.
"""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

Patterns = Sequence[re.Pattern[str]]
_ENDS: Final = re.compile(r"[.!?;\n\u2026]+")
_SPACES: Final = re.compile(r"\s+")


@cache
def _rules() -> tuple[Mapping[str, Patterns], ...]:
    raw = json.loads(files("answerable.reading").joinpath("pressing.json").read_text("utf-8"))
    return tuple(
        {part: [re.compile(one) for one in listed] for part, listed in rules.items()} for rules in raw.values()
    )


def fold(text: str) -> str:
    """Small letters without accents and with plain quotes; one space between words."""
    plain = unicodedata.normalize("NFD", text).lower()
    plain = "".join(letter for letter in plain if not "\u0300" <= letter <= "\u036f")
    for curly, straight in (("\u2019", "'"), ("\u201c", '"'), ("\u201d", '"')):
        plain = plain.replace(curly, straight)
    return plain


def asking_sentence(text: str) -> str:
    """The first sentence that asks for a mark, folded; "" where none does."""
    sentences = (_SPACES.sub(" ", each).strip(" \u00bf\u00a1\"'-,") for each in _ENDS.split(fold(text)))
    return next((each for each in sentences if any(_asks(each, rules) for rules in _rules())), "")


def _asks(sentence: str, rules: Mapping[str, Patterns]) -> bool:
    """Who pleads asks, whatever is said beside it."""
    if not (_any(rules["mark"], sentence) and _any(rules["asks"], sentence)):
        return False
    return not _any(rules["leaves"], sentence) or _any(rules["pleads"], sentence)


def _any(patterns: Patterns, sentence: str) -> bool:
    return any(each.search(sentence) for each in patterns)
