# SPDX-License-Identifier: AGPL-3.0-or-later
"""From what a person chose to the choices of a lodging: the same rules as the browser's form."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from answerable.asker.parse import fits, one_of
from answerable.core.bank import KINDS, OWN_WORDS, goes_past
from answerable.core.baseline import check_parts
from answerable.core.errors import Refused
from answerable.core.look_back import LookBack
from answerable.sealing.wire import Random

LONGEST: Final = 100_000
WINDOWS: Final = (0, 7, 14, 30)
WIDE: Final = ("pooled", "by_name")
SILENCES: Final = ("second_line", *WIDE)
MET: Final = "It would be done if …"
NEVER: Final = "Please never …"
CHOOSE_KIND: Final = "Please choose what you ask for. It is the only thing you must choose."
CHOOSE_READER: Final = (
    "Nobody would read it like this. Please leave at least one person on, or go past them to the backup."
)
TOO_LONG: Final = "This is longer than 100,000 signs. Please make it shorter; nothing is cut off for you."
NEED_WORDS: Final = "You chose “In my own words”. Please write a few, or choose another kind."
NOBODY_FOR_WORDS: Final = (
    "Nobody could open your words like this. Choose another kind without words, or let the backup have a copy."
)
NOT_ANSWERS: Final = "The answers cannot be read: {why}"
NOT_JSON: Final = "they are not one JSON object."
UNKNOWN_FIELD: Final = "“{name}” is not known here. Known are: {known}."
WRONG_FIELD: Final = "“{name}” is not as it should be."
Part = Mapping[str, Any]


@dataclass(frozen=True)
class Answers:
    """What was chosen. `without` are codes of readers and backups who are left out; `window` in days."""

    kind: str = ""
    route: str = "body"
    without: frozenset[str] = frozenset()
    silence: str = "pooled"
    kind_to_second_line: bool = False
    standby: bool = False
    contact: str = "answers_only"
    pace: str = "usual"
    look_back: str | None = None
    window: int = 0
    helped: bool = False
    text: str = field(default="", repr=False)
    met: str = field(default="", repr=False)
    never: str = field(default="", repr=False)
    baseline: Mapping[str, str] = field(default_factory=dict, repr=False)

    def readers(self, sheet: Part) -> list[str]:
        """Who can open what is written."""
        return self.backups(sheet) if self.is_past else self._left(sheet["readers"])

    def backups(self, sheet: Part) -> list[str]:
        return self._left(sheet["backups"])

    def _left(self, people: list[Part]) -> list[str]:
        return [each["code"] for each in people if each["code"] not in self.without]

    @property
    def is_past(self) -> bool:
        return self.route == "past_body" or goes_past(self.kind)

    def leaves_out(self, sheet: Part) -> bool:
        """Then silence starts with the backup alone (rule 21)."""
        return self.is_past or len(self.readers(sheet)) < len(sheet["readers"])

    def can_write(self, sheet: Part) -> bool:
        """Words need somebody who can open them."""
        copies = self.standby and self.backups(sheet) and sheet["readers"]
        return bool(self.readers(sheet) or copies)

    @property
    def words(self) -> str:
        """Own words, and what was said about "met" and "never", as one text for the readers."""
        parts = (self.text.strip(), _titled(MET, self.met), _titled(NEVER, self.never))
        return "\n\n".join(part for part in parts if part)


def _titled(title: str, written: str) -> str:
    return f"{title}\n{written.strip()}" if written.strip() else ""


KINDS_OF: Final[Mapping[str, Any]] = {
    "kind": one_of(KINDS),
    "route": lambda found: found in ("body", "past_body"),
    "without": [str],
    "silence": lambda found: found in SILENCES,
    "kind_to_second_line": bool,
    "standby": bool,
    "contact": lambda found: found in ("answers_only", "may_write"),
    "pace": lambda found: found in ("usual", "slow"),
    "look_back": lambda found: found is None or found in set(LookBack),
    "window": lambda found: type(found) is int and found in WINDOWS,
    "helped": bool,
    "text": str,
    "met": str,
    "never": str,
    "baseline": dict,
}


def parse_answers(raw: bytes) -> Answers:
    """From the JSON of a file. `without` may be left out, as all but kind. Raises Refused."""
    try:
        given = json.loads(raw)
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise Refused(NOT_ANSWERS.format(why=NOT_JSON))
    for name, value in given.items():
        if name not in KINDS_OF:
            why = UNKNOWN_FIELD.format(name=name, known=", ".join(KINDS_OF))
            raise Refused(NOT_ANSWERS.format(why=why))
        if not fits(value, KINDS_OF[name]):
            raise Refused(NOT_ANSWERS.format(why=WRONG_FIELD.format(name=name)))
    return Answers(**{**given, "without": frozenset(given.get("without", ()))})


def check_readers_left(answers: Answers, sheet: Part) -> None:
    """Everybody may be left out as long as the backup learns that an ask waits. Raises Refused."""
    if not answers.backups(sheet) and (answers.is_past or not answers.readers(sheet)):
        raise Refused(CHOOSE_READER)


def check_answers(answers: Answers, sheet: Part) -> None:
    """Raises Refused for what the form alone can tell; the server's rules decide the rest."""
    if answers.kind not in KINDS:
        raise Refused(CHOOSE_KIND)
    check_readers_left(answers, sheet)
    if answers.words and not answers.can_write(sheet):
        raise Refused(NOBODY_FOR_WORDS)
    if answers.kind == OWN_WORDS and not answers.text.strip():
        raise Refused(NEED_WORDS)
    if len(answers.words) > LONGEST:
        raise Refused(TOO_LONG)


def choices(answers: Answers, sheet: Part, *, random: Random) -> dict[str, Any]:
    """The choices of `build_lodging`."""
    narrow = answers.leaves_out(sheet)
    return {
        "kind": answers.kind,
        "helped": answers.helped,
        "route": "past_body" if answers.is_past else "body",
        "readers": answers.readers(sheet),
        "backups": answers.backups(sheet),
        "hold_until": draw_day(sheet["today"], answers.window, random=random),
        "text": answers.words,
        "own": own_of(answers, sheet["today"]),
        "terms": {
            "silence": "second_line" if narrow else answers.silence,
            "kind_to_second_line": answers.kind_to_second_line,
            "standby": answers.standby,
            "contact": answers.contact,
            "pace": answers.pace,
            "public_mark": False,
            "look_back": answers.look_back,
        },
    }


def own_of(answers: Answers, today: str) -> dict[str, Any]:
    """What her own file holds beside: how things are today, where she wrote it. Raises Refused."""
    if not answers.baseline:
        return {}
    return {"baseline": {"day": today, "parts": check_parts(answers.baseline), "now": None}}


def draw_day(today: str, window: int, *, random: Random) -> str | None:
    """A random day, 1 to `window` days after today; None for today. The bias is below 2^-56."""
    if window < 1:
        return None
    drawn = int.from_bytes(random(8), "big") % window
    return (date.fromisoformat(today) + timedelta(days=1 + drawn)).isoformat()
