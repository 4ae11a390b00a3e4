# SPDX-License-Identifier: AGPL-3.0-or-later
"""`answerable open EXPORT`: reads an exported thread without a server and says what is proven and what is not."""

import argparse
import getpass
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from answerable import clock
from answerable.sealing import age, export, reader, words
from answerable.sealing.errors import Refusal
from answerable.sealing.identity import Identity
from answerable.sealing.state import open_state

FLAWS: Final = {
    "forged": "Not shown: its signature is not by the person it names.",
    "unsigned": "Not shown: it has no signature, so nobody can know who wrote it.",
    "replayed": "Not shown again: it is the same message as one before it.",
    "repeated": "Look with care: this person's number was used twice, with two different texts.",
    "reordered": "Look with care: it stands in another order than it was written in.",
    "old_epoch": "Look with care: it was sealed with a key from before somebody was taken off.",
    "misplaced": "Not shown: it was written for another ask, another server or under another key.",
    "unopened": "Not shown: none of these keys opens it, or it is damaged.",
}
NEWS: Final = {
    "new": "A reader came later, or after this ask was sent: {who}. Their key was taken from the server's word.",
    "changed": "The server now shows another key for {who} than the one you kept. The kept one was used.",
}
ASKER_MOVE: Final = {
    True: "proven: signed with the key of this ask",
    False: "NOT PROVEN: it stands in your name, but the signature does not fit ({flaw})",
}
PROVES: Final = (
    "A message is shown under a name only where its signature proves it.",
    "The days are the server's word. So are the moves of the organisation.",
    "The newest messages can always be missing: nobody can prove that nothing more was written.",
    "This was read here, on this machine. Nothing was sent anywhere.",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("export", metavar="EXPORT", type=Path, help="the file you saved from your ask's page")
    parser.add_argument(
        "--identity", type=Path, metavar="FILE", help="open a reader's export with AGE-SECRET-KEY-PQ-1…"
    )
    parser.add_argument("--show", action="store_true", help="show the words while you type them")


def run(options: argparse.Namespace) -> int:
    """Prints the thread in plain text. Refusals are sentences for a person."""
    content = export.parse_export(options.export.read_bytes())
    lines = open_export(content, options.identity, asking(options.show))
    print("\n".join(lines))
    return 0


def asking(shown: bool) -> Callable[[str], str]:
    """How words are asked for: hidden at a terminal, one line where words are piped in."""
    if shown or not sys.stdin.isatty():
        return read_line
    return getpass.getpass


def read_line(question: str) -> str:
    print(question, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline()


def open_export(content: Mapping[str, Any], identity: Path | None, ask: Callable[[str], str]) -> list[str]:
    try:
        return opened_lines(content, identity, ask)
    except (KeyError, TypeError, AttributeError):
        raise Refusal("export") from None


def opened_lines(content: Mapping[str, Any], identity: Path | None, ask: Callable[[str], str]) -> list[str]:
    today = clock.today("UTC").isoformat()
    if content["kind"] == "asker":
        typed = words.parse(ask("Your eight code words: ")).text
        return list(
            asker_lines(content, open_state(typed, content["origin"], content["number"], content["state"], today))
        )
    person = identity_of(content, identity, ask)
    opened = reader.open_ask(person, content["origin"], content["handler"], content["payload"], today)
    return list(reader_lines(content, opened))


def identity_of(content: Mapping[str, Any], file: Path | None, ask: Callable[[str], str]) -> Identity:
    """From the passphrase; or from an age identity, which can open but proves no message of its own."""
    if file is None:
        return reader.unlock_identity(ask("Your passphrase (eight words): "), content["origin"], content["unlock"])
    seed = age.parse_identity(file.read_text("ascii").strip())
    return Identity(sealing=seed, signing=seed)


def asker_lines(content: Mapping[str, Any], opened: Mapping[str, Any]) -> Iterator[str]:
    state = content["state"]
    yield f"Ask {state['ask']} on {content['origin']}"
    yield from ("", "What happened, by day")
    yield from history_lines(state.get("history", []), {one["number"]: one for one in opened["moves"]})
    yield from message_lines(opened, names_of(state) | {"asker": "You"})
    yield from forgotten_lines(state)
    yield from (
        "! " + NEWS[one["what"]].format(who=names_of(state).get(one["code"], one["code"])) for one in opened["news"]
    )
    yield from last_lines()


def reader_lines(content: Mapping[str, Any], opened: Mapping[str, Any]) -> Iterator[str]:
    payload = content["payload"]
    yield f"Ask {payload['ask']} on {content['origin']}, read by {content['handler']}"
    yield from message_lines(opened, names_of(payload) | {"asker": "The person who asks"})
    yield from forgotten_lines(payload)
    yield from last_lines()


def names_of(shown: Mapping[str, Any]) -> dict[str, str]:
    people = [*shown.get("readers", []), *shown.get("backups", [])]
    return {one["code"]: one.get("name") or one.get("title") or one["code"] for one in people}


def history_lines(history: list[Mapping[str, Any]], moves: Mapping[int, Mapping[str, Any]]) -> Iterator[str]:
    for one in history:
        proof = moves.get(one.get("number") or 0)
        said = "the server's word" if proof is None else ASKER_MOVE[proof["proven"]].format(flaw=proof["flaw"])
        yield f"  {one['day']}  {one['move']:<14} {said}"


def message_lines(opened: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[str]:
    yield from ("", "What was written")
    if not opened["messages"]:
        yield "  Nothing."
    for line in opened["messages"]:
        yield from one_message(line, names)
    yield from (f"! {gap_sentence(gap, names)}" for gap in opened["gaps"])


def forgotten_lines(given: Mapping[str, Any]) -> Iterator[str]:
    """What went by itself, by the server's word; one that cannot have gone yet counts as missing."""
    days = sorted(str(each["day"]) for each in given.get("forgotten", ()))
    if days:
        yield f"  Gone by itself, the last on {printable(days[-1])}: {len(days)} messages."


def one_message(line: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[str]:
    who = names.get(line["sender"] or "", line["sender"] or "Nobody that can be proven")
    proven = " (proven)" if line["body"] is not None else ""
    yield f"  {line['order']}. {who}{proven}"
    if line["flaw"]:
        yield f"     ! {FLAWS[line['flaw']]}"
    if line["body"] is not None:
        text = str(line["body"].get("text", ""))
        yield from (f"     {printable(part)}" for part in text.splitlines())


def printable(text: str) -> str:
    """Without characters that steer a terminal."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


def gap_sentence(gap: Mapping[str, Any], names: Mapping[str, str]) -> str:
    if gap["number"] is not None:
        who = names.get(gap["sender"], gap["sender"])
        return f"Missing: message {gap['number']} by {who}. It was written and is not in this file."
    seen_by = names.get(gap["seen_by"], gap["seen_by"])
    return f"Missing: a message that {seen_by} had seen when writing. It is not in this file."


def last_lines() -> Iterator[str]:
    yield from ("", "What this proves, and what not")
    yield from (f"  · {sentence}" for sentence in PROVES)
