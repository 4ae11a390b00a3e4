# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who runs this place, what the law makes readers report, and what a body pledged: from lists, never from typing."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _

from answerable.actions.installing import LAW
from answerable.core.body import Body, has_joined
from answerable.core.words import N_
from answerable.web import sayings
from answerable.web.public import shelf

PLEDGE_TITLES: Final = {
    "police": N_("Police"),
    "immigration": N_("Immigration offices"),
    "child_services": N_("Child services"),
    "own_services": N_("Its own services"),
}
PLEDGES: Final = {
    "only_if_you_say": N_("It tells them something only if you say so."),
    "only_if_law": N_("It tells them something only if the law makes it."),
    "not_pledged": N_("It pledged nothing about this."),
}
OWN_SERVICES: Final = {
    "only_if_you_say": N_("Asking changes nothing in the help you get. Those who give it are told only if you say so."),
    "only_if_law": N_(
        "Asking changes nothing in the help you get. Those who give it are told only if the law makes it."
    ),
    "not_pledged": N_("It pledged nothing about this."),
}


def host_lines() -> list[str]:
    return sayings.host_lines()


def law_lines() -> list[str]:
    chosen = shelf.installation().law
    return [_(LAW[key]) for key in LAW if key in chosen] or [_(LAW["unknown"])]


def pledges(given: Mapping[str, str]) -> list[tuple[str, str]]:
    """All four, so that what was not pledged stands there too."""
    if not given:
        return []
    return [(_(title), _(_says(key, given.get(key, "not_pledged")))) for key, title in PLEDGE_TITLES.items()]


def _says(key: str, value: str) -> str:
    listed = OWN_SERVICES if key == "own_services" else PLEDGES
    return listed.get(value, listed["not_pledged"])


def joined_line(body: Body) -> str:
    if not has_joined(body):
        return _("Has not joined. It can be asked all the same.")
    return "" if body.door_open else _("Has joined; nobody is in place to read yet.")
