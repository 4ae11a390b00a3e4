# SPDX-License-Identifier: AGPL-3.0-or-later
"""Promises of one sentence: the words that bind, the subject before them, the act after them, and the level."""

import re
from dataclasses import dataclass, replace
from typing import Final

from answerable.reading import order, who
from answerable.reading.behind import who_ahead
from answerable.reading.binding import Binding, binding, marks_of
from answerable.reading.dates import Moment
from answerable.reading.line import OTHERS, OWN, PERSON, ROLE, THING, Line, Subject

PLAN, KEEP, GOAL, ACT = 2, 3, 4, 5
ASIDE: Final = re.compile(",[^,]*,")


@dataclass(frozen=True)
class Bound:
    """A promise before its slots are looked for. All places are inside the sentence."""

    start: int
    end: int
    binds: tuple[int, int]
    subject: Subject
    act: int
    level: int
    moment: Moment | None


def bound(line: Line) -> list[Bound]:
    """Every promise of one sentence that is no question."""
    found = _bound_by_words(line)
    if any(one.subject.start < one.subject.end for one in found) or (not found and speaks_of_others(line)):
        return found
    floor = _next_clause(line) if found else 0
    more = _bound_by_day(line, floor) if floor is not None else []
    return [*found, *(one for one in more if one.subject.start < one.subject.end)] if found else more


def _next_clause(line: Line) -> int | None:
    """Where a clause begins behind the last word that binds."""
    last = max((end for _, end in marks_of(line)), default=0)
    found = binding(line.code).clauses.search(line.low, last)
    return found.end() if found else None


def _bound_by_words(line: Line) -> list[Bound]:
    rules, low = binding(line.code), line.low
    marks = list(marks_of(line))
    found = _led_by_day(line, marks[0]) if marks else []
    subject = found[-1].subject if found else Subject(THING, 0, 0)
    if len(marks) > 1:
        marks = [one for one in marks if not rules.there.search(low, max(0, one[0] - 6), one[0] + 6)] or marks
    for place, span in enumerate(marks):
        floor = marks[place - 1][1] if place else 0
        own, act, asked = _parts(line, span, floor)
        if found and found[-1].act < own.start < found[-1].end:
            found[-1] = replace(found[-1], end=own.start)  # who acts next is no part of this act
        same = (own.start == own.end and place) or (own.kind == PERSON and subject.kind == ROLE)
        subject = subject if same else own
        stop = marks[place + 1][0] if place + 1 < len(marks) else len(low)
        begin = found[-1].end if found else 0
        moment = _moment_of(line, begin, span[0], stop)
        given = rules.gets.match(low, act) and who.giver(line, act, stop)
        if not (given or _binds(low, span[0], act, asked or subject, moment, rules)):
            continue
        doer = _doer(line, asked or subject, act, stop)
        if not _wants_doer(line, span, asked or doer):
            found.append(Bound(begin, stop, span, doer, act, _level(low, span[0], act, moment, rules), moment))
    if found:
        last = found[-1]
        moment = last.moment or _moment_of(line, last.start, last.act, len(low))
        found[-1] = replace(last, end=len(low), moment=moment)
    return found


def _led_by_day(line: Line, span: tuple[int, int]) -> list[Bound]:
    """“The ombuds takes over, and she (will write)”: what a promise goes on from is promised too."""
    rules = binding(line.code)
    edge = max((one.start() for one in rules.clauses.finditer(line.low, 0, span[0])), default=0)
    verbs = [one for one in rules.present.finditer(line.low, 0, edge) if rules.acts.match(line.low, one.start())]
    found = _by_verbs(line, [one for one in verbs if not rules.verbal.match(line.low, one.end() + 1)])
    moment = _moment_of(line, 0, 0, edge)
    return [replace(one, end=edge, moment=moment) for one in found if one.subject.kind == ROLE and one.level != KEEP]


def _act(line: Line, span: tuple[int, int]) -> tuple[int, Subject | None]:
    """Where the act begins, and who is asked to do it, where that is somebody else than who speaks."""
    rules, (start, end) = binding(line.code), span
    if rules.rests.match(line.low, start):
        owing = rules.owing.search(line.low, end)
        return end, who_ahead(line, end, owing.start() if owing else len(line.low))
    to = line.low.find(" to ", end)
    if to > 0 and (rules.asks.search(line.low, start, end) or rules.handed.match(line.low, start)):
        owing = rules.owing.search(line.low, end, to)
        return to + 3, who_ahead(line, end, owing.start() if owing else to)
    return (start if rules.verbs.match(line.low, start) else end), None


def _parts(line: Line, span: tuple[int, int], floor: int) -> tuple[Subject, int, Subject | None]:
    """Who stands there, where the act begins, and who is asked to do it; also where the verb stands first."""
    turned = order.turned(line, floor, span)
    if turned:
        return *turned, None
    behind = order.be_turned(line, span[1]) if who.is_fronted(line, floor, span[0]) else None
    return behind or _subject(line, span, floor), *_act(line, span)


def _wants_doer(line: Line, span: tuple[int, int], doer: Subject) -> bool:
    """Whether these words bind only somebody who is named beside them, and nobody is."""
    rules = binding(line.code)
    needs = any(one.match(line.low, span[0]) for one in (rules.rests, rules.handed, rules.may))
    return needs and doer.start == doer.end


def speaks_of_others(line: Line) -> bool:
    """Words that bind stand there, but bind others, or bind to say nothing: a day beside them makes no promise."""
    idle = binding(line.code).idle
    return any(_subject(line, span, 0).kind == OTHERS or idle.match(line.low, span[1]) for span in marks_of(line))


def bound_anew(line: Line, subject: Subject, binds: tuple[int, int]) -> Bound:
    """A promise of `subject` where no rule saw one; `binds` are the words that make it one."""
    moment = _moment_of(line, 0, binds[0], len(line.low))
    level = _level(line.low, *binds, moment, binding(line.code))
    return Bound(0, len(line.low), binds, subject, binds[1], level, moment)


def _moment_of(line: Line, begin: int, bind: int, stop: int) -> Moment | None:
    """The time that bounds an act: at the front of its clause, else one that sets a limit, else the first behind it."""

    limits = binding(line.code).limits

    def order(one: Moment) -> tuple[bool, bool, bool, int]:
        aside = begin + 6 < one.start < bind
        return one.until is None, aside, limits.match(line.low, one.start) is None, one.start

    return min((one for one in line.times if begin <= one.start < stop), key=order, default=None)


def _binds(low: str, start: int, end: int, subject: Subject, moment: Moment | None, rules: Binding) -> bool:
    """Whether a mark makes a promise of the body, from who acts and what the act is."""
    refused = (
        rules.idle.match(low, end) is not None and rules.negated.search(low, max(0, start - 4), end + 5) is not None
    )
    if subject.kind == OTHERS or refused or rules.stance.match(low, end) or rules.saying.match(low, start):
        return False
    if rules.hired.match(low, start):
        return subject.kind == ROLE or (subject.kind == THING and moment is not None)
    if subject.kind in (OWN, ROLE, PERSON) or rules.passive.match(low, end) or rules.due.match(low, start):
        return True
    if rules.caused.match(low, end):
        return True
    if rules.weak.match(low, end):
        return False
    return moment is not None and not rules.tied.search(low, max(0, subject.start), start)


def _level(low: str, start: int, end: int, moment: Moment | None, rules: Binding) -> int:
    if rules.keep_binds.match(low, start) or rules.keep.match(low, end):
        return KEEP
    if rules.plan_binds.match(low, start) or rules.plan.match(low, end):
        return PLAN
    if rules.goal.match(low, end) or rules.goal_whole.search(low):
        return GOAL
    if rules.aim_binds.match(low, start) and (moment is None or moment.until is None):
        return GOAL
    return ACT


def _doer(line: Line, subject: Subject, act: int, stop: int) -> Subject:
    """The subject, where it acts; in the passive the doer behind “by”, or “from” where somebody gets it; or nobody."""
    rules, nobody = binding(line.code), Subject(THING, subject.start, subject.start)
    if subject.kind == OWN:
        return subject
    gets = rules.gets.match(line.low, act)
    given = (who.giver(line, act, stop) or who.giver(line, subject.start, subject.end)) if gets else None
    if given:
        return given
    passive = rules.passive.match(line.low, act)
    if subject.kind == ROLE and not passive:
        idle = rules.has.match(line.low, act) or (rules.still.match(line.low, act) and who.is_place(line, subject))
        if who.is_nobody(line, subject):
            return Subject(ROLE, subject.start, subject.start)
        return nobody if idle else subject
    end = _second(line, passive.end(), stop) if passive else stop
    done = passive or rules.undergone.match(line.low, act)
    found = who.doer_by(line, act, end) if done else None
    found = found or (who.doer_before(line, subject.end) if passive else None)
    return found or (subject if subject.kind == PERSON else nobody)


def _second(line: Line, start: int, stop: int) -> int:
    """Where a second act in the passive begins that has a doer of its own: “read at once and decided by two”."""
    found = binding(line.code).second.search(line.low, start, stop)
    return found.start() if found and found.start() > start + 1 and "," not in line.low[found.end() : stop] else stop


def _bound_by_day(line: Line, floor: int = 0) -> list[Bound]:
    """The present tense with a coming day, “yes” with a day, and what is said to last."""
    rules, low = binding(line.code), line.low
    dated = any(one.until is not None and one.end > floor for one in line.times)
    goal = rules.goal_whole.search(low, floor)
    if goal:
        return [Bound(0, len(low), goal.span(), Subject(THING, 0, 0), goal.start(), GOAL, None)]
    lasting = None if dated else rules.lasting.search(low, floor)
    if lasting:
        return _by_verbs(line, [lasting], floor, is_lasting=True)
    if not dated and not rules.onward.search(low):
        return []
    listed = _listed(line, floor)
    if listed:
        return [listed]
    yes = rules.with_day.search(low, floor)
    found = _by_verbs(line, [yes] if yes else list(rules.present.finditer(low, floor)), floor)
    if yes or any(one.subject.kind in (OWN, ROLE) for one in found):
        return found
    for verbs in (rules.acting, rules.plural):
        more = _by_verbs(line, list(verbs.finditer(low, floor)), floor)
        if more and more[0].subject.kind == ROLE:
            return more
    return found if dated else []


def _listed(line: Line, floor: int) -> Bound | None:
    """“Return of the deposit by 15 May, through our bookkeeper”: an item without a verb that says who and when."""
    rules = binding(line.code)
    moment = _moment_of(line, floor, floor, len(line.low))
    mark = rules.through.search(line.low, floor)
    if mark is None or moment is None or line.is_time(mark.end()) or rules.verbal.search(line.low, floor, mark.start()):
        return None
    doer = who_ahead(line, mark.end(), len(line.low))
    return Bound(floor, len(line.low), mark.span(), doer, floor, ACT, moment) if doer else None


def _by_verbs(line: Line, marks: list[re.Match[str]], floor: int = 0, *, is_lasting: bool = False) -> list[Bound]:
    """The first verb that somebody of the body does; else the first that anything does."""
    rules, low = binding(line.code), line.low
    opening = rules.opens.match(low)
    moment = _moment_of(line, floor, floor, len(low))
    found: list[Bound] = []
    for mark in marks:
        verb = rules.present.search(low, mark.start() + 1) if is_lasting else None
        place = verb.start() if verb else mark.start()
        if rules.past.search(ASIDE.sub(" ", low[max(floor, opening.end() if opening else 0) : place])):
            break
        if rules.no_verb.match(low[:place].rstrip().rpartition(" ")[2]) or (
            opening and floor == 0 and place < opening.end()
        ):
            continue
        acts = rules.acts.match(low, place) is not None
        subject = who.subject_before(line, place, floor, acts=acts)
        if subject.kind != OTHERS:
            level = KEEP if rules.keep.match(low, mark.start()) else ACT
            doer = _doer(line, subject, mark.start(), len(low))
            found.append(Bound(floor, len(low), mark.span(), doer, mark.start(), level, moment))
    owned = [one for one in found if one.subject.kind in (OWN, ROLE)]
    return (owned or found)[:1]


def _subject(line: Line, bind: tuple[int, int], floor: int) -> Subject:
    """The subject before the verb; else the verb itself, where its ending says “we” or “I”."""
    rules = binding(line.code)
    found = who.subject_before(line, bind[0], floor, acts=_is_done_by_people(line, bind))
    if found.kind not in (OWN, ROLE) and rules.own.match(line.low, bind[0]):
        return Subject(OWN, *bind)
    return found


def _is_done_by_people(line: Line, bind: tuple[int, int]) -> bool:
    """Whether the act is none that a thing does as well, as “open”, “cost” or “be on the door”."""
    rules, (start, end) = binding(line.code), bind
    if rules.acts.match(line.low, end) or rules.hired.match(line.low, start) or rules.bears.match(line.low, start):
        return True
    either = rules.passive.match(line.low, end) or rules.happens.match(line.low, end) or rules.has.match(line.low, end)
    return not either
