# SPDX-License-Identifier: AGPL-3.0-or-later
"""`answerable ask back`: code words open every ask under them; what came is shown with what is proven; then acts."""

from __future__ import annotations

import argparse
import json
import secrets
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from answerable import clock
from answerable.asker import acts, lodging, stands
from answerable.asker.acts import Sealer
from answerable.asker.server import Unreached
from answerable.asker.visit import NOTHING, Found, build, deliver, place_of, search, tidy
from answerable.cli.ask_act import ask_act
from answerable.cli.ask_files import keep_unsent, write_new
from answerable.cli.ask_prompt import show, tell
from answerable.cli.ask_saving import save_all
from answerable.cli.open import NEWS, forgotten_lines, message_lines, names_of
from answerable.core.errors import Refused
from answerable.core.retention import deletion_report
from answerable.record.offline.standing import Standing
from answerable.record.offline.verify import RECEIPT
from answerable.sealing import export, words
from answerable.sealing.errors import Refusal
from answerable.tlog.encoding import parse_hash
from answerable.tlog.errors import Invalid
from answerable.tlog.proof import Proof, print_proof

if TYPE_CHECKING:
    from answerable.cli.ask import Visit

Part = Mapping[str, Any]
DAMAGED: Final = (
    "! Your own sealed files do not open as they should: they were changed, or they are not yours. "
    "Nothing is shown from them, and nothing can be done with this ask."
)
SEVERAL: Final = "Your words open {count} asks: {numbers}. Say which with --ask."
NO_SUCH: Final = "Your words open no ask with the number {number}."
NO_PROMISE: Final = "The server signs no receipt just now. Try again later."
DONE: Final = "Done."


def run(options: argparse.Namespace, visit: Visit) -> int:
    typed = words.parse(visit.prompt.words("Your eight code words:")).text
    found = tuple(_tidy(each, visit) for each in search(visit.server, typed, clock.today("UTC").isoformat()).found)
    if not found:
        raise Refused(NOTHING)
    for each in found:
        show(["", *_lines(each, visit)])
    given = _read_acts(options, visit)
    if options.keep or options.receipt:
        _save(options, _chosen(found, options, visit))
    if options.files:
        show(list(save_all(visit.server, _chosen(found, options, visit), options.files)))
    if given:
        _do_all(_chosen(found, options, visit), given, typed, options, visit)
    elif options.answers is None and not (options.keep or options.receipt or options.files):
        _converse(found, typed, options, visit)
    return 0


def _tidy(found: Found, visit: Visit) -> Found:
    try:
        return tidy(visit.server, found, random=secrets.token_bytes)
    except (Refusal, Refused):
        return found  # its files are damaged, which is said below, or the next visit does it


def _lines(found: Found, visit: Visit) -> Iterator[str]:
    """One ask: how it stands, and what was written."""
    try:
        opened = found.opened
    except Refusal:
        yield f"Ask {found.number}, to {found.state['body']['name']}"
        yield DAMAGED
        return
    stand, problem = _standing(found, visit)
    if problem:
        yield f"! {problem}"
    yield from stands.lines(found, stand)
    names = names_of(found.state)
    yield from message_lines(opened, names | {"asker": "You"})
    yield from forgotten_lines(found.state)
    yield from _stays(found.state)
    yield from (f"! {NEWS[one['what']].format(who=names.get(one['code'], one['code']))}" for one in opened["news"])


def _stays(state: Part) -> Iterator[str]:
    """When what was written goes, and whether it is kept."""
    if state.get("words_go"):
        yield f"  On {state['words_go']} what was written leaves the readers."
    if state["terms"].get("keep_words"):
        yield "  You keep it: it stays on the server, for you alone."


def _standing(found: Found, visit: Visit) -> tuple[Standing | None, str]:
    try:
        tell(visit.trust.head_sentence(found.state["record"]))
        return visit.trust.standing_of(found.state), ""
    except Refused as problem:
        return None, problem.sentence


def _chosen(found: tuple[Found, ...], options: argparse.Namespace, visit: Visit) -> Found:
    """The one that is meant. Raises Refused where that is not said."""
    if options.ask is not None:
        named = next((each for each in found if each.number == options.ask), None)
        if named is None:
            raise Refused(NO_SUCH.format(number=options.ask))
        return named
    if len(found) > 1:
        numbers = ", ".join(str(each.number) for each in found)
        raise Refused(SEVERAL.format(count=len(found), numbers=numbers))
    return found[0]


def _read_acts(options: argparse.Namespace, visit: Visit) -> list[dict[str, Any]]:
    if options.answers is None:
        return []
    raw = visit.prompt.rest().encode() if options.answers == "-" else Path(options.answers).read_bytes()
    return acts.parse_acts(raw)


def _save(options: argparse.Namespace, found: Found) -> None:
    """Raises Refused for a name that is taken."""
    if options.keep:
        text = export.build_export(found.origin, found.number, found.state)
        write_new(options.keep, text.encode(), "--keep")
        tell(f"Kept, sealed: {options.keep}. To read it: answerable open {options.keep}")
    if options.receipt:
        write_new(options.receipt, receipt(found, is_open=options.opening), "--receipt")
        says = "It says in clear what you asked, and of whom." if options.opening else "It shows nothing of your ask."
        tell(f"A receipt: {options.receipt}. {says}")


def receipt(found: Found, *, is_open: bool) -> bytes:
    """What `answerable record verify` reads: promise, `.tlog-proof` once there is one, and if asked what opens it."""
    record, first = found.state["record"], found.state["entries"][0]
    if record["promise"] is None:
        raise Refused(NO_PROMISE)
    kept = {"format": RECEIPT, "promise": record["promise"], "proof": _proof(record, first["id"])}
    if is_open:
        kept["opening"] = {"salt": first["salt"], "fields": first["fields"]}
    return (json.dumps(kept, indent=2) + "\n").encode()


def _proof(record: Part, code: str) -> str | None:
    place = record["leaves"].get(code)
    if place is None or record["checkpoint"] is None:
        return None
    try:
        hashes = tuple(parse_hash(one) for one in place["hashes"])
        return print_proof(Proof(place["index"], hashes, record["checkpoint"].encode())).decode()
    except Invalid as problem:
        raise Refused(f"No receipt was made: {problem.sentence}") from None


def _do_all(
    found: Found, given: list[dict[str, Any]], typed: str, options: argparse.Namespace, visit: Visit
) -> Found | None:
    """One act after the other; None once it was erased."""
    left: Found | None = found
    for each in given:
        if left is None:
            break
        left = _do(left, each, typed, options, visit)
    return left


def _do(found: Found, given: Part, typed: str, options: argparse.Namespace, visit: Visit) -> Found | None:
    """One act. What could not be sent is kept, sealed to the code words. Raises Refused."""
    place = place_of(found, given)
    path, body = "", dict[str, Any]()
    try:
        path, body = build(found, given, sealer(found, given, visit), random=secrets.token_bytes)
        after = deliver(visit.server, found, (path, body))
    except Refused as problem:
        if not isinstance(problem, Unreached) and given["do"] != "message":
            raise
        intent = {"origin": found.origin, "number": found.number, "ask": found.code, "act": dict(given), "place": place}
        intent |= {"path": path, "body": body}
        kept = keep_unsent(typed, "act", intent, options.unsent)
        raise Refused(f"{problem.sentence} {kept}") from None
    tell(f"{given['do']}: {DONE}")
    if after is None:
        show(_deleted(found))
    return after


def sealer(found: Found, given: Part, visit: Visit) -> Sealer:
    """The directory is fetched only where a key is about to be handed out."""
    if given["do"] not in ("remove", "admit"):
        return Sealer(visit.trust, None)
    try:
        return Sealer(visit.trust, lodging.fetch_sheet(visit.server, found.state["body"]["slug"]))
    except Unreached:
        raise
    except Refused:
        return Sealer(visit.trust, None)


def _deleted(found: Found) -> list[str]:
    report = deletion_report(date.fromisoformat(found.state["today"]))
    return [
        f"Gone from this server: {report.gone_here}.",
        f"Gone from the last backup of its keys by: {report.gone_from_backups}.",
        *report.cannot,
    ]


def _converse(found: tuple[Found, ...], typed: str, options: argparse.Namespace, visit: Visit) -> None:
    """One act after another, until nothing more is wanted or the input ends. A refusal is said, and asked again."""
    left = {each.number: each for each in found}
    while left:
        try:
            wish = ask_act(visit.prompt, left)
            if wish is None:
                return
            number, given = wish
            after = _do(left[number], given, typed, options, visit)
        except Refused as problem:
            if not visit.prompt.is_typed:
                raise
            tell(problem.sentence)
            continue
        if after is None:
            del left[number]
        else:
            left[number] = after
            show(["", *_lines(after, visit)])
