# SPDX-License-Identifier: AGPL-3.0-or-later
"""`answerable invite`: a one-time invitation, for when no page can be reached."""

from __future__ import annotations

import argparse

from answerable import config
from answerable.cli import control

ROLES = ("handler", "second_line", "facilitator", "body_steward", "operator")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("role", choices=ROLES)
    parser.add_argument("title", help="what the person is called where they work, such as “care lead”")
    parser.add_argument("--body", help="the code of the body (not for an operator)")
    parser.add_argument("--again", action="store_true", help="new keys for somebody there who lost every way in")
    parser.add_argument("--until", help="last day of the term, as YYYY-MM-DD")


def run(options: argparse.Namespace) -> int:
    said = control.call(
        "invite", role=options.role, title=options.title, body=options.body, until=options.until, again=options.again
    )
    print(f"Invitation, good until {said['until']}, once:\n\n    {said['token']}\n")
    if said["fingerprint"]:
        print(f"The organisation's key, to compare on the page: {said['fingerprint']}")
    print(f"Open {config.current().origin}/join/ and type it there.")
    return 0
