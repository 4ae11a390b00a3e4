# SPDX-License-Identifier: AGPL-3.0-or-later
"""`python -m tests.reading.measure` prints how well the reader reads; `--write` puts it into docs/reading.md."""

import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from answerable.reading import codes
from answerable.reading.reading import read_statement
from tests.reading.baselines import TfIdfLogistic, simple_rule
from tests.reading.gold_set import Label, Read, hands, load, read_all

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reading.md"
BEGIN, END = "<!-- figures: made by make docs -->", "<!-- end of figures -->"
ARTICLE = re.compile(r"^(the|our|a|an|my) ", re.I)
LAST = "seventh"  # the hand whose statements stayed closed until all was made
Pair = tuple[Label, Read]


def scores(gold: Sequence[bool], found: Sequence[bool]) -> tuple[float, float, float]:
    """Precision, recall, F1; 0 where there is nothing to divide by."""
    hit = sum(a and b for a, b in zip(gold, found, strict=True))
    precision, recall = hit / max(sum(found), 1), hit / max(sum(gold), 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def kappa(first: Sequence[bool], second: Sequence[bool]) -> float:
    """Cohen's kappa of two passes over the same sentences."""
    size = len(first)
    same = sum(a == b for a, b in zip(first, second, strict=True)) / size
    chance = (sum(first) * sum(second) + (size - sum(first)) * (size - sum(second))) / size**2
    return (same - chance) / (1 - chance) if chance < 1 else 1.0


def half(held_out: bool) -> list[Pair]:
    return [pair for pair in read_all("agreed")[0] if pair[0].held_out is held_out]


def held_by(*, last: bool) -> list[Pair]:
    """What was held out: of the last hand, on which nothing was ever measured before, or of all earlier ones."""
    by = hands()
    return [pair for pair in half(True) if (by[pair[0].statement] == LAST) is last]


def bare(who: str) -> str:
    """A doer without article and without what stands behind the first comma."""
    return ARTICLE.sub("", who.split(",")[0].strip().lower())


def who_right(label: Label, read: Read) -> bool:
    return bare(label.who) == bare(read.who)


def when_right(label: Label, read: Read) -> bool:
    """The same last day and the same flag; words without a day count as no day, since neither starts a clock."""
    gold = label.when[1:] if label.when and label.when[1] else None
    return gold == (read.when if read.when and read.when[0] else None)


def kind_table() -> list[str]:
    lines = [
        "| kind | sentences | precision | recall | F1 | F1 on the half that rules were written for | kappa |",
        "|---|---|---|---|---|---|---|",
    ]
    first, second = load("first"), load("second")
    for kind in codes.KINDS:
        held = _kind_scores(kind, True)
        own = _kind_scores(kind, False)[2]
        same = kappa([kind in one.kinds for one in first], [kind in one.kinds for one in second])
        count = sum(kind in label.kinds for label, _ in half(True))
        lines.append(f"| {kind} | {count} | {_row(held)} | {own:.2f} | {same:.2f} |")
    return lines


def _kind_scores(kind: str, held_out: bool) -> tuple[float, float, float]:
    pairs = half(held_out)
    return scores([kind in label.kinds for label, _ in pairs], [kind in read.kinds for _, read in pairs])


def _row(values: Sequence[float]) -> str:
    return " | ".join(f"{value:.2f}" for value in values)


def promise_table() -> list[str]:
    held = [label for label, _ in half(True)]
    learner = _learner()
    ways: dict[str, Callable[[str], bool]] = {
        "every sentence": lambda _: True,
        "“will”, “shall”, “commit” …": simple_rule,
        "TF-IDF and logistic regression, learnt on the other half": learner.says,
    }
    gold = ["promise" in one.kinds for one in held]
    lines = ["| finds promises by | precision | recall | F1 |", "|---|---|---|---|"]
    for name, says in ways.items():
        lines.append(f"| {name} | {_row(scores(gold, [says(one.sentence) for one in held]))} |")
    lines.append(f"| the reader | {_row(_kind_scores('promise', True))} |")
    for name, pairs in (("earlier hands", held_by(last=False)), ("the last hand", held_by(last=True))):
        lines.append(f"| the reader, on what {name} wrote | {_row(_promise_scores(pairs))} |")
    return lines


def _promise_scores(pairs: Sequence[Pair]) -> tuple[float, float, float]:
    return scores(["promise" in label.kinds for label, _ in pairs], ["promise" in read.kinds for _, read in pairs])


@cache
def _learner() -> TfIdfLogistic:
    own = [label for label, _ in half(False)]
    return TfIdfLogistic([one.sentence for one in own], ["promise" in one.kinds for one in own])


def slot_table() -> list[str]:
    lines = [
        "| slot | over | held out, earlier hands | held out, the last hand | worked on |",
        "|---|---|---|---|---|",
    ]
    parts = (held_by(last=False), held_by(last=True), half(False))
    for name, right in (("who", who_right), ("when", when_right)):
        for over, take in OVER.items():
            shares = [_share([right(*pair) for pair in part if take(*pair)]) for part in parts]
            lines.append(f"| {name} | {over} | {' | '.join(shares)} |")
    return lines


OVER: dict[str, Callable[[Label, Read], bool]] = {
    "promises that the reader found": lambda label, read: "promise" in label.kinds and read.promise is not None,
    "all promises (a missed one counts as wrong where it names one)": lambda label, _: "promise" in label.kinds,
    "all sentences": lambda _, __: True,
}


def _share(right: Sequence[bool]) -> str:
    return f"{sum(right)} of {len(right)} ({sum(right) / max(len(right), 1):.0%})"


def level_table() -> list[str]:
    counts = Counter((label.level, read.level) for label, read in half(True))
    lines = ["| labelled ↓ read → | " + " | ".join(map(str, codes.LEVELS)) + " |", "|---" * 9 + "|"]
    for level in codes.LEVELS:
        lines.append(f"| {level} | " + " | ".join(str(counts[level, read] or "·") for read in codes.LEVELS) + " |")
    same = sum(number for (one, two), number in counts.items() if one == two)
    return [*lines, "", f"The same level: {same} of {counts.total()} sentences."]


def agreement_lines() -> list[str]:
    first, second = load("first"), load("second")
    pairs = list(zip(first, second, strict=True))
    levels = sum(a.level == b.level for a, b in pairs)
    both = [(a, b) for a, b in pairs if "promise" in a.kinds & b.kinds]
    who = _share([a.who == b.who for a, b in both])
    when = _share([(a.when and a.when[1:]) == (b.when and b.when[1:]) for a, b in both])
    said = (
        f"Both passes give the same level to {levels} of {len(pairs)} sentences; of promises in both, the same who to"
    )
    return [f"{said} {who} and the same when to {when}."]


def report() -> str:
    labels = load("agreed")
    held = sum(one.held_out for one in labels)
    statements = {one.statement for one in labels}
    promises = sum("promise" in one.kinds for one in labels)
    head = (
        f"{len(labels)} sentences of {len(statements)} statements, {promises} of them promises; {held} sentences "
        f"held out. {read_all('agreed')[1]} sentences were cut as labelled."
    )
    parts = [
        [head], ["**Kinds, held out**", "", *kind_table()], agreement_lines(),
        ["**Promises, held out**", "", *promise_table()], ["**Slots**", "", *slot_table()],
        ["**Levels, held out**", "", *level_table()],
    ]  # fmt: skip
    return "\n\n".join("\n".join(one) for one in parts)


def page_with(figures: str) -> str:
    text = PAGE.read_text("utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    return f"{before}{BEGIN}\n\n{figures}\n\n{END}{after}"


def two_pages() -> str:
    """About 1,000 words: what two printed pages hold."""
    return " ".join(one.sentence for one in load("agreed"))[:5800]


def milliseconds(rounds: int = 20) -> float:
    """The median time of reading two pages, after a first reading has made the rules ready."""
    text, day = two_pages(), date(2031, 5, 20)
    read_statement(text, day)
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        read_statement(text, day)
        took.append((time.perf_counter() - began) * 1000)
    return sorted(took)[rounds // 2]


if __name__ == "__main__":
    if "--write" in sys.argv:
        PAGE.write_text(page_with(report()), "utf-8")
    else:
        print(report())
        print(f"\nTwo pages are read in {milliseconds():.0f} ms.")
