# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words that bind and the acts behind them, made ready to match."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from answerable.reading.language import NEVER, language
from answerable.reading.line import Line

KEPT: Final = 64  # sentences of which the marks are kept, as one sentence is asked for them several times


@dataclass(frozen=True)
class Binding:
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
    plural: re.Pattern[str]
    no_verb: re.Pattern[str]
    onward: re.Pattern[str]
    handed: re.Pattern[str]
    rests: re.Pattern[str]
    hired: re.Pattern[str]
    may: re.Pattern[str]
    second: re.Pattern[str]
    bears: re.Pattern[str]
    happens: re.Pattern[str]
    clauses: re.Pattern[str]
    caused: re.Pattern[str]
    undergone: re.Pattern[str]
    owing: re.Pattern[str]
    there: re.Pattern[str]
    saying: re.Pattern[str]
    through: re.Pattern[str]
    verbal: re.Pattern[str]


@cache
def binding(code: str) -> Binding:
    one = language(code)
    raw = one.raw["promise"]
    skip = "(?: ?(?:{adv}|{be}|to) )*"
    lead = {**one.lists, **{name: raw[name] for name in ("be", "done", "not_acts")}}
    two = one.__class__(one.code, one.raw, lead, {}, {}, {})

    def begins(patterns: list[str]) -> re.Pattern[str]:
        return two.pattern([f"{skip}(?:{'|'.join(patterns)})"], ahead=" *")

    return Binding(
        binds=two.pattern(raw["binds"]), present=two.pattern([raw["present"]]), lasting=one.pattern(raw["lasting"]),
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
        plural=one.pattern([raw.get("plural", NEVER)]),
        no_verb=one.pattern([raw.get("no_verb", NEVER)], ahead="^", behind="$"),
        onward=one.pattern([raw.get("onward", NEVER)]), handed=one.pattern([raw.get("handed", NEVER)]),
        rests=one.pattern([raw.get("rests", NEVER)]), hired=one.pattern([raw.get("hired", NEVER)]),
        may=one.pattern([raw.get("may", NEVER)]),
        owing=re.compile(raw.get("owing", NEVER)), undergone=two.pattern(["(?:{word} ){0,9}(?:{done})"], ahead=" *"),
        there=one.pattern([raw.get("there", NEVER)]),
        caused=two.pattern([raw.get("caused", NEVER)], ahead=" *"),
        clauses=re.compile(f"[;:] |, (?:{raw.get('joining', NEVER)}) "), saying=one.pattern([raw.get("saying", NEVER)]),
        through=re.compile(f", (?:{raw.get('through', NEVER)}) "),
        verbal=one.pattern([raw.get("verbal", NEVER)]),
        bears=one.pattern([raw.get("bears", NEVER)]), happens=begins([raw.get("happens", ".")]),
        second=two.pattern([f"(?:{one.raw['who'].get('both', 'and')}) (?:{{adv}} )?(?:{{done}})"]),
    )  # fmt: skip


@lru_cache(KEPT)
def _marks(low: str, code: str) -> tuple[tuple[int, int], ...]:
    return tuple(one.span() for one in binding(code).binds.finditer(low))


def marks_of(line: Line) -> tuple[tuple[int, int], ...]:
    """Where words that bind stand in a sentence."""
    return _marks(line.low, line.code)


def act_at(line: Line, place: int) -> str:
    """What kind of act stands there: done by somebody unsaid, by people alone, had, got, what things do too, none."""
    rules = binding(line.code)
    found = (
        ("passive", (rules.passive,)),
        ("acts", (rules.acts,)),
        ("has", (rules.has,)),
        ("gets", (rules.gets,)),
        ("happens", (rules.happens,)),
        ("idle", (rules.idle, rules.stance, rules.weak)),
    )
    return next((name for name, ways in found if any(one.match(line.low, place) for one in ways)), "other")
