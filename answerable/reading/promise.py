# SPDX-License-Identifier: AGPL-3.0-or-later
"""Promises of one sentence: the words that bind, the subject before them, the act after them, and the level."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from answerable.reading import who
from answerable.reading.dates import Moment, moments
from answerable.reading.language import language
from answerable.reading.masking import without_asked

PLAN, KEEP, GOAL, ACT = 2, 3, 4, 5
AIMS: Final = "aim|hope|strive|ambition"


@dataclass(frozen=True)
class Bound:
    """A promise before its slots are looked for. All places are inside the sentence."""

    start: int
    end: int
    binds: tuple[int, int]
    subject: who.Subject
    act: int
    level: int
    moment: Moment | None


@dataclass(frozen=True)
class _Rules:
    binds: re.Pattern[str]
    present: re.Pattern[str]
    lasting: re.Pattern[str]
    with_day: re.Pattern[str]
    passive: re.Pattern[str]
    idle: re.Pattern[str]
    stance: re.Pattern[str]
    weak: re.Pattern[str]
    plan: re.Pattern[str]
    keep: re.Pattern[str]
    goal: re.Pattern[str]
    plan_binds: re.Pattern[str]
    keep_binds: re.Pattern[str]
    aim_binds: re.Pattern[str]
    tied: re.Pattern[str]
    past: re.Pattern[str]
    goal_whole: re.Pattern[str]
    due: re.Pattern[str]


@cache
def _rules(code: str) -> _Rules:
    one = language(code)
    raw = one.raw["promise"]
    skip = "(?: ?(?:{adv}|{be}|to) )*"
    lead = one.lists | {"be": raw["be"]}
    two = one.__class__(one.code, one.raw, lead, {}, {}, {})

    def begins(patterns: list[str]) -> re.Pattern[str]:
        return two.pattern([f"{skip}(?:{'|'.join(patterns)})"], ahead=" *")

    return _Rules(
        binds=one.pattern(raw["binds"]), present=one.pattern([raw["present"]]), lasting=one.pattern(raw["lasting"]),
        with_day=one.pattern(raw["yes_with_day"]),
        passive=two.pattern(["(?:(?:{adv}|have) )*(?:{be}) (?:(?:{adv}) )*(?!(?:" + raw["not_acts"] + ") )(?:" + raw["done"] + ")"], ahead=" *"),
        idle=begins([raw["idle"]]), stance=begins([raw["stance"]]), weak=begins([raw["weak"]]),
        plan=begins(["{plan}"]), keep=begins(["{keep}"]), goal=begins(["{goal}"]),
        plan_binds=one.pattern(raw["plan_binds"]), keep_binds=one.pattern(raw["keep_binds"]),
        aim_binds=one.pattern(raw["aim_binds"]), tied=one.pattern(raw["tied"]), past=one.pattern(raw["past"]),
        goal_whole=one.pattern(raw["goal_whole"]), due=one.pattern(raw["due"]),
    )  # fmt: skip


def bound(text: str, low: str, day: date, code: str, names: frozenset[str]) -> list[Bound]:
    """Every promise of one sentence; `low` is folded, with quotations covered."""
    if low.rstrip("\"') ").endswith("?"):
        return []
    low = without_asked(low, code)
    rules = _rules(code)
    times = moments(low, day, code)
    found = _bound_by_words(text, low, times, code, names, rules)
    if not found:
        found = _bound_by_day(text, low, times, code, names, rules)
    return found


def _bound_by_words(
    text: str, low: str, times: list[Moment], code: str, names: frozenset[str], rules: _Rules
) -> list[Bound]:
    marks = [(one.start(), one.end()) for one in rules.binds.finditer(low)]
    found: list[Bound] = []
    subject = who.Subject(who.THING, 0, 0)
    for place, (start, end) in enumerate(marks):
        floor = marks[place - 1][1] if place else 0
        own = who.subject_before(text, low, start, code, names, floor)
        subject = subject if own.start == own.end and place else own
        stop = marks[place + 1][0] if place + 1 < len(marks) else len(low)
        begin = found[-1].end if found else 0
        moment = _moment_of(times, begin, stop, len(low))
        if _binds(low, start, end, subject, moment, rules):
            level = _level(low, start, end, subject, moment, rules)
            found.append(Bound(begin, stop, (start, end), _doer(low, subject, end, stop, code), end, level, moment))
    if found:
        last = found[-1]
        moment = last.moment or _moment_of(times, last.start, len(low), len(low))
        found[-1] = Bound(last.start, len(low), last.binds, last.subject, last.act, last.level, moment)
    return found


def _moment_of(times: list[Moment], begin: int, stop: int, size: int) -> Moment | None:
    near = [one for one in times if begin <= one.start < stop]
    dated = [one for one in near if one.until is not None]
    del size
    return (dated or near or [None])[0]  # type: ignore[list-item]


def _binds(low: str, start: int, end: int, subject: who.Subject, moment: Moment | None, rules: _Rules) -> bool:
    if subject.kind == who.OTHERS or rules.weak.match(low, end) or rules.idle.match(low, end):
        return False
    if subject.kind in (who.OWN, who.ROLE):
        return not rules.stance.match(low, end)
    passive = bool(rules.passive.match(low, end)) or bool(rules.due.match(low, start))
    if passive:
        return True
    if subject.kind == who.PERSON:
        return not rules.stance.match(low, end)
    return moment is not None and not rules.tied.search(low[max(0, subject.start) : start])


def _level(low: str, start: int, end: int, subject: who.Subject, moment: Moment | None, rules: _Rules) -> int:
    if rules.keep_binds.match(low, start) or rules.keep.match(low, end):
        return KEEP
    if rules.plan_binds.match(low, start) or rules.plan.match(low, end):
        return PLAN
    if rules.goal.match(low, end) or rules.goal_whole.search(low):
        return GOAL
    if rules.aim_binds.match(low, start) and (moment is None or moment.until is None):
        return GOAL
    return ACT


def _doer(low: str, subject: who.Subject, act: int, stop: int, code: str) -> who.Subject:
    """The subject, where it acts; the doer behind “by” in the passive; else nobody."""
    if subject.kind in (who.OWN, who.ROLE) and not (
        subject.kind == who.ROLE and _rules(code).passive.match(low, act)
    ):
        return subject
    place = who.doer_by(low, act, stop, code)
    if place:
        return who.Subject(who.ROLE, *place)
    if subject.kind == who.PERSON:
        return subject
    return who.Subject(who.THING, subject.start, subject.start)


def _bound_by_day(
    text: str, low: str, times: list[Moment], code: str, names: frozenset[str], rules: _Rules
) -> list[Bound]:
    """The present tense with a coming day, “yes” with a day, and what is said to last."""
    dated = [one for one in times if one.until is not None]
    goal = rules.goal_whole.search(low)
    if goal:
        return [_by_day(low, goal.span(), who.Subject(who.THING, 0, 0), GOAL, None)]
    lasting = rules.lasting.search(low)
    if lasting is None and (not dated or rules.past.search(low)):
        return []
    moment = dated[0] if dated else None
    yes = rules.with_day.search(low)
    for mark in [yes] if yes else rules.present.finditer(low):
        subject = who.subject_before(text, low, mark.start(), code, names)
        if subject.kind == who.OTHERS:
            continue
        level = KEEP if rules.keep.match(low, mark.start()) else ACT
        return [_by_day(low, mark.span(), _doer(low, subject, mark.start(), len(low), code), level, moment)]
    return []


def _by_day(low: str, span: tuple[int, int], subject: who.Subject, level: int, moment: Moment | None) -> Bound:
    return Bound(0, len(low), span, subject, span[0], level, moment)
