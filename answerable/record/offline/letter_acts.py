# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters as the leaves tell them, and what their groups sign: enough of the right keys, each round once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from answerable.record.offline.leaves import Leaf, is_key
from answerable.sealing.errors import Refusal
from answerable.sealing.letter import act_fields, check_acts

Say = Callable[[int, str], None]
MARKS: Final = frozenset({"met", "partly_met", "not_met", "no_longer_asked"})
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
    links: set[str] = field(default_factory=set)
    still: dict[str, date] = field(default_factory=dict)
    stood: int = 0


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


def put_up(letters: Letters, index: int, leaf: Leaf) -> None:
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


def act(letters: Letters, index: int, leaf: Leaf) -> None:
    known, name = letters.of(index, leaf), leaf.fields["act"]
    if known is None:
        return
    try:
        about, wanted, slow = ACTS[name](known, leaf.fields["value"])
    except (KeyError, TypeError, ValueError):
        letters.say(index, f"it is no act on a letter: {name}")
        return
    if leaf.fields["round"] <= known.rounds.get(about, 0):
        letters.say(index, f"an older act about {about} comes after a newer one")
    known.rounds[about] = max(known.rounds.get(about, 0), leaf.fields["round"])
    if slow and leaf.day < date.fromisoformat(leaf.fields["asked"]) + WAIT:
        letters.say(index, "it counts before its three days are over")
    if letters.check_signed(index, leaf, name, known.keys, wanted):
        APPLY[name](letters, index, leaf, known)


def _is_of(number: object, most: int) -> bool:
    """A whole number from 1 to this one."""
    return type(number) is int and 1 <= number <= most


def _mark(known: Known, value: Mapping[str, Any]) -> tuple[str, int, bool]:
    if set(value) != {"number", "value"} or value["value"] not in MARKS or not _is_of(value["number"], known.numbers):
        raise ValueError
    return f"number {value['number']}", known.threshold, True


def _keys(known: Known, value: Mapping[str, Any]) -> tuple[str, int, bool]:
    """Whoever leaves is none of the signers; where too few are left, all of them sign.

    That takes three days, and so does what one signs alone.
    """
    keys = value["keys"]
    if set(value) != {"keys", "threshold"} or not isinstance(keys, list) or not all(map(is_key, keys)):
        raise ValueError
    if len(set(keys)) != len(keys) or not _is_of(value["threshold"], len(keys)):
        raise ValueError
    staying = [key for key in known.keys if key in keys]
    few = len(staying) < known.threshold
    if not staying or (few and (list(keys) != staying or value["threshold"] != len(staying))):
        raise ValueError
    wanted = min(known.threshold, len(staying))
    return "keys", wanted, few or (wanted == 1 and len(known.keys) > 1)


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
    if not _is_of(value["number"], known.numbers):
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


def _apply_nothing(letters: Letters, index: int, leaf: Leaf, known: Known) -> None:
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
    **dict.fromkeys(("mark", "link", "helped"), _apply_nothing),
    "keys": _apply_keys,
    "pause": _stop_still,
    "hide": _stop_still,
    "resume": _go_on,
    "show": _go_on,
    "date": _apply_date,
}
