# SPDX-License-Identifier: AGPL-3.0-or-later
"""New words, and the other ways to an ask: support persons, the look code, devices that can undo new words.

Only whoever came with the asker's own words does any of it, but for looking and undoing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from answerable import chance
from answerable.actions import asking
from answerable.actions.sealing_parts import (
    check_holders,
    check_recipient,
    parse_keys,
    put_new_keys,
    sealed_bytes,
)
from answerable.actions.signing_in import NOBODY, check_signed_challenge, locator_digest
from answerable.actions.visits import WRONG_WORDS, begin_for_ask
from answerable.core.errors import Denied, Refused
from answerable.core.move import Move, Role
from answerable.core.permission import Permission, check
from answerable.core.value import UNKNOWN, parse_choice
from answerable.core.way import SUPPORT, WayKind, check_room, undo_until
from answerable.core.words import N_
from answerable.sealing.errors import Refusal
from answerable.sealing.wire import b64, jcs, parse_b64
from answerable.storage import models, threads, vault, ways
from answerable.storage.access import Actor, read_ask
from answerable.storage.inserting import insert
from answerable.storage.shape import day_of
from answerable.storage.threads import Thread
from answerable.storage.writer import write

PAST: Final = "past-words"
CHANGED = N_("Your own notes were changed elsewhere meanwhile. Please look again; what you typed is still here.")
WORDS_TAKEN = N_("These words already lead to something here. Please make new words.")


@write
def add_way(sent: Mapping[str, Any], *, by: Actor, at: datetime) -> Thread:
    """One more way: {ask, kind, locator, own} and, for a person, {signin, recipient, keep, keys}.

    `own` is the asker's own file anew: it names the way, and pins its key, where this server cannot read it.
    A person's `keys` are copies of the thread's key of every epoch, held by "way:new".
    """
    thread = read_ask(by, str(sent.get("ask")), Permission.ASK_WAYS)
    kind = parse_choice(WayKind, sent.get("kind"))
    if asking.is_repeated(thread, sent, by, sent.get("own")) or _is_chosen(thread, kind, sent):
        return thread
    check_room(kind, (WayKind(each) for each in thread.row.ways.filter(past=None).values_list("kind", flat=True)))
    way = models.Way(ask=thread.row, kind=kind, locator=_free(sent.get("locator")), made_date=_today(thread, at))
    way.rank = _next_rank(thread.row)
    if kind in SUPPORT:
        way.signin = b64(parse_b64(sent.get("signin"), 32))
        check_recipient(sent.get("recipient"))
        way.recipient = str(sent["recipient"])
        way.keep = vault.wrap(thread.row.id, f"keep:{way.code}", sealed_bytes(sent.get("keep")))
    insert([way])
    if kind in SUPPORT:
        _put_keys_of(thread, way, sent)
    if kind is not WayKind.DEVICE:
        _put_own(thread, sent)
    return thread


def _is_chosen(thread: Thread, kind: WayKind, sent: Mapping[str, Any]) -> bool:
    """Whether this very device can undo new words already."""
    named = thread.row.ways.filter(kind=WayKind.DEVICE, past=None)
    return kind is WayKind.DEVICE and named.filter(locator=locator_digest(str(sent.get("locator")))).exists()


def _free(locator: object) -> bytes:
    """What is stored of a locator that leads nowhere yet."""
    digest = locator_digest(str(locator))
    taken = models.Asker.objects.filter(locator=digest).exists() or models.Way.objects.filter(locator=digest).exists()
    if taken:
        raise Refused(WORDS_TAKEN)
    return digest


def _next_rank(row: models.Ask) -> int:
    """After all ways and all words set aside that there are: what came later is known without a time."""
    ranks = (*row.ways.values_list("rank", flat=True), *row.past_words.values_list("rank", flat=True))
    return 1 + max(ranks, default=0)


def _today(thread: Thread, at: datetime) -> Any:
    return day_of(thread.body.time_zone, at)


def _put_keys_of(thread: Thread, way: models.Way, sent: Mapping[str, Any]) -> None:
    keys = parse_keys(sent.get("keys"))
    check_holders(keys, {"way:new"}, {"way:new"}, range(1, thread.ask.epoch + 1))
    put_new_keys(thread.row, [{**each, "holder": ways.holder(way)} for each in keys])


def _put_own(thread: Thread, sent: Mapping[str, Any]) -> None:
    thread.row.keep = vault.wrap(thread.row.id, "keep", sealed_bytes(sent.get("own")))
    thread.row.save(update_fields=["keep"])


@write
def put_own(sent: Mapping[str, Any], *, by: Actor, at: datetime) -> Thread:
    """The asker's own file anew: {ask, own, was}. What she changed in it, this server cannot read; no fact is made.

    `was` is the digest of the file that it takes the place of, so that nothing written elsewhere meanwhile is lost.
    """
    del at
    thread = read_ask(by, str(sent.get("ask")), Permission.ASK_WAYS)
    if asking.is_repeated(thread, sent, by, sent.get("own")):
        return thread
    before = b64(vault.unwrap(thread.row.id, "keep", thread.row.keep))
    if sent.get("was") != hashlib.sha256(before.encode()).hexdigest():
        raise Refused(CHANGED)
    _put_own(thread, sent)
    return thread


@write
def remove_way(sent: Mapping[str, Any], *, by: Actor, at: datetime) -> Thread:
    """Take one away: {ask, way, own}, and for a person the signed move `rekeyed` with the next thread key."""
    thread = read_ask(by, str(sent.get("ask")), Permission.ASK_WAYS)
    if asking.is_repeated(thread, sent, by, sent.get("own")):
        return thread
    way = thread.row.ways.filter(code=str(sent.get("way")), past=None).exclude(kind=WayKind.DEVICE).first()
    if way is None:
        raise Denied
    if way.kind in SUPPORT:
        _drop_keys(thread, ways.holder(way))
    support = way.kind in SUPPORT
    way.delete()
    if support:
        _renew(thread, sent, words=False, at=at)
    _put_own(thread, sent)
    return thread


def _drop_keys(thread: Thread, holder: str) -> None:
    models.SealedKey.objects.filter(ask=thread.row, holder=holder).delete()


def _renew(thread: Thread, sent: Mapping[str, Any], *, words: bool, at: datetime) -> None:
    """The next thread key, in the asker's chain of moves: whoever held the old one opens nothing new."""
    move = sent.get("move")
    if not isinstance(move, Mapping) or move.get("value") != {"epoch": thread.ask.epoch + 1, "words": words}:
        raise Refused(UNKNOWN)
    parts = {name: sent.get(name) for name in ("epoch_key", "keys")}
    asking.take(thread, Move.REKEYED, {**move, **parts}, at=at)


@write
def renew_words(sent: Mapping[str, Any], *, by: Actor, at: datetime) -> Thread:
    """New words: {ask, locator, signin, recipient, own, own_keys, keys, epoch_key, move, device?, here?}.

    The old ones lead nowhere from the commit on. Only where a device was named before can they come back, for 14
    days; all other stays with the old words end. `own_keys` are copies of the keys so far, `keys` those of the next.
    Made on a device that was named (`here`, what it proves for the old words), they end what later devices can do.
    `device` is what this device proves for the new words. Where it was entered with help, these are the first words of
    its asker's own: all that whoever helped could have made ends too.
    """
    thread = read_ask(by, str(sent.get("ask")), Permission.ASK_WAYS)
    if asking.is_repeated(thread, sent, by, sent.get("own")):
        return thread
    asker, today = thread.row.asker, _today(thread, at)
    fresh = _free(sent.get("locator"))
    signin = b64(parse_b64(sent.get("signin"), 32))
    check_recipient(sent.get("recipient"))
    if thread.ask.helped:
        _end_all_ways(thread.row)
    here = _device_here(thread, sent.get("here"))
    _set_aside(thread, here, today)
    _drop_keys(thread, "asker")
    own_keys = parse_keys(sent.get("own_keys"))
    check_holders(own_keys, (), {"asker"}, range(1, thread.ask.epoch + 1))
    put_new_keys(thread.row, own_keys)
    asker.locator, asker.signin, asker.recipient = fresh, signin, str(sent["recipient"])
    asker.save(update_fields=["locator", "signin", "recipient"])
    _renew(thread, sent, words=True, at=at)
    _put_own(thread, sent)
    if sent.get("device") is not None:
        rank = here.rank if here else _next_rank(thread.row)
        way = models.Way(ask=thread.row, kind=WayKind.DEVICE, locator=_free(sent["device"]), made_date=today, rank=rank)
        insert([way])
    models.Visit.objects.filter(ask=thread.row, way=None).exclude(digest__in=by.tokens).delete()
    return thread


def _end_all_ways(row: models.Ask) -> None:
    row.past_words.all().delete()
    row.ways.all().delete()
    _drop_keys_of_nobody(row)


def _device_here(thread: Thread, proof: object) -> models.Way | None:
    """The named device on which new words are made."""
    if proof is None:
        return None
    named = thread.row.ways.filter(kind=WayKind.DEVICE, past=None)
    return named.filter(locator=locator_digest(str(proof))).first()


def _set_aside(thread: Thread, here: models.Way | None, today: Any) -> None:
    """Nothing is kept where no device could use it. Words set aside before keep their days: else whoever took an ask
    over would make new words twice, and nothing could undo the first time.
    """
    row, asker = thread.row, thread.row.asker
    if here is not None:
        row.ways.filter(kind=WayKind.DEVICE, rank__gt=here.rank).delete()
        _drop_unreachable(row)
    devices = list(row.ways.filter(kind=WayKind.DEVICE, past=None))
    if not devices:
        return
    keys = models.SealedKey.objects.filter(ask=row, holder="asker").order_by("epoch")
    kept = {
        "signin": asker.signin,
        "recipient": asker.recipient,
        "keep": b64(vault.unwrap(row.id, "keep", row.keep)),
        "keys": [{"epoch": key.epoch, "file": b64(vault.unwrap(row.id, "key", key.blob))} for key in keys],
    }
    blob = vault.wrap(row.id, PAST, jcs(kept))
    until = undo_until(today)
    past = models.PastWords(ask=row, locator=asker.locator, blob=blob, until_date=until, rank=_next_rank(row))
    insert([past])
    row.ways.filter(id__in=[each.id for each in devices]).update(past=past)


def _drop_unreachable(row: models.Ask) -> None:
    """Words set aside that no device can bring back any more."""
    row.past_words.filter(devices=None).delete()


@write
def undo_words(sent: Mapping[str, Any], *, by: Actor, at: datetime) -> tuple[str, models.Ask]:
    """Bring the words before back: {locator, nonce, expires, signature} of those, and {device}. A token for the ask.

    Whatever does not fit gets the sentence of wrong words.
    """
    del by
    past, kept = _past_of(sent, at)
    try:
        check_signed_challenge(sent, kept["signin"] if kept else NOBODY, "mine", at)
    except Refusal:
        raise Refused(WRONG_WORDS) from None
    if past is None:
        raise Refused(WRONG_WORDS)
    return begin_for_ask(_bring_back(past, kept), at=at), past.ask


def _past_of(sent: Mapping[str, Any], at: datetime) -> tuple[models.PastWords | None, dict[str, Any]]:
    locator, device = locator_digest(str(sent.get("locator"))), locator_digest(str(sent.get("device")))
    found = models.PastWords.objects.filter(locator=locator, devices__locator=device)
    past = found.select_related("ask__body", "ask__asker").order_by("-rank").first()
    if past is None or not vault.has_key(past.ask.id) or past.until_date < day_of(past.ask.body.time_zone, at):
        return None, {}
    return past, json.loads(vault.unwrap(past.ask.id, PAST, past.blob))


def _bring_back(past: models.PastWords, kept: Mapping[str, Any]) -> models.Ask:
    """All that came after these words ends: words, devices, helpers and codes.

    Whoever knew them may have sent another ask with them since, so that they lead there. Then this visit is the way
    in, the device stays what it was, and new words are the way out of it.
    """
    row = past.ask
    asker, taken = row.asker, models.Asker.objects.filter(locator=past.locator).exists()
    asker.locator = chance.draw("past-words", row.code) if taken else past.locator
    asker.signin, asker.recipient = kept["signin"], kept["recipient"]
    asker.save(update_fields=["locator", "signin", "recipient"])
    row.keep = vault.wrap(row.id, "keep", parse_b64(kept["keep"]))
    row.save(update_fields=["keep"])
    models.SealedKey.objects.filter(ask=row, holder="asker").delete()
    put_new_keys(row, [{**each, "holder": "asker"} for each in kept["keys"]])
    row.ways.filter(kind=WayKind.DEVICE, past=None).delete()
    row.ways.filter(rank__gt=past.rank).delete()
    row.past_words.filter(rank__gt=past.rank).delete()
    if not taken:
        past.devices.update(past=None)
        past.delete()
    models.Visit.objects.filter(ask=row, way=None).delete()
    _drop_keys_of_nobody(row)
    return row


def _drop_keys_of_nobody(row: models.Ask) -> None:
    """Copies of the thread's key for support persons who are gone."""
    copies = models.SealedKey.objects.filter(ask=row, holder__startswith="way:")
    copies.exclude(holder__in=ways.holders(row)).delete()


@write
def forget_device(locator: str, *, by: Actor, at: datetime) -> None:
    """A device that is not to undo anything any more: whoever has its secret says so. Unknown ones pass unseen."""
    del by, at
    found = models.Way.objects.filter(kind=WayKind.DEVICE, locator=locator_digest(locator))
    for way in found.select_related("ask"):
        way.delete()
        _drop_unreachable(way.ask)


def look(locator: str, *, by: Actor) -> bool:
    """Whether something is new for whoever asked. Wrong codes, erased asks and nothing new are one answer.

    They also take one amount of work: a code that leads nowhere opens some ask too, always the same one for the same
    code, and says nothing of it.
    """
    check(Role.PUBLIC, Permission.LOOK)
    del by
    digest = locator_digest(locator)
    way = models.Way.objects.filter(kind=WayKind.LOOK, locator=digest).first()
    known = models.Ask.objects.select_related("asker", "body")
    row = (
        known.filter(ways=way).first() if way else known.filter(id__gte=UUID(bytes=digest[:16])).order_by("id").first()
    )
    row = row or known.order_by("id").first()
    if row is None or not vault.has_key(row.id):
        return False
    is_new = ways.news(threads.open_thread(row)) > int(ways.opened(row)["known"])
    return is_new and way is not None


@write
def forget_past_words(*, at: datetime) -> int:
    """Once no device can bring them back anywhere on earth."""
    return ways.forget_past(at.date())
