# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the public pages read of the store: bodies, released figures, the help list, and who runs this server.

Nothing here reads an ask: what depends on one reaches a page only through a release.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from answerable import clock
from answerable.core.body import Body, Tree
from answerable.core.facts import Release
from answerable.storage import queries


@dataclass(frozen=True)
class Host:
    """Who runs this server. `law` holds keys of the list that the operator chose from."""

    runs: str
    pays: str
    relation: str
    body_name: str
    law: Sequence[str]
    reviewed: str


@dataclass(frozen=True)
class Help:
    """One place that helps, as a steward listed it; `checked` is the day somebody last looked."""

    code: str
    name: str
    does: str
    reach: str
    hours: str
    checked: date


def today() -> date:
    return clock.today("UTC")


def version() -> int:
    """Changes with bodies, seats, releases, help and the installation; never with an ask."""
    return queries.public_version()


def tree() -> Tree:
    return queries.tree()


def body(slug: str, bodies: Tree) -> Body | None:
    return next((each for each in bodies.values() if each.slug == slug), None)


def installation() -> Host:
    found: Mapping[str, object] = queries.installation()
    name = _body_name(found.get("host_body"))
    law = found.get("law")
    return Host(
        runs=str(found.get("runs") or ""),
        pays=str(found.get("pays") or ""),
        relation=str(found.get("relation") or "outside"),
        body_name=name,
        law=[str(each) for each in law] if isinstance(law, (list, tuple)) else [],
        reviewed=str(found.get("reviewed") or ""),
    )


def _body_name(code: object) -> str:
    found = tree().get(str(code)) if code else None
    return found.name if found else ""


def last_release() -> Release | None:
    return queries.last_release()


def supports() -> list[Help]:
    return [
        Help(
            code=each["code"],
            name=each["name"],
            does=each["does"],
            reach=each["reach"],
            hours=each["hours"],
            checked=each["checked_date"],
        )
        for each in queries.supports()
    ]
