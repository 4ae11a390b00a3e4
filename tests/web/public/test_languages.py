# SPDX-License-Identifier: AGPL-3.0-or-later
"""Translations fit their sentences, and a language is offered only when whole."""

import re

from babel.messages.pofile import read_po

from answerable.locale.extract import HERE, missing, template

GAP = re.compile(r"{\w+}")
STARTED = sorted(path.parents[1].name for path in HERE.glob("*/LC_MESSAGES/django.po"))


def both(text: object) -> list[str]:
    return [text] if isinstance(text, str) else list(text)  # type: ignore[call-overload]


def test_every_translation_has_the_gaps_of_its_sentence() -> None:
    assert "es" in STARTED
    for language in STARTED:
        with (HERE / language / "LC_MESSAGES" / "django.po").open("rb") as given:
            found = read_po(given, locale=language)
        for each in found:
            if each.id and each.string:
                wanted = set(GAP.findall(both(each.id)[-1]))
                assert all(set(GAP.findall(text)) == wanted for text in both(each.string) if text), each.id


def test_a_language_is_offered_only_when_whole() -> None:
    """The compiled catalogue is what offers it; half a page in another tongue is worse than a page in English."""
    everything = template()
    for compiled in HERE.glob("*/LC_MESSAGES/django.mo"):
        with compiled.with_suffix(".po").open("rb") as given:
            found = read_po(given, locale=compiled.parents[1].name)
        assert not missing(found)
        assert {str(each.id) for each in everything if each.id} <= {str(each.id) for each in found}
