# SPDX-License-Identifier: AGPL-3.0-or-later
"""An invented movement, made through the same actions and the same sealing as everything else.

People have invented first names and roles. The demo serves it, and it is the cast of the tests. Every action takes its
instant, so a movement can have a past without moving the clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import pyotp

from answerable import chance, config
from answerable.actions import answering, asking, bodies, installing, joining, lodging, practising, supporting, visits
from answerable.core.ask import Route
from answerable.core.handler import active_second_line
from answerable.core.move import Role
from answerable.core.permission import Permission
from answerable.core.readers import may_be_chosen
from answerable.sealing import asker, reader, words
from answerable.sealing.challenge import sign_challenge
from answerable.sealing.identity import Identity
from answerable.storage import access, shape
from answerable.storage.access import MACHINE, PUBLIC, Actor

ZONE: Final = "UTC"
TERMS: Final[Mapping[str, Any]] = {
    "silence": "pooled",
    "kind_to_second_line": False,
    "standby": False,
    "contact": "may_write",
    "pace": "usual",
    "public_mark": False,
}
# slug → (name, parent, about how many belong to it)
BODIES: Final = {
    "harbour-table": ("Harbour Table", None, None),
    "river-network": ("River Network", None, 900),
    "river-north-bank": ("River Network North Bank", "river-network", 120),
    "river-delta": ("River Network Delta", "river-network", 60),
    "river-hillside": ("River Network Hillside", "river-network", 14),
    "orchard-kitchen": ("Orchard Kitchen", None, 40),
}
JOINED: Final = ("river-network", "river-north-bank", "river-delta", "river-hillside")
# name → (role, body, title, whether the name is shown)
PEOPLE: Final = {
    "Ondra": (Role.OPERATOR, None, "Operator", False),
    "Sefa": (Role.SECOND_LINE, "harbour-table", "backup lead", True),
    "Liss": (Role.SECOND_LINE, "harbour-table", "backup", False),
    "Ruta": (Role.OUTREACH_WORKER, "harbour-table", "outreach worker", False),
    "Imre": (Role.FACILITATOR, "harbour-table", "facilitator", True),
    "Selma": (Role.ATTESTER, "harbour-table", "bookkeeper", True),
    "Maren": (Role.HANDLER, "river-north-bank", "care lead", True),
    "Tiko": (Role.HANDLER, "river-north-bank", "board secretary", False),
    "Yuna": (Role.BODY_STEWARD, "river-north-bank", "steward", False),
    "Bram": (Role.HANDLER, "river-delta", "care lead", True),
    "Pell": (Role.HANDLER, "river-delta", "treasurer", False),
    "Odile": (Role.HANDLER, "river-hillside", "care lead", False),
    "Nuri": (Role.HANDLER, "river-hillside", "chair", True),
    "Kato": (Role.HANDLER, "river-network", "care lead", True),
    "Wiebe": (Role.HANDLER, "river-network", "general secretary", False),
}


def random(label: str) -> Any:
    """A source of random bytes for one invented person."""
    return lambda size: chance.draw("movement", label, size)


def read_directory(slug: str, at: datetime) -> dict[str, Any]:
    """Who would read for a body, with their keys: the part of the page's directory that sealing needs."""
    row = access.read_body(PUBLIC, slug, at.date(), Permission.DIRECTORY)
    body, seats = shape.body_of(row), shape.seats_for(row)
    people = shape.handlers_of(seats)
    can_read, backups = may_be_chosen(body, people, at.date(), Route.BODY), active_second_line(body, people, at.date())
    return {
        "body": {"code": body.code},
        "today": at.date().isoformat(),
        "enrolment_key": row.enrolment_key,
        "readers": [_entry(seat) for seat in seats if seat.code in can_read],
        "backups": [_entry(seat) for seat in seats if seat.code in backups],
    }


def _entry(seat: Any) -> dict[str, Any]:
    return {
        "code": seat.code, "title": seat.title, "sealing": seat.sealing, "signing": seat.signing,
        "certificate": seat.certificate, "body": seat.body.code, "enrolment_key": seat.body.enrolment_key,
    }  # fmt: skip


@dataclass
class Member:
    """Somebody with an account."""

    name: str
    seat: str
    secret: str
    passphrases: dict[str, str]
    identity: Identity
    origin: str

    def enter(self, at: datetime, way: str = "carried") -> Actor:
        """Sign in as the browser does."""
        keys = reader.unlock_keys(self.passphrases[way], self.origin)
        given = visits.challenge("desk", keys.locator_text, at=at)
        signature = sign_challenge(keys.signin, self.origin, "desk", given["nonce"], given["expires"])
        sent = {"locator": keys.locator_text, "signature": signature, "code": pyotp.TOTP(self.secret).at(at), **given}
        token, _, _ = visits.enter_account(sent, by=PUBLIC, at=at)
        return visits.read_actor([token], at=at)


@dataclass
class Asker:
    """Somebody who asks, with code words."""

    words: str
    origin: str
    code: str = ""
    private: dict[str, Any] = field(default_factory=dict)

    def enter(self, at: datetime) -> Actor:
        keys = asker.asker_keys(self.words, self.origin, 1)
        given = visits.challenge("mine", keys.locator_text, at=at)
        signature = sign_challenge(keys.signin, self.origin, "mine", given["nonce"], given["expires"])
        sent = {"locator": keys.locator_text, "signature": signature, **given}
        token, _ = visits.enter_with_words(sent, by=PUBLIC, at=at)
        return visits.read_actor([token], at=at)

    def move(self, at: datetime, move: str, value: Mapping[str, Any], **parts: Any) -> None:
        """One signed move."""
        actor = self.enter(at)
        row = next(one for one in actor.asks if one.code == self.code)
        following: dict[str, Any] = {"number": row.number + 1, "prev": row.last}
        sent = asker.build_move(self.private, move, value, day=at.date().isoformat(), **following)
        asking.move_ask({**sent, **parts}, by=actor, at=at)


@dataclass
class Movement:
    """The whole: bodies, members, askers. `now` is the instant at which everything stands."""

    now: datetime
    members: dict[str, Member] = field(default_factory=dict)
    askers: dict[str, Asker] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    _actors: dict[str, Actor] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        return config.current().origin

    def before(self, days: int) -> datetime:
        return self.now - timedelta(days=days)

    def found(self, days: int = 130) -> Movement:
        """Bodies, pledges, people and help, `days` ago."""
        at = self.before(days)
        for slug, (name, parent, members) in BODIES.items():
            backup = None if slug == "harbour-table" else self.codes["harbour-table"]
            row = bodies.create_body(
                name=name, slug=slug, parent=self.codes.get(parent or ""), second_line=backup, time_zone=ZONE,
                members=members, by=MACHINE, at=at,
            )  # fmt: skip
            self.codes[slug] = row.code
        installing.describe_host(
            runs="the Harbour Table", pays="the members of nine groups", relation="outside",
            law=["not_a_lawyer", "children"], by=MACHINE, at=at,
        )  # fmt: skip
        for name in PEOPLE:
            self.join(name, at)
            if PEOPLE[name][0] is Role.HANDLER:
                self.rehearse(name, at)
        self._pledge(at)
        return self

    def _pledge(self, at: datetime) -> None:
        north = self.codes["river-north-bank"]
        bodies.pledge_clocks(north, {"answer": 21}, by=MACHINE, at=at)
        bodies.pledge_law(
            north, {"police": "only_if_you_say", "immigration": "only_if_law", "own_services": "only_if_you_say"},
            by=MACHINE, at=at,
        )  # fmt: skip
        bodies.send_letter(self.codes["orchard-kitchen"], self.before(40).date(), by=MACHINE, at=self.before(40))
        supporting.list_support(
            name="Lantern Line", does="People who listen, day and night. They ask for no name.",
            reach="Telephone 555 0134", hours="always", by=MACHINE, at=self.before(10),
        )  # fmt: skip
        supporting.list_support(
            name="Quay Law Room", does="A lawyer who explains what you can do. Free.",
            reach="Open door at Quay 4", hours="Tuesday, 4 to 7", by=MACHINE, at=self.before(20),
        )  # fmt: skip

    def join(self, name: str, at: datetime) -> Member:
        """Invite somebody of PEOPLE and accept for them, with keys as their browser makes them."""
        role, slug, title, is_shown = PEOPLE[name]
        body = self.codes[slug] if slug else None
        invitation = joining.invite(role=role, body=body, title=title, by=MACHINE, at=at)
        enrolment, private = reader.build_enrolment(self.origin, invitation["token"], random=random(name))
        secret = pyotp.random_base32()
        sent = {
            "token": invitation["token"], "enrolment": enrolment, "shown_name": name if is_shown else "",
            "secret": secret, "code": pyotp.TOTP(secret).at(at), "address": f"{name.lower()}@movement.example",
        }  # fmt: skip
        said = joining.accept_invitation(sent, by=MACHINE, at=at)
        member = Member(name, said["seat"], secret, private["passphrases"], private["identity"], self.origin)
        self.members[name] = member
        return member

    def rehearse(self, name: str, at: datetime) -> None:
        """Go through a practice ask, as everybody does who reads: a door opens with two who have."""
        one = self.members[name]
        actor = one.enter(at)
        begun = practising.begin_practice(one.seat, by=actor, at=at)
        payload = {
            "ask": begun.key.thread, "mark_key": begun.mark_key, "keys": [{"epoch": 1, "file": begun.copy}],
            "messages": begun.messages,
        }  # fmt: skip
        opened = reader.open_ask(one.identity, self.origin, one.seat, payload)
        sealed = reader.build_message(
            one.identity, opened, {"text": "I have read what you ask.", "with": "acknowledged"},
            random=random(name + "/practice"), **opened["next_message"],
        )  # fmt: skip
        practising.practise(one.seat, "acknowledged", {"role": None}, sealed["file"], by=actor, at=at)
        no = {"value": "no", "reasons": ["law"], "power": "board"}
        practising.practise(one.seat, "answer", no, None, by=actor, at=at)
        visits.end(by=actor, at=at)

    def lodge(self, name: str, slug: str, days: int, *, kind: str, text: str = "", **choices: Any) -> Asker:
        """An ask that was sent `days` ago. `without` names members who were left out."""
        at = self.before(days)
        one = Asker(words.make(random(name)(words.SECRET_BYTES)), self.origin)
        directory = read_directory(slug, at)
        out = {self.members[each].seat for each in choices.pop("without", ())}
        past = choices.get("route") == "past_body"
        backups = [each["code"] for each in directory["backups"] if each["code"] not in out]
        readers = backups if past else [each["code"] for each in directory["readers"] if each["code"] not in out]
        terms = {**TERMS, **choices.pop("terms", {})}
        chosen = {
            "kind": kind, "text": text, "helped": False, "route": "body", "hold_until": None, "readers": readers,
            "backups": backups, "terms": terms,
        } | choices  # fmt: skip
        built, one.private = asker.build_lodging(
            one.words, self.origin, directory, chosen, random=random(name + "/ask")
        )
        one.code = lodging.lodge_ask(built, by=PUBLIC, at=at)["code"]
        self.askers[name] = one
        return one

    def act(self, member: str, ask: str, days: int, move: str, /, **value: Any) -> None:
        """One move of a reader on somebody's ask, `days` ago."""
        at = self.before(days)
        actor = self.actor_of(member)
        code = self.askers[ask].code
        answering.hand_out(code, by=actor, at=at)
        answering.move_as_reader(code, move, value, by=actor, at=at)

    def actor_of(self, who: str) -> Actor:
        """A member signed in an hour ago. One visit serves all their acts: a one-time code works only forwards."""
        if who not in self._actors:
            self._actors[who] = self.members[who].enter(self.now - timedelta(hours=1))
        return self._actors[who]

    def mark(self, ask: str, days: int, move: str, /, **value: Any) -> None:
        """One move of an asker, `days` ago."""
        self.askers[ask].move(self.before(days), move, value)
