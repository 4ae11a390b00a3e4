# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signed-in stays. Only the digest of a token is kept, and no time finer than a minute."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from answerable import chance
from answerable.actions import passkeys
from answerable.actions.signing_in import NOBODY, check_signed_challenge, check_step, locator_digest, make
from answerable.core.errors import Denied, Refused
from answerable.core.way import SUPPORT
from answerable.core.words import N_
from answerable.sealing.errors import Refusal
from answerable.sealing.wire import b64, parse_b64
from answerable.storage import models, vault, words
from answerable.storage.access import PUBLIC, Actor
from answerable.storage.shape import day_of
from answerable.storage.threads import open_thread
from answerable.storage.ways import note_opened
from answerable.storage.writer import write

ASKER_IDLE: Final = timedelta(minutes=20)
ACCOUNT_IDLE: Final = timedelta(minutes=10)
LONGEST: Final = timedelta(hours=12)
AHEAD: Final = timedelta(minutes=10)  # a visit from further ahead began while the clock was wrong
SLACK: Final = timedelta(minutes=2)
NAME_LENGTH: Final = 60
WRONG_WORDS = N_("These words open nothing here. Look at each word again; nothing was changed.")
WRONG_ENTRY = N_("This passphrase and code do not fit together. A code works once, and only for half a minute.")


def challenge(purpose: str, locator: str, *, at: datetime) -> dict[str, Any]:
    """A challenge for whoever names this locator, whether or not anything is there. Nothing is stored."""
    return make(purpose, locator, at)


@write
def enter_with_words(sent: Mapping[str, Any], *, by: Actor, at: datetime) -> tuple[str, models.Ask]:
    """A token for the ask that {locator, nonce, expires, signature} opens. Unknown and wrong are one sentence."""
    del by
    entry = _behind(locator_digest(str(sent.get("locator"))))
    try:
        check_signed_challenge(sent, entry.signin if entry else NOBODY, "mine", at)
    except Refusal:
        raise Refused(WRONG_WORDS) from None
    return _begin(entry, at)


@write
def enter_hosted(locator: bytes, *, by: Actor, at: datetime) -> tuple[str, models.Ask]:
    """A visit on the path without scripts: the words were posted, and this server derived the locator."""
    del by
    return _begin(_behind(hashlib.sha256(locator).digest()), at)


def _behind(digest: bytes) -> models.Asker | models.Way | None:
    """The asker or support person of this locator: both are looked for each time.

    Where a database older than an erasure was put back, its row key is gone: nobody.
    """
    asker = models.Asker.objects.filter(locator=digest).select_related("ask__body", "ask__asker").first()
    ways = models.Way.objects.filter(locator=digest, kind__in=SUPPORT)
    found = ways.select_related("ask__body", "ask__asker").first() if asker is None else asker
    return found if found is not None and vault.has_key(found.ask.id) else None


def _begin(entry: models.Asker | models.Way | None, at: datetime) -> tuple[str, models.Ask]:
    if entry is None:
        raise Refused(WRONG_WORDS)
    return begin_for_ask(entry.ask, at=at, way=entry if isinstance(entry, models.Way) else None), entry.ask


def begin_for_ask(ask: models.Ask, *, at: datetime, way: models.Way | None = None) -> str:
    """Inside a write: a new visit of one ask, by its own words or by a support person's way. The asker sees the day."""
    if way is None:
        words.note_seen(ask, day_of(ask.body.time_zone, at))
    token = chance.draw("visit", ask.code)
    _put(token, at, ASKER_IDLE, ask=ask, way=way)
    note_opened(open_thread(ask), day_of(ask.body.time_zone, at), way)
    return b64(token)


@write
def enter_account(sent: Mapping[str, Any], *, by: Actor, at: datetime) -> tuple[str, models.Account, models.Unlock]:
    """A token for an account: {locator, nonce, expires, signature, code, name?}. Each one-time code is taken once."""
    del by
    digest = locator_digest(str(sent.get("locator")))
    unlock = models.Unlock.objects.filter(locator=digest).select_related("account").first()
    try:
        check_signed_challenge(sent, unlock.signin if unlock else NOBODY, "desk", at)
    except Refusal:
        raise Refused(WRONG_ENTRY) from None
    if unlock is None:
        raise Refused(WRONG_ENTRY)
    _take_code(unlock.account, str(sent.get("code")), at)
    return _begin_for_account(unlock, sent, at)


@write
def enter_with_passkey(
    sent: Mapping[str, Any], *, by: Actor, at: datetime
) -> tuple[str, models.Account, models.Unlock]:
    """A token for an account: {nonce, expires, id, client_data, authenticator, signature, name?}."""
    del by
    passkeys.spend(passkeys.ENTER, passkeys.NOBODY_YET, sent, at)
    return _begin_for_account(passkeys.check_used(sent), sent, at)


def _begin_for_account(
    unlock: models.Unlock, sent: Mapping[str, Any], at: datetime
) -> tuple[str, models.Account, models.Unlock]:
    token = chance.draw("visit", unlock.account.code)
    name = str(sent.get("name") or "")[:NAME_LENGTH]
    _put(token, at, ACCOUNT_IDLE, account=unlock.account, last_day=at.date(), name=name)
    return b64(token), unlock.account, unlock


def end_others(by: Actor) -> None:
    """Inside a write: every visit of the actor's account but the one that acts."""
    models.Visit.objects.filter(account=by.account).exclude(digest__in=by.tokens).delete()


def _take_code(account: models.Account, code: str, at: datetime) -> None:
    if account.secret is None:
        raise Refused(WRONG_ENTRY)
    secret = vault.unwrap(account.id, "secret", account.secret).decode()
    step = check_step(secret, code, at, after=account.used_step)
    if step is None:
        raise Refused(WRONG_ENTRY)
    account.used_step = step
    account.save(update_fields=["used_step"])


def _put(token: bytes, at: datetime, idle: timedelta, **of: Any) -> None:
    minute = _minute(at)
    digest = hashlib.sha256(token).digest()
    models.Visit(digest=digest, idle_until=minute + idle, ends=minute + LONGEST, **of).save(force_insert=True)


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0) + timedelta(minutes=1)


def read_actor(tokens: Collection[str], *, at: datetime) -> Actor:
    """Who these tokens let in now; PUBLIC for none, unknown or ended ones. Reads only."""
    digests = [hashlib.sha256(raw).digest() for raw in _raw(tokens)]
    if not digests:
        return PUBLIC
    live = models.Visit.objects.filter(
        digest__in=digests, idle_until__gt=at, ends__gt=at, ends__lte=at + LONGEST + AHEAD
    )
    visits = list(live.select_related("ask__body", "ask__asker", "account", "way").order_by("digest"))
    account = next((visit.account for visit in visits if visit.account is not None), None)
    seats = models.Seat.objects.filter(account=account).select_related("body").order_by("code") if account else ()
    asks = {visit.ask.code: visit.ask for visit in visits if visit.ask is not None}
    tokens_live = tuple(bytes(one.digest) for one in visits)
    return Actor(tuple(asks.values()), account, tuple(seats), tokens_live, ways=_ways_of(visits))


def _ways_of(visits: Collection[models.Visit]) -> dict[str, models.Way]:
    """Asks that only a support person's key opened: the asker's own words go before it."""
    own = {visit.ask.code for visit in visits if visit.ask is not None and visit.way is None}
    helped = [(visit.ask, visit.way) for visit in visits if visit.ask is not None]
    return {ask.code: way for ask, way in helped if way is not None and ask.code not in own}


def _raw(tokens: Collection[str]) -> list[bytes]:
    found = []
    for token in tokens:
        try:
            found.append(parse_b64(token, 32))
        except Refusal:
            continue
    return found


def needs_touch(actor: Actor, *, at: datetime) -> bool:
    """Whether a visit of the actor would end soon for idleness; asked so that most requests write nothing."""
    soon = at + (ACCOUNT_IDLE if actor.account else ASKER_IDLE) - SLACK
    return models.Visit.objects.filter(digest__in=actor.tokens, idle_until__lt=soon).exists()


@write
def touch(*, by: Actor, at: datetime) -> None:
    """The visit goes on."""
    idle = ACCOUNT_IDLE if by.account else ASKER_IDLE
    visits = models.Visit.objects.filter(digest__in=by.tokens)
    visits.update(idle_until=_minute(at) + idle)
    if by.account:
        visits.update(last_day=at.date())


@write
def end(*, by: Actor, at: datetime, handle: str | None = None) -> None:
    """End the visits of the actor, or one of the account's own by its handle."""
    del at
    if handle is None:
        models.Visit.objects.filter(digest__in=by.tokens).delete()
        return
    if by.account is None:
        raise Denied
    for visit in by.account.visits.all():
        if handle_of(visit) == handle:
            visit.delete()
            return
    raise Denied


@write
def name_visit(name: str, *, by: Actor, at: datetime) -> None:
    """What a person calls this device in their own list."""
    del at
    if by.account is None:
        raise Denied
    models.Visit.objects.filter(digest__in=by.tokens, account=by.account).update(name=name[:NAME_LENGTH])


def handle_of(visit: models.Visit) -> str:
    """A name for a visit that is no token: a digest of its digest."""
    return hashlib.sha256(b"handle" + bytes(visit.digest)).hexdigest()[:20]


def list_own(by: Actor, *, at: datetime) -> list[dict[str, Any]]:
    """The account's own visits: name, last day, whether it is this one."""
    if by.account is None:
        raise Denied
    return [
        {
            "handle": handle_of(visit),
            "name": visit.name,
            "last_day": visit.last_day.isoformat() if visit.last_day else None,
            "here": bytes(visit.digest) in by.tokens,
        }
        for visit in by.account.visits.filter(idle_until__gt=at, ends__gt=at).order_by("last_day", "digest")
    ]


@write
def forget_ended(*, at: datetime) -> int:
    """Visits whose time is over, and challenges that nobody could answer any more."""
    models.SpentNonce.objects.filter(day__lt=at.date()).delete()
    idle, _ = models.Visit.objects.filter(idle_until__lte=at).delete()
    over, _ = models.Visit.objects.filter(ends__lte=at).delete()
    return idle + over
