# SPDX-License-Identifier: AGPL-3.0-or-later
"""`answerable ask new`: choosing, writing, sealing on this machine, sending, and the code words."""

from __future__ import annotations

import argparse
import secrets
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from answerable import clock
from answerable.asker import choosing, lodging
from answerable.asker.choosing import Answers
from answerable.asker.trust import check_day
from answerable.asker.visit import search
from answerable.cli.ask_choose import ask_answers, people, summary
from answerable.cli.ask_files import check_room, keep_unsent
from answerable.cli.ask_prompt import Prompt, show, tell
from answerable.core.errors import Refused
from answerable.sealing import words

if TYPE_CHECKING:
    from answerable.cli.ask import Visit

Part = Mapping[str, Any]
SEAL: Final = "Sealing it on this machine …"
NOT_SENT: Final = "Nothing was sent."
LEFT_OFF: Final = "{title} cannot be chosen: {why}"
WAY_BACK: Final = "These words are your way back:"
KEEP_THEM: Final = (
    "Nobody else has them, so nobody can give them back to you. If they are lost, your ask still counts and they still "
    "must answer; but only these words can read the answer or say if it was met.",
    "Good places: on paper in a book, with a friend you trust, in your head. They are not shown again, and this window "
    "keeps them until it is closed.",
    "If they could make you pay for asking: with these words and `answerable ask back` you can write down how things "
    "are today, for you alone.",
)


def run(options: argparse.Namespace, visit: Visit) -> int:
    check_room(options.unsent)
    code_words = _code_words(options, visit.prompt)
    slug = options.body or visit.prompt.line("Which organisation? Its name as its address on the server ends:")
    # All that the network can refuse before something is typed, it refuses here.
    number = search(visit.server, code_words, clock.today("UTC").isoformat()).free if options.again else 1
    sheet = lodging.fetch_sheet(visit.server, slug)
    check_day(sheet["today"], clock.today("UTC"))
    tell(visit.trust.head_sentence(sheet["record"]))
    barred = _barred(sheet, visit)
    answers = _answers(options, visit.prompt, sheet, barred)
    if answers is None:
        tell(NOT_SENT)
        return 0
    tell(SEAL)
    built = lodging.build(
        visit.server.origin, sheet, answers, code_words, visit.trust, number=number, random=secrets.token_bytes
    )
    _send(visit, built, code_words, options)
    if not options.again and not options.answers:
        _try_one(visit.prompt, code_words)
    return 0


def _code_words(options: argparse.Namespace, prompt: Prompt) -> str:
    if options.again:
        return words.parse(prompt.words("Your eight code words:")).text
    return words.make(secrets.token_bytes(words.SECRET_BYTES))


def _barred(sheet: Part, visit: Visit) -> dict[str, str]:
    """Why somebody cannot be chosen, by code: their key does not stand in the record as it must."""
    found = {
        each["code"]: visit.trust.problem_of(visit.server.origin, sheet, each["code"])
        for each in (*sheet["readers"], *sheet["backups"])
    }
    return {code: why for code, why in found.items() if why}


def _answers(options: argparse.Namespace, prompt: Prompt, sheet: Part, barred: Mapping[str, str]) -> Answers | None:
    """What was chosen; None where it is not to be sent. All that can be refused is, before anything is sealed."""
    for code, why in barred.items():
        tell(LEFT_OFF.format(title=people(sheet)[code], why=why))
    if options.answers:
        answers = choosing.parse_answers(_read(options.answers, prompt))
    else:
        answers = ask_answers(prompt, sheet, barred, own_words=options.words is None)
    if options.words:
        answers = replace(answers, text=_text(_read(options.words, prompt)))
    answers = replace(answers, without=answers.without | frozenset(barred))
    choosing.check_answers(answers, sheet)
    tell(*summary(answers, sheet))
    return answers if options.answers or prompt.yes("Send it?") else None


def _read(name: str, prompt: Prompt) -> bytes:
    return prompt.rest().encode() if name == "-" else Path(name).read_bytes()


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("The file with your words is not plain text in UTF-8.") from None


def _send(visit: Visit, built: lodging.Built, code_words: str, options: argparse.Namespace) -> None:
    """Sent or kept, and the words are shown either way."""
    lines: list[str] = []
    try:
        lines = lodging.received(visit.trust, lodging.send(visit.server, built), built)
    except (Refused, KeyboardInterrupt) as problem:
        said = getattr(problem, "sentence", "It was broken off.")
        kept = keep_unsent(code_words, "lodging", built.kept(visit.server.origin), options.unsent)
        raise Refused(f"{said} {kept}") from None
    finally:
        show(lines)
        if not options.again:
            show(["", WAY_BACK, "", f"    {code_words}", ""])
            tell(*KEEP_THEM)


def _try_one(prompt: Prompt, code_words: str) -> None:
    """Offered once; an empty line leaves it."""
    place = secrets.randbelow(words.COUNT)
    wanted = code_words.split()[place]
    for _ in range(3):
        try:
            typed = prompt.line(f"Try one: type word {place + 1} again, or nothing:").lower()
        except Refused:
            return
        if typed in ("", wanted):
            tell("That is the right word." if typed else "Not now.")
            return
        tell(f"That is not word {place + 1}. Please look again.")
