# SPDX-License-Identifier: AGPL-3.0-or-later
"""An invented movement, and a story: one ask lived through move by move, with its facts kept."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import strategies as st

from answerable.core import answer, attester, boundary, conflict, consent, promise
from answerable.core.ask import Ask, decide, evolve
from answerable.core.body import Body, BodyStage
from answerable.core.errors import Refused
from answerable.core.handler import Handler
from answerable.core.look_back import LookBack
from answerable.core.mark import Audience, MarkValue
from answerable.core.move import ASKERS, Fact, Move, Role
from answerable.core.terms import Level

FIRST = date(2031, 3, 4)


@contextmanager
def speaking() -> Iterator[None]:
    """Whatever is refused inside is refused with a sentence for a person."""
    try:
        yield
    except Refused as refused:
        assert refused.sentence.endswith(".")
        raise


@contextmanager
def refusal(sentence: str) -> Iterator[None]:
    """What is done inside is refused, with this sentence."""
    with pytest.raises(Refused) as refused:
        yield
    assert refused.value.sentence == sentence


def joined(code: str, name: str, parent: str | None, second_line: str | None = "lantern") -> Body:
    return Body(
        code=code,
        slug=code,
        name=name,
        parent=parent,
        second_line=second_line,
        stage=BodyStage.PLEDGED,
        members=40,
        joined_date=date(2030, 1, 1),
        door_open=True,
    )


TREE: dict[str, Body] = {
    "rivers": joined("rivers", "Rivers Together", None),
    "harbour": joined("harbour", "Harbour chapter", "rivers"),
    "mill": joined("mill", "Mill Lane chapter", "rivers"),
    "north": joined("north", "North Bank chapter", "rivers"),
    "lantern": joined("lantern", "Lantern Circle", None, None),
    "hill": Body("hill", "hill", "Hill House", parent="rivers", second_line="lantern"),
}


def seat(code: str, body: str, role: Role = Role.HANDLER, title: str = "care lead") -> Handler:
    return Handler(code, body, role, title, None, date(2030, 1, 1), None, rehearsed_date=date(2030, 1, 2))


SEATS: tuple[Handler, ...] = (
    seat("ines", "harbour"),
    seat("tomas", "harbour", title="board secretary"),
    seat("noor", "mill"),
    seat("petra", "mill"),
    seat("elif", "rivers", title="chair"),
    seat("sami", "rivers"),
    seat("amara", "lantern", Role.SECOND_LINE, "listener"),
    seat("joon", "lantern", Role.SECOND_LINE, "listener"),
    seat("ilse", "guild", Role.ATTESTER, "bookkeeper"),
    seat("ruben", "guild", Role.ATTESTER, "bookkeeper"),
    seat("wim", "guild", Role.ATTESTER, "bookkeeper"),
    seat("marta", "harbour", Role.ATTESTER, "bookkeeper"),
)


def lodging(body: str = "harbour", **more: Any) -> dict[str, Any]:
    """What an asker sends who ticks everybody there; with nothing else than this an ask is whole."""
    readers = [each.code for each in SEATS if each.body == body and each.role is Role.HANDLER]
    return {
        "code": "ask1",
        "body": body,
        "kind": "acknowledge",
        "readers": readers,
        "backups": ["amara", "joon"],
        "route": "body",
        **more,
    }


PAST = {"route": "past_body", "readers": ["amara"], "terms": {"silence": "second_line"}}
PLAN = {"code": "p1", "re": "a1", "who": "chair", "what": "as_asked", "by": "2031-06-01", "how_seen": "letter"}
YES = {"value": "yes", "reasons": [], "power": "board", "code": "a1"}
NO = {"value": "no", "reasons": ["law"], "power": "board", "code": "a1"}


@dataclass
class Story:
    """One ask, a moving day, and everybody who acts on it. Every fact is replayed beside the live state."""

    day: date = FIRST
    tree: dict[str, Body] = field(default_factory=lambda: dict(TREE))
    seats: tuple[Handler, ...] = SEATS
    ask: Ask | None = None
    facts: list[Fact] = field(default_factory=list)
    lodged_with: str = "harbour"

    @property
    def now(self) -> Ask:
        assert self.ask is not None
        return self.ask

    @property
    def body(self) -> Body:
        return self.tree[self.ask.body if self.ask else self.lodged_with]

    def do(
        self, move: Move | str, value: Mapping[str, Any] | None = None, by: Role = Role.ASKER, actor: str = ""
    ) -> Fact:
        fact = self.decide(move, value or {}, by, actor)
        self.ask = evolve(self.ask, fact)
        self.facts.append(fact)
        return fact

    def decide(self, move: Move | str, value: Mapping[str, Any], by: Role, actor: str = "") -> Fact:
        with speaking():
            return decide(
                self.ask, Move(move), value, by=by, actor=actor, at=self.day, body=self.body, handlers=self.seats
            )

    def read(self, move: Move | str, value: Mapping[str, Any] | None = None, actor: str = "ines") -> Fact:
        """An act of a reader."""
        role = next(each.role for each in self.seats if each.code == actor)
        return self.do(move, value, role, actor)

    def may(
        self, move: Move | str, value: Mapping[str, Any] | None = None, by: Role = Role.ASKER, actor: str = ""
    ) -> bool:
        try:
            self.decide(move, value or {}, by, actor)
        except Refused:
            return False
        return True

    def wait(self, days: int) -> "Story":
        self.day += timedelta(days=days)
        return self

    def lodge(self, body: str = "harbour", **more: Any) -> "Story":
        self.lodged_with = body
        self.do("lodged", lodging(body, **more))
        return self

    def answered(self, **more: Any) -> "Story":
        """Lodged, read, answered yes and promised, all on one day."""
        self.lodge(**more)
        actor = "ines" if self.now.route == "body" else "amara"
        self.read("acknowledged", {"role": "care lead"}, actor)
        self.read("answer", YES, actor)
        self.read("promise", PLAN, actor)
        return self

    def dissolve(self, code: str) -> None:
        self.tree[code] = replace(self.tree[code], stage=BodyStage.DISSOLVED)

    def mark(self, value: str, audience: str = "asker", code: str | None = None) -> None:
        self.do("mark", {"value": value, "audience": audience, "promise": code})


@dataclass(frozen=True)
class Try:
    """Something that somebody tries: often refused."""

    move: Move
    value: Mapping[str, Any]
    by: Role
    actor: str
    days: int


codes = st.sampled_from(["p1", "p2", "p3"])
futures = st.integers(0, 200).map(lambda days: (FIRST + timedelta(days=days)).isoformat())
maybe = st.none()
terms_values = st.fixed_dictionaries(
    {},
    optional={
        "silence": st.sampled_from([str(each) for each in Level]),
        "kind_to_second_line": st.booleans(),
        "standby": st.booleans(),
        "contact": st.sampled_from(["answers_only", "may_write"]),
        "pace": st.sampled_from(["usual", "slow"]),
        "public_mark": st.booleans(),
        "keep_words": st.booleans(),
        "pushed": maybe | st.just(FIRST.isoformat()),
        "look_back": maybe | st.sampled_from([str(each) for each in LookBack]),
    },
)
promise_values = st.fixed_dictionaries(
    {"code": codes},
    optional={
        "re": maybe | st.just("a1"),
        "completes": maybe | codes,
        "who": maybe | st.just("chair"),
        "what": maybe | st.sampled_from(list(promise.WHATS)),
        "by": maybe | futures,
        "how_seen": maybe | st.sampled_from(list(promise.HOW_SEEN)),
        "with_what": maybe | st.sampled_from(list(promise.WITH_WHAT)),
        "if_not": maybe | st.sampled_from(list(promise.IF_NOT)),
    },
)
answer_values = st.fixed_dictionaries(
    {
        "value": st.sampled_from([str(each) for each in answer.AnswerValue]),
        "reasons": st.lists(st.sampled_from(list(answer.REASONS)), unique=True, max_size=2),
        "power": st.just("board"),
        "code": st.sampled_from(["a1", "a2", "a3", "a4"]),
    }
)
consents = st.sampled_from(["c1", "c2", "c3"])
on_consent = st.fixed_dictionaries({"consent": consents})
consents_asked = st.sampled_from(
    [(str(purpose), thing) for purpose, things in consent.THINGS.items() for thing in things]
).flatmap(
    lambda about: st.fixed_dictionaries(
        {"code": consents, "party": st.just("reader"), "purpose": st.just(about[0]), "thing": st.just(about[1])},
        optional={"until": futures},
    )
)
bounds = st.sampled_from(["kind0", "b1", "b2"])
on_boundary = st.fixed_dictionaries({"boundary": bounds})
people = st.sampled_from([each.code for each in SEATS])
attesters = st.sampled_from([each.code for each in SEATS if each.role is Role.ATTESTER])
on_attester = st.fixed_dictionaries({"attester": attesters})
paid = st.sampled_from(["nobody", "body"])
on_promise = st.fixed_dictionaries({"promise": codes})
VALUES: dict[Move, st.SearchStrategy[Any]] = {
    Move.ANSWER: answer_values,
    Move.PROMISE: promise_values,
    Move.ACCEPTED: on_promise,
    Move.DECLINED: on_promise,
    Move.RELEASED: on_promise,
    Move.MOVED: st.fixed_dictionaries({"promise": codes, "to": futures}),
    Move.CLAIM: st.fixed_dictionaries({"promise": maybe | codes}),
    Move.REKEYED: st.fixed_dictionaries({"epoch": st.integers(1, 4), "words": st.booleans()}),
    Move.MARK: st.fixed_dictionaries(
        {
            "value": st.sampled_from([str(each) for each in MarkValue]),
            "audience": st.sampled_from([str(each) for each in Audience]),
            "promise": maybe | codes,
        }
    ),
    Move.CHANGE: st.fixed_dictionaries(
        {
            "terms": maybe | terms_values,
            "kind": maybe | st.sampled_from(["protect", "pay_care", "own_words"]),
            "widens": st.just(["silence", "kind_to_second_line", "standby", "contact", "public_mark"]),
        }
    ),
    Move.PAUSE: st.fixed_dictionaries({"keep_safety": st.booleans()}),
    Move.ADMITTED: st.fixed_dictionaries({"handler": people, "epoch": st.integers(1, 3)}),
    Move.REMOVED: st.fixed_dictionaries({"handler": people, "epoch": st.integers(1, 3)}),
    Move.ACKNOWLEDGED: st.just({"role": "care lead"}),
    Move.CONSENT_ASKED: consents_asked,
    Move.CONSENT_GIVEN: st.fixed_dictionaries({"consent": consents}, optional={"until": futures}),
    Move.CONSENT_REFUSED: on_consent,
    Move.CONSENT_BACK: on_consent,
    Move.CONSENT_USED: on_consent,
    Move.BOUNDARY: st.fixed_dictionaries({"code": bounds, "what": st.sampled_from(list(boundary.WHATS))}),
    Move.BOUNDARY_YES: on_boundary,
    Move.BOUNDARY_NO: on_boundary,
    Move.BOUNDARY_LIFTED: on_boundary,
    Move.BREACH: on_boundary,
    Move.BREACH_ANSWER: st.fixed_dictionaries(
        {"boundary": bounds, "answer": st.sampled_from(list(boundary.BREACH_ANSWERS))}
    ),
    Move.CONFLICT: st.fixed_dictionaries(
        {
            "tie": st.sampled_from([str(each) for each in conflict.Tie]),
            "weight": st.sampled_from(["soft", "soft", "soft", "hard"]),
        }
    ),
    Move.SAME_ROAD: st.just({"last_role": "equal", "done": "nothing"}),
    Move.ATTESTER_OFFERED: on_attester,
    Move.ATTESTER_TOLD: st.fixed_dictionaries({"ties": st.sampled_from([[], ["friend"], ["board"]]), "paid_by": paid}),
    Move.ATTESTER_ACCEPTED: st.fixed_dictionaries({"attester": attesters, "ties": st.just([]), "paid_by": paid}),
    Move.ATTESTER_ENDED: on_attester,
    Move.ATTESTED: st.fixed_dictionaries(
        {"saw": st.sampled_from([str(each) for each in attester.Saw])}, optional={"about": maybe | codes}
    ),
}
ENDS_ALL = frozenset({Move.ERASED, Move.LODGED, Move.TRANSFER, Move.HANDED_OUT})
POWER = frozenset(
    {
        Move.CONSENT_ASKED,
        Move.CONSENT_USED,
        Move.BOUNDARY_YES,
        Move.BOUNDARY_NO,
        Move.BREACH_ANSWER,
        Move.SAME_ROAD,
    }
)
BODYS = frozenset({Move.ACKNOWLEDGED, Move.WORD, Move.ANSWER, Move.PROMISE, Move.MOVED, Move.CLAIM}) | POWER
ANYBODY = ((Role.CLOCK, ""), (Role.OPERATOR, ""), (Role.ASKER, ""), *((each.role, each.code) for each in SEATS))
# The more often a move stands here, the more often it is tried.
MOVES_TRIED = (
    *(each for each in Move if each not in ENDS_ALL and each is not Move.WITHDRAWAL),
    *(Move.REOPEN, Move.RESUME, Move.WITHDRAWAL),
    *BODYS,
    *(Move.ANSWER, Move.PROMISE, Move.CLAIM, Move.MARK, Move.MARK, Move.CHANGE),
)


@st.composite
def tries(draw: st.DrawFn, moves: tuple[Move, ...] = tuple(sorted(MOVES_TRIED))) -> Try:
    """Any move with a value of the right shape, mostly by somebody who may, after some days."""
    move = draw(st.sampled_from(moves))
    right = ((Role.HANDLER, "ines"), (Role.HANDLER, "tomas")) if move in BODYS else ((Role.ASKER, ""),)
    if move in (Move.ATTESTER_TOLD, Move.ATTESTED):
        right = ((Role.ATTESTER, "ilse"), (Role.ATTESTER, "ruben"))
    by, actor = draw(st.sampled_from((*right * 12, *ANYBODY)))
    value = draw(VALUES.get(move, st.just({})))
    return Try(move, value, by, actor, draw(st.integers(0, 12)))


ASKERS_MOVES = (
    Move.CHANGE,
    Move.PAUSE,
    Move.RESUME,
    Move.WITHDRAWAL,
    Move.REOPEN,
    Move.MARK,
    Move.ACCEPTED,
    Move.DECLINED,
    Move.RELEASED,
    Move.ADMITTED,
    Move.REMOVED,
    Move.CONSENT_GIVEN,
    Move.CONSENT_REFUSED,
    Move.CONSENT_BACK,
    Move.BOUNDARY,
    Move.BOUNDARY_LIFTED,
    Move.REKEYED,
    Move.ATTESTER_OFFERED,
    Move.ATTESTER_ACCEPTED,
    Move.ATTESTER_ENDED,
)


def attempt(story: Story, tried: Try) -> bool:
    """Whether it was done."""
    story.wait(tried.days)
    try:
        story.do(tried.move, tried.value, tried.by, tried.actor)
    except Refused:
        return False
    return True


@st.composite
def lives(draw: st.DrawFn, most: int = 25) -> Story:
    """A story after any number of tries of anybody."""
    story = Story()
    kind = draw(st.sampled_from(["acknowledge", "protect", "no_contact"]))
    mode = draw(st.sampled_from(["keyed", "hosted"]))
    if draw(st.booleans()):
        story.answered(kind=kind, mode=mode)
    else:
        story.lodge(kind=kind, mode=mode)
    for tried in draw(st.lists(tries(), min_size=most // 3, max_size=most)):
        attempt(story, tried)
    return story


def by_asker(fact: Fact) -> bool:
    return fact.by in ASKERS
