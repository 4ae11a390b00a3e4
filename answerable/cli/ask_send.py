# SPDX-License-Identifier: AGPL-3.0-or-later
"""`answerable ask send FILE`: what could not be sent before, once it is known not to have arrived."""

from __future__ import annotations

import argparse
import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from answerable import clock
from answerable.asker import lodging
from answerable.asker.acts import check_act
from answerable.asker.place import Proxy, parse_place
from answerable.asker.server import Said
from answerable.asker.trust import check_day
from answerable.asker.unsent import open_unsent
from answerable.asker.visit import Found, build, deliver, has_arrived, place_of, search
from answerable.cli.ask_back import sealer
from answerable.cli.ask_prompt import Prompt, show, tell
from answerable.core.errors import Refused
from answerable.sealing import words

if TYPE_CHECKING:
    from answerable.cli.ask import Visit

Part = Mapping[str, Any]
ARRIVED: Final = "It had arrived after all, so it was not sent again."
GONE: Final = "The ask that this belongs to is not there any more, so nothing was sent."
NOT_NEEDED: Final = "{file} is not needed any more and was deleted."
STILL_THERE: Final = "{why} The file is as it was."


def run(options: argparse.Namespace, prompt: Prompt, proxy: Proxy | None) -> int:
    from answerable.cli.ask import open_visit

    file = options.file.read_bytes()
    typed = words.parse(prompt.words("Your eight code words:")).text
    what, given = open_unsent(typed, file)
    visit = open_visit(parse_place(given["origin"], proxy), proxy, options.policy, prompt)
    try:
        show(_lodging(visit, typed, given) if what == "lodging" else _act(visit, typed, given))
    except Refused as problem:
        raise Refused(STILL_THERE.format(why=problem.sentence)) from None
    finally:
        visit.server.leave()
    options.file.unlink()
    tell(NOT_NEEDED.format(file=options.file))
    return 0


def _lodging(visit: Visit, typed: str, given: Part) -> list[str]:
    if any(
        each.code == given["lodging"].get("thread")
        for each in search(visit.server, typed, clock.today("UTC").isoformat()).found
    ):
        return [ARRIVED]
    sheet = lodging.fetch_sheet(visit.server, given["slug"])
    check_day(sheet["today"], clock.today("UTC"))
    built = lodging.renew(given, sheet, visit.trust)
    return lodging.received(visit.trust, lodging.send(visit.server, built), built)


def _act(visit: Visit, typed: str, given: Part) -> list[str]:
    """The very bytes where nothing came since; else the same act made anew, on the ask as it stands now."""
    check_act(given["act"])
    found = next(
        (
            each
            for each in search(visit.server, typed, clock.today("UTC").isoformat()).found
            if each.code == given["ask"]
        ),
        None,
    )
    if found is None:
        return [ARRIVED] if given["act"]["do"] == "erase" else _gone()
    if has_arrived(found, given["act"], given["place"], given.get("body", {})):
        return [ARRIVED]
    if place_of(found, given["act"]) != given["place"] or not _sent_again(visit, found, given):
        built = build(found, given["act"], sealer(found, given["act"], visit), random=secrets.token_bytes)
        deliver(visit.server, found, built)
    return [f"{given['act']['do']}: Done."]


def _sent_again(visit: Visit, found: Found, given: Part) -> bool:
    """Whether the server took the bytes as they were, now or before. Days later it wants them signed anew."""
    if not given.get("path"):
        return False
    try:
        deliver(visit.server, found, (given["path"], given["body"]))
    except Said:
        return False
    return True


def _gone() -> list[str]:
    raise Refused(GONE)
