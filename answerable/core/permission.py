# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one table of permission: who may do what, to which things. No other place decides it."""

from collections.abc import Mapping
from enum import StrEnum

from answerable.core.errors import Denied
from answerable.core.move import Role


class Scope(StrEnum):
    """How somebody must stand to a thing: theirs, one that names them, one of their body, or none of these."""

    OWN = "own"
    NAMED = "named"
    BODY = "body"
    ANY = "any"


class Permission(StrEnum):
    """One for each thing that a route does. Every route names exactly one."""

    PAGES = "pages"  # public pages, static files, help, how it works
    DOOR = "door"  # the doors of asker, reader and joiner, before anybody is known
    DIRECTORY = "directory"  # who would read for a body, with their keys
    ENTER = "enter"  # challenge and signing in, with words or as an account
    EXIT = "exit"  # leaving at once, and signing out
    JOIN = "join"  # looking at and accepting an invitation by its token
    LODGE = "ask.lodge"
    LOOK = "ask.look"  # whether something is new: one bit, for whoever has the code
    ASK_READ = "ask.read"
    ASK_MOVE = "ask.move"
    ASK_MESSAGE = "ask.message"
    ASK_ERASE = "ask.erase"
    ASK_SHOW = "ask.show"  # a line of the record, shown to everybody or taken back
    ASK_WAYS = "ask.ways"  # new words, support persons, the look code: for the asker's own words alone
    OUTREACH = "outreach"  # entering an ask for somebody who has no way to do it: pages that keep nothing
    DESK = "desk.list"
    DESK_READ = "desk.read"
    DESK_MOVE = "desk.move"
    DESK_MESSAGE = "desk.message"
    DESK_HAND_OUT = "desk.hand_out"
    DESK_NOTE = "desk.note"  # among those who read an ask: notes, and who has taken it
    SIGNALS = "second_line.signals"
    STANDBY = "second_line.standby"
    SEAT = "seat"  # one's own seat: going through a practice ask, handing over, leaving
    DRAWER = "drawer"  # what somebody keeps sealed for themselves
    VISITS = "visits"  # one's own list of signed-in stays
    WAYS = "ways"  # one's own ways to come in
    STEWARD_READ = "steward.read"
    STEWARD_INVITE = "steward.invite"
    STEWARD_PLEDGE = "steward.pledge"
    STEWARD_SUPPORT = "steward.support"
    STEWARD_BACKERS = "steward.backers"  # telling in public who pays; no role sees or decides anything by paying
    STEWARD_TIES = "steward.ties"  # who leads, and what ties readers have, in public
    STATEMENT = "statement"  # a body's people write, check and take out its public texts
    OPERATOR_READ = "operator.read"
    OPERATOR_BODIES = "operator.bodies"
    OPERATOR_STEWARDS = "operator.stewards"
    OPERATOR_SET_UP = "operator.set_up"
    OPERATOR_LETTERS = "operator.letters"
    WITNESS = "witness"  # asking this node to cosign another log's head: that log's signature is what counts
    LETTER_HOLD = "letter.hold"  # a letter's own group: marks, pause, hiding, names out, who holds it
    LETTER_ANSWER = "letter.answer"  # the body's people: answers, promises, dates, claims
    LETTER_CHECK = "letter.check"  # looking for names in what a colleague wrote, before it shows
    LETTER_TAKE_OUT = "letter.take_out"  # taking names out of what the body said
    PROCESS = "process"  # taking part in a run of a process around an ask
    ATTEST = "attest"  # taking part as an attester of an ask
    DEMO = "demo"  # the ways in of the demo; the route exists in demo mode only


# The clock is no person: it enters through no route and has no row anywhere.
PEOPLE = frozenset(Role) - {Role.CLOCK}
ACCOUNTS = PEOPLE - {Role.PUBLIC, Role.ASKER, Role.GROUP_KEYHOLDER, Role.SUPPORT_PERSON}

Row = Mapping[Role, Scope]


_ANYBODY = dict.fromkeys(PEOPLE, Scope.ANY)
_ITS_ASKER = dict.fromkeys((Role.ASKER, Role.GROUP_KEYHOLDER), Scope.OWN)
# A support person with a key to act stands to the ask as "own", with one to see as "named".
_ITS_READERS = dict.fromkeys((Role.HANDLER, Role.SECOND_LINE), Scope.NAMED)
_ITS_STEWARD = dict.fromkeys((Role.BODY_STEWARD,), Scope.BODY)
_ITS_BODY = dict.fromkeys((Role.HANDLER, Role.BODY_STEWARD), Scope.BODY)
_OPERATOR = dict.fromkeys((Role.OPERATOR,), Scope.ANY)

# Second-line people have the rows of readers because they are the readers of an ask that went past its body.
TABLE: Mapping[Permission, Row] = {
    Permission.PAGES: _ANYBODY,
    Permission.DOOR: _ANYBODY,
    Permission.DIRECTORY: _ANYBODY,
    Permission.ENTER: _ANYBODY,
    Permission.EXIT: _ANYBODY,
    Permission.JOIN: _ANYBODY,
    Permission.LODGE: _ANYBODY,
    Permission.DEMO: _ANYBODY,
    Permission.WITNESS: _ANYBODY,
    Permission.LOOK: _ANYBODY,
    Permission.ASK_READ: {**_ITS_ASKER, Role.SUPPORT_PERSON: Scope.NAMED},
    Permission.ASK_MOVE: {**_ITS_ASKER, Role.SUPPORT_PERSON: Scope.OWN},
    Permission.ASK_MESSAGE: {**_ITS_ASKER, Role.SUPPORT_PERSON: Scope.OWN},
    Permission.ASK_ERASE: _ITS_ASKER,
    Permission.ASK_SHOW: _ITS_ASKER,
    Permission.ASK_WAYS: _ITS_ASKER,
    Permission.OUTREACH: {Role.OUTREACH_WORKER: Scope.BODY},
    Permission.DESK: dict.fromkeys(ACCOUNTS, Scope.OWN),
    Permission.DESK_READ: _ITS_READERS,
    Permission.DESK_MOVE: _ITS_READERS,
    Permission.DESK_MESSAGE: _ITS_READERS,
    Permission.DESK_HAND_OUT: _ITS_READERS,
    Permission.DESK_NOTE: _ITS_READERS,
    Permission.SIGNALS: {Role.SECOND_LINE: Scope.NAMED},
    Permission.STANDBY: {Role.SECOND_LINE: Scope.NAMED},
    Permission.SEAT: dict.fromkeys((Role.HANDLER, Role.SECOND_LINE, Role.BODY_STEWARD), Scope.OWN),
    Permission.DRAWER: dict.fromkeys(ACCOUNTS, Scope.OWN),
    Permission.VISITS: dict.fromkeys(ACCOUNTS, Scope.OWN),
    Permission.WAYS: dict.fromkeys(ACCOUNTS, Scope.OWN),
    Permission.STEWARD_READ: _ITS_STEWARD,
    Permission.STEWARD_INVITE: _ITS_STEWARD,
    Permission.STEWARD_PLEDGE: _ITS_STEWARD,
    Permission.STEWARD_SUPPORT: _ITS_STEWARD,
    Permission.STEWARD_BACKERS: _ITS_STEWARD,
    Permission.STEWARD_TIES: _ITS_STEWARD,
    Permission.STATEMENT: dict.fromkeys((Role.BODY_STEWARD, Role.HANDLER), Scope.BODY),
    Permission.LETTER_HOLD: {Role.GROUP_KEYHOLDER: Scope.OWN},
    Permission.LETTER_ANSWER: {Role.HANDLER: Scope.BODY},
    Permission.LETTER_CHECK: _ITS_BODY,
    Permission.LETTER_TAKE_OUT: _ITS_STEWARD,
    Permission.PROCESS: dict.fromkeys((Role.HANDLER, Role.SECOND_LINE, Role.FACILITATOR), Scope.NAMED),
    Permission.ATTEST: {Role.ATTESTER: Scope.NAMED},
    Permission.OPERATOR_READ: _OPERATOR,
    Permission.OPERATOR_BODIES: _OPERATOR,
    Permission.OPERATOR_STEWARDS: _OPERATOR,
    Permission.OPERATOR_SET_UP: _OPERATOR,
    Permission.OPERATOR_LETTERS: _OPERATOR,
}


def scope(role: Role, permission: Permission | str) -> Scope | None:
    """How `role` must stand to the thing; None where the table has no cell."""
    return TABLE[Permission(permission)].get(role)


def check(
    role: Role, permission: Permission | str, *, own: bool = False, named: bool = False, same_body: bool = False
) -> None:
    """Raise Denied unless the table has a cell and the caller stands to the thing as it asks.

    A thing that is absent is asked for with all three false, so absent and forbidden are one answer.
    """
    stands = {Scope.OWN: own, Scope.NAMED: named, Scope.BODY: same_body, Scope.ANY: True}
    needed = scope(role, permission)
    if needed is None or not stands[needed]:
        raise Denied
