# SPDX-License-Identifier: AGPL-3.0-or-later
"""The weights of `answerable/reading/weighing.py`, learnt from the sentences that were worked on.

`python -m tests.reading.learn --write` writes them (half a minute); `--left-out` says what they are worth: each
statement, then each hand, is read with weights of all others; `--why SENTENCE` lists the signs that made a choice.
What the rules say of a sentence counts as a sign only as they said it *before* anybody worked on it
(`gold/ruled.json`): afterwards they have learnt it by heart, and nobody could learn from that when to trust them. Of
the first thirteen statements nobody knows it any more.
"""

import hashlib
import json
import math
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from answerable.reading import weighing
from answerable.reading.language import language
from answerable.reading.line import Line
from answerable.reading.masking import without_quotes
from answerable.reading.options import Ruled
from answerable.reading.promise import bound, speaks_of_others
from answerable.reading.reading import line_of
from answerable.reading.sentences import split
from answerable.reading.text import clean, fold
from answerable.reading.who import names_of
from tests.reading.gold_set import GOLD, days, hands, load
from tests.reading.measure import bare

CODE = "en"
FILE = Path(weighing.__file__).parent / "languages" / f"{CODE}.weights.json"
MADE_UP = "who.txt"
MADE_UP_DAY = date(2031, 1, 10)
SIGNS = ("words", "options")
UNKNOWN = Ruled("unknown", 0, None)
ROUNDS, RATE, PULL, LEAST, FOLDS = 30, 0.1, 0.5, 4, 8
Row = list[int]
Said = Ruled | list[object] | None  # of the rules: state, level, from and to which sign


@dataclass(frozen=True)
class Example:
    """One sentence: its options with their signs, which of them are right, and what the rules said before."""

    group: str
    hand: str
    line: Line
    view: weighing.View
    options: Mapping[weighing.Option, list[str]]
    right: frozenset[int]
    who: str | None  # None where nothing is promised


def examples() -> list[Example]:
    """Every sentence that rules may be written for, and every made-up one."""
    ruled = json.loads((GOLD / "ruled.json").read_text("utf-8"))
    return [*_gold(ruled, hands()), *_made_up(ruled[MADE_UP])]


def _lines(name: str) -> list[str]:
    return (GOLD / name).read_text("utf-8").splitlines()


def _gold(ruled: Mapping[str, list[Said]], by: Mapping[str, str]) -> Iterator[Example]:
    labels = [one for one in load("agreed") if not one.held_out]
    for statement in dict.fromkeys(one.statement for one in labels):
        own = [one for one in labels if one.statement == statement]
        text = clean(" ".join(one.sentence for one in own))
        names = names_of(text, fold(text), {start for start, _ in split(text, language(CODE).raw["sentences"])})
        said = ruled.get(statement, [UNKNOWN] * len(own))
        for label, row in zip(own, said, strict=True):
            who = label.who if "promise" in label.kinds else None
            yield _example(statement, by[statement], label.sentence, who, row, days()[statement], names)


def _made_up(ruled: Sequence[Said]) -> Iterator[Example]:
    lines = [line for line in _lines(MADE_UP) if "|" in line and not line.startswith("#")]
    for place, (line, row) in enumerate(zip(lines, ruled, strict=True)):
        who, _, sentence = line.partition("|")
        promised = who or row is not None  # of those that name nobody nobody noted which promise something
        names = names_of(sentence, fold(sentence), {0})
        yield _example(f"{MADE_UP} {place}", MADE_UP, sentence, who if promised else None, row, MADE_UP_DAY, names)


def _example(
    group: str, hand: str, sentence: str, who: str | None, row: Said, day: date, names: frozenset[str]
) -> Example:
    line = line_of(sentence, without_quotes(fold(sentence)), day, CODE, names)
    view = weighing.view_of(line, [])
    view = replace(view, ruled=row if isinstance(row, Ruled) else _ruled(view, row))
    options = weighing.options_of(view)
    right = frozenset(place for place, one in enumerate(options) if _is_right(line, view, one, who))
    return Example(group, hand, line, view, options, right, who)


def _ruled(view: weighing.View, row: Said) -> Ruled:
    if not isinstance(row, list):
        return weighing.MISSED
    state, level, start, end = row
    inside = [at for at, (begin, stop) in enumerate(view.words.spans) if stop > start and begin < end]
    return Ruled(state, level, (inside[0], inside[-1] + 1) if end > start else None)


def _is_right(line: Line, view: weighing.View, option: weighing.Option, who: str | None) -> bool:
    if option is None or who is None:
        return option is who
    return bare(weighing.words_in(line, view, option)) == bare(who)


def fit(found: Sequence[Example], rounds: int = ROUNDS) -> dict[str, float]:
    """The weights that make the right options likely: the mean of the later half of the rounds.

    Steps of AdaGrad in a fixed order. In each step half of the signs are covered, so that no weight leans on another
    one: there are more signs than sentences. Plain numbers and a fixed start: the same on each machine.
    """
    taught = [one for one in found if one.right]
    counts = Counter(sign for one in taught for sign in {sign for signs in one.options.values() for sign in signs})
    signs = sorted(sign for sign, count in counts.items() if count >= LEAST)
    at = {sign: place for place, sign in enumerate(signs)}
    rows = [[[at[sign] for sign in signs if sign in at] for signs in one.options.values()] for one in taught]
    steps = _Steps([0.0] * len(signs), [1e-3] * len(signs), [PULL / counts[sign] for sign in signs])
    means, rest = [0.0] * len(signs), rounds - rounds // 2
    chance = random.Random(1)
    for number in range(rounds):
        for place in chance.sample(range(len(rows)), len(rows)):
            steps.take(_half(rows[place], chance), taught[place].right)
        if number >= rounds // 2:
            means = [mean + weight / 2 / rest for mean, weight in zip(means, steps.weights, strict=True)]
    return {sign: round(mean, 3) for sign, mean in zip(signs, means, strict=True) if abs(mean) >= 0.005}


def _half(options: list[Row], chance: random.Random) -> list[Row]:
    """The same options with half of all their signs covered."""
    seen = {sign for sign in sorted({sign for row in options for sign in row}) if chance.random() < 0.5}
    return [[sign for sign in row if sign in seen] for row in options]


@dataclass(frozen=True)
class _Steps:
    weights: list[float]
    squares: list[float]
    pulls: list[float]

    def take(self, options: list[Row], right: frozenset[int]) -> None:
        """One step towards the right options of one sentence."""
        sums = [sum([self.weights[sign] for sign in row]) for row in options]
        most = max(sums)
        powers = [math.exp(one - most) for one in sums]
        whole, good = sum(powers), sum(powers[place] for place in right)
        slope: dict[int, float] = {}
        for place, row in enumerate(options):
            miss = powers[place] / whole - (powers[place] / good if place in right else 0.0)
            for sign in row:
                slope[sign] = slope.get(sign, 0.0) + miss
        for sign, miss in slope.items():
            pulled = miss + self.pulls[sign] * self.weights[sign]
            self.squares[sign] += pulled * pulled
            self.weights[sign] -= RATE * pulled / math.sqrt(self.squares[sign])


def chosen(one: Example, weights: Mapping[str, float]) -> weighing.Option:
    if one.view.ruled == weighing.MISSED and speaks_of_others(one.line):
        return None
    sums = {option: sum(weights.get(sign, 0.0) for sign in signs) for option, signs in one.options.items()}
    return weighing.chosen(one.view, sums, one.line)


def left_out(found: Sequence[Example], key: Callable[[Example], str]) -> list[tuple[Example, weighing.Option]]:
    """Each sentence with what weights of all other groups choose; sentences that are not to be judged only teach."""
    judged = sorted({key(one) for one in found if _is_judged(one)})
    parts = [set(judged[start::FOLDS]) for start in range(FOLDS)] if len(judged) > FOLDS else [{one} for one in judged]
    made = []
    for part in parts:
        weights = fit([one for one in found if key(one) not in part])
        made += [(one, chosen(one, weights)) for one in found if key(one) in part and _is_judged(one)]
    return made


def _is_judged(one: Example) -> bool:
    return one.view.ruled is not UNKNOWN and one.hand != MADE_UP


def summary(made: Iterable[tuple[Example, weighing.Option]]) -> str:
    """How often who is right before and after, what was won and lost, and how many promises are found."""
    counts: Counter[str] = Counter()
    for one, option in made:
        rules = weighing.ruled_option(one.view)
        for name, choice in (("rules", rules), ("weighed", option)):
            counts[f"{name} found" if one.who is not None else f"{name} false"] += choice is not None
        if one.who is not None:
            before, after = (bare(_words(one, choice)) == bare(one.who) for choice in (rules, option))
            counts.update(promises=1, before=before, after=after, won=after > before, lost=before > after)
    chance = sign_test(counts["won"], counts["lost"])
    found, false = (f"{counts[f'rules {name}']} -> {counts[f'weighed {name}']}" for name in ("found", "false"))
    who = f"{counts['before']} -> {counts['after']} of {counts['promises']}"
    test = f"won {counts['won']}, lost {counts['lost']}, two-sided sign test {chance:.4f}"
    return f"who {who} ({test}); found {found}, taken for a promise {false}"


def _words(one: Example, option: weighing.Option) -> str:
    """A promise that is not found names nobody."""
    return weighing.words_in(one.line, one.view, option) if option is not None else ""


def sign_test(won: int, lost: int) -> float:
    size = won + lost
    return min(1.0, 2 * sum(math.comb(size, one) for one in range(min(won, lost) + 1)) / 2**size) if size else 1.0


def digest() -> str:
    """Of everything that the weights were learnt from, and the code that makes signs of it."""
    held = {one.statement for one in load("agreed") if one.held_out}
    lines = [line for line in _lines("agreed.jsonl") if json.loads(line)["statement"] not in held]
    code = Path(weighing.__file__).parent
    parts = [
        *lines,
        *_lines("ruled.json"),
        *_lines(MADE_UP),
        *((code / f"{name}.py").read_text("utf-8") for name in SIGNS),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


SIGNS = ("words", "options")


def why(sentence: str) -> Iterator[str]:
    """Each option of one sentence with its share, and the signs that weigh most in it."""
    one = _example("", "", sentence, None, None, MADE_UP_DAY, names_of(sentence, fold(sentence), {0}))
    view = weighing.view_of(one.line, [(each, each.level) for each in bound(one.line)])
    known, options = weighing.weights(CODE), weighing.options_of(view)
    sums = {option: sum(known.get(sign, 0.0) for sign in signs) for option, signs in options.items()}
    shares = weighing.shares_of(sums)
    for option in sorted(options, key=lambda option: -shares[option])[:5]:
        words = "nothing" if option is None else weighing.words_in(one.line, view, option) or "nobody"
        signs = sorted(options[option], key=lambda sign: -abs(known.get(sign, 0.0)))[:8]
        yield f"{shares[option]:.2f} {words}: " + "; ".join(f"{sign} {known.get(sign, 0.0):+.2f}" for sign in signs)


def main() -> None:
    if "--why" in sys.argv:
        print(*why(sys.argv[-1]), sep="\n")
        return
    found = examples()
    if "--left-out" in sys.argv:
        for name, key in (("statements", lambda one: one.group), ("hands", lambda one: one.hand)):
            made = left_out(found, key)
            print(f"{name} left out: {summary(made)}")
            for hand in sorted({one.hand for one, _ in made}):
                print(f"  {hand}: {summary(pair for pair in made if pair[0].hand == hand)}")
        return
    weights = fit(found)
    print(f"{len(found)} sentences, {len(weights)} weights")
    if "--write" in sys.argv:
        made = {"learnt_from": digest(), "weights": dict(sorted(weights.items()))}
        FILE.write_text(json.dumps(made, ensure_ascii=False, indent=0) + "\n", "utf-8")


if __name__ == "__main__":
    main()
