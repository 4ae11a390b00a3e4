# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one place in which the pages of letters meet storage and actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from answerable import clock
from answerable.actions import letter_answers
from answerable.actions import letters as acts
from answerable.core.body import Body, BodyStage
from answerable.core.errors import Denied
from answerable.core.handler import Handler
from answerable.core.move import Role
from answerable.core.permission import Permission
from answerable.storage import access, letters, linked, queries
from answerable.storage.access import PUBLIC, Actor
from answerable.storage.letters import Held
from answerable.storage.linked import LinkedSentence

Texts = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Opened:
    """A letter as a page needs it: its state on a day, its words, what statements say of it."""

    held: Held
    texts: Texts
    today: date
    linked: Mapping[int, Sequence[LinkedSentence]]


def _opened(held: Held, *, is_linked: bool = False) -> Opened:
    """With `is_linked`, held against the body's statements too, which lists do not need."""
    today = clock.today(held.owed_by.time_zone)
    held, texts = held.on(today), letters.read_texts(held.row)
    return Opened(held, texts, today, linked.sentences_for(held, texts) if is_linked else {})


def read(slug: str) -> Opened:
    """A letter that is or was public. Denied where there is none."""
    return _opened(access.read_letter(slug), is_linked=True)


def public() -> list[Opened]:
    return [_opened(each) for each in letters.public_letters()]


def to_body(body: str) -> list[Opened]:
    """The public letters that this body owes answers."""
    return [_opened(each) for each in letters.letters_to([body])]


def bodies() -> list[Body]:
    """Who can be sent a letter: everybody on this server that has not ended, joined or not."""
    living = (each for each in queries.tree().values() if each.stage is not BodyStage.DISSOLVED)
    return sorted(living, key=lambda each: each.name)


def challenge(locator: str) -> dict[str, Any]:
    return acts.challenge(locator, at=clock.now())


def prove(sent: Mapping[str, Any]) -> Actor:
    return acts.prove(sent, at=clock.now())


def own(actor: Actor) -> Opened:
    """The letter of whoever holds a key of it."""
    return _opened(access.read_own_letter(actor)[0], is_linked=True)


def draft(sent: Mapping[str, Any]) -> str:
    return acts.draft_letter(sent, by=PUBLIC, at=clock.now())


def look(token: str) -> Opened:
    return _opened(acts.look(token, at=clock.now()))


def join(token: str, card: Mapping[str, Any]) -> Actor:
    return acts.join_letter(token, card, by=PUBLIC, at=clock.now())[1]


def sign(actor: Actor, sent: Mapping[str, Any]) -> None:
    acts.sign_act(sent, by=actor, at=clock.now())


def stop(actor: Actor, about: str, number: int) -> None:
    acts.stop_act(about, number, by=actor, at=clock.now())


def rewrite(actor: Actor, sent: Mapping[str, Any]) -> None:
    acts.rewrite_letter(sent, by=actor, at=clock.now())


def drop(actor: Actor) -> None:
    acts.drop_letter(by=actor, at=clock.now())


def invite(actor: Actor) -> str:
    return acts.invite_keyholder(by=actor, at=clock.now())


def take_out(actor: Actor, text: str, words: str) -> None:
    acts.take_out(text, words, by=actor, at=clock.now())


def owed_by(actor: Actor) -> list[tuple[Opened, int]]:
    """The letters that the actor's bodies owe answers, each with how many answers wait there for a second look."""
    bodies = {each.body for each in actor.handlers(clock.now()) if each.role in (Role.HANDLER, Role.BODY_STEWARD)}
    return [(_opened(each), each.row.sayings.count()) for each in letters.letters_to(bodies)]


def at_desk(actor: Actor, slug: str) -> tuple[Opened, list[Handler]]:
    """A letter that the actor's body owes answers, and the actor's seats there. Denied for all others."""
    held, _ = access.read_letter_as_body(actor, slug, clock.now(), Permission.LETTER_CHECK)
    seats = [each for each in actor.handlers(clock.now()) if each.body == held.owed_by.code]
    if held.row.public_date is None:
        raise Denied
    return _opened(held, is_linked=True), seats


def waiting(actor: Actor, slug: str) -> list[dict[str, Any]]:
    return letter_answers.waiting(slug, by=actor, at=clock.now())


def say(actor: Actor, slug: str, number: int, move: str, said: tuple[Mapping[str, Any], str]) -> None:
    letter_answers.say(slug, number, move, said[0], said[1], by=actor, at=clock.now())


def move_promise(actor: Actor, slug: str, promise: str, to: str) -> None:
    letter_answers.move_promise(slug, promise, to, by=actor, at=clock.now())


def say_done(actor: Actor, slug: str, number: int, promise: str | None) -> None:
    letter_answers.say_done(slug, number, promise, by=actor, at=clock.now())


def show(actor: Actor, slug: str, code: str) -> None:
    letter_answers.show_saying(slug, code, by=actor, at=clock.now())


def send_back(actor: Actor, slug: str, code: str) -> None:
    letter_answers.send_back(slug, code, by=actor, at=clock.now())


def take_out_of_answer(actor: Actor, slug: str, text: str, words: str) -> None:
    letter_answers.take_out_of_answer(slug, text, words, by=actor, at=clock.now())


def link(actor: Actor, slug: str, number: int, place: tuple[str, int, int]) -> None:
    letter_answers.link_sentence(slug, number, place, by=actor, at=clock.now())
