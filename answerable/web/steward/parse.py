# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a steward's forms may say."""

from typing import Any, Final

from answerable.actions.bodies import PLEDGE_CHOICES, PLEDGES
from answerable.core import conflict
from answerable.core.answer import POWERS
from answerable.core.body import Body, Tree
from answerable.core.errors import Denied, Refused
from answerable.core.move import Role
from answerable.core.words import N_
from answerable.storage import queries
from answerable.web.given import Given

# Who may be invited here, and as what. A backup, and whoever enters asks for others, is invited only by an organisation
# that is a backup: not by one that those asks could be about.
ROLES: Final = {
    Role.HANDLER: N_("Reader: opens and answers what is sent to this organisation"),
    Role.SECOND_LINE: N_("Backup: learns that asks wait at the organisations this one watches"),
    Role.OUTREACH_WORKER: N_("Outreach worker: enters asks for people who cannot do it themselves"),
    Role.FACILITATOR: N_("Facilitator: holds processes at other organisations, once the person who asks accepts them"),
    Role.ATTESTER: N_("Attester: looks at other organisations whether something was done, once the person asks for it"),
    Role.BODY_STEWARD: N_("Steward: looks after these pages"),
}
HALF_A_TIE = N_("A tie is to a role: choose both, to which role and which tie, or neither.")
OF_BACKUPS: Final = frozenset({Role.SECOND_LINE, Role.OUTREACH_WORKER, Role.FACILITATOR, Role.ATTESTER})


def roles(body: Body, tree: Tree) -> dict[str, str]:
    """The roles that a steward of `body` may invite to."""
    watches = any(each.second_line == body.code for each in tree.values())
    return {str(role): line for role, line in ROLES.items() if role not in OF_BACKUPS or watches}


def invitation(given: Given, body: Body, tree: Tree) -> dict[str, Any]:
    return {
        "role": Role(given.one_of("role", roles(body, tree)) or ""),
        "title": given.line("title", most=80),
        "until_date": given.day("until"),
    }


def seat(given: Given, body: Body) -> str:
    """A seat of this body; any other is as if it were not there."""
    code = given.line("seat", most=26)
    if code not in {each.code for each in queries.seats_of(body.code)}:
        raise Denied
    return code


def ties(given: Given) -> dict[str, Any]:
    """The role a reader holds beside reading, and each tie as “role:tie” from two lists."""
    role, tie = given.one_of("role", POWERS, needed=False), given.one_of("tie", TIES, needed=False)
    if bool(role) != bool(tie):
        raise Refused(HALF_A_TIE)
    known = [(each.partition(":")[0], each.partition(":")[2]) for each in given.several("keep", KEEPS)]
    return {
        "holds": given.one_of("holds", POWERS, needed=False) or "",
        "ties": [*known, *([(role, tie)] if role and tie else [])],
    }


TIES: Final = {str(tie): conflict.TIES[tie] for tie in conflict.PUBLIC_TIES}
KEEPS: Final = {f"{role}:{tie}": "" for role in POWERS for tie in TIES}


def pledges(given: Given) -> dict[str, str]:
    return {topic: given.one_of(topic, PLEDGE_CHOICES) or "" for topic in PLEDGES}


def support(given: Given) -> dict[str, str]:
    return {
        "name": given.line("name"),
        "does": given.line("does", most=300),
        "reach": given.line("reach", most=200),
        "hours": given.line("hours", needed=False),
    }
