# SPDX-License-Identifier: AGPL-3.0-or-later
"""Promises of one sentence: the words that bind, the subject before them, the act after them, and the level."""

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Final

from answerable.reading import who
from answerable.reading.dates import Moment, moments
from answerable.reading.language import language
from answerable.reading.masking import without_asked
from answerable.reading.who import Line

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
    acts: re.Pattern[str]
    opens: re.Pattern[str]
    asks: re.Pattern[str]
    still: re.Pattern[str]
    has: re.Pattern[str]
    gets: re.Pattern[str]
    acting: re.Pattern[str]
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
        acts=begins([raw.get("acts", NEVER)]), opens=one.pattern([raw.get("opens", NEVER)]),
        asks=one.pattern([raw.get("asks", NEVER)]), still=begins([raw.get("still", NEVER)]),
        has=begins([raw.get("has", NEVER)]),
        gets=begins([raw.get("gets", NEVER)]), acting=one.pattern([raw.get("acting", NEVER)]),
    )  # fmt: skip


def bound(text: str, low: str, day: date, code: str, names: frozenset[str]) -> list[Bound]:
    """Every promise of one sentence; `low` is folded, with quotations covered."""
    if low.rstrip("\"') ").endswith("?"):
        return []
    low = without_asked(low, code)
    line = Line(text, low, code, names, moments(low, day, code))
    found = _bound_by_words(line)
    if not found and not _speaks_of_others(line):
        found = _bound_by_day(line)
    return found


def _bound_by_words(line: Line) -> list[Bound]:
    rules, low = _rules(line.code), line.low
    marks = [one.span() for one in rules.binds.finditer(low)]
    found: list[Bound] = []
    subject = who.Subject(who.THING, 0, 0)
    for place, span in enumerate(marks):
        own = _subject(line, span, marks[place - 1][1] if place else 0)
        if found and found[-1].act < own.start < found[-1].end:
            found[-1] = replace(found[-1], end=own.start)  # who acts next is no part of this act
        subject = subject if own.start == own.end and place else own
        act, asked = _act(line, span)
        stop = marks[place + 1][0] if place + 1 < len(marks) else len(low)
        begin = found[-1].end if found else 0
        moment = _moment_of(line, begin, span[0], stop)
        if _binds(low, span[0], act, subject, moment, rules):
            doer = _doer(line, asked or subject, act, stop)
            found.append(Bound(begin, stop, span, doer, act, _level(low, span[0], act, moment, rules), moment))
    if found:
        last = found[-1]
        moment = last.moment or _moment_of(line, last.start, last.act, len(low))
        found[-1] = replace(last, end=len(low), moment=moment)
    return found


def _act(line: Line, span: tuple[int, int]) -> tuple[int, who.Subject | None]:
    """Where the act begins, and who is asked to do it, where that is somebody else than who speaks."""
    rules, (start, end) = _rules(line.code), span
    to = line.low.find(" to ", end)
    if to > 0 and rules.asks.search(line.low, start, end):
        return to + 3, who.asked_to(line, end, to)
    return (start if rules.verbs.match(line.low, start) else end), None


def _speaks_of_others(line: Line) -> bool:
    """Words that bind stand there, but bind others, or bind to say nothing: a day beside them makes no promise."""
    rules = _rules(line.code)
    for one in rules.binds.finditer(line.low):
        if _subject(line, one.span(), 0).kind == who.OTHERS or rules.idle.match(line.low, one.end()):
            return True
    return False


def _moment_of(line: Line, begin: int, bind: int, stop: int) -> Moment | None:
    """The time that bounds an act: at the front of its clause, else one that sets a limit, else the first behind it."""

    limits = _rules(line.code).limits

    def order(one: Moment) -> tuple[bool, bool, bool, int]:
        aside = begin + 6 < one.start < bind
        return one.until is None, aside, limits.match(line.low, one.start) is None, one.start

    return min((one for one in line.times if begin <= one.start < stop), key=order, default=None)


def _binds(low: str, start: int, end: int, subject: who.Subject, moment: Moment | None, rules: _Rules) -> bool:
    """Whether a mark makes a promise of the body, from who acts and what the act is."""
    refused = (
        rules.idle.match(low, end) is not None and rules.negated.search(low, max(0, start - 4), end + 5) is not None
    )
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


def _doer(line: Line, subject: who.Subject, act: int, stop: int) -> who.Subject:
    """The subject, where it acts; in the passive the doer behind “by”, or “from” where somebody gets it; or nobody."""
    rules, nobody = _rules(line.code), who.Subject(who.THING, subject.start, subject.start)
    if subject.kind == who.OWN:
        return subject
    if subject.kind == who.ROLE and not rules.passive.match(line.low, act):
        idle = rules.has.match(line.low, act) or (rules.still.match(line.low, act) and who.is_place(line, subject))
        return nobody if idle else subject
    gets = subject.kind == who.THING and rules.gets.match(line.low, act)
    place = who.giver(line, act, stop) if gets else who.doer_by(line, act, stop)
    if place:
        return who.Subject(who.ROLE, *place)
    return subject if subject.kind == who.PERSON else nobody


def _bound_by_day(line: Line) -> list[Bound]:
    """The present tense with a coming day, “yes” with a day, and what is said to last."""
    rules, low = _rules(line.code), line.low
    dated = any(one.until is not None for one in line.times)
    goal = rules.goal_whole.search(low)
    if goal:
        return [Bound(0, len(low), goal.span(), who.Subject(who.THING, 0, 0), goal.start(), GOAL, None)]
    lasting = None if dated else rules.lasting.search(low)
    if lasting:
        return _by_verbs(line, [lasting], is_lasting=True)
    if not dated:
        return []
    yes = rules.with_day.search(low)
    found = _by_verbs(line, [yes] if yes else list(rules.present.finditer(low)))
    if yes or any(one.subject.kind in (who.OWN, who.ROLE) for one in found):
        return found
    return [one for one in _by_verbs(line, list(rules.acting.finditer(low))) if one.subject.kind == who.ROLE] or found


def _by_verbs(line: Line, marks: list[re.Match[str]], *, is_lasting: bool = False) -> list[Bound]:
    """The first verb that somebody of the body does; else the first that anything does."""
    rules, low = _rules(line.code), line.low
    opening = rules.opens.match(low)
    moment = _moment_of(line, 0, 0, len(low))
    found: list[Bound] = []
    for mark in marks:
        verb = rules.present.search(low, mark.start() + 1) if is_lasting else None
        place = verb.start() if verb else mark.start()
        if rules.past.search(low, opening.end() if opening else 0, place):
            break
        acts = rules.acts.match(low, place) is not None
        subject = who.subject_before(line, place, acts=acts)
        if subject.kind != who.OTHERS:
            level = KEEP if rules.keep.match(low, mark.start()) else ACT
            doer = _doer(line, subject, mark.start(), len(low))
            found.append(Bound(0, len(low), mark.span(), doer, mark.start(), level, moment))
    owned = [one for one in found if one.subject.kind in (who.OWN, who.ROLE)]
    return (owned or found)[:1]


def _subject(line: Line, bind: tuple[int, int], floor: int) -> who.Subject:
    """The subject before the verb; else the verb itself, where its ending says “we” or “I”."""
    rules = _rules(line.code)
    acts = rules.acts.match(line.low, bind[1]) is not None
    found = who.subject_before(line, bind[0], floor, acts=acts)
    if found.kind not in (who.OWN, who.ROLE) and rules.own.match(line.low, bind[0]):
        return who.Subject(who.OWN, *bind)
    return found
