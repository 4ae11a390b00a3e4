# SPDX-License-Identifier: AGPL-3.0-or-later
"""`answerable ask …`: an asker's whole way from the command line, against any server, with no served script.

Needs no Django and no database. Code words are typed or piped in, never given as an argument.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from answerable import clock
from answerable.asker.place import Place, Proxy, parse_place, parse_proxy
from answerable.asker.server import Server
from answerable.asker.trust import Trust, read_policy
from answerable.cli import ask_prompt
from answerable.cli.ask_prompt import Prompt

PLAIN_TERMINAL: Final = "Your shell keeps the address that you typed, and this window what it shows."


@dataclass(frozen=True)
class Visit:
    """One server, whom to believe about it, and how to ask the person."""

    server: Server
    trust: Trust
    prompt: Prompt


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    new = commands.add_parser("new", help="ask an organisation for something", epilog=PLAIN_TERMINAL)
    new.add_argument("url", metavar="URL", help="of the server, such as https://ask.example.org")
    new.add_argument("--body", metavar="NAME", help="the organisation, as its address on the server ends")
    new.add_argument("--words", metavar="FILE", help="your own words for the readers; - reads them to the end of input")
    new.add_argument("--again", action="store_true", help="ask under code words that you have already")
    back = commands.add_parser("back", help="come back with your code words", epilog=PLAIN_TERMINAL)
    back.add_argument("url", metavar="URL")
    back.add_argument("--ask", type=int, metavar="NUMBER", help="which ask, where your words open several")
    back.add_argument("--keep", type=Path, metavar="FILE", help="save everything, sealed; `answerable open` reads it")
    back.add_argument(
        "--receipt", type=Path, metavar="FILE", help="save a receipt; `answerable record verify` reads it"
    )
    back.add_argument("--files", type=Path, metavar="FOLDER", help="save the files of the thread, opened")
    back.add_argument("--opening", action="store_true", help="put what opens its line into the receipt, in clear")
    send = commands.add_parser("send", help="send what could not be sent before")
    send.add_argument("file", metavar="FILE", type=Path)
    for one in (new, back):
        one.add_argument("--answers", metavar="FILE", help="answers or acts as JSON, so nothing is asked; - is stdin")
        one.add_argument(
            "--unsent", type=Path, default=Path("notes.age"), metavar="FILE", help="where it goes if unsent"
        )
    for one in (new, back, send):
        one.add_argument("--policy", type=Path, metavar="FILE", help="whom you believe about the record")
        one.add_argument("--proxy", metavar="socks5h://HOST:PORT", help="a proxy such as Tor's")
        one.add_argument("--show", action="store_true", help="show the code words while you type them")


def run(options: argparse.Namespace) -> int:
    """Every mistake is a sentence."""
    from answerable.cli import ask_back, ask_new, ask_send

    prompt = Prompt(options.show)
    proxy = parse_proxy(options.proxy)
    if options.what == "send":
        return ask_send.run(options, prompt, proxy)
    visit = open_visit(parse_place(options.url, proxy), proxy, options.policy, prompt)
    try:
        return ask_new.run(options, visit) if options.what == "new" else ask_back.run(options, visit)
    finally:
        visit.server.leave()


def open_visit(place: Place, proxy: Proxy | None, policy: Path | None, prompt: Prompt) -> Visit:
    """Reaches the server, and says whom the record is checked against. Raises Refused."""
    server = Server(place, proxy)
    pinned = policy.read_bytes() if policy else None
    served = None if policy else server.get("/record/policy")
    trust = read_policy(pinned, served, now=int(clock.now().timestamp()), where=str(policy or ""))
    ask_prompt.tell(trust.sentence)
    return Visit(server, trust, prompt)
