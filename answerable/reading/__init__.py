# SPDX-License-Identifier: AGPL-3.0-or-later
"""Statements read: a highlighter for people, never a judge.

Pure: no Django, no clock, no network, and no files but its own. `docs/reading.md` says what it reads and how well.
"""

from answerable.reading.asking import Question, questions
from answerable.reading.coverage import cover, rules_of
from answerable.reading.errors import Unreadable
from answerable.reading.language import LANGUAGES, Language, guess_language, language
from answerable.reading.model import Covered, Found, Promise, Reading, Sentence, Slot
from answerable.reading.parts import Segment, as_parts, segments
from answerable.reading.reading import coverage, read_statement

__all__ = [
    "LANGUAGES", "Covered", "Found", "Language", "Promise", "Question", "Reading", "Segment", "Sentence", "Slot",
    "Unreadable", "as_parts", "cover", "coverage", "guess_language", "language", "questions", "read_statement",
    "rules_of", "segments",
]  # fmt: skip
