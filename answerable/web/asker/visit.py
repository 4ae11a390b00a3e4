# SPDX-License-Identifier: AGPL-3.0-or-later
"""A visit with words: one token for each ask it opened, in one cookie, so that no stored row links two asks."""

from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse

from answerable.web.asker import shelf

COOKIE = "__Host-visit"
MOST = 20


@dataclass(frozen=True)
class Visit:
    """The live tokens of one browser, each with the code of the ask that it opens."""

    opens: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, request: HttpRequest) -> "Visit":
        """Only tokens of asks that are still live; an account's token opens nothing here."""
        tokens = request.COOKIES.get(COOKIE, "").split(".")[:MOST]
        found = ((token, shelf.ask_of(token)) for token in tokens if token)
        return cls(tuple((token, code) for token, code in found if code is not None))

    @property
    def is_live(self) -> bool:
        return bool(self.opens)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(code for _token, code in self.opens)

    def token(self, code: str) -> str | None:
        return next((token for token, opens in self.opens if opens == code), None)

    def with_token(self, token: str, code: str) -> "Visit":
        """The newest token of an ask replaces the one before."""
        others = tuple(each for each in self.opens if each[1] != code)
        return Visit((*others, (token, code))[-MOST:])

    def without(self, code: str) -> "Visit":
        return Visit(tuple(each for each in self.opens if each[1] != code))


def remember(answer: HttpResponse, visit: Visit) -> HttpResponse:
    """Ends with the browser tab; on the server, after twenty idle minutes."""
    tokens = ".".join(token for token, _code in visit.opens)
    if tokens:
        answer.set_cookie(COOKIE, tokens, secure=True, httponly=True, samesite="Strict", path="/")
    else:
        forget(answer)
    return answer


def forget(answer: HttpResponse) -> HttpResponse:
    answer.set_cookie(COOKIE, "", max_age=0, secure=True, httponly=True, samesite="Strict", path="/")
    return answer
