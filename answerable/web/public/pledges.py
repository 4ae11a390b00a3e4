# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a body pledged on the law and on its own services, as sentences. Chosen from a list: nothing is typed."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.translation import gettext as _

from answerable.actions.bodies import PLEDGE_CHOICES, PLEDGES
from answerable.actions.installing import LAW
from answerable.core.words import N_

ABOUT: Final[Mapping[str, str]] = {
    "police": N_("The police"),
    "immigration": N_("Offices for immigration"),
    "child_services": N_("Offices for children and families"),
    "own_services": N_("Its own services to you"),
}
SAYS: Final[Mapping[str, str]] = {
    "only_if_you_say": N_("It tells them nothing unless you say so."),
    "only_if_law": N_("It tells them only what the law makes it tell, and tells you first."),
    "not_pledged": N_("It pledged nothing about this."),
}
OWN_SERVICES: Final[Mapping[str, str]] = {
    "only_if_you_say": N_("Nothing changes in them because you asked, unless you want it."),
    "only_if_law": N_("Something changes in them only where the law makes it, and it tells you first."),
    "not_pledged": N_("It pledged nothing about this."),
}


def saying(topic: str, choice: str) -> str:
    """The sentence of one choice for one topic; an unknown choice is no pledge."""
    sentences = OWN_SERVICES if topic == "own_services" else SAYS
    return _(sentences.get(choice, sentences["not_pledged"]))


def sentences(pledges: Mapping[str, str]) -> list[tuple[str, str]]:
    """Each topic with what was pledged about it, always all of them and always in one order."""
    return [(_(ABOUT[topic]), saying(topic, pledges.get(topic, "not_pledged"))) for topic in PLEDGES]


def choices(topic: str) -> list[tuple[str, str]]:
    """What a steward chooses from."""
    return [(choice, saying(topic, choice)) for choice in PLEDGE_CHOICES]


def law_lines(chosen: Sequence[str]) -> list[str]:
    """The lines of the law that the operator chose."""
    return [_(LAW[key]) for key in LAW if key in chosen]
