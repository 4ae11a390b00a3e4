# SPDX-License-Identifier: AGPL-3.0-or-later
"""`answerable record …`: checks a record with its files alone. Needs no server of ours and no database."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Final

from answerable import clock
from answerable.core.errors import Refused
from answerable.core.words import N_
from answerable.record.offline.source import Absent, Folder, Source, source_of
from answerable.tlog.errors import Invalid
from answerable.tlog.policy import Policy, parse_policy

WRONG: Final = 1
NO_POLICY = N_("{path} is not a policy: {why} Fetch the one that the record suggests, read it, and keep it.")
NOT_SERVED = N_("{place} serves no record: {path} is missing there.")
PORT_TAKEN = N_("Port {port} is taken. Choose another with --port.")
AGAIN: Final = "Something does not fit. A record can grow while it is read, so it is read once more."
BROKEN = N_("{place} cannot be checked: {why}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    audit = commands.add_parser("audit", help="read a whole record and name all that is wrong")
    audit.add_argument("place", metavar="URL-or-FOLDER")
    audit.add_argument("--max-age", type=float, default=26.0, metavar="HOURS", help="of the newest cosignature")
    audit.add_argument("--json", action="store_true", help="the report as JSON")
    verify = commands.add_parser("verify", help="say what a receipt, or evidence of a fork, proves")
    verify.add_argument("receipt", metavar="FILE", type=Path)
    verify.add_argument("--log", metavar="URL-or-FOLDER", help="ask this record where the receipt holds no proof")
    compare = commands.add_parser("compare", help="compare what two places say of one log")
    compare.add_argument("place", metavar="A")
    compare.add_argument("other", metavar="B")
    compare.add_argument("--out", type=Path, default=Path("fork.json"), metavar="FILE", help="where evidence goes")
    export = commands.add_parser("export", help="copy a whole record into a folder")
    export.add_argument("place", metavar="URL")
    export.add_argument("folder", metavar="FOLDER", type=Path)
    for one in (audit, verify, compare, export):
        one.add_argument("--policy", type=Path, required=True, metavar="FILE", help="whom you believe")
    behind = commands.add_parser("catch-up", help="after an older copy was put back: take what was published since")
    behind.add_argument(
        "place", metavar="URL-or-FOLDER", nargs="?", default="", help="else the data folder's own files"
    )
    witness = commands.add_parser("witness", help="cosign other logs, on this machine")
    witness.add_argument("--folder", type=Path, required=True, metavar="DIR", help="keeps its key and what it signed")
    witness.add_argument("--name", required=True, help="of its key, such as example.org/witness1; never changed")
    witness.add_argument("--log", action="append", default=[], metavar="VKEY", help="a log to cosign; again for more")
    witness.add_argument("--port", type=int, default=8700)


def run(options: argparse.Namespace) -> int:
    """0 where all holds, 1 where something is wrong. Every mistake is a sentence."""
    if options.what == "witness":
        return _witness(options)
    if options.what == "catch-up":
        return _catch_up(options)
    place = str(getattr(options, "place", None) or getattr(options, "log", None) or "")
    try:
        return {"audit": _audit, "verify": _verify, "compare": _compare, "export": _export}[options.what](
            options, _policy(options.policy)
        )
    except Absent as absent:
        raise Refused(NOT_SERVED.format(place=place, path=absent)) from None
    except Invalid as problem:
        raise Refused(BROKEN.format(place=place or "This", why=problem.sentence)) from None


def _policy(path: Path) -> Policy:
    try:
        return parse_policy(path.read_bytes())
    except OSError:
        raise Refused(NO_POLICY.format(path=path, why="it cannot be read.")) from None
    except Invalid as problem:
        raise Refused(NO_POLICY.format(path=path, why=problem.sentence)) from None


def _bar(done: int, size: int) -> None:
    """One line on a terminal; nothing where the output is kept."""
    if sys.stderr.isatty():
        full = 30 * done // max(size, 1)
        end = "\n" if done == size else ""
        print(f"\r[{'#' * full}{'.' * (30 - full)}] {done} of {size}", end=end, file=sys.stderr, flush=True)


def _audit(options: argparse.Namespace, policy: Policy) -> int:
    from answerable.record.offline.audit import audit

    oldest = int(clock.now().timestamp() - options.max_age * 3600)
    source = source_of(options.place)
    report = audit(source, policy, oldest=oldest, progress=_bar)
    if report.findings and not isinstance(source, Folder):
        print(AGAIN, file=sys.stderr)
        report = audit(source, policy, oldest=oldest, progress=_bar)
    if options.json:
        print(json.dumps(asdict(report), indent=2))
        return WRONG if report.findings else 0
    for finding in report.findings:
        print(f"WRONG  {finding}")
    for note in report.notes:
        print(f"NOTE   {note}")
    signed = f"signed by {', '.join(report.witnesses)}" if report.witnesses else "signed by no witness of your policy"
    print(f"{report.origin}: {report.size} entries in {report.batches} batches up to {report.newest or '–'}, {signed}.")
    print(f"Opened: {report.opened}. Taken back: {report.redacted}. Wrong: {len(report.findings)}.")
    return WRONG if report.findings else 0


def _verify(options: argparse.Namespace, policy: Policy) -> int:
    from answerable.record.offline.verify import verify

    source: Source | None = source_of(options.log) if options.log else None
    checked = verify(options.receipt.read_bytes(), policy, source)
    for head, lines in (("Proven ", checked.proven), ("Missing", checked.missing), ("WRONG  ", checked.wrong)):
        for line in lines:
            print(f"{head}  {line}")
    return WRONG if checked.wrong else 0


def _compare(options: argparse.Namespace, policy: Policy) -> int:
    from answerable.record.offline.compare import compare

    found = compare(source_of(options.place), source_of(options.other), policy)
    if found.evidence is None:
        print(f"They agree: {found.old} entries are the beginning of {found.new}.")
        return 0
    options.out.write_text(json.dumps(found.evidence, indent=2), "utf-8")
    print(f"WRONG  The two do not agree: {found.old} entries there are not the beginning of {found.new} here.")
    print(f"Evidence for whoever has the same policy: {options.out}")
    return WRONG


def _export(options: argparse.Namespace, policy: Policy) -> int:
    from answerable.record.offline.export import export

    del policy
    count = export(source_of(options.place), options.folder, _bar)
    print(f"{count} files fetched into {options.folder}.")
    print(f"Check them: answerable record audit {options.folder} --policy {options.policy}")
    return 0


def _catch_up(options: argparse.Namespace) -> int:
    """The one act here that needs the store: in the running server, or with its folder's lock."""
    from answerable.cli import control

    taken = control.call("catch_up", place=options.place)
    print(f"{taken} entries taken. The record goes on from where it was. What threads said since that copy is lost.")
    return 0


def _witness(options: argparse.Namespace) -> int:
    """Until Ctrl-C. Says what the log's operator and its readers must write down."""
    from answerable.record.offline.witness import Witness, parse_log, read_logs, serve

    try:
        logs = [*read_logs(options.folder), *map(parse_log, options.log)]
        own = Witness(options.folder, options.name, logs)
        server = serve(own, options.port)
    except Invalid as problem:
        raise Refused(BROKEN.format(place=options.name, why=problem.sentence)) from None
    except OSError:
        raise Refused(PORT_TAKEN.format(port=options.port)) from None
    print(f"Witness on http://127.0.0.1:{server.server_port} of {len(logs)} logs. Ctrl-C stops it.")
    print(f"A policy names it so:  witness NAME {own.vkey}", flush=True)
    try:
        server.serve_forever()
    finally:
        server.server_close()
    return 0
