# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the asker's addresses answer: JSON for the script, and what hostile input meets."""

import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _

from answerable import config
from answerable.core.errors import Denied, Refused
from answerable.core.value import UNKNOWN
from answerable.core.words import N_
from answerable.limits import TooMuch
from answerable.sealing.errors import Refusal

ENDED = N_("This visit has ended. Please type your words again. What you wrote is still on this page.")
WAIT = N_("Too many tries at once. Please wait a little, then try again.")

View = Callable[..., HttpResponse]


def said(mistake: Refused) -> str:
    """The sentence of a refusal in the page's language."""
    if isinstance(mistake, Refusal):
        return _(mistake.msgid).format(**mistake.details)
    return _(mistake.sentence)


def ok(**parts: Any) -> HttpResponse:
    return JsonResponse({"ok": True, **parts})


def refused(sentence: str, status: int = 400) -> HttpResponse:
    return JsonResponse({"ok": False, "sentence": sentence}, status=status)


def leave() -> HttpResponse:
    """The neutral page elsewhere: all that an address of ours says to whoever has no live visit."""
    answer = HttpResponseRedirect(config.current().exit_url)
    answer.status_code = 303
    return answer


def parse_json(request: HttpRequest) -> Mapping[str, Any]:
    """The object that was posted. Raises Refused."""
    try:
        given = json.loads(request.body)
    except (ValueError, RecursionError):
        raise Refused(UNKNOWN) from None
    if not isinstance(given, dict):
        raise Refused(UNKNOWN)
    return given


def text(given: Mapping[str, Any], name: str) -> str:
    found = given.get(name)
    if not isinstance(found, str):
        raise Refused(UNKNOWN)
    return found


def whole(given: Mapping[str, Any], name: str) -> int:
    found = given.get(name)
    if isinstance(found, bool) or not isinstance(found, int):
        raise Refused(UNKNOWN)
    return found


def for_script(view: View) -> View:
    """POST of JSON; every refusal is a sentence. Anything else but a POST leads away."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **names: Any) -> HttpResponse:
        if request.method != "POST":
            return leave()
        try:
            return view(request, parse_json(request), *args, **names)
        except Denied as mistake:
            return refused(said(mistake), 404)
        except Refused as mistake:
            return refused(said(mistake))
        except TooMuch as mistake:
            late = refused(_(WAIT), 429)
            late["Retry-After"] = str(int(mistake.wait))
            return late

    return answer
