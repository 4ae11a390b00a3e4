# SPDX-License-Identifier: AGPL-3.0-or-later
"""The path without scripts: the server makes the words, derives keys for one request, and forgets both.

On this path the server can read what the person reads while they read it; every page of it says so.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from answerable import chance, clock, config
from answerable.core.errors import Refused
from answerable.limits import limits
from answerable.sealing import asker, state, words
from answerable.sealing.derive import AskerKeys, derive_asker
from answerable.sealing.words import parse, stretch
from answerable.web.asker import shelf
from answerable.web.asker.parse import Chosen, choices

GAP = 2  # as in client/pages/asker_signin.ts


@dataclass(frozen=True)
class Found:
    """One ask that these words open; keys live as long as the request."""

    number: int
    token: str
    code: str
    keys: AskerKeys = field(repr=False)


def random(size: int) -> bytes:
    return chance.draw("plain", size=size)


def build(chosen: Chosen, directory: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """(words, lodging) of an ask that goes through the server."""
    made = words.make(random(words.SECRET_BYTES))
    everyone = frozenset(each["code"] for each in directory["readers"])
    today = date.fromisoformat(directory["today"])
    picked = choices(chosen, everyone=everyone, today=today, drawn=random(8), text=text_of(chosen))
    lodging, _private = asker.build_lodging(
        made, config.current().origin, directory, picked, random=random, mode="hosted"
    )
    return made, lodging


def text_of(chosen: Chosen) -> str:
    """Own words and the two other boxes as one text, as the script does it."""
    met = f"{_('It would be done if …')}\n{chosen.met}" if chosen.met else ""
    never = f"{_('Please never …')}\n{chosen.never}" if chosen.never else ""
    return "\n\n".join(part for part in (chosen.words, met, never) if part)


def find(typed: str) -> Iterator[Found]:
    """Every ask under these words, tried in order. Raises the sentence which word is unknown."""
    origin = config.current().origin
    stretched = stretch(parse(typed), origin)
    number, last = 1, 0
    while number <= last + GAP:
        keys = derive_asker(stretched, origin, number)
        entered = _enter(keys)
        if entered is not None:
            yield Found(number, *entered, keys)
            last = number
        number += 1


def _enter(keys: AskerKeys) -> tuple[str, str] | None:
    limits.take("sign-in", keys.locator_text)
    try:
        return shelf.enter_hosted(keys.locator)
    except Refused:
        return None


def open_found(found: Found, given: Mapping[str, Any]) -> dict[str, Any]:
    """The state opened for this one answer. Raises Refusal where files were changed."""
    today = clock.today("UTC").isoformat()
    return state.open_state_with(found.keys, config.current().origin, found.number, given, today)
