# SPDX-License-Identifier: AGPL-3.0-or-later
"""Handlers: members of a body who may receive asks, with a term of office."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from answerable.core.body import Body
from answerable.core.errors import Refused
from answerable.core.move import Role
from answerable.core.words import N_

NOT_NOW = N_("This reader cannot do that now.")


class HandlerStage(StrEnum):
    INVITED = "invited"
    ACTIVE = "active"
    LEFT = "left"


class HandlerMove(StrEnum):
    INVITE = "invite"
    ACCEPT = "accept"
    REHEARSE = "rehearse"
    RENEW = "renew"  # new keys for the same seat, by a new invitation
    LEAVE = "leave"
    END = "end"


_INVITERS = frozenset({Role.BODY_STEWARD, Role.OPERATOR})
_SELF = frozenset(
    {Role.HANDLER, Role.SECOND_LINE, Role.BODY_STEWARD, Role.OUTREACH_WORKER, Role.FACILITATOR, Role.ATTESTER}
)

# Who left is never active again under the same code: a new term is a new invitation with new keys.
HANDLER_MOVES: Mapping[tuple[HandlerStage | None, HandlerMove], tuple[frozenset[Role], HandlerStage]] = {
    (None, HandlerMove.INVITE): (_INVITERS, HandlerStage.INVITED),
    (HandlerStage.INVITED, HandlerMove.ACCEPT): (frozenset({Role.PUBLIC}), HandlerStage.ACTIVE),
    (HandlerStage.INVITED, HandlerMove.END): (_INVITERS, HandlerStage.LEFT),
    (HandlerStage.ACTIVE, HandlerMove.REHEARSE): (frozenset({Role.HANDLER}), HandlerStage.ACTIVE),
    (HandlerStage.ACTIVE, HandlerMove.RENEW): (frozenset({Role.PUBLIC}), HandlerStage.ACTIVE),
    (HandlerStage.ACTIVE, HandlerMove.LEAVE): (_SELF, HandlerStage.LEFT),
    (HandlerStage.ACTIVE, HandlerMove.END): (_INVITERS, HandlerStage.LEFT),
}


@dataclass(frozen=True)
class Handler:
    """A seat, of a handler, second line, body steward or outreach worker. `until_date` is the last day of the term;
    `rehearsed_date` the day on which a practice ask was gone through.

    `body` of a second-line seat may be the body it watches over or the second-line body itself.
    """

    code: str
    body: str
    role: Role
    title: str
    shown_name: str | None
    from_date: date
    until_date: date | None
    stage: HandlerStage = HandlerStage.ACTIVE
    rehearsed_date: date | None = None


def next_stage(stage: HandlerStage | None, move: HandlerMove, *, by: Role) -> HandlerStage:
    """The stage after `move`; a missing cell or another role is Refused."""
    roles, after = HANDLER_MOVES.get((stage, move), (frozenset[Role](), HandlerStage.LEFT))
    if by not in roles:
        raise Refused(NOT_NOW)
    return after


def is_active(handler: Handler, day: date) -> bool:
    """In office on `day`: joined with keys, and inside the term, first and last day included."""
    begun = handler.stage is HandlerStage.ACTIVE and handler.from_date <= day
    return begun and (handler.until_date is None or day <= handler.until_date)


def active_handlers(body: Body, handlers: Collection[Handler], day: date) -> frozenset[str]:
    """The codes of all who may read for `body` on `day`."""
    return frozenset(
        each.code for each in handlers if each.role is Role.HANDLER and each.body == body.code and is_active(each, day)
    )


def active_second_line(body: Body, handlers: Collection[Handler], day: date) -> frozenset[str]:
    """The codes of the second-line people of `body` on `day`."""
    homes = {body.code, body.second_line}
    return frozenset(
        each.code for each in handlers if each.role is Role.SECOND_LINE and each.body in homes and is_active(each, day)
    )


def rehearsed(body: Body, handlers: Collection[Handler], day: date) -> frozenset[str]:
    """The active handlers of `body` who went through a practice ask."""
    ready = [each for each in handlers if each.rehearsed_date is not None]
    return active_handlers(body, ready, day)


def is_door_open(body: Body, handlers: Collection[Handler], day: date) -> bool:
    """A door opens with two active handlers who have rehearsed and a second line; it stays open while one is left."""
    ready = len(rehearsed(body, handlers, day))
    return body.second_line is not None and ready >= (1 if body.door_open else DOOR_NEEDS)


DOOR_NEEDS = 2
