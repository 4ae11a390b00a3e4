# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a group does with its letter: put it down, have it read by a second person, put it up, and hold it.

Whoever holds a letter proves it anew with each request, by a challenge: there is no visit, and nothing is kept of one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from answerable import chance, config
from answerable.actions.signing_in import NOBODY, check_signed_challenge, locator_digest, make
from answerable.core.body import Body
from answerable.core.errors import Refused
from answerable.core.letter import decide
from answerable.core.letter_state import SIGNED, LetterFact, LetterMove, LetterStage
from answerable.core.letter_text import INTRO, cut, parse_numbers, parse_one_line, parse_paragraphs
from answerable.core.move import Role
from answerable.core.value import MISSING, UNKNOWN, Value, parse_day, parse_part, parse_whole
from answerable.core.words import N_
from answerable.record import lettered
from answerable.sealing.errors import Refusal
from answerable.sealing.letter import act_fields, check_act
from answerable.sealing.wire import b64, parse_b64
from answerable.storage import letters, models, published, shape
from answerable.storage.access import Actor, read_own_letter
from answerable.storage.letters import Held
from answerable.storage.shape import day_of
from answerable.storage.writer import write

PURPOSE: Final = "letter"
INVITATION_DAYS: Final = 14
MOST_WAITING: Final = 12
CARD: Final = ("locator", "signin", "mark")
WORDS: Final = ("title", "group", "intro", "numbers", "threshold")
NOTHING_OPENS = N_("These words open no letter here. Look at each word again; nothing was changed.")
WORDS_TAKEN = N_("These words already hold a letter here. Please make new words and send again.")
SPENT = N_("This link was used, or is too old. Ask whoever sent it for a new one.")
NO_BODY = N_("Please choose an organisation first.")
TOO_MANY_LINKS = N_("There are twelve links already that nobody has opened. Use one of those.")


def challenge(locator: str, *, at: datetime) -> dict[str, Any]:
    """A challenge for whoever names this locator, whether or not anything is there. Nothing is stored."""
    return make(PURPOSE, locator, at)


def prove(sent: Mapping[str, Any], *, at: datetime) -> Actor:
    """Who {locator, nonce, expires, signature} shows to hold a letter. Unknown and wrong are one sentence."""
    found = models.Keyholder.objects.filter(locator=locator_digest(str(sent.get("locator"))))
    row = found.select_related("letter__body").first()
    try:
        check_signed_challenge(sent, row.signin if row else NOBODY, PURPOSE, at)
    except Refusal:
        raise Refused(NOTHING_OPENS) from None
    if row is None:
        raise Refused(NOTHING_OPENS)
    return Actor(key=row)


@write
def draft_letter(sent: Mapping[str, Any], *, by: Actor, at: datetime) -> str:
    """Put a letter down: {body (slug), title, group, intro, numbers, threshold, key}. Returns the link's token.

    Sent a second time because the first answer never came, it gives a new link to the same draft.
    """
    del by  # anybody may; nothing about who does is looked at
    card = parse_card(sent.get("key"))
    again = models.Keyholder.objects.filter(locator=locator_digest(card["locator"])).select_related("letter").first()
    body = models.Body.objects.filter(slug=str(sent.get("body"))).first()
    if body is None:
        raise Refused(NO_BODY)
    day = day_of(body.time_zone, at)
    if again is not None:
        return _again(again, card, day)
    return _new_link(_put_down(sent, body, card, day), day)


def _again(found: models.Keyholder, card: Mapping[str, str], day: date) -> str:
    same = (found.mark, found.signin) == (card["mark"], card["signin"])
    if not same or found.letter.stage != LetterStage.DRAFT:
        raise Refused(WORDS_TAKEN)
    return _new_link(found.letter, day)


def _put_down(sent: Mapping[str, Any], body: models.Body, card: Mapping[str, str], day: date) -> models.Letter:
    row = models.Letter(body=body, drafted_date=day, code=chance.code("letter", body.slug))
    typed = parse_words(sent)
    row.save(force_insert=True)
    value = {"body": body.code, **_kept(row, typed)}
    core = shape.body_of(body)
    fact = decide(
        None, LetterMove.DRAFTED, value, by=Role.GROUP_KEYHOLDER, actor=card["mark"], at=day, body=core
    )  # fmt: skip
    letters.begin(row, fact)
    _put_keyholder(row, card)
    return row


def parse_words(sent: Mapping[str, Any]) -> dict[str, Any]:
    """The words of a letter as they were typed, read strictly. `numbers` is one text, one number a line."""
    if any(not isinstance(sent.get(name), str) for name in ("title", "group", "intro", "numbers")):
        raise Refused(MISSING)
    return {
        "title": parse_one_line(sent["title"]),
        "group": parse_one_line(sent["group"]),
        "intro": parse_paragraphs(sent["intro"], INTRO),
        "numbers": parse_numbers(sent["numbers"]),
        "threshold": parse_whole(sent.get("threshold")),
    }


def _kept(row: models.Letter, typed: Mapping[str, Any]) -> dict[str, Any]:
    """The same with each text in its place: the commitment under which it is kept."""
    intro = typed["intro"]
    return {
        "title": letters.put_text(row, typed["title"]),
        "group": letters.put_text(row, typed["group"]),
        "intro": letters.put_text(row, intro) if intro else None,
        "numbers": [letters.put_text(row, each) for each in typed["numbers"]],
        "threshold": typed["threshold"],
    }


def parse_card(found: Any) -> dict[str, str]:
    """{locator, signin, mark}: the public part of one person's words."""
    if not isinstance(found, Mapping) or set(found) != set(CARD):
        raise Refused(UNKNOWN)
    for name in CARD:
        parse_b64(found[name], 32)
    return {name: str(found[name]) for name in CARD}


def _put_keyholder(row: models.Letter, card: Mapping[str, str]) -> None:
    digest = locator_digest(card["locator"])
    taken = models.Keyholder.objects.filter(locator=digest) | models.Keyholder.objects.filter(mark=card["mark"])
    if taken.exists():
        raise Refused(WORDS_TAKEN)
    models.Keyholder(letter=row, locator=digest, signin=card["signin"], mark=card["mark"]).save(force_insert=True)


def _new_link(row: models.Letter, day: date) -> str:
    row.invitations.filter(until_date__lt=day).delete()
    if row.invitations.count() >= MOST_WAITING:
        raise Refused(TOO_MANY_LINKS)
    token = b64(chance.draw("letter-invitation", row.code, 20))
    until = day + timedelta(days=INVITATION_DAYS)
    models.LetterInvitation(digest=_digest(token), letter=row, until_date=until).save(force_insert=True)
    return token


def _digest(token: str) -> bytes:
    return hashlib.sha256(b"answerable.v1.letter-invitation\0" + token.strip().encode()).digest()


def look(token: str, *, at: datetime) -> Held:
    """The letter that a link leads to. Nothing is written."""
    held = letters.by_invitation(_digest(token), at.date() - timedelta(days=1))
    day = day_of(held.owed_by.time_zone, at) if held is not None else at.date()
    if held is None or letters.by_invitation(_digest(token), day) is None:
        raise Refused(SPENT)
    return held.on(day)


@write
def join_letter(token: str, card: Mapping[str, Any], *, by: Actor, at: datetime) -> tuple[Held, Actor]:
    """One more person, with keys of their own words. The link is spent."""
    del by
    held, read = look(token, at=at), parse_card(card)
    after = _decided(held, LetterMove.JOINED, {}, read["mark"], at)
    _put_keyholder(held.row, read)
    models.LetterInvitation.objects.filter(digest=_digest(token)).delete()
    return after, Actor(key=models.Keyholder.objects.select_related("letter__body").get(mark=read["mark"]))


def _day(body: Body, at: datetime) -> date:
    return day_of(body.time_zone, at)


def _decided(held: Held, move: LetterMove, value: Value, key: str, at: datetime) -> Held:
    """Decide, store, and put into the record what everybody may know by now."""
    day = _day(held.owed_by, at)
    fact: LetterFact = decide(
        held.letter, move, value, by=Role.GROUP_KEYHOLDER, actor=key, at=day, body=held.owed_by
    )  # fmt: skip
    after = letters.add_fact(held, fact)
    lettered.enter(after, fact, at.date())
    published.changed()
    return after.on(day)


@write
def sign_act(sent: Mapping[str, Any], *, by: Actor, at: datetime) -> Held:
    """One signature of {act, round, asked, value, signature}. Raises signature: no host and no body can make one."""
    held, key = read_own_letter(by)
    move = next((each for each in SIGNED if str(each) == sent.get("act")), None)
    if move is None:
        raise Refused(UNKNOWN)
    number, asked, value = parse_whole(sent.get("round")), parse_day(sent.get("asked")), parse_part(sent.get("value"))
    fields = act_fields(config.current().origin, held.row.code, str(move), number, asked, value)
    check_act(key, str(sent.get("signature")), fields)
    given = {name: sent[name] for name in ("round", "asked", "value", "signature")}
    return _decided(held, move, given, key, at)


@write
def stop_act(about: str, number: int, *, by: Actor, at: datetime) -> Held:
    """Take back what nobody has seen yet, or stop that a key is taken out."""
    held, key = read_own_letter(by)
    return _decided(held, LetterMove.STOP, {"about": about, "round": number}, key, at)


@write
def rewrite_letter(sent: Mapping[str, Any], *, by: Actor, at: datetime) -> Held:
    """Other words for a draft. The other person reads it again."""
    held, key = read_own_letter(by)
    old = [*held.letter.own_texts]
    value = _kept(held.row, parse_words(sent))
    after = _decided(held, LetterMove.REWRITTEN, value, key, at)
    letters.forget_texts(old)
    return after


@write
def drop_letter(*, by: Actor, at: datetime) -> None:
    """A draft goes, with all its words and keys."""
    held, key = read_own_letter(by)
    day = _day(held.owed_by, at)
    decide(held.letter, LetterMove.DROPPED, {}, by=Role.GROUP_KEYHOLDER, actor=key, at=day, body=held.owed_by)
    letters.drop(held.row)


@write
def invite_keyholder(*, by: Actor, at: datetime) -> str:
    """A link for one more person. Its token is shown once; only its digest is kept."""
    held, key = read_own_letter(by)
    if key not in held.letter.keys:
        raise Refused(UNKNOWN)
    return _new_link(held.row, _day(held.owed_by, at))


@write
def take_out(text: str, words: str, *, by: Actor, at: datetime) -> Held:
    """These words out of one of the letter's texts, or all of it where none are named. One action, at once."""
    held, key = read_own_letter(by)
    return take_out_of(held, text, words, Role.GROUP_KEYHOLDER, key, at)


def take_out_of(held: Held, text: str, words: str, role: Role, actor: str, at: datetime) -> Held:
    """Inside a write: the same for whoever may. The old words lose their key; what is left is a new text."""
    known = letters.read_texts(held.row).get(text)
    if known is None:
        raise Refused(UNKNOWN)
    left = cut(known["text"], words)
    now = letters.put_text(held.row, left) if left is not None else None
    day = _day(held.owed_by, at)
    value: Value = {"text": text, "now": now}
    fact = decide(held.letter, LetterMove.TAKEN_OUT, value, by=role, actor=actor, at=day, body=held.owed_by)
    after = letters.add_fact(held, fact)
    letters.forget_texts([text])
    lettered.enter(after, fact, at.date())
    published.changed()
    return after.on(day)


@write
def forget_drafts(*, at: datetime) -> int:
    """Drafts that nobody put up within 30 days."""
    old = models.Letter.objects.filter(stage=LetterStage.DRAFT, drafted_date__lt=at.date() - timedelta(days=30))
    rows: Sequence[models.Letter] = list(old)
    for row in rows:
        letters.drop(row)
    return len(rows)


@write
def finish_taking_out() -> int:
    """At start, after a crash: words that were taken out lose their key now."""
    taken = models.LetterFact.objects.filter(move=LetterMove.TAKEN_OUT).values_list("value", flat=True)
    gone = [each["text"] for each in taken if letters.still_opens(each["text"])]
    letters.forget_texts(gone)
    return len(gone)
