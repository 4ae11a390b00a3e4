# SPDX-License-Identifier: AGPL-3.0-or-later
"""A letter lived through move by move, with its facts kept. Keys and texts are stand-ins: nothing here is signed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from answerable.core.body import Body, BodyStage
from answerable.core.errors import Refused
from answerable.core.letter import as_of, decide, evolve, replay
from answerable.core.letter_checks import put_up_value
from answerable.core.letter_evolve import about
from answerable.core.letter_state import Letter, LetterFact, LetterMove, act_of, last_round, mark_of
from answerable.core.move import Role
from tests.core.scene import speaking

FIRST = date(2031, 3, 4)
GROUP, READER, STEWARD = Role.GROUP_KEYHOLDER, Role.HANDLER, Role.BODY_STEWARD
ANNA, BEN, CLEO, DARA = (letter * 43 for letter in "ABCD")
SIGNED = "a-signature"
YES = {"value": "yes", "reasons": [], "power": "board", "code": "a1"}
NO = {"value": "no", "reasons": ["law"], "power": "board", "code": "a1"}
PLAN = {"code": "p1", "who": "chair", "what": "as_asked", "by": "2031-06-01", "how_seen": "public_page"}

JOINED = Body("harbour", "harbour", "Harbour chapter", stage=BodyStage.PLEDGED, joined_date=date(2030, 1, 1))
LISTED = Body("kitchen", "kitchen", "Orchard Kitchen")


def text(words: str) -> str:
    """Stands for a commitment."""
    return hashlib.sha256(words.encode()).hexdigest()


def written(*numbers: str, threshold: int = 2, intro: str | None = None) -> dict[str, Any]:
    return {
        "title": text("title"), "group": text("group"), "intro": text(intro) if intro else None,
        "numbers": [text(each) for each in numbers or ("one", "two", "three")], "threshold": threshold,
    }  # fmt: skip


def stored(fact: LetterFact) -> LetterFact:
    """As it comes back from the store."""
    return replace(fact, value=json.loads(json.dumps(dict(fact.value))))


@dataclass
class LetterStory:
    """One letter, a moving day, and everybody who acts on it."""

    body: Body = JOINED
    day: date = FIRST
    letter: Letter | None = None
    facts: list[LetterFact] = field(default_factory=list)

    @property
    def now(self) -> Letter:
        """The letter as it stands on this day."""
        assert self.letter is not None
        return as_of(self.letter, self.day)

    def do(self, move: str, value: Mapping[str, Any], by: Role = GROUP, actor: str = ANNA) -> LetterStory:
        with speaking():
            fact = decide(self.letter, LetterMove(move), value, by=by, actor=actor, at=self.day, body=self.body)
        self.letter = evolve(self.letter, fact)
        self.facts.append(fact)
        return self

    def replayed(self) -> Letter | None:
        return replay(map(stored, self.facts))

    def wait(self, days: int) -> LetterStory:
        self.day += timedelta(days=days)
        return self

    def why_not(self, move: str, value: Mapping[str, Any], by: Role = GROUP, actor: str = ANNA) -> str:
        """The sentence of a refusal, "" where it would be done. Nothing changes."""
        try:
            with speaking():
                decide(self.letter, LetterMove(move), value, by=by, actor=actor, at=self.day, body=self.body)
        except Refused as refused:
            return refused.sentence
        return ""

    def signed(self, move: str, inner: Mapping[str, Any], *, again: bool = True) -> dict[str, Any]:
        """What the next signature of this act sends: under the open act where there is one, else a new one."""
        what = about(LetterMove(move), inner)
        number = last_round(self.now, what)
        begun = act_of(self.now, what, number)
        if again and begun is not None and begun.is_open:
            return {"round": number, "asked": begun.asked.isoformat(), "value": inner, "signature": SIGNED}
        return {"round": number + 1, "asked": self.day.isoformat(), "value": inner, "signature": SIGNED}

    def sign(self, move: str, inner: Mapping[str, Any], *keys: str, again: bool = True) -> LetterStory:
        for key in keys or (ANNA,):
            self.do(move, self.signed(move, inner, again=again), GROUP, key)
        return self

    def refused(self, move: str, inner: Mapping[str, Any], key: str = ANNA) -> str:
        return self.why_not(move, self.signed(move, inner), GROUP, key)

    def draft(self, **given: Any) -> LetterStory:
        """Written by one, read by another."""
        self.do("drafted", {"body": self.body.code, **written(**given)})
        return self.do("joined", {}, GROUP, BEN)

    def put_up(self, *more: str, threshold: int = 2, **given: Any) -> LetterStory:
        """Public; `more` are let in at once, and then `threshold` must sign."""
        self.draft(threshold=min(threshold, 2), **given)
        self.sign("put_up", put_up_value(self.now), BEN, ANNA)
        for key in more:
            self.do("joined", {}, GROUP, key)
        if more:
            value = {"keys": [*self.now.keys, *more], "threshold": threshold}
            self.sign("keys", value, *(ANNA, BEN)[: self.now.threshold])
        return self

    def mark(self, number: int, value: str, *keys: str, again: bool = True) -> LetterStory:
        return self.sign("mark", {"number": number, "value": value}, *keys, again=again)

    def keys(self, keys: Sequence[str], threshold: int, *by: str) -> LetterStory:
        return self.sign("keys", {"keys": list(keys), "threshold": threshold}, *by)

    def stop(self, what: str, number: int, key: str = ANNA) -> LetterStory:
        return self.do("stop", {"about": what, "round": number}, GROUP, key)

    def answer(self, number: int = 1, words: str | None = None, **more: Any) -> LetterStory:
        return self.do("answer", said(number, "answer", {**YES, **more}, words), READER, "ines")

    def promise(self, number: int = 1, words: str | None = None, **more: Any) -> LetterStory:
        return self.do("promise", said(number, "promise", {**PLAN, **more}, words), READER, "ines")

    def move_to(self, day: str, code: str = "p1") -> LetterStory:
        return self.do("moved", {"promise": code, "to": day}, READER, "ines")

    def link(self, number: int = 1, sentence: int = 3, code: str = "l1") -> LetterStory:
        return self.do("linked", linked(number, sentence, code), READER, "ines")

    def mark_shown(self, number: int = 1) -> str | None:
        found = mark_of(self.now, number)
        return None if found is None else str(found.value["value"])


def said(number: int, what: str, inner: Mapping[str, Any], words: str | None = None) -> dict[str, Any]:
    """What the body says to a number, after somebody else looked."""
    return {"number": number, what: dict(inner), "text": text(words) if words else None, "checked_by": "tomas"}


def linked(number: int, sentence: int = 3, code: str = "l1") -> dict[str, Any]:
    """A sentence of a statement for a number."""
    return {"code": code, "number": number, "statement": "s1", "version": 1, "sentence": sentence}
