# SPDX-License-Identifier: AGPL-3.0-or-later
"""Inviting people, joining with keys made in the browser, and leaving."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

import pyotp

from answerable import chance, config
from answerable.core.body import BodyStage
from answerable.core.errors import Denied, Refused
from answerable.core.handler import HandlerMove, HandlerStage, is_active, is_door_open, next_stage
from answerable.core.move import Role
from answerable.core.value import UNKNOWN
from answerable.core.words import N_
from answerable.sealing.identity import check_enrolment, fingerprint, sign_certificate
from answerable.sealing.wire import b64, parse_b64
from answerable.storage import keyfile, models, shape, vault
from answerable.storage.access import Actor
from answerable.storage.writer import write

INVITATION_DAYS: Final = 14
TOTP_NAME: Final = "Answerable"
SPENT = N_("This invitation was used, or is too old. Ask for a new one.")
TAKEN = N_("These passphrases are in use already. Please start again.")
WRONG_CODE = N_("The code from your app does not fit. Wait for the next one and try again.")
SEAT_OPERATOR = N_("Operator")


@write
def invite(
    *, role: Role, body: str | None, title: str, by: Actor, at: datetime, until_date: date | None = None
) -> dict[str, Any]:
    """A one-time invitation: {token, fingerprint, until}. The token is shown once and only its digest is kept."""
    del by
    row = models.Body.objects.get(code=body) if body else None
    if not title.strip():
        raise Refused(UNKNOWN)
    day = at.date()
    next_stage(None, HandlerMove.INVITE, by=Role.OPERATOR)
    seat = models.Seat.objects.create(
        code=chance.code("seat", f"{body}:{title}"), role=role, body=row, title=title.strip(), from_date=day,
        until_date=until_date,
    )  # fmt: skip
    token = chance.draw("invitation", seat.code, 20)
    until = day + timedelta(days=INVITATION_DAYS)
    models.Invitation.objects.create(digest=_digest(b64(token)), seat=seat, until_date=until)
    return {"token": b64(token), "fingerprint": fingerprint(row.enrolment_key) if row else "", "until": until.isoformat()}


def _digest(token: str) -> bytes:
    return hashlib.sha256(b"answerable.v1.invitation\0" + token.strip().encode()).digest()


def _invitation(token: str, day: date) -> models.Invitation:
    found = models.Invitation.objects.filter(digest=_digest(token)).select_related("seat__body").first()
    if found is None or found.until_date < day or found.seat.stage != HandlerStage.INVITED:
        raise Refused(SPENT)
    return found


def look(token: str, *, at: datetime) -> dict[str, Any]:
    """What an invitation is for, and a fresh one-time-code secret to set up. Nothing is written."""
    seat = _invitation(token, at.date()).seat
    secret = pyotp.random_base32() if config.current().mode == "real" else _secret(seat.code)
    body = seat.body
    return {
        "role": seat.role,
        "title": seat.title,
        "body": {"code": body.code, "name": body.name, "slug": body.slug} if body else None,
        "enrolment_key": body.enrolment_key if body else "",
        "fingerprint": fingerprint(body.enrolment_key) if body else "",
        "active_readers": _active_readers(body, at.date()) if body else 0,
        "secret": secret,
        "otpauth": pyotp.TOTP(secret).provisioning_uri(name=seat.title, issuer_name=TOTP_NAME),
    }


def _secret(code: str) -> str:
    import base64

    return base64.b32encode(chance.draw("one-time-code", code, 20)).decode()


def _active_readers(body: models.Body, day: date) -> int:
    seats = shape.handlers_of(models.Seat.objects.filter(body=body, role=Role.HANDLER).select_related("body"))
    return sum(is_active(seat, day) for seat in seats)


@write
def accept_invitation(sent: Mapping[str, Any], *, by: Actor, at: datetime) -> dict[str, Any]:
    """{token, enrolment: {card, proof, unlocks}, shown_name, secret, code, address} makes an account and its seat."""
    del by
    day, token = at.date(), str(sent["token"])
    invitation = _invitation(token, day)
    seat, enrolment = invitation.seat, sent["enrolment"]
    check_enrolment(enrolment["card"], enrolment["proof"], config.current().origin, token)
    secret = str(sent["secret"])
    if not pyotp.TOTP(secret).verify(str(sent["code"]).strip(), for_time=at, valid_window=1):
        raise Refused(WRONG_CODE)
    account = _make_account(seat, secret, str(sent.get("address") or ""))
    _put_unlocks(account, enrolment["unlocks"])
    _fill_seat(seat, account, enrolment["card"], str(sent.get("shown_name") or "").strip() or None)
    invitation.delete()
    if seat.body is not None:
        open_door(seat.body, day)
    return {"seat": seat.code, "account": account.code}


def _make_account(seat: models.Seat, secret: str, address: str) -> models.Account:
    account = models.Account(code=chance.code("account", seat.code), secret=b"")
    keyfile.current().make(account.id, keyfile.Purpose.ACCOUNT)
    account.secret = vault.wrap(account.id, "secret", secret.encode())
    if address:
        account.address = vault.wrap(account.id, "address", address.encode())
    account.save(force_insert=True)
    return account


def _put_unlocks(account: models.Account, unlocks: list[Mapping[str, Any]]) -> None:
    if {one["kind"] for one in unlocks} != {"carried", "printed"} or len(unlocks) != 2:
        raise Refused(UNKNOWN)
    for one in unlocks:
        digest = hashlib.sha256(parse_b64(one["locator"], 32)).digest()
        if models.Unlock.objects.filter(locator=digest).exists():
            raise Refused(TAKEN)
        parse_b64(one["signin"], 32)
        sealed = vault.wrap(account.id, "identity", parse_b64(one["sealed"]))
        models.Unlock.objects.create(
            account=account, kind=one["kind"], locator=digest, signin=one["signin"], sealed=sealed
        )


def sealed_identity(unlock: models.Unlock) -> str:
    """The identity as this way to unlock opens it."""
    return b64(vault.unwrap(unlock.account_id, "identity", unlock.sealed))


def _fill_seat(seat: models.Seat, account: models.Account, card: Mapping[str, str], shown_name: str | None) -> None:
    seat.stage = next_stage(HandlerStage(seat.stage), HandlerMove.ACCEPT, by=Role.PUBLIC)
    seat.account, seat.shown_name = account, shown_name
    seat.sealing, seat.signing = card["sealing"], card["signing"]
    if seat.body is not None:
        seat.certificate = sign_certificate(
            enrolment_seed(seat.body), config.current().origin, seat.body.code, seat.code, seat.role,
            seat.from_date.isoformat(), seat.until_date.isoformat() if seat.until_date else None, card,
        )  # fmt: skip
    seat.save()


def enrolment_seed(body: models.Body) -> bytes:
    """The body's enrolment key: it lives in the key file, under the body's id."""
    seed = keyfile.current().read(body.id)
    if seed is None:
        raise Denied
    return seed


def open_door(body: models.Body, day: date) -> None:
    """A door opens with two readers, and stays open while one is left."""
    seats = shape.handlers_of(shape.seats_for(body))
    is_open = is_door_open(shape.body_of(body), seats, day)
    joined = body.joined_date or (day if is_open else None)
    stage = BodyStage.PLEDGED if joined and body.stage == BodyStage.LISTED else body.stage
    if (body.door_open, body.joined_date, body.stage) != (is_open, joined, stage):
        body.door_open, body.joined_date, body.stage = is_open, joined, stage
        body.save(update_fields=["door_open", "joined_date", "stage"])


@write
def leave(code: str, *, by: Actor, at: datetime, own: bool) -> None:
    """End a term today: one's own (`own`), or, for a steward, somebody else's."""
    day = at.date()
    seat = models.Seat.objects.filter(code=code).select_related("body").first()
    if seat is None or (own and seat.account_id != (by.account.id if by.account else None)):
        raise Denied
    move, role = (HandlerMove.LEAVE, Role(seat.role)) if own else (HandlerMove.END, Role.OPERATOR)
    seat.stage = next_stage(HandlerStage(seat.stage), move, by=role)
    seat.until_date = max(day, seat.from_date)
    seat.save(update_fields=["stage", "until_date"])
    if seat.body is not None:
        open_door(seat.body, day)
