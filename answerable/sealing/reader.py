# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a handler's client builds and opens."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from answerable.sealing import age, words
from answerable.sealing.asker import read_messages
from answerable.sealing.derive import UnlockKeys, derive_unlock
from answerable.sealing.errors import Refusal
from answerable.sealing.identity import (
    Identity,
    check_certificate,
    make_identity,
    open_identity,
    seal_identity,
    sign_enrolment,
)
from answerable.sealing.message import ASKER, Message, sign_then_seal
from answerable.sealing.state import open_keys, show
from answerable.sealing.threadkey import ThreadKey, claimed_mark_key, members_of, members_over_time, seal_thread_key
from answerable.sealing.wire import Random, b64, parse_b64, sha256_hex

WAYS = ("carried", "printed")
Look = Callable[[Mapping[str, Any]], None]
"""Raises record-… unless the keys of this entry of a directory stand in the record."""


def unlock_keys(passphrase: str, origin: str) -> UnlockKeys:
    """Locator, sign-in and sealing keys of a generated passphrase. Takes about 50 ms."""
    return derive_unlock(words.stretch(passphrase, origin), origin)


def build_enrolment(origin: str, token: str, *, random: Random) -> tuple[dict[str, Any], dict[str, Any]]:
    """(enrolment, private): a new identity with two generated ways to unlock it.

    enrolment: {"card", "proof", "unlocks": [{"kind", "locator", "signin", "sealed"}]} goes to the server;
    private: {"passphrases": {"carried", "printed"}, "identity"} is shown, kept in memory and never sent.
    """
    identity = make_identity(random=random)
    phrases = {way: words.make(random(words.SECRET_BYTES)) for way in WAYS}
    unlocks = [build_unlock(identity, origin, way, phrases[way], random=random) for way in WAYS]
    enrolment = {"card": identity.card, "proof": sign_enrolment(identity, origin, token), "unlocks": unlocks}
    return enrolment, {"passphrases": phrases, "identity": identity}


def build_unlock(identity: Identity, origin: str, way: str, passphrase: str, *, random: Random) -> dict[str, str]:
    keys = unlock_keys(passphrase, origin)
    sealed = b64(seal_identity(identity, origin, keys, random=random))
    return {"kind": way, "locator": keys.locator_text, "signin": keys.signin_public, "sealed": sealed}


def unlock_identity(passphrase: str, origin: str, sealed: str) -> Identity:
    """The identity of a sealed copy (base64url). Raises words-…, age-…, signature."""
    return open_identity(parse_b64(sealed), origin, unlock_keys(passphrase, origin))


def open_ask(
    identity: Identity, origin: str, handler: str, payload: Mapping[str, Any], today: str | None = None
) -> dict[str, Any]:
    """A thread as a handler may read it.

    `payload`: ask, mark_key, keys [{"epoch", "file"}] (this handler's), messages [{"order", "epoch", "file"}],
    readers (entries with certificate), enrolment_key, body {"code"}, and epoch, the newest there is.
    Raises age-…, key-swapped, certificate.

    `today` as for `state.open_state`. `makers` names by epoch the colleague who made that key, with the signing key
    that the certificate shows: nothing is sealed to it before `believe` (`doubts` says why not).
    """
    code, mark_key, own = payload["ask"], mark_key_of(identity, payload), identity.card["signing"]
    signers = check_signers(origin, payload)
    signers[handler] = (*(each for each in signers.get(handler, ()) if each != own), own)
    keys = open_keys(identity.sealing, origin, code, mark_key, payload["keys"], signers)
    makers = {
        epoch: {"code": key.maker, "signing": key.signed_by} for epoch, key in keys.items()
        if key.maker != ASKER and (key.maker, key.signed_by) != (handler, own)
    }  # fmt: skip
    seeds = {epoch: key.seed for epoch, key in keys.items()}
    everyone = {**signers, ASKER: (mark_key,)}
    reader = read_messages(origin, code, seeds, everyone, payload, members_over_time(keys.values()), today=today)
    return {
        "origin": origin, "ask": code, "handler": handler, "mark_key": mark_key,
        "epoch": payload.get("epoch") or max(seeds, default=0),
        "seeds": {epoch: b64(seed) for epoch, seed in seeds.items()},
        "members": {epoch: dict(key.members) for epoch, key in keys.items()},
        "signers": {epoch: dict(key.signers) for epoch, key in keys.items()},
        "makers": makers, "doubts": dict.fromkeys(makers, "record-head"), **show(reader, handler),
    }  # fmt: skip


def believe(opened: Mapping[str, Any], readers: Sequence[Mapping[str, Any]], look: Look) -> dict[str, Any]:
    """The opened thread once the record was asked for each colleague who made a key of it: a host that holds the
    enrolment key can certify any key. `readers` as in the payload; `look` raises record-… unless the keys of such an
    entry stand in the record.
    """
    entries = {each["code"]: each for each in readers}
    asked = {epoch: _doubt(entries.get(one["code"]), one["signing"], look) for epoch, one in opened["makers"].items()}
    return {**opened, "doubts": {epoch: why for epoch, why in asked.items() if why is not None}}


def _doubt(entry: Mapping[str, Any] | None, signing: str, look: Look) -> str | None:
    if entry is None or entry["signing"] != signing:
        return "record-key"
    try:
        look(entry)
    except Refusal as refusal:
        return refusal.code
    return None


def mark_key_of(identity: Identity, payload: Mapping[str, Any]) -> str:
    """The ask's mark key; for a hosted ask ("" in the payload) the one that its maker put into the thread key."""
    if payload["mark_key"] or not payload["keys"]:
        return str(payload["mark_key"])
    return claimed_mark_key(parse_b64(payload["keys"][0]["file"]), identity.sealing)


def check_signers(origin: str, payload: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Signing keys by code of the readers whose certificates are right, former ones first. A wrong one is refused."""
    readers: Sequence[Mapping[str, Any]] = payload.get("readers", [])
    signers: dict[str, tuple[str, ...]] = {}
    for entry in readers:
        key, body = entry.get("enrolment_key") or payload["enrolment_key"], entry.get("body") or payload["body"]["code"]
        cards = [*({**each, "code": entry["code"]} for each in entry.get("former") or ()), entry]
        for card in cards:
            check_certificate(key, origin, body, card)
        signers[entry["code"]] = tuple(str(card["signing"]) for card in cards)
    return signers


def build_message(
    identity: Identity,
    opened: Mapping[str, Any],
    body: Mapping[str, Any],
    *,
    number: int,
    last: str,
    random: Random,
) -> dict[str, Any]:
    """{"ask", "epoch", "file"}, sealed to the newest epoch. `opened` is of `open_ask`. Raises old-epoch, record-….

    Somebody without the newest key was taken off, and so was whoever else still holds the older one. One that a
    colleague made is taken only once that colleague's keys were seen in the record (`believe`).
    """
    seeds = {int(epoch): seed for epoch, seed in opened["seeds"].items()}
    epoch = opened["epoch"]
    if epoch not in seeds:
        raise Refusal("old-epoch")
    if epoch in opened["doubts"]:
        raise Refusal(opened["doubts"][epoch])
    message = Message(opened["origin"], opened["ask"], epoch, opened["handler"], number, last, body)
    recipient = age.recipient(parse_b64(seeds[epoch], 32))
    sealed = sign_then_seal(message, identity.signing, recipient, random=random)
    return {"ask": opened["ask"], "epoch": epoch, "file": b64(sealed)}


def build_reseal(
    identity: Identity, opened: Mapping[str, Any], entry: Mapping[str, Any], *, random: Random
) -> dict[str, Any]:
    """{"keys", "vouch"}: every epoch's key that is at hand, for a reader (a directory entry) who has new keys.

    Only after the six words were heard. `vouch` goes into the body of a message, so that all in the thread learn it.
    """
    keys = []
    for epoch, seed in opened["seeds"].items():
        key = ThreadKey(
            opened["origin"], opened["ask"], int(epoch), parse_b64(seed, 32), opened["mark_key"], opened["handler"],
            opened["members"][epoch], opened["signers"][epoch],
        )  # fmt: skip
        file = seal_thread_key(key, entry["code"], entry["sealing"], identity.signing, random=random)
        keys.append({"holder": entry["code"], "epoch": int(epoch), "file": b64(file)})
    sealing = sha256_hex(str(entry["sealing"]).encode())
    return {"keys": keys, "vouch": {"handler": entry["code"], "sealing": sealing, "signing": entry["signing"]}}


def build_renewal(
    identity: Identity, opened: Mapping[str, Any], holders: Mapping[str, str], *, random: Random
) -> dict[str, Any]:
    """{"epoch", "epoch_key", "keys"}: a new epoch for those who stay, once somebody left.

    `holders` maps "asker", codes and standbys to recipients, as the server names them. Raises old-epoch without the
    newest key, reader-unknown unless the newest key names this reader, and each of them with this recipient.
    """
    newest, maker = opened["epoch"], opened["handler"]
    if newest not in opened["seeds"]:
        raise Refusal("old-epoch")
    known, members = opened["members"][newest], members_of(holders)
    if not {maker, ASKER} <= set(members) or any(known.get(holder) != digest for holder, digest in members.items()):
        raise Refusal("reader-unknown")
    signers = {code: key for code, key in opened["signers"][newest].items() if code in members}
    key = ThreadKey(
        opened["origin"], opened["ask"], newest + 1, random(32), opened["mark_key"], maker, members, signers
    )
    keys = [
        {"holder": holder, "epoch": key.epoch,
         "file": b64(seal_thread_key(key, holder, recipient, identity.signing, random=random))}
        for holder, recipient in sorted(holders.items())
    ]  # fmt: skip
    return {"epoch": key.epoch, "epoch_key": key.recipient, "keys": keys}
