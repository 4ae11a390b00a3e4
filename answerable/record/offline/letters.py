# SPDX-License-Identifier: AGPL-3.0-or-later
"""What must hold of letters, from the leaves alone: signatures, rounds, dates that stay, answers that do not vanish."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from answerable.record.offline.leaves import Leaf
from answerable.record.offline.source import Absent, Source
from answerable.sealing.errors import Refusal
from answerable.sealing.letter import act_fields, check_acts, check_text

Say = Callable[[int, str], None]
ANSWERS: Final = frozenset({"yes", "in_part", "other_offer", "no"})
MARKS: Final = frozenset({"met", "partly_met", "not_met", "no_longer_asked"})
SLOTS: Final = ("who", "what", "by", "how_seen")
WAIT: Final = timedelta(days=2)  # three days of the body's time zone, which may be ahead of the leaf's


@dataclass
class Known:
    """One letter after the leaves so far.

    `texts`: what is public of it, and whose words they are; `rounds`: the last of each thing; `still`: since when it
    is paused or hidden; `stood`: how many days it stood still before, rather too many than too few.
    """

    index: int
    numbers: int
    keys: tuple[str, ...]
    threshold: int
    texts: dict[str, str]
    gone: set[str] = field(default_factory=set)
    rounds: dict[str, int] = field(default_factory=dict)
    answers: set[str] = field(default_factory=set)
<<<<<<< HEAD
    still: dict[str, date] = field(default_factory=dict)
    stood: int = 0
=======
    links: set[str] = field(default_factory=set)
    hidden: bool = False
>>>>>>> origin/main


@dataclass
class Promised:
    """One promise: the date that counts, one that waits for the group, and whether one was moved alone.

    `stood`: how many days its letter had stood still before; `whole`: no slot is missing; `completed`: by another.
    """

    letter: str
    number: int | None
    by: str | None
    stood: int = 0
    whole: bool = True
    completed: bool = False
    waiting: str | None = None
    moved: bool = False
    joint: set[str] = field(default_factory=set)


@dataclass
class Letters:
    """All letters of a record, fed one leaf after the other."""

    say: Say
    origin: str
    known: dict[str, Known] = field(default_factory=dict)
    promises: dict[str, Promised] = field(default_factory=dict)

    def read(self, index: int, leaf: Leaf) -> None:
        """A leaf of one of the types in READ."""
        READ[leaf.kind](self, index, leaf)

    def of(self, index: int, leaf: Leaf) -> Known | None:
        """The letter that a leaf speaks of; None, said aloud, where the record has none."""
        found = self.known.get(str(leaf.fields["letter"]))
        if found is None:
            self.say(index, "it speaks of a letter that the record does not hold")
        return found

    def check_signed(self, index: int, leaf: Leaf, act: str, keys: tuple[str, ...], wanted: int) -> bool:
        """Whether enough of these keys signed exactly this act; the page's origin is the log's host."""
        fields, host = leaf.fields, self.origin.rsplit("/", 1)[0]
        signed = [(each["key"], each["signature"]) for each in fields["signatures"]]
        for scheme in ("https", "http"):
            given = (f"{scheme}://{host}", fields["letter"], act, fields["round"], fields["asked"], fields["value"])
            try:
                check_acts(signed, keys, wanted, act_fields(*given))
                return True
            except Refusal:
                continue
        self.say(index, f"it is not signed by {wanted} of those who hold the letter")
        return False


def _letter(letters: Letters, index: int, leaf: Leaf) -> None:
    value, code = leaf.fields["value"], leaf.fields["letter"]
    keys = tuple(value["keys"])
    if code in letters.known:
        letters.say(index, "it puts up a letter that was put up before")
        return
    if len(set(keys)) != len(keys) or len(keys) < 2 or not 1 <= value["threshold"] <= len(keys) or not value["numbers"]:
        letters.say(index, "two different keys hold a new letter, and it has a number at least")
    letters.check_signed(index, leaf, "put_up", keys, len(keys))
    texts = [each for each in (value["title"], value["group"], value["intro"], *value["numbers"]) if each]
    letters.known[code] = Known(
        index, len(value["numbers"]), keys, value["threshold"], dict.fromkeys(texts, "group")
    )  # fmt: skip


def _act(letters: Letters, index: int, leaf: Leaf) -> None:
    known, act = letters.of(index, leaf), leaf.fields["act"]
    if known is None:
        return
    try:
        about, wanted, slow = ACTS[act](known, leaf.fields["value"])
    except (KeyError, TypeError, ValueError):
        letters.say(index, f"it is no act on a letter: {act}")
        return
    if leaf.fields["round"] <= known.rounds.get(about, 0):
        letters.say(index, f"an older act about {about} comes after a newer one")
    known.rounds[about] = max(known.rounds.get(about, 0), leaf.fields["round"])
    if slow and leaf.day < date.fromisoformat(leaf.fields["asked"]) + WAIT:
        letters.say(index, "it counts before its three days are over")
    if letters.check_signed(index, leaf, act, known.keys, wanted):
        APPLY[act](letters, index, leaf, known)


def _mark(known: Known, value: Mapping[str, Any]) -> tuple[str, int, bool]:
    if set(value) != {"number", "value"} or value["value"] not in MARKS or not 1 <= value["number"] <= known.numbers:
        raise ValueError
    return f"number {value['number']}", known.threshold, True


def _keys(known: Known, value: Mapping[str, Any]) -> tuple[str, int, bool]:
    """Whoever leaves is none of the signers; where too few are left, all of them sign, and it takes three days."""
    keys = value["keys"]
    if set(value) != {"keys", "threshold"} or len(set(keys)) != len(keys) or not 1 <= value["threshold"] <= len(keys):
        raise ValueError
    staying = [key for key in known.keys if key in keys]
    few = len(staying) < known.threshold
    if not staying or (few and (list(keys) != staying or value["threshold"] != len(staying))):
        raise ValueError
    return "keys", min(known.threshold, len(staying)), few


def _one(act: str) -> Callable[[Known, Mapping[str, Any]], tuple[str, int, bool]]:
    def read(known: Known, value: Mapping[str, Any]) -> tuple[str, int, bool]:
        if value:
            raise ValueError
        return act, min(2, len(known.keys)) if act == "show" else 1, False

    return read


def _date(known: Known, value: Mapping[str, Any]) -> tuple[str, int, bool]:
    if set(value) != {"promise", "to", "accepted"} or not isinstance(value["accepted"], bool):
        raise ValueError
    return f"promise {value['promise']}", known.threshold, False


def _link(known: Known, value: Mapping[str, Any]) -> tuple[str, int, bool]:
    if (
        set(value) != {"link", "accepted"}
        or not isinstance(value["accepted"], bool)
        or value["link"] not in known.links
    ):
        raise ValueError
    return f"link {value['link']}", known.threshold, False


def _helped(known: Known, value: Mapping[str, Any]) -> tuple[str, int, bool]:
    if set(value) != {"number", "helped"} or not isinstance(value["helped"], bool):
        raise ValueError
    if not 1 <= value["number"] <= known.numbers:
        raise ValueError
    return f"helped {value['number']}", known.threshold, False


ACTS: Final[Mapping[str, Callable[[Known, Mapping[str, Any]], tuple[str, int, bool]]]] = {
    "mark": _mark,
    "keys": _keys,
    "date": _date,
    "link": _link,
    "helped": _helped,
    **{name: _one(name) for name in ("pause", "resume", "hide", "show")},
}


def _apply_mark(letters: Letters, index: int, leaf: Leaf, known: Known) -> None:
    del letters, index, leaf, known  # what shows is the newest round


def _apply_keys(letters: Letters, index: int, leaf: Leaf, known: Known) -> None:
    del letters, index
    known.keys, known.threshold = tuple(leaf.fields["value"]["keys"]), leaf.fields["value"]["threshold"]


def _stop_still(letters: Letters, index: int, leaf: Leaf, known: Known) -> None:
    if leaf.fields["act"] in known.still:
        letters.say(index, "it pauses or hides what is paused or hidden already")
    known.still[leaf.fields["act"]] = leaf.day


def _go_on(letters: Letters, index: int, leaf: Leaf, known: Known) -> None:
    since = known.still.pop("pause" if leaf.fields["act"] == "resume" else "hide", None)
    if since is None:
        letters.say(index, "it goes on with what was not paused, or shows what was not hidden")
        return
    known.stood += (leaf.day - since).days + 1  # days of the body's time zone can be one more


def _apply_date(letters: Letters, index: int, leaf: Leaf, known: Known) -> None:
    del known
    value = leaf.fields["value"]
    found = letters.promises.get(str(value["promise"]))
    if found is None or found.letter != leaf.fields["letter"] or found.waiting is None or found.waiting != value["to"]:
        letters.say(index, "it says yes or no to a date that does not wait for it")
        return
    found.by, found.waiting = (found.waiting if value["accepted"] else found.by), None


APPLY: Final[Mapping[str, Callable[[Letters, int, Leaf, Known], None]]] = {
    "mark": _apply_mark,
    "keys": _apply_keys,
    "pause": _stop_still,
    "hide": _stop_still,
    "resume": _go_on,
    "show": _go_on,
    "date": _apply_date,
}


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


WHOLE: Final = ("who", "what", "by", "how_seen")
PLACE: Final = ("statement", "version", "sentence")


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
        if any(fields[name] is None for name in (*WHOLE, *PLACE)) or fields["text"] is not None:
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
    if fields["was"] != found.by:
        letters.say(index, f"it moves a date from {fields['was']}, where {found.by} stood")
    put_off = known.stood - found.stood if known is not None else 0
    if fields["day"] > _day_after(fields["was"], put_off):
        letters.say(index, f"it moves the date {fields['was']} after it passed")
<<<<<<< HEAD
    if known is not None and _day_after(fields["to"]) < fields["day"]:
        letters.say(index, f"it moves a date to {fields['to']}, which was over")
    if fields["waits"] != found.moved:
=======
    if not found.letter and found.moved:
        letters.say(index, "it moves a date a second time, and nobody asked for this promise who could agree")
    elif fields["waits"] != found.moved:
>>>>>>> origin/main
        letters.say(index, "a date moves once alone, and after that only with the group's yes")
    if found.completed:
        letters.say(index, "it moves the date of an intention that was completed")
    if found.moved:
        found.waiting = fields["to"]
    else:
        found.by, found.moved = fields["to"], True


def _day_after(day: str, days: int = 0) -> str:
    """A body's day may end after that of the leaf, which is in UTC. `days`: put off by so many."""
    return (date.fromisoformat(day) + timedelta(days=1 + days)).isoformat()


def _claim(letters: Letters, index: int, leaf: Leaf) -> None:
    fields = leaf.fields
    if fields["letter"] is not None:
        _number(letters, index, leaf)
    if fields["promise"] is None:
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
    "letter": _letter,
    "letter-act": _act,
    "answer": _answer,
    "promise": _promise,
    "moved": _moved,
    "claim": _claim,
    "joint": _joint,
    "link": _linked,
    "taken-out": _taken_out,
}


def path_of(code: str) -> str:
    """Where the words of a letter are served."""
    return f"letters/{code}.json"


def check_words(letters: Letters, source: Source) -> None:
    """Every text that stands is served and opens its commitment, and nothing else is; of a hidden letter nothing is."""
    for code, known in letters.known.items():
        try:
            served = json.loads(source.fetch(path_of(code)))["texts"]
        except Absent:
            if "hide" not in known.still:
                letters.say(known.index, "the words of this letter are served no longer, and nobody hid it")
            continue
        except (ValueError, KeyError, TypeError):
            served = None
        if "hide" in known.still:
            letters.say(known.index, "this letter is hidden, and its words are still served")
        elif isinstance(served, dict):
            _compare(letters, known, served)
        else:
            letters.say(known.index, "the words of this letter cannot be read")


def _compare(letters: Letters, known: Known, served: Mapping[str, Any]) -> None:
    for text in sorted(known.texts):
        found = served.get(text)
        if not isinstance(found, dict):
            letters.say(known.index, f"a text of this letter vanished, and nothing says that it was taken out: {text}")
        elif not _opens(text, found):
            letters.say(known.index, f"a text of this letter is not the one that was put up: {text}")
    for text in sorted(known.gone & set(served)):
        letters.say(known.index, f"a text of this letter was taken out, and is still served: {text}")
    for text in sorted(set(served) - set(known.texts) - known.gone):
        letters.say(known.index, f"a text is served with this letter that no entry holds: {text}")


def _opens(text: str, found: Mapping[str, Any]) -> bool:
    try:
        check_text(text, str(found.get("salt")), str(found.get("text")))
    except (Refusal, ValueError):  # half a character cannot be written as bytes
        return False
    return True
