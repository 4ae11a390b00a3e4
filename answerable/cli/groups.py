# SPDX-License-Identifier: AGPL-3.0-or-later
"""Groups of the invented movement with a letter, made through the same actions and the same keys as everything else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from answerable import chance, config
from answerable.actions import letter_answers, letters
from answerable.cli.movement import Movement
from answerable.core.letter_checks import put_up_value
from answerable.core.letter_evolve import about
from answerable.core.letter_state import LetterMove, act_of, last_round
from answerable.sealing import words
from answerable.sealing.challenge import sign_challenge
from answerable.sealing.letter import LetterKeys, act_fields, derive_letter, sign_act
from answerable.storage.access import PUBLIC, Actor, read_own_letter
from answerable.storage.letters import Held

TITLE: Final = "To the board of the River Network"
SIGNED: Final = "The Lantern Group"
ASKS: Final = (
    "Say who on the board knew, and when.",
    "Let an outside person whom we choose look into it, and publish what they find.",
    "Keep the van stop at the bridge open while you do this.",
    "Two paid seats on the board for people who work outside.",
    "Stop using our photographs.",
    "Publish the minutes of the spring meeting.",
    "Pay for a year of care that each of us chooses.",
    "Put a way to report outside the organisation on your first page.",
    "Train everybody who hires, by people whom we name.",
    "Tell the other chapters what you answered here.",
)
KITCHEN_ASKS: Final = (
    "Pay the cooks for the hours of last winter.",
    "Say who decides about the rota, and how to reach them.",
    "Put the accounts of the fund on your page.",
)
YES: Final = {"value": "yes", "power": "board", "reasons": []}
PROMISE: Final = {
    "who": "treasurer", "what": "as_asked", "how_seen": "public_page", "with_what": None, "if_not": None, "re": None,
    "completes": None,
}  # fmt: skip


@dataclass
class Holder:
    """One person with eight words of their own."""

    name: str
    words: str
    keys: LetterKeys

    def prove(self, at: datetime) -> Actor:
        """As the browser does with each request."""
        card = self.keys.card
        given = letters.challenge(card["locator"], at=at)
        origin = config.current().origin
        signature = sign_challenge(self.keys.signin, origin, "letter", given["nonce"], given["expires"])
        return letters.prove({"locator": card["locator"], "signature": signature, **given}, at=at)


def make_holder(name: str) -> Holder:
    made = words.make(chance.draw("movement", f"{name}/letter", words.SECRET_BYTES))
    return Holder(name, made, derive_letter(words.stretch(made, config.current().origin), config.current().origin))


@dataclass
class Group:
    """Some people and their letter."""

    holders: dict[str, Holder] = field(default_factory=dict)
    slug: str = ""

    def put_up(
        self, slug: str, asks: Sequence[str], at: datetime, *, title: str = TITLE, signs: str = SIGNED,
        intro: str = "", threshold: int = 2, names: tuple[str, str] = ("Ilse", "Joram"),
    ) -> Group:  # fmt: skip
        """The whole way: written, read by the second person, signed by both."""
        first, second = self.holder(names[0]), self.holder(names[1])
        sent = {
            "body": slug, "title": title, "group": signs, "intro": intro, "numbers": "\n".join(asks),
            "threshold": threshold, "key": first.keys.card,
        }  # fmt: skip
        token = letters.draft_letter(sent, by=PUBLIC, at=at)
        letters.join_letter(token, second.keys.card, by=PUBLIC, at=at)
        for each in (second, first):
            value = put_up_value(self.held(each, at).letter)
            held = self.sign(each.name, "put_up", value, at)
        self.slug = held.row.slug or ""
        return self

    def holder(self, name: str) -> Holder:
        if name not in self.holders:
            self.holders[name] = make_holder(name)
        return self.holders[name]

    def held(self, holder: Holder, at: datetime) -> Held:
        """The letter as this person sees it today."""
        return read_own_letter(holder.prove(at))[0].on(at.date())

    def sign(self, name: str, act: str, value: Mapping[str, Any], at: datetime) -> Held:
        """One signature: the next one of an open act, else the first of a new one."""
        holder = self.holders[name]
        held = self.held(holder, at)
        what = about(LetterMove(act), value)
        number = last_round(held.letter, what)
        begun = act_of(held.letter, what, number)
        if begun is None or not begun.is_open:
            number, asked = number + 1, at.date().isoformat()
        else:
            asked = begun.asked.isoformat()
        fields = act_fields(config.current().origin, held.row.code, act, number, asked, value)
        sent = {"act": act, "round": number, "asked": asked, "value": value}
        return letters.sign_act(
            {**sent, "signature": sign_act(holder.keys.mark, fields)}, by=holder.prove(at), at=at
        )  # fmt: skip

    def mark(self, number: int, value: str, at: datetime, *names: str) -> None:
        for name in names:
            self.sign(name, "mark", {"number": number, "value": value}, at)

    def admit(self, name: str, at: datetime, *by: str, threshold: int) -> None:
        """A link, new words, and the signatures that let somebody in."""
        token = letters.invite_keyholder(by=self.holders[by[0]].prove(at), at=at)
        letters.join_letter(token, self.holder(name).keys.card, by=PUBLIC, at=at)
        held = self.held(self.holders[by[0]], at)
        value = {"keys": [*held.letter.keys, self.holder(name).keys.card["mark"]], "threshold": threshold}
        for each in by:
            self.sign(each, "keys", value, at)

    def remove(self, name: str, at: datetime, *by: str) -> None:
        """Somebody leaves; the others sign."""
        held = self.held(self.holders[by[0]], at)
        left = [each for each in held.letter.keys if each != self.holders[name].keys.card["mark"]]
        value = {"keys": left, "threshold": max(1, min(held.letter.threshold, len(left)))}
        for each in by:
            self.sign(each, "keys", value, at)


def say(
    movement: Movement, slug: str, number: int, move: str, given: Mapping[str, Any], days: int, *, text: str = "",
    by: tuple[str, str] = ("Wiebe", "Kato"),
) -> str:  # fmt: skip
    """Somebody of the body writes, somebody else looks for names, `days` ago. Returns the code."""
    at = movement.before(days)
    code = letter_answers.say(slug, number, move, given, text, by=movement.actor_of(by[0]), at=at)
    letter_answers.show_saying(slug, code, by=movement.actor_of(by[1]), at=at)
    return code


def tell(movement: Movement) -> dict[str, Group]:
    """Two letters of the demo, in the order of their days: ten numbers, three answered; one to a body not joined."""
    lantern = Group().put_up("river-network", ASKS, movement.before(41))
    slug = lantern.slug
    kitchen = Group().put_up(
        "orchard-kitchen", KITCHEN_ASKS, movement.before(35), title="To Orchard Kitchen",
        signs="Cooks of last winter", names=("Mirte", "Sol"), threshold=1,
    )  # fmt: skip
    say(movement, slug, 3, "answer", {**YES, "power": "director"}, 34)
    done = movement.before(20).date().isoformat()
    code = say(movement, slug, 3, "promise", {**PROMISE, "who": "director", "by": done}, 34)
    say(movement, slug, 2, "answer", YES, 30, text="We will sign the contract with the person whom you name.")
    by = movement.before(-19).date().isoformat()
    say(movement, slug, 2, "promise", {**PROMISE, "by": by}, 30)
    part = {"value": "in_part", "power": "board", "reasons": []}
    say(movement, slug, 4, "answer", part, 28, text="One seat, from June. We will talk about a second one.")
    say(movement, slug, 4, "promise", {**PROMISE, "who": None, "by": None, "how_seen": None}, 28)
    letter_answers.say_done(slug, 3, code, by=movement.actor_of("Kato"), at=movement.before(18))
    lantern.mark(3, "met", movement.before(12), "Ilse", "Joram")
    return {"lantern": lantern, "kitchen": kitchen}


def ways(groups: Mapping[str, Group]) -> list[dict[str, str]]:
    """The words of all who hold a letter, for the demo's page of ways in."""
    return [
        {"letter": group.slug, "name": one.name, "words": one.words}
        for group in groups.values()
        for one in group.holders.values()
    ]


__all__ = ["ASKS", "KITCHEN_ASKS", "Group", "Holder", "make_holder", "say", "tell", "ways"]
