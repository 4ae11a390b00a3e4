# SPDX-License-Identifier: AGPL-3.0-or-later
"""How every address answers: a page, JSON for a script, or the neutral page elsewhere."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from answerable import config
from answerable.core.errors import Refused
from answerable.core.words import N_
from answerable.sealing import wire

NOT_UNDERSTOOD = N_("This could not be read. Please load the page again, then try once more.")


def page(
    request: HttpRequest, template: str, parts: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """A page of ours, with the form token of this browser."""
    return render(request, template, dict(parts or {}), status=status)


def said(mistake: Refused) -> str:
    """The sentence of a refusal in the page's language; those of sealing have gaps to fill."""
    details: Mapping[str, Any] = getattr(mistake, "details", None) or {}
    sentence = _(str(getattr(mistake, "msgid", mistake.sentence)))
    return sentence.format(**details) if details else sentence


def ok(**parts: Any) -> HttpResponse:
    return JsonResponse({"ok": True, **parts})


def refused(sentence: str, status: int = 400) -> HttpResponse:
    return JsonResponse({"ok": False, "sentence": sentence}, status=status)


def parse_json(request: HttpRequest) -> dict[str, Any]:
    """The object that was posted. Raises Refused."""
    try:
        given = wire.parse_json(request.body)
    except Refused:
        raise Refused(NOT_UNDERSTOOD) from None
    if not isinstance(given, dict):
        raise Refused(NOT_UNDERSTOOD)
    return given


def leave() -> HttpResponse:
    """An empty page that turns into the neutral one by itself.

    No redirect: a browser holds `form-action 'self'` against the redirect of a form, and would stay here.
    """
    empty = b'<!doctype html><link rel="icon" href="data:,"><title></title>'
    answer = HttpResponse(empty, content_type="text/html; charset=utf-8")
    answer["Refresh"] = f"0;url={config.current().exit_url}"
    return answer
