# SPDX-License-Identifier: AGPL-3.0-or-later
"""A process as its pages show it: rows of words, and the drawing."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from markupsafe import Markup

from answerable.core.process_problem import Problem
from answerable.core.process_template import ENDING_TITLES, Template, Who
from answerable.processes.drawing import draw
from answerable.processes.outline import HEADS, outline
from answerable.processes.spoken import say_in

Part = dict[str, Any]


def in_list(template: Template) -> Part:
    return {
        "code": template.code,
        "title": template.title,
        "says": template.says,
        "language": template.language,
        "steps": len(template.steps),
        "phases": len(template.phases),
        "around_an_ask": Who.ASKER in template.people,
    }


def whole(template: Template) -> Part:
    """The drawing is our own markup: every word of a file in it was escaped where it was drawn."""
    say = say_in(template.language, _)
    return {
        **in_list(template),
        "thanks": template.thanks,
        "drawing": Markup(draw(template, say)),  # noqa: S704
        "heads": [say(each) for each in HEADS],
        "lines": outline(template, say),
        "held": template.holder is not None,
        "endings": [{"title": say(ENDING_TITLES[each.kind]), "says": each.says} for each in template.endings],
    }


def mistakes(problems: tuple[Problem, ...]) -> list[Part]:
    """Each mistake with its place, its rule, and what to do; words of the file itself stand in it as text."""
    return [
        {
            "place": each.place,
            "says": _(each.says).format(**dict(each.given)),
            "rule": _("rule {n}").format(n=each.rule) if each.rule else _("how it is written"),
        }
        for each in problems
    ]
