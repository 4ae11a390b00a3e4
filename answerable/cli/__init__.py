# SPDX-License-Identifier: AGPL-3.0-or-later
"""`answerable …`: a thin door to actions. Every error is a sentence; nothing heavy is imported before it is needed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final

WRONG, REFUSED = 2, 1

# name → (module with add_arguments and run, one line)
COMMANDS: Final = {
    "serve": ("answerable.cli.serve", "serve the pages on this machine"),
    "setup": ("answerable.cli.setup", "first run: make the data folder, the offline key and the operator's invitation"),
    "demo": ("answerable.cli.demo", "serve an invented movement, to look around"),
    "invite": ("answerable.cli.invite", "make a one-time invitation for somebody with a role in a body"),
    "doctor": ("answerable.cli.doctor", "say what is wrong before it hurts, and what to do; changes nothing"),
    "status": ("answerable.cli.status", "what the running server counts of itself, for its operator alone"),
    "rebuild": ("answerable.cli.rebuild", "replay every living thread from its facts and compare"),
    "keys": (
        "answerable.cli.keys",
        "back up the key file, sealed to the offline key, or put it back; rotate the record's key",
    ),
    "backup": (
        "answerable.cli.backup",
        "back up the database, files and record while the server runs, sealed to the offline key",
    ),
    "restore": ("answerable.cli.restore", "put a backup and a backup of the key file into an empty folder"),
    "rollback": ("answerable.cli.rollback", "after an upgrade: put the database back as it was before it"),
    "move": ("answerable.cli.move", "move everything from the embedded store to a PostgreSQL server"),
    "jobs": ("answerable.cli.jobs", "run what is due today: clocks, release, forgetting, notices"),
    "record": ("answerable.cli.record", "check a record: audit, verify, compare, export"),
    "read": ("answerable.cli.read", "read a statement: what is there, what is missing, which asks it answers"),
    "process": (
        "answerable.cli.process",
        "check, draw and print processes: who does what, by when, with whose consent",
    ),
    "ask": ("answerable.cli.ask", "ask an organisation, and come back to it, with no served script"),
    "clean": ("answerable.cli.clean", "clean a saved file offline: who made it, where, when, and with what (mat2)"),
    "open": ("answerable.cli.open", "open an exported thread offline, with its code words"),
}


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="answerable",
        description="Asks, answers, promises, marks. Start with `answerable demo`, or `answerable setup` for real use.",
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    for name, (_, line) in COMMANDS.items():
        commands.add_parser(name, help=line, add_help=False)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """The program's one entry. Returns 0, 1 (refused) or 2 (wrongly called)."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or given[0] not in COMMANDS:
        top = parser()
        if not given or given[0] in ("-h", "--help", "help"):
            top.print_help()
            return 0 if given else WRONG
        print(f"There is no command “{given[0]}”. `answerable --help` lists them.", file=sys.stderr)
        return WRONG
    return run(given[0], given[1:])


def run(name: str, arguments: Sequence[str]) -> int:
    module_name, line = COMMANDS[name]
    module = import_module(module_name)
    own = argparse.ArgumentParser(prog=f"answerable {name}", description=line)
    module.add_arguments(own)
    try:
        options = own.parse_args(arguments)
    except SystemExit as ended:
        return int(ended.code or 0)
    from answerable.cli.sentences import say_problem

    try:
        return int(module.run(options) or 0)
    except KeyboardInterrupt:
        return REFUSED
    except Exception as problem:
        sentence = say_problem(problem)
        if sentence is None:
            raise
        print(sentence, file=sys.stderr)
        return REFUSED
