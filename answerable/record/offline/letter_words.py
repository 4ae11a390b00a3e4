# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of letters, which stand outside the record: served while they stand, and opening what the record holds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from answerable.record.offline.letter_acts import Known, Letters
from answerable.record.offline.source import Absent, Source
from answerable.sealing.errors import Refusal
from answerable.sealing.letter import check_text


def path_of(code: str) -> str:
    """Where the words of a letter are served."""
    return f"letters/{code}.json"


def check_words(letters: Letters, source: Source) -> None:
    """Every text that stands is served and opens its commitment, and nothing else is; of a hidden letter nothing is."""
    for code, known in letters.known.items():
        try:
            served = json.loads(source.fetch(path_of(code)))["texts"]
        except Absent:
            if "hide" not in known.still:
                letters.say(known.index, "the words of this letter are served no longer, and nobody hid it")
            continue
        except (ValueError, KeyError, TypeError):
            served = None
        if "hide" in known.still:
            letters.say(known.index, "this letter is hidden, and its words are still served")
        elif isinstance(served, dict):
            _compare(letters, known, served)
        else:
            letters.say(known.index, "the words of this letter cannot be read")


def _compare(letters: Letters, known: Known, served: Mapping[str, Any]) -> None:
    for text in sorted(known.texts):
        found = served.get(text)
        if not isinstance(found, dict):
            letters.say(known.index, f"a text of this letter vanished, and nothing says that it was taken out: {text}")
        elif not _opens(text, found):
            letters.say(known.index, f"a text of this letter is not the one that was put up: {text}")
    for text in sorted(known.gone & set(served)):
        letters.say(known.index, f"a text of this letter was taken out, and is still served: {text}")
    for text in sorted(set(served) - set(known.texts) - known.gone):
        letters.say(known.index, f"a text is served with this letter that no entry holds: {text}")


def _opens(text: str, found: Mapping[str, Any]) -> bool:
    try:
        check_text(text, str(found.get("salt")), str(found.get("text")))
    except (Refusal, ValueError):  # half a character cannot be written as bytes
        return False
    return True
