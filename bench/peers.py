# SPDX-License-Identifier: AGPL-3.0-or-later
"""What three others need for the same, beside our rows: measured once, with their production servers, and never again.

One complete submission each, on a machine with two cores; load over loopback from a second process, as ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

NAMES: Final = ("Hush Line", "GlobaLeaks", "SecureDrop")
# keys of our rows, what it is, and what each of NAMES has
LINES: Final[tuple[tuple[tuple[str, ...], str, tuple[str, str, str]], ...]] = (
    (("lodge-cpu",), "processor time of the server a submission, ms",
     ("26–35, its database 7 more", "2,150–2,500", "1,500–2,000")),
    (("lodge-1",), "submissions a second, 1 client", ("12–14", "0.2–0.4", "0.5–0.6")),
    (("lodge-8",), "submissions a second, 8 clients", ("14–19", "0.1–0.2", "0.5–0.7")),
    (("lodge-p95",), "95 % within, 8 clients, ms", ("1,081", "35,433", "19,613")),
    (("lost-8",), "lost or refused, 8 clients", ("0 of 300", "16–17 of 24", "0–1 of 40")),
    (("page-requests", "page-bytes"), "page to write on: requests; bytes on the wire",
     ("12; 709,986", "14; 1,165,889", "16; 80,597")),
    (("cold-start",), "cold start, s", ("5–8", "3.3–4.8", "1.1–1.3")),
    (("memory",), "resident memory after load, MB", ("187, and PostgreSQL", "155", "619")),
    (("text",), "text that is accepted, characters", ("about 14,000, then it is lost", "4,096", "100,000")),
    (("stop",), "stop on SIGTERM, s", ("–", "killed after 20 in 5 of 6", "–")),
)  # fmt: skip
INTRODUCTION: Final = (
    "Three systems with which people today send something in confidence, measured once with the servers that each "
    "recommends for production, on a machine with two cores, and not run again here. Ours is flushed to the disk and "
    "answered with the record's signed promise."
)


def beside(ours: Mapping[str, str], goals: Mapping[str, str]) -> list[str]:
    """The table, from our values and goals by the key of the row, as text."""
    lines = [(name, *theirs, _joined(ours, keys), _joined(goals, keys)) for keys, name, theirs in LINES]
    head = ("what", *NAMES, "here", "goal here")
    table = [head, ("---",) * len(head), *lines]
    return ["### Beside others", INTRODUCTION, "", *(f"| {' | '.join(line)} |" for line in table)]


def _joined(found: Mapping[str, str], keys: tuple[str, ...]) -> str:
    return "; ".join(found.get(key, "–") for key in keys)
