# SPDX-License-Identifier: AGPL-3.0-or-later
"""Figures about bodies: bands only, pooled, once a month, at the level each asker chose."""

from calendar import monthrange
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from answerable.core import clocks, mark, promise, silence
from answerable.core.body import Body, BodyStage, Tree, parents
from answerable.core.fact_words import NEVER_A_SHARE
from answerable.core.look_back import LookBack
from answerable.core.mark import Audience, MarkValue
from answerable.core.same_road import ABOUT_A_PERSON
from answerable.core.state import Ask, Door
from answerable.core.telling import was_told
from answerable.core.terms import LEVELS, Level, level_on

POOL_LEAST = 3
BANDS = ((0, 4), (5, 10), (11, 20), (21, 50), (51, 100))
DURATION_BANDS = ((30, "≤ 30"), (90, "31–90"), (180, "91–180"))
LONGEST_BAND = "> 180"
TOO_FEW = "–"
DURATIONS_LEAST = 5


@dataclass(frozen=True)
class Figure:
    """One published number, as bands. `level` is the body whose pool it is; `bodies` how many stand in it."""

    month: str
    level: str
    door: Door
    fact: str
    band: str
    of: str | None
    missing: str | None
    bodies: int


@dataclass(frozen=True, order=True)
class Line:
    """What an asker lets show by the body's name: her own line, a key of LINES, and "at least one"."""

    month: str
    body: str
    line: str


@dataclass(frozen=True)
class Release:
    """All that one month publishes."""

    figures: tuple[Figure, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Seen:
    """An ask as it stood on the last day of the month."""

    ask: Ask
    body: Body
    day: date


@dataclass(frozen=True)
class Count:
    """Of `of` things `n` are so, and of `missing` nothing can be said yet."""

    n: int
    of: int | None = None
    missing: int | None = None


def band(count: int) -> str:
    """The only form in which a count is published: fixed bands, then rounded to tens."""
    for low, high in BANDS:
        if low <= count <= high:
            return f"{low}–{high}"
    return str((count + 5) // 10 * 10)


def duration_band(days: int) -> str:
    """Days as a band."""
    return next((name for most, name in DURATION_BANDS if days <= most), LONGEST_BAND)


def last_day_of(month: str) -> date:
    """The last day of a month written YYYY-MM."""
    first = date.fromisoformat(f"{month}-01")
    return first.replace(day=monthrange(first.year, first.month)[1])


def level_of(ask: Ask, month_end: date) -> Level:
    """Where this ask counts: as its asker chose by the end of the month, and never wider than now."""
    return min(level_on(ask.terms, month_end), ask.terms[-1].silence, key=LEVELS.index)


def pool_of(body: Body, tree: Tree) -> str | None:
    """The level at which a pooled ask of `body` counts: its parent, else higher, with three bodies; else None.

    A body without a parent counts in its own pool, with all that stand under it.
    """
    return _pool(body, tree, pool_sizes(tree))


def _pool(body: Body, tree: Tree, sizes: Mapping[str, int]) -> str | None:
    above = tuple(parents(body, tree)) or (body,)
    return next((each.code for each in above if sizes[each.code] >= POOL_LEAST), None)


def pool_size(level: str, tree: Tree) -> int:
    """Living bodies in the pool of `level`: all under it, and itself where nothing stands above."""
    return pool_sizes(tree)[level]


def pool_sizes(tree: Tree) -> dict[str, int]:
    """The size of every pool, in one walk over the bodies."""
    sizes = dict.fromkeys(tree, 0)
    for body in tree.values():
        if body.stage is BodyStage.DISSOLVED:
            continue
        for each in tuple(parents(body, tree)) if body.parent else (body,):
            sizes[each.code] += 1
    return sizes


def month_facts(asks: Collection[Ask], tree: Tree, month: str) -> Release:
    """Everything released for one month (YYYY-MM), counted up to its last day.

    Every pool has the same rows whether or not anybody asked, so that a row never tells that an ask exists.
    Asks at second line only change nothing in it.
    """
    end = last_day_of(month)
    seen = [Seen(each, tree[each.body], end) for each in asks if _counts(each, tree, end)]
    sizes = pool_sizes(tree)
    pools = {body.code: _pool(body, tree, sizes) for body in tree.values()}
    inside: dict[str, list[Seen]] = {pool: [] for pool in sorted({each for each in pools.values() if each is not None})}
    for each in seen:
        pool = pools[each.ask.body]
        if pool is not None and level_of(each.ask, each.day) is Level.POOLED:
            inside[pool].append(each)
    figures = (figure for pool in inside for figure in _pool_figures(pool, inside[pool], month, sizes[pool]))
    lines = {line for each in seen for line in _own_lines(each, month)}
    return Release(tuple(figures), tuple(sorted(lines)))


def counted_at(ask: Ask, tree: Tree, month: str) -> str | None:
    """The code of the body at whose level this ask counts in a month's release; None where it counts nowhere."""
    end = last_day_of(month)
    if not _counts(ask, tree, end):
        return None
    body, level = tree[ask.body], level_of(ask, end)
    return {Level.BY_NAME: body.code, Level.POOLED: pool_of(body, tree)}.get(level)


def _counts(ask: Ask, tree: Tree, end: date) -> bool:
    begun = ask.lodged_date is not None and ask.lodged_date <= end
    return begun and not ask.erased and ask.body in tree


def _pool_figures(pool: str, inside: Collection[Seen], month: str, size: int) -> list[Figure]:
    return [
        figure
        for door in Door
        for figure in _door_figures(pool, door, [each for each in inside if each.ask.door is door], month, size)
    ]


def _door_figures(pool: str, door: Door, seen: list[Seen], month: str, size: int) -> list[Figure]:
    counts = {**COUNTS, **(YEARLY if month.endswith("-12") else {})}
    counted = [_figure(month, pool, door, fact, count(seen), size) for fact, count in counts.items()]
    lasted = [
        Figure(month, pool, door, fact, _longest([days(each) for each in seen]), None, None, size)
        for fact, days in DURATIONS.items()
    ]
    return counted + lasted


def _longest(days: list[int]) -> str:
    """The longest of many: of fewer than five it would tell that one certain ask exists."""
    silent = [each for each in days if each > 0]
    return duration_band(max(silent)) if len(silent) >= DURATIONS_LEAST else TOO_FEW


def _figure(month: str, pool: str, door: Door, fact: str, count: Count, size: int) -> Figure:
    of = None if count.of is None or (door is Door.OPEN and fact in NEVER_A_SHARE) else band(count.of)
    missing = None if count.missing is None else band(count.missing)
    return Figure(month, pool, door, fact, band(count.n), of, missing, size)


def _share(seen: Collection[Seen], is_so: Callable[[Seen], bool], can_say: Callable[[Seen], bool]) -> Count:
    known = [each for each in seen if can_say(each)]
    return Count(sum(is_so(each) for each in known), len(known), len(seen) - len(known))


def _acknowledge_by(each: Seen) -> date | None:
    start = clocks.start_of(each.ask, each.body)
    days = clocks.clocks_of(each.ask, each.body).acknowledge
    return None if start is None else clocks.last_day(start, days, each.ask.withdrawals)


def _acknowledged_in_time(each: Seen) -> bool:
    by, given = _acknowledge_by(each), each.ask.first_acknowledged
    return by is not None and given is not None and given <= min(by, each.day)


def _acknowledging_is_over(each: Seen) -> bool:
    return _acknowledged_in_time(each) or clocks.is_past(_acknowledge_by(each), each.day)


def _answer_by(each: Seen) -> date | None:
    """For the first answer: counted from where its clock stood then, not from a later round."""
    start = clocks.start_of(each.ask, each.body)
    if start is None:
        return None
    later = each.ask.first_answer_from if each.ask.answers else each.ask.answer_from
    days = clocks.clocks_of(each.ask, each.body).answer
    return clocks.last_day(clocks.from_day(start, later), days, clocks.standing_still(each.ask))


def _answered_in_time(each: Seen) -> bool:
    by = _answer_by(each)
    given = each.ask.answers[0].date if each.ask.answers else None
    return by is not None and given is not None and given <= min(by, each.day)


def _answering_is_over(each: Seen) -> bool:
    return _answered_in_time(each) or clocks.is_past(_answer_by(each), each.day)


def _is_waiting_past_day(each: Seen) -> bool:
    return silence.is_past_due(each.ask, each.body, each.day)


def _is_waiting_over_90(each: Seen) -> bool:
    return silence.is_public_eligible(each.ask, each.body, each.day)


def _promises(seen: Collection[Seen]) -> list[tuple[Seen, promise.Promise]]:
    """Promises with a day that stand: what was declined, released or completed by another is none."""
    gone = (promise.PromiseStage.DECLINED, promise.PromiseStage.RELEASED)
    return [
        (each, made)
        for each in seen
        for made in each.ask.promises
        if made.made <= each.day and made.reached not in gone and made.completed_by is None and made.by is not None
    ]


def _is_promise_due(each: Seen, made: promise.Promise) -> bool:
    last = promise.promise_day(made, clocks.standing_still(each.ask))
    return last is not None and last <= each.day


def _is_promise_past_due(each: Seen, made: promise.Promise) -> bool:
    return promise.is_past_due(made, each.day, clocks.standing_still(each.ask))


def _is_said_done(each: Seen, made: promise.Promise) -> bool:
    return made.claimed is not None and made.claimed <= each.day


def _is_moved(each: Seen, made: promise.Promise) -> bool:
    return any(moved.day <= each.day for moved in made.dates)


def _is_marked_met(each: Seen, code: str | None) -> bool:
    """Marks for everyone, past their days, made with the asker's own key."""
    found = mark.standing(each.ask, code, each.day, Audience.EVERYONE)
    return found is not None and found.value is MarkValue.MET and not found.through_host


def _is_promise_met(each: Seen, made: promise.Promise) -> bool:
    return _is_marked_met(each, made.code)


def _of_promises(is_so: Callable[[Seen, promise.Promise], bool], seen: Collection[Seen]) -> Count:
    made = _promises(seen)
    return Count(sum(is_so(each, one) for each, one in made), len(made), 0)


def _looking_back(what: LookBack, seen: Collection[Seen]) -> Count:
    """Of all that look back so: how many were answered. No total of the three is printed, nor what is left over, so
    that nothing can be taken from anything.
    """
    looking = [each for each in seen if each.ask.terms[-1].look_back is what]
    return Count(sum(map(_was_answered, looking)), len(looking))


def _was_answered(each: Seen) -> bool:
    return any(given.date <= each.day for given in each.ask.answers)


def _is_claimed(each: Seen) -> bool:
    return any(day <= each.day for day in each.ask.claims)


COUNTS: Mapping[str, Callable[[Collection[Seen]], Count]] = {
    "received": lambda seen: Count(len(seen)),
    "acknowledged_in_time": lambda seen: _share(seen, _acknowledged_in_time, _acknowledging_is_over),
    "answered_in_time": lambda seen: _share(seen, _answered_in_time, _answering_is_over),
    "waiting_past_day": lambda seen: Count(sum(map(_is_waiting_past_day, seen)), len(seen), 0),
    "waiting_over_90": lambda seen: Count(sum(map(_is_waiting_over_90, seen)), len(seen), 0),
    "taken_back": lambda seen: Count(sum(each.ask.withdrawn for each in seen), len(seen), 0),
    "promises_due": partial(_of_promises, _is_promise_due),
    "promises_said_done": partial(_of_promises, _is_said_done),
    "promises_past_due": partial(_of_promises, _is_promise_past_due),
    "promises_moved": partial(_of_promises, _is_moved),
    "promises_marked_met": partial(_of_promises, _is_promise_met),
    "claimed_done": lambda seen: Count(sum(map(_is_claimed, seen)), len(seen), 0),
    "marked_met": lambda seen: Count(sum(_is_marked_met(each, None) for each in seen), len(seen), 0),
    **{f"look_back_{each}": partial(_looking_back, each) for each in LookBack},
    "hops": lambda seen: Count(sum(len(each.ask.moved_bodies) for each in seen), len(seen), 0),
    "same_road": lambda seen: _share(_about_a_person(seen), _is_same_road, lambda each: bool(each.ask.answers)),
    "told": lambda seen: _share(_about_a_person(seen), lambda each: was_told(each.ask, each.day), lambda each: True),
}
# Once a year, in the release of December: recusals show per level and year, never nearer.
YEARLY: Mapping[str, Callable[[Collection[Seen]], Count]] = {
    "recused": lambda seen: Count(sum(_recusals(each) for each in seen)),
}


def _about_a_person(seen: Collection[Seen]) -> list[Seen]:
    return [each for each in seen if each.ask.kind in ABOUT_A_PERSON]


def _is_same_road(each: Seen) -> bool:
    """Whether it was written what was done last time, before the first answer."""
    first = each.ask.answers[0].date
    return any(said.date <= first <= each.day for said in each.ask.same_roads)


def _recusals(each: Seen) -> int:
    return sum(day.year == each.day.year and day <= each.day for day in each.ask.recusals)


def _silence_now(each: Seen) -> int:
    return silence.silent_days(each.ask, each.body, each.day)


def _silence_longest(each: Seen) -> int:
    """The silence now, or the one that its first answer ended."""
    start = clocks.start_of(each.ask, each.body)
    if start is None or not each.ask.answers:
        return _silence_now(each)
    start = clocks.from_day(start, each.ask.first_answer_from)
    ended = min(each.ask.answers[0].date, each.day)
    return max(_silence_now(each), clocks.running_days(start, ended, clocks.standing_still(each.ask)))


DURATIONS: Mapping[str, Callable[[Seen], int]] = {
    "silence_now": _silence_now,
    "silence_longest": _silence_longest,
}


def _own_lines(each: Seen, month: str) -> list[Line]:
    """What shows at the body by name, only where the asker chose that."""
    if level_of(each.ask, each.day) is not Level.BY_NAME:
        return []
    shows = {
        "waited_90": silence.is_public_eligible(each.ask, each.body, each.day),
        "done_not_met": _is_done_not_met(each),
        "look_back_90": each.ask.terms[-1].look_back is not None and _is_waiting_over_90(each),
    }
    return [Line(month, each.body.code, line) for line, is_so in shows.items() if is_so]


def _is_done_not_met(each: Seen) -> bool:
    """Said done, and marked otherwise for everyone to see: without such a mark nothing shows, whatever was claimed."""
    said = {None} if _is_claimed(each) else set[str | None]()
    said |= {made.code for made in each.ask.promises if _is_said_done(each, made)}
    seen = (mark.standing(each.ask, code, each.day, Audience.EVERYONE) for code in said)
    return any(each.value in (MarkValue.NOT_MET, MarkValue.PARTLY_MET) for each in seen if each is not None)


def pledged(body: Body) -> dict[str, int]:
    """The clocks a body pledged, in days. They depend on no ask, so they stand by the body's name."""
    days = body.clocks
    return {"acknowledge": days.acknowledge, "answer": days.answer, "word": days.word, "promise": days.promise}
