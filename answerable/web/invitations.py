# SPDX-License-Identifier: AGPL-3.0-or-later
"""An invitation as a sheet to print: the token and the fingerprint, shown once."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse

from answerable import config
from answerable.web.answers import page

WORDS_OF_FOUR = 4


def sheet(request: HttpRequest, made: Mapping[str, Any], *, title: str, place: str, back: str) -> HttpResponse:
    """The only page that ever holds the token; the store keeps its digest."""
    link = f"{config.current().origin}/join/#{made['token']}"
    parts = {
        "token": made["token"],
        "link": f"{config.current().origin}/join/",
        "picture": segno.make(link, error="m").svg_data_uri(scale=4, border=2),
        "fingerprint": made["fingerprint"],
        "until": date.fromisoformat(made["until"]),
        "title": title,
        "place": place,
        "back": back,
    }
    return page(request, "parts/invitation.html", parts)
