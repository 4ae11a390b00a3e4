# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one environment of all templates: escaped, strict about what is missing, and translated."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from jinja2 import Environment, StrictUndefined

from answerable import config
from answerable.web import sayings, static_files

# An empty picture: no request for an icon, and a tab that looks like any other.
NEUTRAL_ICON = "data:,"


def say_day(day: date) -> str:
    """“11 March 2031”, as the page's language writes it."""
    return date_format(day, "j F Y")


def environment(**options: Any) -> Environment:
    """What Django's back end for Jinja calls once."""
    made = Environment(  # noqa: S701 - Django passes autoescape=True
        **{**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True},
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(gettext, ngettext, newstyle=False)  # type: ignore[attr-defined]
    made.filters["day"] = say_day
    made.globals.update(helpers())
    return made


def helpers() -> Mapping[str, Any]:
    """Names that every template knows."""
    return {
        "static": static_files.address,
        "language": translation.get_language,
        "exit_url": lambda: config.current().exit_url,
        "origin": config.current().origin,
        "icon": NEUTRAL_ICON,
        "host_lines": sayings.host_lines,
        "trial_line": sayings.trial_line,
        "languages": sayings.languages,
    }
