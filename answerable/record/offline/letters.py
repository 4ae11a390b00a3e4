# SPDX-License-Identifier: AGPL-3.0-or-later
"""What must hold of letters from leaf to leaf: signed acts, dates that stay, answers and promises that are whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final

from answerable.record.offline.leaves import Leaf
from answerable.record.offline.letter_acts import Known, Letters, Promised, act, put_up

ANSWERS: Final = frozenset({"yes", "in_part", "other_offer", "no"})
SLOTS: Final = ("who", "what", "by", "how_seen")
PLACE: Final = ("statement", "version", "sentence")


def _said(letters: Letters, index: int, leaf: Leaf) -> Known | None:
    """The letter to which the body says something. It cannot while the group has paused or hidden it."""
    known = letters.of(index, leaf)
    if known is not None and known.still:
        letters.say(index, "the body says something while the letter stands still")
    return known


def _number(letters: Letters, index: int, leaf: Leaf) -> Known | None:
    known = _said(letters, index, leaf)
    number = leaf.fields["number"]
    if known is not None and (number is None or not 1 <= number <= known.numbers):
        letters.say(index, "the letter has no such number")
    return known


def _answer(letters: Letters, index: int, leaf: Leaf) -> None:
    known, fields = _number(letters, index, leaf), leaf.fields
    if known is None:
        return
    if fields["value"] not in ANSWERS or (fields["value"] == "no" and not fields["reasons"]):
        letters.say(index, "an answer is yes, in part, another offer, or no with reasons")
    if fields["code"] in known.answers:
        letters.say(index, "it gives an answer that was given before")
    known.answers.add(fields["code"])
    if fields["text"]:
        known.texts[fields["text"]] = "body"


def _promise(letters: Letters, index: int, leaf: Leaf) -> None:
    """One made in a statement names no letter."""
    fields = leaf.fields
    if fields["code"] in letters.promises:
        letters.say(index, "it makes a promise that was made before")
        return
    whole = all(fields[slot] is not None for slot in SLOTS)
    made = letters.promises[fields["code"]] = Promised(
        fields["letter"] or "", fields["number"], fields["by"], whole=whole
    )  # fmt: skip
    if fields["letter"] is None:
        other = any(fields[name] is not None for name in ("number", "completes", "text"))
        if not whole or other or any(fields[name] is None for name in PLACE):
            letters.say(index, "a promise out of a statement is whole, and says which sentence it was")
        return
    if any(fields[name] is not None for name in PLACE):
        letters.say(index, "a promise is made to a letter or out of a statement, not both")
    known = _number(letters, index, leaf)
    if fields["by"] is not None and _day_after(fields["by"]) < fields["day"]:
        letters.say(index, f"it promises something for {fields['by']}, which was over")
    if fields["completes"] is not None:
        _complete(letters, index, fields["completes"], made)
    if known is not None:
        made.stood = known.stood
        known.texts.update({fields["text"]: "body"} if fields["text"] else {})


def _complete(letters: Letters, index: int, code: str, made: Promised) -> None:
    before = letters.promises.get(code)
    if before is None or (before.letter, before.number) != (made.letter, made.number):
        letters.say(index, "it completes an intention that this number does not have")
    elif before.whole or before.completed or not made.whole:
        letters.say(index, "only an intention is completed, once, and by a promise with nothing missing")
    else:
        before.completed = True


def _moved(letters: Letters, index: int, leaf: Leaf) -> None:
    """The date before stays: it is named, and it must be the one that stood. Once alone, then only with a yes."""
    found, fields = letters.promises.get(leaf.fields["promise"]), leaf.fields
    if found is None or found.letter != (fields["letter"] or ""):
        letters.say(index, "it moves the date of a promise that the record does not hold")
        return
    known = _said(letters, index, leaf) if found.letter else None
    _check_dates(letters, index, leaf, found, known)
    if not found.letter and found.moved:
        letters.say(index, "it moves a date a second time, and nobody asked for this promise who could agree")
    elif fields["waits"] != found.moved:
        letters.say(index, "a date moves once alone, and after that only with the group's yes")
    if found.moved:
        found.waiting = fields["to"]
    else:
        found.by, found.moved = fields["to"], True


def _check_dates(letters: Letters, index: int, leaf: Leaf, found: Promised, known: Known | None) -> None:
    fields, put_off = leaf.fields, known.stood - found.stood if known is not None else 0
    if fields["was"] != found.by:
        letters.say(index, f"it moves a date from {fields['was']}, where {found.by} stood")
    if fields["day"] > _day_after(fields["was"], put_off):
        letters.say(index, f"it moves the date {fields['was']} after it passed")
    if known is not None and _day_after(fields["to"]) < fields["day"]:
        letters.say(index, f"it moves a date to {fields['to']}, which was over")
    if found.completed:
        letters.say(index, "it moves the date of an intention that was completed")


def _day_after(day: str, days: int = 0) -> str:
    """A body's day may end after that of the leaf, which is in UTC. `days`: put off by so many."""
    return (date.fromisoformat(day) + timedelta(days=1 + days)).isoformat()


def _claim(letters: Letters, index: int, leaf: Leaf) -> None:
    fields = leaf.fields
    if fields["letter"] is not None:
        _number(letters, index, leaf)
    if fields["promise"] is None:
        if fields["letter"] is None:
            letters.say(index, "it claims neither a number nor a promise")
        return
    found = letters.promises.get(fields["promise"])
    of = (fields["letter"] or "", fields["number"])
    if found is None or (found.letter, found.number) != of:
        letters.say(index, "it says that a promise is done which the record does not hold")


def _joint(letters: Letters, index: int, leaf: Leaf) -> None:
    """Another body promises it too: out of a statement, and once."""
    found, body = letters.promises.get(leaf.fields["promise"]), leaf.fields["body"]
    if found is None or found.letter or body in found.joint:
        letters.say(index, "it joins a promise that the record does not hold, or that it joined before")
    else:
        found.joint.add(body)


def _linked(letters: Letters, index: int, leaf: Leaf) -> None:
    """A sentence of a statement that the record holds, for one of the numbers."""
    known, fields = _number(letters, index, leaf), leaf.fields
    if known is None:
        return
    if fields["code"] in known.links:
        letters.say(index, "it makes a link that was made before")
    known.links.add(fields["code"])


def _taken_out(letters: Letters, index: int, leaf: Leaf) -> None:
    known, fields = letters.of(index, leaf), leaf.fields
    if known is None:
        return
    whose = known.texts.pop(fields["text"], None)
    if whose is None:
        letters.say(index, "it takes out a text that did not stand there")
        return
    if whose != fields["by"]:
        letters.say(index, f"it takes out words of the {whose}, said to be by the {fields['by']}")
    known.gone.add(fields["text"])
    if fields["now"]:
        known.texts[fields["now"]] = whose


READ: Final[Mapping[str, Callable[[Letters, int, Leaf], None]]] = {
    "letter": put_up,
    "letter-act": act,
    "answer": _answer,
    "promise": _promise,
    "moved": _moved,
    "claim": _claim,
    "joint": _joint,
    "link": _linked,
    "taken-out": _taken_out,
}
