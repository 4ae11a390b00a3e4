# SPDX-License-Identifier: AGPL-3.0-or-later
"""Plain forms: what was posted is parsed strictly, and kept on the page when something is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _

from answerable.core.errors import Denied, Refused
from answerable.core.words import N_
from answerable.web.answers import said

EMPTY = N_("Please fill in every field that is needed.")
TOO_LONG = N_("One of the lines is too long.")
NO_NUMBER = N_("Please write a whole number, in figures.")
NO_DAY = N_("Please write a day, such as 2031-03-11.")
NOT_ON_THE_LIST = N_("Please choose from the list.")


class Given:
    """One posted form. Each method gives a value or raises Refused with a sentence."""

    def __init__(self, posted: QueryDict) -> None:
        self.posted = posted

    def line(self, name: str, *, most: int = 120, needed: bool = True) -> str:
        """One line of text without control signs."""
        found = " ".join((self.posted.get(name) or "").split())
        if needed and not found:
            raise Refused(EMPTY)
        if len(found) > most:
            raise Refused(TOO_LONG)
        return found

    def number(self, name: str, *, most: int) -> int | None:
        """A whole number, or None for an empty field."""
        found = self.line(name, needed=False)
        if not found:
            return None
        if not (found.isascii() and found.isdigit() and len(found) < 10 and int(found) <= most):
            raise Refused(NO_NUMBER)
        return int(found)

    def day(self, name: str) -> date | None:
        """A day, or None for an empty field."""
        found = self.line(name, needed=False)
        try:
            return date.fromisoformat(found) if found else None
        except ValueError:
            raise Refused(NO_DAY) from None

    def one_of(self, name: str, options: Mapping[str, Any] | tuple[str, ...], *, needed: bool = True) -> str | None:
        """A key of the list, or None for an empty choice."""
        found = self.line(name, needed=needed)
        if found and found not in options:
            raise Refused(NOT_ON_THE_LIST)
        return found or None

    def several(self, name: str, options: Mapping[str, Any]) -> list[str]:
        """All ticks of one name, in the order of the list."""
        found = set(self.posted.getlist(name))
        if found - set(options):
            raise Refused(NOT_ON_THE_LIST)
        return [key for key in options if key in found]


@dataclass(frozen=True)
class Forms:
    """The forms of one page: what stands in each, and what was typed into the one that was posted."""

    stands: Mapping[str, Mapping[str, Any]]
    posted: str = ""
    values: QueryDict = field(default_factory=QueryDict)
    sentence: str = ""

    def given(self, form: str, name: str) -> str:
        """What its field shows: as typed where it was posted, else as it stands."""
        if form == self.posted:
            return str(self.values.get(name, ""))
        found = self.stands.get(form, {}).get(name)
        return "" if found is None else str(found)

    def chosen(self, form: str, name: str) -> list[str]:
        """The ticks of its list."""
        if form == self.posted:
            return [str(each) for each in self.values.getlist(name)]
        return [str(each) for each in self.stands.get(form, {}).get(name, ())]

    def problem(self, form: str) -> str:
        return self.sentence if form == self.posted else ""


Show = Callable[[str, QueryDict, str], HttpResponse]


def attempt(request: HttpRequest, form: str, act: Callable[[Given], HttpResponse], show: Show) -> HttpResponse:
    """Do what the form asks; on a refusal, the same page with the sentence and everything that was typed."""
    try:
        return act(Given(request.POST))
    except Denied:
        raise
    except Refused as mistake:
        answer = show(form, request.POST, said(mistake))
        answer.status_code = 400
        return answer


def then(path: str, done: str) -> HttpResponse:
    """After an act: the page again, saying that it is done. Loading it again does nothing twice."""
    answer = HttpResponseRedirect(f"{path}?done={done}")
    answer.status_code = 303
    return answer


def done_line(request: HttpRequest, sentences: Mapping[str, str]) -> str:
    """The sentence of the act that came before, chosen from a list."""
    found = sentences.get(request.GET.get("done", ""))
    return _(found) if found else ""
