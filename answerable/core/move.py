# SPDX-License-Identifier: AGPL-3.0-or-later
"""Roles, moves and facts: who did which act on which day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from answerable.core.value import JSON, Value


class Role(StrEnum):
    """Everybody there is. No other role exists."""

    PUBLIC = "public"
    ASKER = "asker"
    GROUP_KEYHOLDER = "group_keyholder"
    SUPPORT_PERSON = "support_person"
    ATTESTER = "attester"
    HANDLER = "handler"
    SECOND_LINE = "second_line"
    FACILITATOR = "facilitator"
    OUTREACH_WORKER = "outreach_worker"
    BODY_STEWARD = "body_steward"
    EQUITY_STEWARD = "equity_steward"
    FUND_STEWARD = "fund_steward"
    DIRECTORY_STEWARD = "directory_steward"
    OPERATOR = "operator"
    KEY_HOLDER = "key_holder"
    MATCHING_RECIPIENT = "matching_recipient"
    WITNESS_NODE = "witness_node"
    CLOCK = "clock"  # the software itself on a due day; it can never mark


class Move(StrEnum):
    """Every act on an ask: exactly the types of a thread leaf (append-only)."""

    LODGED = "lodged"
    ACKNOWLEDGED = "acknowledged"
    WORD = "word"
    ANSWER = "answer"
    PROMISE = "promise"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    MOVED = "moved"
    CLAIM = "claim"
    MARK = "mark"
    CHANGE = "change"
    PAUSE = "pause"
    RESUME = "resume"
    WITHDRAWAL = "withdrawal"
    REOPEN = "reopen"
    TRANSFER = "transfer"
    ADMITTED = "admitted"
    REMOVED = "removed"
    HANDED_OUT = "handed-out"
    RELEASED = "released"
    BREACH = "breach"
    ERASED = "erased"
    CONSENT_ASKED = "consent-asked"
    CONSENT_GIVEN = "consent-given"
    CONSENT_REFUSED = "consent-refused"
    CONSENT_BACK = "consent-back"
    CONSENT_USED = "consent-used"
    BOUNDARY = "boundary"
    BOUNDARY_YES = "boundary-yes"
    BOUNDARY_NO = "boundary-no"
    BOUNDARY_LIFTED = "boundary-lifted"
    BREACH_ANSWER = "breach-answer"
    CONFLICT = "conflict"
    SAME_ROAD = "same-road"
    RENEWED = "renewed"
    NEW_KEYS = "new-keys"
    KEYS_REFUSED = "keys-refused"
    RESEALED = "resealed"
    REKEYED = "rekeyed"
    ATTESTER_OFFERED = "attester-offered"
    ATTESTER_TOLD = "attester-told"
    ATTESTER_ACCEPTED = "attester-accepted"
    ATTESTER_ENDED = "attester-ended"
    ATTESTED = "attested"


ASKERS = frozenset({Role.ASKER, Role.GROUP_KEYHOLDER})
READERS = frozenset({Role.HANDLER, Role.SECOND_LINE})
CLOCK = frozenset({Role.CLOCK})

# What decide itself adds to a value. A signature never covers these keys.
ADDED: Mapping[Move, frozenset[str]] = {
    Move.LODGED: frozenset({"everyone"}),
    Move.ADMITTED: frozenset({"as", "everyone"}),
    Move.TRANSFER: frozenset({"clocks", "clock_from"}),
    Move.CONSENT_GIVEN: frozenset({"ends"}),
}


@dataclass(frozen=True)
class Fact:
    """One thing that happened. `day` is a day in the body's time zone; `actor` a handler's code or ""."""

    move: Move
    by: Role
    actor: str
    day: date
    value: Mapping[str, JSON]


def signed_part(move: Move, value: Value) -> dict[str, JSON]:
    """The part of a fact's value that its asker signed: without what `decide` added."""
    added = ADDED.get(move, frozenset())
    return {key: found for key, found in value.items() if key not in added}
