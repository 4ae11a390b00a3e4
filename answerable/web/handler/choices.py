# SPDX-License-Identifier: AGPL-3.0-or-later
"""The lists from which a reader chooses: whatever reaches the server in clear comes from a list, never from typing."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from answerable.core import answer, boundary, conflict, consent, promise, same_road, telling

Options = list[tuple[str, str]]


def lists() -> dict[str, Options]:
    """Key and text of every list that the desk's forms show."""
    return {
        "roles": _options(answer.POWERS),
        "reasons": _options(answer.REASONS),
        "whats": _options(promise.WHATS),
        "how_seen": _options(promise.HOW_SEEN),
        "with_what": _options(promise.WITH_WHAT),
        "if_not": _options(promise.IF_NOT),
        "parties": _options(consent.PARTIES),
        "leaves": _leaves(),
        "breach_answers": _options(boundary.BREACH_ANSWERS),
        "ties": [(str(key), _(text)) for key, text in conflict.TIES.items()],
        "last_roles": _options(same_road.LAST_ROLES),
        "supports": _options(telling.SUPPORTS),
        "last_done": _options(same_road.LAST_DONE),
    }


def _leaves() -> Options:
    """Everything that leave can be asked for: purpose and thing."""
    return [
        (f"{purpose}:{thing}", _("{what}: {thing}").format(what=_(consent.PURPOSES[purpose]), thing=_(text)))
        for purpose, things in consent.THINGS.items()
        for thing, text in things.items()
    ]


def _options(listed: Mapping[str, str]) -> Options:
    return [(key, _(text)) for key, text in listed.items()]


def text_of(listed: Mapping[str, str], key: str | None) -> str:
    """What stands for a key. A line that is no key (a seat's title) stands for itself."""
    return "" if key is None else _(listed[key]) if key in listed else key
