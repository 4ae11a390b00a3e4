# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands on every page: who runs this server, who pays, whether anybody checked it, and in which language."""

from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from answerable.web.public import shelf

LANGUAGE_COOKIE: Final = "__Host-language"
LOCALE: Final = Path(__file__).parents[1] / "locale"


@cache
def languages() -> tuple[tuple[str, str], ...]:
    """English, and every language that has a compiled catalogue here: (code, its own name)."""
    return tuple((code, own) for code, own in settings.LANGUAGES if code == "en" or _catalogue(code).exists())


def _catalogue(code: str) -> Path:
    return LOCALE / code / "LC_MESSAGES" / "django.mo"


def language_of(request: HttpRequest) -> str:
    """The language of one request: what was chosen here, else the first one of the browser's that we have."""
    have = {code for code, _own in languages()}
    chosen = request.COOKIES.get(LANGUAGE_COOKIE, "")
    wanted = [chosen, *_accepted(request), settings.LANGUAGE_CODE]
    return next((each for each in wanted if each in have), "en")


def _accepted(request: HttpRequest) -> list[str]:
    given = (part.split(";") for part in request.headers.get("Accept-Language", "")[:500].split(","))
    ranked = [(_weight(rest), tag.strip().lower().split("-")[0]) for tag, *rest in given]
    return [tag for weight, tag in sorted(ranked, key=lambda each: -each[0]) if weight > 0]


def _weight(rest: list[str]) -> float:
    text = rest[0].strip().removeprefix("q=") if rest else "1"
    try:
        return float(text)
    except ValueError:
        return 0.0


def host_lines() -> list[str]:
    """Who runs this server, who pays, and how the host stands to those who are asked (rule 35)."""
    host = shelf.installation()
    if not host.runs:
        return [_("Nobody has said yet who runs this server. Do not write anything that matters to you here.")]
    lines = [_("This place is run by {runs}.").format(runs=host.runs)]
    if host.pays:
        lines.append(_("It is paid for by {pays}.").format(pays=host.pays))
    return [*lines, _relation(host)]


def _relation(host: shelf.Host) -> str:
    if host.relation == "body":
        return _("Take care: {body} runs this server, and can be asked here.").format(body=host.body_name)
    if host.relation == "parent":
        return _("Take care: {body} runs this server, and stands above organisations that can be asked here.").format(
            body=host.body_name
        )
    return _("The organisations that you can ask here do not run it.")


def trial_line() -> str:
    """Until people who would use it have checked it, every page says so."""
    reviewed = shelf.installation().reviewed
    if reviewed:
        return _("Checked by people who would use it: {who}.").format(who=reviewed)
    return _("Trial: not yet checked by people who would use it.")
