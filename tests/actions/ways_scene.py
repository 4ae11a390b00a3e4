# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an asker's browser builds for new words and other ways in, written anew from the protocol."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from answerable import chance
from answerable.actions import lodging, signing_in, visits
from answerable.cli.movement import TERMS, Asker, Movement, read_directory
from answerable.sealing import asker as client
from answerable.sealing import labels
from answerable.sealing.challenge import sign_challenge
from answerable.sealing.derive import Keys, derive, derive_asker
from answerable.sealing.envelope import seal_signed
from answerable.sealing.state import open_state_with
from answerable.sealing.threadkey import ThreadKey, make_thread_key
from answerable.sealing.wire import b64, parse_b64
from answerable.storage import models
from answerable.storage.access import PUBLIC, Actor
from tests.actions.scene import opened, signed, state_of
from tests.conftest import NOW, ORIGIN


def random(size: int) -> bytes:
    return chance.draw("test", "ways", size)


def keys_of(name: str) -> Keys:
    """Keys of some words; which ones does not matter here."""
    return derive_asker(name.encode().ljust(32, b"."), ORIGIN, 1)


def keep(keys: Keys, one: Asker, **more: Any) -> str:
    fields = {"origin": ORIGIN, "thread": one.code, "number": 1, "readers": {}, **more}
    return b64(seal_signed(labels.KEEP, fields, keys.signin, [keys.recipient], random=random))


def own_keep(keys: Keys, one: Asker) -> str:
    return keep(keys, one, mark_seed=one.private["mark_seed"])


def copies(one: Asker, holder: str, recipient: str, held: Keys | None = None) -> list[dict[str, Any]]:
    """Every key at hand for one holder. `held` are the keys of the words that hold now, if not the first ones."""
    seeds = (opened(one) if held is None else open_state_with(held, ORIGIN, 1, state_of(one)))["seeds"]
    mark = one.private["mark_key"]
    keys = [ThreadKey(ORIGIN, one.code, int(at), parse_b64(seed, 32), mark) for at, seed in seeds.items()]
    return client.seal_to_holders(keys, {holder: recipient}, parse_b64(one.private["mark_seed"], 32), random=random)


def support(one: Asker, keys: Keys, theirs: Keys, right: str, held: Keys | None = None) -> dict[str, Any]:
    private = one.private
    marks = {"mark_key": private["mark_key"]} if right == "see" else {"mark_seed": private["mark_seed"]}
    return {
        "ask": one.code, "kind": right, "locator": theirs.locator_text, "signin": theirs.signin_public,
        "recipient": theirs.recipient, "keep": keep(theirs, one, **marks), "own": own_keep(keys, one),
        "keys": copies(one, "way:new", theirs.recipient, held),
    }  # fmt: skip


def renewal(one: Asker, keys: Keys, at: datetime, *, words: bool) -> dict[str, Any]:
    epoch = models.Ask.objects.get(code=one.code).epoch + 1
    key = make_thread_key(ORIGIN, one.code, epoch, one.private["mark_key"], random=random)
    seed = parse_b64(one.private["mark_seed"], 32)
    return {
        "ask": one.code, "own": own_keep(keys, one), "epoch_key": key.recipient,
        "keys": client.seal_to_holders([key], {"asker": keys.recipient}, seed, random=random),
        "move": signed(one, "rekeyed", {"epoch": epoch, "words": words}, at),
    }  # fmt: skip


def new_words(one: Asker, fresh: Keys, at: datetime, held: Keys | None = None) -> dict[str, Any]:
    return {
        **renewal(one, fresh, at, words=True), "locator": fresh.locator_text, "signin": fresh.signin_public,
        "recipient": fresh.recipient, "own_keys": copies(one, "asker", fresh.recipient, held),
    }  # fmt: skip


def come(keys: Keys, at: datetime, **more: Any) -> dict[str, Any]:
    """A signed challenge, as entering and undoing take it."""
    locator = keys.locator_text
    made = signing_in.make("mine", locator, at)
    signature = sign_challenge(keys.signin, ORIGIN, "mine", made["nonce"], made["expires"])
    return {"locator": locator, "nonce": made["nonce"], "expires": made["expires"], "signature": signature, **more}


def enter(keys: Keys, at: datetime) -> Actor:
    token, _ = visits.enter_with_words(come(keys, at), by=PUBLIC, at=at)
    return visits.read_actor([token], at=at)


def lodge_again(movement: Movement, one: Asker) -> str:
    """The code of another ask that somebody sends under the very words of the first."""
    directory = read_directory("river-north-bank", NOW)
    people = {"readers": [each["code"] for each in directory["readers"]], "backups": []}
    choices = {"kind": "acknowledge", "helped": False, "route": "body", "hold_until": None, "text": "", "terms": TERMS}
    sent, _ = client.build_lodging(one.words, ORIGIN, directory, choices | people, random=random)
    return str(lodging.lodge_ask(sent, by=PUBLIC, at=NOW)["code"])


def device(secret: str, keys: Keys) -> str:
    return b64(derive(secret.encode().ljust(32, b"."), labels.DEVICE, ORIGIN, keys.locator_text))
