# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ask bank as the form shows it: in groups, in the page's language."""

from typing import Any

from django.utils.translation import gettext as _

from answerable.core import bank


def groups() -> list[dict[str, Any]]:
    """Groups in their order, each with its kinds."""
    return [_group(key, title) for key, title in bank.GROUPS.items()]


def _group(key: str, title: str) -> dict[str, Any]:
    kinds = [_kind(each) for each in bank.KINDS.values() if each.group == key]
    return {
        "title": _(title),
        "kinds": kinds,
        "holds": [each["key"] for each in kinds],
        "only_words": all(each["key"] == bank.OWN_WORDS for each in kinds),
    }


def _kind(kind: bank.Kind) -> dict[str, Any]:
    return {
        "key": kind.key,
        "title": _(kind.title),
        "plain": _(kind.plain),
        "met_could": [_(each) for each in kind.met_could],
        "urgent": kind.urgent,
        "goes_past": kind.goes_past,
    }
