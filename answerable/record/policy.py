# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who cosigns this log, and the policy that it suggests to readers. One file of the operator says who: `witnesses`.

Each line: `NAME VKEY URL inside|outside`. Outside means: not run by this organisation, its parent or a chapter of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from answerable import config
from answerable.core.errors import Refused
from answerable.core.words import N_
from answerable.record import keeping
from answerable.tlog.errors import Invalid
from answerable.tlog.keys import parse_vkey
from answerable.tlog.policy import Policy, check_policy, parse_policy, plain_policy

FILE: Final = "witnesses"
WRONG = N_("The file `witnesses` in the data folder cannot be read. Each line: NAME VKEY URL inside|outside.")


@dataclass(frozen=True)
class Cosigner:
    """One witness of this log."""

    name: str
    vkey: str
    url: str
    outside: bool


def cosigners() -> list[Cosigner]:
    """Those of the operator's file, in its order. Raises Refused where a line is wrong."""
    at = config.current().data / FILE
    if not at.exists():
        return []
    lines = (line.split() for line in at.read_text("utf-8").splitlines())
    return [_read(words) for words in lines if words and not words[0].startswith("#")]


def _read(words: list[str]) -> Cosigner:
    if len(words) != 4 or words[3] not in ("inside", "outside"):
        raise Refused(WRONG)
    try:
        parse_vkey(words[1])
    except Invalid:
        raise Refused(WRONG) from None
    return Cosigner(words[0], words[1], words[2], words[3] == "outside")


def as_parts() -> dict[str, Any]:
    """The same policy as the browser reads it."""
    return plain_policy(_policy())


def _policy() -> Policy:
    return parse_policy("".join(f"{line}\n" for line in suggested()).encode())


def is_met(note: bytes) -> bool:
    """Whether a reader who pinned the suggested policy believes this head."""
    try:
        check_policy(_policy(), note)
    except Invalid:
        return False
    return True


def suggested() -> list[str]:
    """The policy that readers are told to pin: the log's key, and a witness outside where there is one."""
    found = cosigners()
    lines = [f"log {keeping.identity().vkey}"]
    lines += [f"witness {each.name} {each.vkey}" for each in found]
    outside = [each.name for each in found if each.outside]
    if outside:
        return [*lines, f"group outside-witnesses any {' '.join(outside)}", "quorum outside-witnesses"]
    if found:
        return [
            *lines,
            f"group inside-witnesses any {' '.join(each.name for each in found)}",
            "quorum inside-witnesses",
        ]
    return [*lines, "quorum none"]
