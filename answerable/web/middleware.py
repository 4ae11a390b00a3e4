# SPDX-License-Identifier: AGPL-3.0-or-later
"""What holds for every request, from the outside in: headers, language, limits, form guard, visits."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject

from answerable import clock, config
from answerable.actions import visits
from answerable.core.permission import Permission
from answerable.counts import counts
from answerable.limits import TooMuch, limits
from answerable.storage.access import Actor
from answerable.web import errors, sayings, static_files
from answerable.web.answers import NOT_UNDERSTOOD
from answerable.web.packing import pack_text

Answer = Callable[[HttpRequest], HttpResponse]

VISIT_COOKIE: Final = "__Host-visit"
MOST_TOKENS: Final = 20
SAFE: Final = ("GET", "HEAD", "OPTIONS")
MOST_BYTES: Final = 2 * 1024 * 1024
WORTH_PACKING: Final = 1000
NOBODYS: Final = (Permission.PAGES, Permission.DOOR)
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
# Only a document asks for any of these; on an old phone's connection every byte of a script's answer counts.
OF_DOCUMENTS: Final = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class Headers:
    """The page policy on every answer, errors included; nothing is stored that did not ask to be."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        counts.add(f"answers_{min(max(answer.status_code // 100, 2), 5)}xx")
        for name, content in HEADERS.items():
            answer[name] = content
        if answer.get("Content-Type", "").startswith("text/html"):
            for name, content in OF_DOCUMENTS.items():
                answer[name] = content
        if config.current().origin.startswith("https://"):
            answer["Strict-Transport-Security"] = "max-age=63072000"
        answer.setdefault("Cache-Control", "no-store")
        return pack(request, answer)


def may_be_packed(request: HttpRequest, answer: HttpResponse) -> bool:
    """Only a page that holds nothing of anybody: its packed length would tell something of what is in it."""
    match = request.resolver_match
    is_nobodys = request.method == "GET" and match is not None and getattr(match.func, "permission", "") in NOBODYS
    is_page = answer.get("Content-Type", "").startswith("text/html") and not answer.has_header("Content-Encoding")
    return is_nobodys and is_page and answer.status_code == 200 and len(answer.content) >= WORTH_PACKING


def pack(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    if not may_be_packed(request, answer):
        return answer
    patch_vary_headers(answer, ("Accept-Encoding",))
    encoding = static_files.accepted(request)
    if encoding:
        plain = answer.content
        answer.content = pack_text(plain, 5) if encoding == "br" else gzip.compress(plain, 6, mtime=0)
        answer["Content-Encoding"] = encoding
    return answer


class Language:
    """The language that the visitor chose here, else the browser's, else the server's."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(sayings.language_of(request)):
            return self.get_response(request)


class Limits:
    """How much may come at once, and how large, before anything of it is read."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        refusal = None if request.method in SAFE else self._refusal(request)
        return refusal or self.get_response(request)

    def _refusal(self, request: HttpRequest) -> HttpResponse | None:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()) or int(length) > MOST_BYTES:
            return errors.too_large(request)
        if request.META.get("CONTENT_TYPE", "").lower().startswith("multipart/"):  # no form of ours sends it
            return errors.answer(request, translation.gettext(NOT_UNDERSTOOD), 400)
        if request.path == "/out/":
            return None
        try:
            limits.take("everything")
            limits.take_address(request.META.get("REMOTE_ADDR", ""))
        except TooMuch as mistake:
            counts.add("shed")
            return errors.wait(request, mistake)
        return None


class Visits:
    """Who asks, as `request.actor`: looked up only when somebody looks, and never for whoever brings no visit."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return errors.answer_exception(request, exception)


def tokens_of(request: HttpRequest) -> list[str]:
    """The tokens of the visit cookie, one for each ask or one for an account."""
    given = request.COOKIES.get(VISIT_COOKIE, "")
    return [token for token in given.split(".") if token][:MOST_TOKENS]


def actor_of(request: HttpRequest) -> Actor:
    return visits.read_actor(tokens_of(request), at=clock.now())
