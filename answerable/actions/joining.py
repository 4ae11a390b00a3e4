# SPDX-License-Identifier: AGPL-3.0-or-later
"""Inviting people, joining with keys made in the browser, and leaving."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

import pyotp

from answerable import chance, config
from answerable.actions import passkeys, renewing, ways_in
from answerable.actions.signing_in import new_secret
from answerable.core.errors import Denied, Refused
from answerable.core.handler import HandlerMove, HandlerStage, is_active, next_stage, rehearsed
from answerable.core.move import Role
from answerable.core.standing import inviting_role
from answerable.core.value import UNKNOWN, parse_line, parse_optional_line, parse_part
from answerable.core.words import N_
from answerable.sealing.identity import check_enrolment, fingerprint, sign_certificate
from answerable.sealing.wire import b64
from answerable.storage import keyfile, models, published, shape, vault
from answerable.storage.access import Actor
from answerable.storage.doors import settle_door
from answerable.storage.shape import day_of, day_of_seat
from answerable.storage.writer import write

INVITATION_DAYS: Final = 14
TOTP_NAME: Final = "Answerable"
SPENT = N_("This invitation was used, or is too old. Ask for a new one.")
BAD_TERM = N_("The last day of a term cannot lie in the past.")
BAD_ADDRESS = N_("This is not an e-mail address.")
SEAT_OPERATOR = N_("Operator")


@write
def invite(
    *, role: Role, body: str | None, title: str, by: Actor, at: datetime, until_date: date | None = None
) -> dict[str, Any]:
    """A one-time invitation: {token, fingerprint, until, code}. The token is shown once; only its digest is kept."""
    row = models.Body.objects.filter(code=body).first() if body else None
    inviter = _check_may_invite(by, role, row, at)
    seat = models.Seat(
        code=chance.code("seat", f"{body}:{title}"), role=role, body=row, title=parse_line(title), from_date=at.date(),
        until_date=until_date, stage=next_stage(None, HandlerMove.INVITE, by=inviter),
    )  # fmt: skip
    seat.from_date = day_of_seat(seat, at)
    if until_date is not None and until_date < seat.from_date:
        raise Refused(BAD_TERM)
    seat.save(force_insert=True)
    published.changed()
    return _put_invitation(seat, seat.from_date)


@write
def invite_again(code: str, *, by: Actor, at: datetime) -> dict[str, Any]:
    """New keys for somebody in office who lost theirs: a one-time invitation for the same seat, as of `invite`."""
    seat = models.Seat.objects.filter(code=code).select_related("body").first()
    if seat is None or not is_active(shape.handler_of(seat), day_of_seat(seat, at)):
        raise Denied
    _check_may_invite(by, Role(seat.role), seat.body, at)
    models.Invitation.objects.filter(seat=seat).delete()
    return _put_invitation(seat, day_of_seat(seat, at))


def _put_invitation(seat: models.Seat, day: date) -> dict[str, Any]:
    token = b64(chance.draw("invitation", seat.code, 20))
    until = day + timedelta(days=INVITATION_DAYS)
    models.Invitation(digest=_digest(token), seat=seat, until_date=until).save(force_insert=True)
    key = fingerprint(seat.body.enrolment_key) if seat.body else ""
    return {"token": token, "fingerprint": key, "until": until.isoformat(), "code": seat.code}


def _check_may_invite(by: Actor, role: Role, row: models.Body | None, at: datetime) -> Role:
    body = None if row is None else row.code
    return inviting_role(role, body, by.roles(at), by.handlers(at), machine=by.machine)


def _digest(token: str) -> bytes:
    return hashlib.sha256(b"answerable.v1.invitation\0" + token.strip().encode()).digest()


def _invitation(token: str, at: datetime) -> models.Invitation:
    found = models.Invitation.objects.filter(digest=_digest(token)).select_related("seat__body").first()
    if found is None or found.until_date < day_of_seat(found.seat, at) or found.seat.stage == HandlerStage.LEFT:
        raise Refused(SPENT)
    return found


def _about(token: str) -> bytes:
    """What a passkey's challenge is bound to while its owner joins."""
    return hashlib.sha256(_digest(token)).digest()


def begin_passkey(token: str, *, at: datetime) -> dict[str, Any]:
    """A challenge for a passkey of whoever holds this invitation. Nothing is written."""
    _invitation(token, at)
    return passkeys.challenge(passkeys.MAKE, _about(token), at)


def look(token: str, *, at: datetime) -> dict[str, Any]:
    """What an invitation is for, and a fresh one-time-code secret to set up. Nothing is written."""
    seat = _invitation(token, at).seat
    secret, body = new_secret(seat.code), seat.body
    return {
        "again": seat.stage == HandlerStage.ACTIVE,
        "role": seat.role,
        "title": seat.title,
        "body": {"code": body.code, "name": body.name, "slug": body.slug} if body else None,
        "enrolment_key": body.enrolment_key if body else "",
        "fingerprint": fingerprint(body.enrolment_key) if body else "",
        "ready_readers": _ready_readers(body, at) if body else 0,
        "secret": secret,
        "otpauth": pyotp.TOTP(secret).provisioning_uri(name=seat.title, issuer_name=TOTP_NAME),
    }


def _ready_readers(body: models.Body, at: datetime) -> int:
    """How many of a body's readers have rehearsed: its door waits for two."""
    people = shape.handlers_of(shape.seats_for(body))
    return len(rehearsed(shape.body_of(body), people, day_of(body.time_zone, at)))


@write
def accept_invitation(sent: Mapping[str, Any], *, by: Actor, at: datetime) -> dict[str, Any]:
    """{token, card, proof, unlocks, shown_name, secret, code, address?} makes an account and fills its seat.

    `card`, `proof` and `unlocks` may also stand in `enrolment`. Only where one of the ways is a passphrase there is a
    one-time code beside it.
    """
    del by
    token = str(sent.get("token"))
    invitation = _invitation(token, at)
    seat, made = invitation.seat, parse_part(sent.get("enrolment") or sent)
    card = _parse_card(made.get("card"))
    check_enrolment(card, str(made.get("proof")), config.current().origin, token)
    unlocks = ways_in.parse_unlocks(made.get("unlocks"))
    secret = ways_in.parse_code(sent, at) if any(one["kind"] != ways_in.PASSKEY for one in unlocks) else None
    account = _make_account(seat, secret, parse_address(sent.get("address")))
    for one in unlocks:
        ways_in.put(account, one, passkeys.MAKE, _about(token), at)
    if seat.stage == HandlerStage.ACTIVE:
        renewing.keep_former(seat, card, at)
        _fill_seat(seat, account, card, seat.shown_name)
        renewing.announce(seat, card, at)
    else:
        seat.stage = next_stage(HandlerStage(seat.stage), HandlerMove.ACCEPT, by=Role.PUBLIC)
        _fill_seat(seat, account, card, parse_optional_line(sent.get("shown_name")))
    invitation.delete()
    _settle(seat, at)
    return {"seat": seat.code, "account": account.code}


@write
def accept_with_account(token: str, *, by: Actor, at: datetime) -> dict[str, Any]:
    """One more seat for somebody who has an account, under the same keys."""
    invitation = _invitation(token, at)
    other = next((each for each in by.seats if each.sealing), None)
    if by.account is None or other is None:
        raise Denied
    seat, card = invitation.seat, {"sealing": other.sealing, "signing": other.signing}
    seat.stage = next_stage(HandlerStage(seat.stage), HandlerMove.ACCEPT, by=Role.PUBLIC)
    _fill_seat(seat, by.account, card, other.shown_name)
    invitation.delete()
    _settle(seat, at)
    return {"seat": seat.code, "account": by.account.code}


def _parse_card(found: Any) -> dict[str, str]:
    """The two public keys; whether they are keys is checked where they are used."""
    card = parse_part(found)
    if set(card) != {"sealing", "signing"}:
        raise Refused(UNKNOWN)
    return {name: str(key) for name, key in card.items()}


def parse_address(found: object) -> str:
    """An e-mail address, or "" for none."""
    text = str(found or "").strip()
    name, _, host = text.partition("@")
    if text and (not name or "." not in host or not text.isascii() or not text.isprintable() or " " in text):
        raise Refused(BAD_ADDRESS)
    return text


@write
def change_address(address: str, *, by: Actor, at: datetime) -> None:
    """Where this person's daily notice goes; "" for nowhere. Kept under the account's own row key."""
    del at
    if by.account is None:
        raise Denied
    given = parse_address(address)
    account = models.Account.objects.get(id=by.account.id)
    account.address = vault.wrap(account.id, "address", given.encode()) if given else None
    account.save(update_fields=["address"])


def _make_account(seat: models.Seat, secret: str | None, address: str) -> models.Account:
    account = models.Account(code=chance.code("account", seat.code))
    keyfile.current().make(account.id, keyfile.Purpose.ACCOUNT)
    if secret is not None:
        account.secret = vault.wrap(account.id, "secret", secret.encode())
    if address:
        account.address = vault.wrap(account.id, "address", address.encode())
    account.save(force_insert=True)
    return account


def _fill_seat(seat: models.Seat, account: models.Account, card: Mapping[str, Any], shown_name: str | None) -> None:
    seat.account, seat.shown_name = account, shown_name
    seat.sealing, seat.signing = str(card["sealing"]), str(card["signing"])
    if seat.body is not None:
        seat.certificate = sign_certificate(
            enrolment_seed(seat.body), config.current().origin, seat.body.code, seat.code, seat.role,
            seat.from_date.isoformat(), seat.until_date.isoformat() if seat.until_date else None, card,
        )  # fmt: skip
    seat.save(force_update=True)


def enrolment_seed(body: models.Body) -> bytes:
    """The body's enrolment key: it lives in the key file, under the body's id."""
    seed = keyfile.current().read(body.id)
    if seed is None:
        raise Denied
    return seed


def _settle(seat: models.Seat, at: datetime) -> None:
    """What a new or ended term changes for its body."""
    if seat.body is not None:
        settle_door(seat.body, day_of_seat(seat, at))
    published.changed()


@write
def leave(code: str, *, by: Actor, at: datetime, own: bool) -> None:
    """End a term today: one's own (`own`), or, for whoever may invite to it, somebody else's."""
    seat = models.Seat.objects.filter(code=code).select_related("body").first()
    if seat is None:
        raise Denied
    move, role = _ending(seat, by, at, own=own)
    seat.stage = next_stage(HandlerStage(seat.stage), move, by=role)
    seat.until_date = max(day_of_seat(seat, at), seat.from_date)
    seat.save(update_fields=["stage", "until_date"])
    models.Invitation.objects.filter(seat=seat).delete()
    models.Practice.objects.filter(seat=seat).delete()
    _settle(seat, at)


def _ending(seat: models.Seat, by: Actor, at: datetime, *, own: bool) -> tuple[HandlerMove, Role]:
    if not own:
        return HandlerMove.END, _check_may_invite(by, Role(seat.role), seat.body, at)
    if by.account is None or seat.account_id != by.account.id:
        raise Denied
    return HandlerMove.LEAVE, Role(seat.role)
