# SPDX-License-Identifier: AGPL-3.0-or-later
"""One table of a template's file, read field by field: what is wrong is noted, and reading goes on."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from answerable.core.process_problem import Problem
from answerable.core.process_template import EndingKind, Kept, Who
from answerable.core.words import N_

LINE, TEXT = 120, 600
CODE = re.compile(r"[a-z][a-z0-9-]{0,39}")

UNKNOWN = N_("“{name}” is not a field that is known here. Look at how it is spelt, or take it out.")
MISSING = N_("“{name}” is missing.")
NOT_TEXT = N_("“{name}” must be words between quotation marks, at most {n} letters and signs, on one line.")
NOT_CODE = N_("“{name}” must be a short code: small letters, figures and hyphens, beginning with a letter.")
NOT_DAYS = N_("“{name}” must be a whole number of days, from 1 on.")
NOT_YES_NO = N_("“{name}” must be true or false, without quotation marks.")
NOT_LISTED = N_("“{name}” can be: {words}.")
NOT_LIST = N_("“{name}” must be a list, between [ and ].")
HINTS: Mapping[str, tuple[int, str]] = {
    "closes_after": (3, N_("“{name}”: nobody’s silence closes anything. Take it out.")),
    "auto_close": (3, N_("“{name}”: nobody’s silence closes anything. Take it out.")),
    "can_pause": (4, N_("“{name}”: the person who asks can pause or stop at every step; no file can change that.")),
    "can_stop": (4, N_("“{name}”: the person who asks can pause or stop at every step; no file can change that.")),
    "evidence": (7, N_("“{name}”: nobody has to show proof, a name or an account. Take it out.")),
    "account_required": (9, N_("“{name}”: no step requires an account of what happened. Take it out.")),
    "mandatory": (9, N_("“{name}”: no step is a duty of the person who asks. Say “optional = true” or nothing.")),
    "required": (9, N_("“{name}”: no question is a duty of the person who asks. Take it out.")),
    "score": (31, N_("“{name}”: software scores nobody, and neither does a process. Take it out.")),
    "for_role": (39, N_("“{name}”: steps and clocks are equal for every role. Take it out.")),
    "except_for": (39, N_("“{name}”: steps and clocks are equal for every role. Take it out.")),
}

Choice = TypeVar("Choice", bound=StrEnum)


class Table:
    """One table of the file, read field by field; what is wrong is noted, and reading goes on."""

    def __init__(self, found: Any, place: str, problems: list[Problem]) -> None:
        self.found: Mapping[str, Any] = found if isinstance(found, Mapping) else {}
        self.place, self.problems = place, problems
        if not isinstance(found, Mapping):
            self.wrong(MISSING, place)

    def wrong(self, says: str, name: str, **given: str) -> None:
        self.problems.append(Problem(0, self.place, says, (("name", name), *given.items())))

    def only(self, *known: str) -> None:
        """Note every field that is not known; where a rule speaks about it, that rule."""
        for name in self.found:
            if name in known:
                continue
            rule, says = HINTS.get(name, (0, UNKNOWN))
            self.problems.append(Problem(rule, self.place, says, (("name", str(name)[:LINE]),)))

    def text(self, name: str, most: int = TEXT, *, needed: bool = True) -> str:
        found = self._get(name, needed)
        if found is None:
            return ""
        if not isinstance(found, str) or not found.strip() or len(found) > most or not found.isprintable():
            self.wrong(NOT_TEXT, name, n=str(most))
            return ""
        return found.strip()

    def code(self, name: str, *, needed: bool = True) -> str | None:
        found = self._get(name, needed)
        if found is None:
            return None
        if not isinstance(found, str) or not CODE.fullmatch(found):
            self.wrong(NOT_CODE, name)
            return None
        return found

    def days(self, name: str) -> int | None:
        found = self._get(name, False)
        if found is not None and (isinstance(found, bool) or not isinstance(found, int) or not 1 <= found <= 9999):
            self.wrong(NOT_DAYS, name)
            return None
        return found

    def yes_no(self, name: str, *, needed: bool = False) -> bool:
        found = self._get(name, needed)
        if found is not None and not isinstance(found, bool):
            self.wrong(NOT_YES_NO, name)
        return found is True

    def choice(self, name: str, words: type[Choice], otherwise: Choice) -> Choice:
        return self._listed(name, self._get(name, True), words) or otherwise

    def choices(self, name: str, words: type[Choice], *, needed: bool = True) -> tuple[Choice, ...]:
        listed = (self._listed(name, each, words) for each in self.many(name, needed=needed))
        return tuple(dict.fromkeys(each for each in listed if each is not None))

    def _listed(self, name: str, found: Any, words: type[Choice]) -> Choice | None:
        if found is None:
            return None
        if not isinstance(found, str) or found not in {str(each) for each in words}:
            self.problems.append(_not_listed(self.place, name, found, words))
            return None
        return words(found)

    def many(self, name: str, *, needed: bool = True) -> Sequence[Any]:
        found = self._get(name, needed)
        if found is not None and not isinstance(found, list):
            self.wrong(NOT_LIST, name)
        return found if isinstance(found, list) else ()

    def _get(self, name: str, needed: bool) -> Any:
        if needed and name not in self.found:
            self.wrong(MISSING, name)
        return self.found.get(name)


SOFTWARE_ACTS = N_("“{name}”: software acknowledges, answers and decides nothing. Name people: {words}.")
NOT_AN_ENDING = N_("“{name}” can be: {words}. No ending blames somebody, and there are no others.")
NOT_KEPT = N_("“{name}” can be: {words}. Acts, roles, days and fingerprints are kept, never what was said.")


def _not_listed(place: str, name: str, found: Any, words: type[StrEnum]) -> Problem:
    given = (("name", name), ("words", ", ".join(str(each) for each in words)))
    if words is Who and found in ("software", "system", "clock", "automatic"):
        return Problem(15, place, SOFTWARE_ACTS, given)
    special: dict[type[StrEnum], tuple[int, str]] = {EndingKind: (26, NOT_AN_ENDING), Kept: (27, NOT_KEPT)}
    rule, says = special.get(words, (0, NOT_LISTED))
    return Problem(rule, place, says, given)
