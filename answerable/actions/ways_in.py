# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ways to come in and unlock: generated passphrases (with a one-time code) and passkeys. There are always two or more.

Who changes them shows that the identity is unlocked here and now: a stolen cookie alone changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from answerable import config
from answerable.actions import passkeys, visits
from answerable.actions.signing_in import check_step, locator_digest, parse_secret
from answerable.core.errors import Denied, Refused
from answerable.core.value import UNKNOWN, parse_part, parse_whole
from answerable.core.words import N_
from answerable.sealing.challenge import check_challenge
from answerable.sealing.wire import b64, parse_b64
from answerable.storage import models, vault
from answerable.storage.access import Actor
from answerable.storage.writer import write

PASSKEY: Final = "passkey"
PASSPHRASES: Final = ("carried", "printed")
FEWEST: Final = 2
MOST: Final = 8
NAME_LENGTH: Final = 40
PURPOSE: Final = "ways"
TAKEN = N_("These passphrases are in use already. Please start again.")
TAKEN_PASSKEY = N_("This passkey is on a list already. Take another device or another key.")
WRONG_CODE = N_("The code from your app does not fit. Wait for the next one and try again.")
TWO_AT_LEAST = N_("Two ways must stay, so that losing one loses nothing. Add another way first.")
HAS_BOTH = N_("You have two passphrases already. Take one off first.")
TOO_MANY = N_("Eight ways are enough. Take one off first.")

Part = Mapping[str, Any]


def parse_unlocks(found: Any) -> Sequence[Part]:
    """At least two ways from the start, each passphrase of its own kind."""
    unlocks = [parse_part(one) for one in found] if isinstance(found, list) else []
    kinds = [str(one.get("kind")) for one in unlocks]
    words = [kind for kind in kinds if kind != PASSKEY]
    if not FEWEST <= len(unlocks) <= MOST or len(set(words)) < len(words) or not set(words) <= set(PASSPHRASES):
        raise Refused(UNKNOWN)
    return unlocks


def parse_code(sent: Part, at: datetime) -> str:
    """The secret of one-time codes, once {secret, code} shows that an app has it."""
    secret = parse_secret(str(sent.get("secret")))
    if check_step(secret, str(sent.get("code")), at) is None:
        raise Refused(WRONG_CODE)
    return secret


def put(account: models.Account, one: Part, purpose: str, about: bytes, at: datetime) -> None:
    """Inside a write: one more way. A passkey answers a challenge of `purpose` about `about`."""
    sealed = vault.wrap(account.id, "identity", parse_b64(one.get("sealed")))
    way = models.Unlock(account=account, kind=str(one["kind"]), name=_name(one.get("name")), sealed=sealed)
    if way.kind == PASSKEY:
        _put_passkey(way, parse_part(one.get("passkey")), purpose, about, at)
    else:
        _put_passphrase(way, one)


def _name(found: object) -> str:
    return str(found or "").strip()[:NAME_LENGTH]


def _put_passphrase(way: models.Unlock, one: Part) -> None:
    way.locator, way.signin = locator_digest(str(one.get("locator"))), str(one.get("signin"))
    parse_b64(way.signin, 32)
    if models.Unlock.objects.filter(locator=way.locator).exists():
        raise Refused(TAKEN)
    way.save(force_insert=True)


def _put_passkey(way: models.Unlock, sent: Part, purpose: str, about: bytes, at: datetime) -> None:
    passkeys.spend(purpose, about, sent, at)
    made = passkeys.check_made(sent)
    way.locator = hashlib.sha256(made.credential).digest()
    if models.Unlock.objects.filter(locator=way.locator).exists():
        raise Refused(TAKEN_PASSKEY)
    way.save(force_insert=True)
    models.Passkey(unlock=way, credential=made.credential, key=made.key, counter=made.counter).save(force_insert=True)


def sealed_identity(unlock: models.Unlock) -> str:
    """The identity as this way to unlock opens it."""
    return b64(vault.unwrap(unlock.account_id, "identity", unlock.sealed))


def handle_of(way: models.Unlock) -> str:
    """A name for a way that opens nothing: a digest of its digest."""
    return hashlib.sha256(b"way" + bytes(way.locator)).hexdigest()[:20]


def _account(by: Actor) -> models.Account:
    if by.account is None:
        raise Denied
    return models.Account.objects.get(id=by.account.id)


def list_own(by: Actor) -> list[dict[str, str]]:
    """The account's own ways: handle, kind, name."""
    ways = _account(by).unlocks.order_by("kind", "name", "locator")
    return [{"handle": handle_of(way), "kind": way.kind, "name": way.name} for way in ways]


def _about(account: models.Account) -> bytes:
    return hashlib.sha256(account.code.encode()).digest()


def begin(by: Actor, at: datetime) -> dict[str, Any]:
    """{nonce, expires, host, passkeys: [credential id], has_code}: a change of ways begins so. Nothing is written."""
    account = _account(by)
    known = models.Passkey.objects.filter(unlock__account=account).order_by("credential")
    listed = [b64(bytes(each.credential)) for each in known]
    return {
        **passkeys.challenge(PURPOSE, _about(account), at),
        "passkeys": listed,
        "has_code": account.secret is not None,
    }


def _check_unlocked(by: Actor, sent: Part, at: datetime) -> None:
    """`proof`: the challenge, signed with the identity that the account's seats show."""
    signing = next((seat.signing for seat in by.seats if seat.signing), None)
    if signing is None:
        raise Denied
    nonce, expires, now = str(sent.get("nonce")), parse_whole(sent.get("expires")), int(at.timestamp())
    check_challenge(signing, str(sent.get("proof")), config.current().origin, PURPOSE, nonce, expires, now=now)


@write
def add(sent: Part, *, by: Actor, at: datetime) -> None:
    """{nonce, expires, proof, way: {kind, name, sealed, …}, secret?, code?}: one more way."""
    account, one = _account(by), parse_part(sent.get("way"))
    _check_unlocked(by, sent, at)
    kind = str(one.get("kind"))
    if account.unlocks.count() >= MOST:
        raise Refused(TOO_MANY)
    if kind != PASSKEY:
        passkeys.spend(PURPOSE, _about(account), sent, at)
        _check_passphrase(account, kind)
        _take_secret(account, sent, at)
    put(account, one, PURPOSE, _about(account), at)


def _check_passphrase(account: models.Account, kind: str) -> None:
    if kind not in PASSPHRASES:
        raise Refused(UNKNOWN)
    if account.unlocks.filter(kind=kind).exists():
        raise Refused(HAS_BOTH)


def _take_secret(account: models.Account, sent: Part, at: datetime) -> None:
    """The first passphrase brings codes from an app with it."""
    if account.secret is None:
        account.secret = vault.wrap(account.id, "secret", parse_code(sent, at).encode())
        account.save(update_fields=["secret"])


def _own(account: models.Account, handle: object) -> models.Unlock:
    found = next((way for way in account.unlocks.all() if handle_of(way) == handle), None)
    if found is None:
        raise Denied
    return found


@write
def rename(handle: str, name: str, *, by: Actor, at: datetime) -> None:
    """What the person calls this way."""
    del at
    way = _own(_account(by), handle)
    way.name = _name(name)
    way.save(update_fields=["name"])


@write
def remove(sent: Part, *, by: Actor, at: datetime) -> None:
    """{nonce, expires, proof, handle}: this way opens nothing any more, and every other session of the account ends."""
    account = _account(by)
    _check_unlocked(by, sent, at)
    passkeys.spend(PURPOSE, _about(account), sent, at)
    way = _own(account, sent.get("handle"))
    if account.unlocks.count() <= FEWEST:
        raise Refused(TWO_AT_LEAST)
    way.delete()
    if not account.unlocks.exclude(kind=PASSKEY).exists():
        account.secret = None
        account.save(update_fields=["secret"])
    visits.end_others(by)
