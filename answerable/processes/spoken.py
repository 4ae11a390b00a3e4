# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the software itself says beside the words of a process, in the language of that process where we have it.

A sheet of paper is in one language from top to bottom, also where the pages are not (yet) offered in it.
"""

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Final

Say = Callable[[str], str]

LANGUAGES: Final = ("es",)


@cache
def _sentences(language: str) -> Mapping[str, str]:
    found = tomllib.loads(files("answerable.processes").joinpath(f"{language}.toml").read_text("utf-8"))
    return {sentence: str(said) for sentence, said in found.items()}


def say_in(language: str, otherwise: Say = str) -> Say:
    """Says a sentence of ours in `language`; as `otherwise` does where there is none."""
    if language not in LANGUAGES:
        return otherwise
    return lambda sentence: _sentences(language).get(sentence) or otherwise(sentence)
