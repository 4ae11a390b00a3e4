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
NEVER: Final = r"[^\s\S]"


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
    limits: re.Pattern[str]
    negated: re.Pattern[str]
    verbs: re.Pattern[str]
    own: re.Pattern[str]


@cache
def _rules(code: str) -> _Rules:
    one = language(code)
    raw = one.raw["promise"]
    skip = "(?: ?(?:{adv}|{be}|to) )*"
    lead = {**one.lists, **{name: raw[name] for name in ("be", "done", "not_acts")}}
    two = one.__class__(one.code, one.raw, lead, {}, {}, {})

    def begins(patterns: list[str]) -> re.Pattern[str]:
        return two.pattern([f"{skip}(?:{'|'.join(patterns)})"], ahead=" *")

    return _Rules(
        binds=one.pattern(raw["binds"]), present=one.pattern([raw["present"]]), lasting=one.pattern(raw["lasting"]),
        with_day=one.pattern(raw["yes_with_day"]),
        passive=two.pattern([raw["passive"]], ahead=" *"),
        idle=begins([raw["idle"]]), stance=begins([raw["stance"]]), weak=begins([raw["weak"]]),
        plan=begins(["{plan}"]), keep=begins(["{keep}"]), goal=begins(["{goal}"]),
        plan_binds=one.pattern(raw["plan_binds"]), keep_binds=one.pattern(raw["keep_binds"]),
        aim_binds=one.pattern(raw["aim_binds"]), tied=one.pattern(raw["tied"]), past=one.pattern(raw["past"]),
        goal_whole=one.pattern(raw["goal_whole"]), due=one.pattern(raw["due"]),
        limits=one.pattern([one.raw["dates"]["limits"]]), negated=one.pattern(raw["negated"]),
        verbs=one.pattern(raw.get("verbs", [NEVER])), own=one.pattern(raw.get("own", [NEVER])),
    )  # fmt: skip


def bound(text: str, low: str, day: date, code: str, names: frozenset[str]) -> list[Bound]:
    """Every promise of one sentence; `low` is folded, with quotations covered."""
    if low.rstrip("\"') ").endswith("?"):
        return []
    low = without_asked(low, code)
    rules = _rules(code)
    times = moments(low, day, code)
    found = _bound_by_words(text, low, times, code, names, rules)
    if not found and not _speaks_of_others(text, low, times, code, names, rules):
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
        act = start if rules.verbs.match(low, start) else end
        own = _subject(text, low, (start, end), code, names, times, floor, rules)
        subject = subject if own.start == own.end and place else own
        stop = marks[place + 1][0] if place + 1 < len(marks) else len(low)
        begin = found[-1].end if found else 0
        moment = _moment_of(low, times, begin, start, stop, rules)
        if _binds(low, start, act, subject, moment, rules):
            level = _level(low, start, act, moment, rules)
            found.append(Bound(begin, stop, (start, end), _doer(low, subject, act, stop, code), act, level, moment))
    if found:
        last = found[-1]
        moment = last.moment or _moment_of(low, times, last.start, last.act, len(low), rules)
        found[-1] = Bound(last.start, len(low), last.binds, last.subject, last.act, last.level, moment)
    return found


def _speaks_of_others(
    text: str, low: str, times: list[Moment], code: str, names: frozenset[str], rules: _Rules
) -> bool:
    """Words that bind stand there, but bind others, or bind to say nothing: a day beside them makes no promise."""
    for one in rules.binds.finditer(low):
        kind = _subject(text, low, one.span(), code, names, times, 0, rules).kind
        if kind == who.OTHERS or rules.idle.match(low, one.end()):
            return True
    return False


def _moment_of(low: str, times: list[Moment], begin: int, bind: int, stop: int, rules: _Rules) -> Moment | None:
    """The time that bounds an act: at the front of its clause, else one that sets a limit, else the first behind it."""

    def order(one: Moment) -> tuple[bool, bool, bool, int]:
        aside = begin + 6 < one.start < bind
        return one.until is None, aside, rules.limits.match(low, one.start) is None, one.start

    return min((one for one in times if begin <= one.start < stop), key=order, default=None)


def _binds(low: str, start: int, end: int, subject: who.Subject, moment: Moment | None, rules: _Rules) -> bool:
    """Whether a mark makes a promise of the body, from who acts and what the act is."""
    refused = rules.idle.match(low, end) is not None and rules.negated.search(low, start, end + 5) is not None
    if subject.kind == who.OTHERS or refused or rules.stance.match(low, end):
        return False
    if subject.kind in (who.OWN, who.ROLE, who.PERSON) or rules.passive.match(low, end) or rules.due.match(low, start):
        return True
    if rules.weak.match(low, end):
        return False
    return moment is not None and not rules.tied.search(low, max(0, subject.start), start)


def _level(low: str, start: int, end: int, moment: Moment | None, rules: _Rules) -> int:
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
    if subject.kind in (who.OWN, who.ROLE) and not (subject.kind == who.ROLE and _rules(code).passive.match(low, act)):
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
    if lasting is None and not dated:
        return []
    moment = _moment_of(low, times, 0, 0, len(low), rules)
    found: list[Bound] = []
    yes = rules.with_day.search(low)
    for mark in [yes] if yes else [lasting] if lasting and not dated else rules.present.finditer(low):
        verb = rules.present.search(low, mark.start() + 1) if mark is lasting else None
        place = verb.start() if verb else mark.start()
        if rules.past.search(low, 0, place):
            break
        subject = who.subject_before(text, low, place, code, names, times)
        if subject.kind == who.OTHERS:
            continue
        level = KEEP if rules.keep.match(low, mark.start()) else ACT
        found.append(_by_day(low, mark.span(), _doer(low, subject, mark.start(), len(low), code), level, moment))
    owned = [one for one in found if one.subject.kind in (who.OWN, who.ROLE)]
    return (owned or found)[:1]


def _by_day(low: str, span: tuple[int, int], subject: who.Subject, level: int, moment: Moment | None) -> Bound:
    return Bound(0, len(low), span, subject, span[0], level, moment)


def _subject(
    text: str,
    low: str,
    bind: tuple[int, int],
    code: str,
    names: frozenset[str],
    times: list[Moment],
    floor: int,
    rules: _Rules,
) -> who.Subject:
    """The subject before the verb; else the verb itself, where its ending says “we” or “I”."""
    found = who.subject_before(text, low, bind[0], code, names, times, floor)
    if found.kind not in (who.OWN, who.ROLE) and rules.own.match(low, bind[0]):
        return who.Subject(who.OWN, *bind)
    return found
