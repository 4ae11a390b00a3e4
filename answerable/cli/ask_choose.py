# SPDX-License-Identifier: AGPL-3.0-or-later
"""The questions of `answerable ask new`, in the order of the pages: who reads, law, kind, words, terms, day."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from answerable.asker.choosing import MET, NEVER, WINDOWS, Answers, check_readers_left
from answerable.cli.ask_prompt import Prompt, tell
from answerable.core import look_back
from answerable.core.bank import GROUPS, KINDS, OWN_WORDS
from answerable.core.errors import Refused

Part = Mapping[str, Any]
SILENCES: Final = (
    ("second_line", "Only the backup is told. Nothing public."),
    ("pooled", "Together with other organisations, once a month, as a range like “0 to 4”."),
    ("by_name", "This organisation by name, after 90 days. Whoever is in the know may guess that it is yours."),
)
DAYS: Final = {
    0: "Today",
    7: "On a random day in the next week",
    14: "On a random day in the next two weeks",
    30: "On a random day in the next month",
}
LEFT_OUT_KEY: Final = "left_out"
LEFT_OUT: Final = (
    "You left somebody out. So it starts with the backup only, and nothing public ever moves because of your ask. "
    "You can let the silence show later."
)
WRITE: Final = "Your own words, for those you left on, and nobody else. You never have to say what happened."


def people(sheet: Part) -> dict[str, str]:
    """By code: title, and by name where they agreed to it."""
    listed = (*sheet["shown"]["readers"], *sheet["shown"]["backups"])
    return {each["code"]: f"{each['title']} ({each['about']})" if each["about"] else each["title"] for each in listed}


def ask_answers(prompt: Prompt, sheet: Part, barred: Collection[str], *, own_words: bool) -> Answers:
    """Every question once; an empty line takes what is usual."""
    tell(*_before(sheet))
    answers = _who_reads(prompt, sheet, barred)
    answers = _backup(prompt, sheet, answers)
    answers = replace(answers, kind=_kind(prompt))
    if own_words and answers.can_write(sheet):
        answers = _words(prompt, answers)
    return _terms(prompt, sheet, answers)


def _before(sheet: Part) -> Iterator[str]:
    """What stands before the first box on the pages."""
    shown = sheet["shown"]
    yield from ("", sheet["body"]["name"], *(line for line in (shown["readers_lead"], shown["small"]) if line))
    yield from ("", "Who runs this place", *(f"  {line}" for line in shown["host"]))
    yield from ("", "The law", *(f"  {line}" for line in shown["law"]))
    yield from ("", shown["pledges_title"], *(f"  {each['about']}: {each['says']}" for each in shown["pledges"]))
    yield "You can ask without writing one word. No name, no e-mail, no phone number."


def _who_reads(prompt: Prompt, sheet: Part, barred: Collection[str]) -> Answers:
    """Taking people off, and going past the organisation; asked again while nobody would read it."""
    while True:
        answers = Answers(without=frozenset(barred) | _taken_off(prompt, sheet, barred))
        question = "Go past them, to the backup? Then nobody in this organisation gets it."
        past = bool(answers.backups(sheet)) and prompt.yes(question)
        answers = replace(answers, route="past_body" if past else "body")
        try:
            check_readers_left(answers, sheet)
            return answers
        except Refused as refused:
            tell(refused.sentence)


def _taken_off(prompt: Prompt, sheet: Part, barred: Collection[str]) -> frozenset[str]:
    names, off = people(sheet), set[str]()
    for group, lead in (("readers", "These people would read it."), ("backups", sheet["shown"]["backup_lead"])):
        left = [(each["code"], names[each["code"]]) for each in sheet[group] if each["code"] not in barred]
        if left:
            tell("", lead)
            off |= prompt.several("Take somebody off? Their numbers, or nothing:", left)
    return frozenset(off)


def _backup(prompt: Prompt, sheet: Part, answers: Answers) -> Answers:
    if answers.is_past or not answers.backups(sheet):
        return answers
    tell("", "The backup always learns that an ask waits too long. More only if you say so.")
    return replace(
        answers,
        kind_to_second_line=prompt.yes("May it know what kind of thing you ask for? Never your words."),
        standby=prompt.yes("If no reader is left, may the backup open your ask?"),
    )


def _kind(prompt: Prompt) -> str:
    options = []
    for group, title in GROUPS.items():
        options += [
            (kind.key, f"{title}: {kind.title}. {kind.plain}{' (3 days to answer)' if kind.urgent else ''}")
            for kind in KINDS.values()
            if kind.group == group
        ]
    tell("", "What do you ask for? They must answer exactly this.")
    return prompt.pick("One of the numbers:", options)


def _words(prompt: Prompt, answers: Answers) -> Answers:
    text = prompt.text(WRITE)
    while answers.kind == OWN_WORDS and not text:
        text = prompt.text("You chose “In my own words”. Please write a few.")
    examples = " ".join(KINDS[answers.kind].met_could)
    met = prompt.text(f"How would you see that it is done? It could look like this: {examples} {MET}")
    never = prompt.text(f"Is there something that must never happen? {NEVER}")
    return replace(answers, text=text, met=met, never=never)


def _terms(prompt: Prompt, sheet: Part, answers: Answers) -> Answers:
    silence = "second_line"
    if answers.leaves_out(sheet):
        tell("", LEFT_OUT)
    else:
        tell("", "If they stay silent, where may it count? You can change this any day.")
        silence = prompt.pick("One of the numbers:", SILENCES, "pooled")
    past = ask_look_back(prompt)
    contact = prompt.yes("May they write to you here, and ask what they need to know to do it?")
    slow = prompt.yes("Do you want it slowly? They do not wait for you, and do not take it for a yes.")
    tell("", "On which day should it go? This machine draws the day; until then it is held there, sealed.")
    window = prompt.pick("One of the numbers:", [(str(days), DAYS[days]) for days in WINDOWS], "0")
    return replace(
        answers, silence=silence, look_back=past, contact="may_write" if contact else "answers_only",
        pace="slow" if slow else "usual", window=int(window),
        helped=prompt.yes("Is somebody typing this for the person who asks, with them? It shows on the ask."),
    )  # fmt: skip


def ask_look_back(prompt: Prompt, old: str | None = None) -> str | None:
    """What of the past it is about; nothing is as good an answer."""
    tell("Was it in earlier years, or are they gone by now? It never runs out. It is counted in a line of its own too.")
    options = [(LEFT_OUT_KEY, "I leave it out"), *((str(each), title) for each, title in look_back.TITLES.items())]
    found = prompt.pick("One of the numbers:", options, old or LEFT_OUT_KEY)
    return None if found == LEFT_OUT_KEY else found


def summary(answers: Answers, sheet: Part) -> list[str]:
    """What goes where, before it is sent."""
    names = people(sheet)
    readers = (
        ", ".join(names[code] for code in answers.readers(sheet)) or "Nobody yet. The backup learns that it waits."
    )
    off = ", ".join(names[code] for code in sorted(answers.without) if code in names)
    silence = "second_line" if answers.leaves_out(sheet) else answers.silence
    count = len(answers.words)
    return [
        "",
        f"To: {sheet['body']['name']}{', going past it' if answers.is_past else ''}",
        f"It is read by: {readers}",
        *([f"Left out: {off}"] if off else []),
        f"You ask for: {KINDS[answers.kind].title}",
        f"Your own words: {f'{count} signs, sealed' if count else 'none'}",
        f"Silence counts: {dict(SILENCES)[silence]}",
        f"It goes: {DAYS[answers.window]}",
        "",
    ]
