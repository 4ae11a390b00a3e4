# SPDX-License-Identifier: AGPL-3.0-or-later
"""A letter in the words of its pages. The group's words and the body's are shown as they are, or as left out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from answerable.core import answer, promise
from answerable.core.body import has_joined
from answerable.core.letter_days import (
    answer_by,
    day_count,
    figures,
    is_answered,
    is_late,
    promise_by,
    still,
)
from answerable.core.letter_state import (
    Letter,
    LetterStage,
    NumberAnswer,
    NumberPromise,
    helped_date,
    mark_of,
    taken_date,
    text_now,
)
from answerable.core.mark import WAIT_DAYS, MarkValue
from answerable.core.words import N_
from answerable.storage.linked import LinkedSentence, LinkState
from answerable.web.jinja import say_day
from answerable.web.letters.shelf import Opened

Part = dict[str, Any]
MARKED: Final = {
    MarkValue.MET: N_("The group marked it met on {day}."),
    MarkValue.PARTLY_MET: N_("The group marked it partly met on {day}."),
    MarkValue.NOT_MET: N_("The group marked it not met on {day}."),
    MarkValue.NO_LONGER_ASKED: N_("The group no longer asks for it since {day}."),
}
SAID: Final = {
    answer.AnswerValue.YES: N_("Yes."),
    answer.AnswerValue.IN_PART: N_("Yes, in part."),
    answer.AnswerValue.OTHER_OFFER: N_("Another offer."),
    answer.AnswerValue.NO: N_("No."),
}
MISSING: Final = {
    "who": N_("who?"),
    "what": N_("what?"),
    "by": N_("by when?"),
    "how_seen": N_("how will it be seen?"),
}


def words(opened: Opened, text: str | None) -> Part | None:
    """{words, out, commitment, salt}: `words` is None where all was taken out, `out` the day of it."""
    if text is None:
        return None
    letter = opened.held.letter
    now, taken = text_now(letter, text), taken_date(letter, text)
    found = opened.texts.get(now or "")
    return {
        "words": found["text"] if found else None,
        "out": _("taken out for names, {day}").format(day=say_day(taken)) if taken else "",
        "commitment": now or "",
        "salt": found["salt"] if found else "",
    }


def line(opened: Opened, text: str) -> str:
    """The same as one line, for headings and lists."""
    found = words(opened, text)
    return str((found or {}).get("words") or _("words taken out"))


def letter(opened: Opened) -> Part:
    """The whole page but its frame. Of a hidden letter it holds no word that the group or the body wrote."""
    held, core = opened.held, opened.held.letter
    is_hidden = core.stage is LetterStage.HIDDEN
    return {
        "slug": held.row.slug,
        "code": held.row.code,
        "body": {"name": held.named.name, "slug": held.named.slug},
        "owed_by": {"name": held.owed_by.name} if held.owed_by.code != held.named.code else None,
        "joined": has_joined(held.owed_by),
        "is_hidden": is_hidden,
        "hidden_line": _hidden(core),
        **(_kept_back(opened) if is_hidden else _shown(opened)),
    }


def _kept_back(opened: Opened) -> Part:
    title = _("A letter to {body}").format(body=opened.held.named.name)
    return {"title": title, "title_out": "", "intro": None, "lead": "", "days": [], "sums": "", "numbers": []}


def _shown(opened: Opened) -> Part:
    core = opened.held.letter
    return {
        "title": line(opened, core.title),
        "title_out": (words(opened, core.title) or {}).get("out"),
        "intro": words(opened, core.intro),
        "lead": lead(opened),
        "days": days(opened),
        "sums": sums(core),
        "numbers": [number(opened, each) for each in range(1, len(core.numbers) + 1)],
    }


def _hidden(core: Letter) -> str:
    since = core.hidings[-1][0] if core.stage is LetterStage.HIDDEN else None
    return _("Its group has hidden this letter since {day}.").format(day=say_day(since)) if since else ""


def lead(opened: Opened) -> str:
    core = opened.held.letter
    count = len(core.numbers)
    said = ngettext(
        "A letter of {n} number, by {group}, put up on {day}.",
        "A letter of {n} numbers, by {group}, put up on {day}.",
        count,
    )
    day = say_day(core.public_date) if core.public_date else ""
    return said.format(n=count, group=line(opened, core.group).rstrip("."), day=day)


def days(opened: Opened) -> list[str]:
    """How the days stand, in sentences."""
    core, body, today = opened.held.letter, opened.held.owed_by, opened.today
    lines = []
    if not has_joined(body):
        lines.append(_("{body} has not joined.").format(body=body.name))
    asked = opened.held.asked
    count, last = day_count(core, asked, today), answer_by(core, asked)
    if count is None:
        return [*lines, _("It has not been sent word of this letter yet, so no days are counted yet.")]
    if core.paused:
        since = say_day(core.pauses[-1][0])
        return [*lines, _("The group has paused its letter since {day}. The days stand still.").format(day=since)]
    lines.append(_("Today is day {n}.").format(n=count))
    if last is not None:
        said = _("Each number was to be answered by {day}.") if today > last else _("Answers are due by {day}.")
        lines.append(said.format(day=say_day(last)))
    return lines


def sums(core: Letter) -> str:
    """Numbers and answers, and no word about what they are worth."""
    found = figures(core)
    asks = ngettext("{n} ask", "{n} asks", found.numbers).format(n=found.numbers)
    if not found.answered:
        return _("{asks}, none answered").format(asks=asks)
    answered = ngettext("{n} answered", "{n} answered", found.answered).format(n=found.answered)
    return f"{asks}, {answered}"


def number(opened: Opened, place: int) -> Part:
    """One number: what was asked, what came, and an empty line for what did not."""
    core = opened.held.letter
    answers = [each for each in core.answers if each.number == place]
    promises = [each for each in core.promises if each.number == place and each.promise.completed_by is None]
    mark = mark_of(core, place)
    return {
        "number": place,
        "text": words(opened, core.numbers[place - 1]),
        "answers": [_answer(opened, each, is_old=each is not answers[-1]) for each in answers],
        "promises": [_promise(opened, each) for each in promises],
        "claims": [
            _("They say it is done. {day}.").format(day=say_day(each.date))
            for each in core.claims
            if each.number == place
        ],
        "mark": _mark(mark.value["value"], mark.done) if mark is not None and mark.done else None,
        "helped": _helped(core, place),
        "empty": empty_lines(opened, place),
        "linked": [_linked(each) for each in opened.linked.get(place, ())],
    }


def _helped(core: Letter, place: int) -> str:
    day = helped_date(core, place)
    return _("The group says: this helped. {day}.").format(day=say_day(day)) if day else ""


def _mark(value: object, done: date) -> Part:
    found = MarkValue(str(value))
    return {"says": _(MARKED[found]).format(day=say_day(done)), "kept": found is MarkValue.MET, "value": str(found)}


def empty_lines(opened: Opened, place: int) -> list[str]:
    """What should stand here and does not, each with its day."""
    core, today = opened.held.letter, opened.today
    lines = []
    if not is_answered(core, place):
        count = day_count(core, opened.held.asked, today)
        lines.append(_("no answer · day {n}").format(n=count) if count else _("no answer · no days counted yet"))
    last = promise_by(core, place)
    if last is not None:
        lines.append(_("no promise yet · due by {day}").format(day=say_day(last)))
    for each in core.promises:
        if each.number == place and promise.is_past_due(each.promise, today, still(core)):
            due = promise.promise_day(each.promise, still(core))
            lines.append(_("promised for {day} · past due").format(day=say_day(due) if due else ""))
    return lines


def _answer(opened: Opened, given: NumberAnswer, *, is_old: bool) -> Part:
    said = given.answer
    return {
        "says": _(SAID[said.value]),
        "is_old": is_old,
        "day": say_day(said.date),
        "power": _(answer.POWERS[said.power]),
        "reasons": [_(answer.REASONS[each]) for each in said.reasons if each != promise.IN_WORDS],
        "text": words(opened, given.text),
    }


def _promise(opened: Opened, given: NumberPromise) -> Part:
    made = given.promise
    missing = promise.missing(made)
    return {
        "code": made.code,
        "title": _("Intention") if missing else _("Promise"),
        "slots": slots(made),
        "missing": ", ".join(_(MISSING[each]) for each in missing),
        "stands": _stands(opened, made),
        "is_late": promise.is_past_due(made, opened.today, still(opened.held.letter)),
        "dates": dates(made),
        "text": words(opened, given.text),
    }


def slots(made: promise.Promise) -> list[tuple[str, str]]:
    """Who, what, by when, how seen, with what and what if not, where they were said."""
    by = promise.date_now(made)
    found = [
        (_("Who"), _(answer.POWERS[made.who]) if made.who else ""),
        (_("What"), _(promise.WHATS[made.what]) if made.what else ""),
        (_("By"), say_day(by) if by else ""),
        (_("How it will be seen"), _(promise.HOW_SEEN[made.how_seen]) if made.how_seen else ""),
        (_("With what"), _(promise.WITH_WHAT[made.with_what]) if made.with_what else ""),
        (_("If not"), _(promise.IF_NOT[made.if_not]) if made.if_not else ""),
    ]
    return [(title, text) for title, text in found if text]


def _stands(opened: Opened, made: promise.Promise) -> str:
    last = promise.promise_day(made, still(opened.held.letter))
    if last is None or made.claimed is not None:
        return ""
    left = (last - opened.today).days
    if left < 0:
        return _("past due")
    return ngettext("{n} day left", "{n} days left", left).format(n=left)


def dates(made: promise.Promise) -> list[str]:
    """Every date that stood before, and one that waits for the group."""
    if made.by is None or not made.dates:
        return []
    lines = [_("First promised for {day}.").format(day=say_day(made.by))]
    for each in made.dates:
        said = _("Moved to {to} on {day}.")
        if each.needs_asker:
            said = {
                None: _("They want to move it to {to} (said on {day}). The group has not agreed."),
                True: _("Moved to {to} on {day}; the group agreed."),
                False: _("They wanted to move it to {to} (said on {day}). The group did not agree."),
            }[each.accepted]
        lines.append(said.format(to=say_day(each.to), day=say_day(each.day)))
    return lines


LINKED: Final = {
    LinkState.ACCEPTED: N_("Answered in the statement of {day}, as the group sees it too:"),
    LinkState.OFFERED: N_("The organisation says that this sentence of {day} answers it; the group has not said so:"),
    LinkState.DECLINED: N_("The organisation named this sentence of {day}; the group does not take it as an answer:"),
    LinkState.SPOKEN: N_("The statement of {day} speaks of it:"),
    LinkState.ECHOED: N_("Echoed, not answered, in the statement of {day}:"),
}


def _linked(found: LinkedSentence) -> Part:
    return {
        "says": _(LINKED[found.state]).format(day=say_day(found.date)),
        "sentence": found.sentence,
        "href": f"/statements/{found.statement}/",
        "code": found.code,
        "state": str(found.state),
    }


def in_list(opened: Sequence[Opened]) -> list[Part]:
    """Letters as a list shows them."""
    return [
        {
            "slug": each.held.row.slug,
            "title": line(each, each.held.letter.title),
            "to": each.held.named.name,
            "lead": lead(each),
            "sums": sums(each.held.letter),
            "days": " ".join(days(each)),
        }
        for each in opened
    ]


def late_numbers(opened: Opened) -> frozenset[int]:
    """The numbers whose last day is over without an answer."""
    core, asked, today = opened.held.letter, opened.held.asked, opened.today
    return frozenset(each for each in range(1, len(core.numbers) + 1) if is_late(core, each, asked, today))


WAIT = WAIT_DAYS
