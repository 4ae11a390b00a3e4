# SPDX-License-Identifier: AGPL-3.0-or-later
"""Nobody may ask for a mark (rule 38): what the software refuses, and that it never asks itself."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from answerable.locale import extract
from answerable.reading.pressing import asking_sentence

ROOT = Path(__file__).parents[2]
VECTORS = json.loads((ROOT / "vectors" / "pressing.json").read_text("utf-8"))


@pytest.mark.parametrize("text", VECTORS["asks"])
def test_words_that_ask_for_a_mark_are_found(text: str) -> None:
    assert asking_sentence(text)
    assert asking_sentence(f"We painted the hall. {text.upper()} The care lead")


@pytest.mark.parametrize("text", VECTORS["leaves"])
def test_words_that_leave_it_to_the_person_pass(text: str) -> None:
    assert asking_sentence(text) == ""


def test_the_first_sentence_that_asks_is_named() -> None:
    assert asking_sentence("We did it.\nPlease mark it met! Kindly close it.") == "please mark it met"


def sentences_of_the_software() -> set[str]:
    """Every string that a page, a mail or a command can say, and what the Spanish catalogue says for it."""
    found = set[str]()
    for _file, sentence in extract.sentences():
        found |= set(sentence) if isinstance(sentence, tuple) else {sentence}
    for path in (ROOT / "answerable").rglob("*.py"):
        found |= set(re.findall(r'"((?:[^"\\\n]|\\.)*)"', path.read_text("utf-8")))
    with (ROOT / "answerable" / "locale" / "es" / "LC_MESSAGES" / "django.po").open("rb") as file:
        return found | {str(entry.string) for entry in read_po(file)}


# What only the person who asks presses or reads, with nobody pushing: their own buttons.
THEIR_OWN = {"Mark it met", "Mark it partly met", "Mark it not met", "Close this page"}


def test_no_sentence_of_the_software_asks_for_a_mark() -> None:
    said = sentences_of_the_software()
    assert len(said) > 1500
    assert {each for each in said - THEIR_OWN if asking_sentence(each)} == set()
