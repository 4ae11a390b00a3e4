# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the reader is held against, for promises: a rule of a line, a small learner, and yes to everything."""

import math
import re
from collections import Counter
from collections.abc import Sequence

RULE = re.compile(r"\b(will|shall|commit\w*|pledge\w*|promise\w*|undertake\w*|guarantee\w*)\b|'ll\b", re.I)
WORDS = re.compile(r"[a-z']+")


def simple_rule(sentence: str) -> bool:
    return RULE.search(sentence) is not None


class TfIdfLogistic:
    """TF-IDF over words and pairs of words, and a logistic regression by plain gradient steps. Deterministic."""

    def __init__(self, sentences: Sequence[str], labels: Sequence[bool], rounds: int = 300, rate: float = 2.0) -> None:
        counts = Counter(term for sentence in sentences for term in set(_terms(sentence)))
        self.idf = {term: math.log((1 + len(sentences)) / (1 + n)) + 1 for term, n in counts.items() if n > 1}
        self.weights = dict.fromkeys(self.idf, 0.0)
        self.bias = 0.0
        rows = [self._vector(sentence) for sentence in sentences]
        share = sum(labels) / len(labels)
        for _ in range(rounds):
            self._step(rows, labels, rate, share)

    def _step(self, rows: list[dict[str, float]], labels: Sequence[bool], rate: float, share: float) -> None:
        """One step over all rows; both classes weigh the same, however many there are of each."""
        slope = dict.fromkeys(self.weights, 0.0)
        bias = 0.0
        for row, label in zip(rows, labels, strict=True):
            weight = 0.5 / share if label else 0.5 / (1 - share)
            miss = weight * (self._chance(row) - label)
            bias += miss
            for term, value in row.items():
                slope[term] += miss * value
        self.bias -= rate * bias / len(rows)
        for term, value in slope.items():
            self.weights[term] -= rate * (value / len(rows) + 0.001 * self.weights[term])

    def _vector(self, sentence: str) -> dict[str, float]:
        counts = Counter(term for term in _terms(sentence) if term in self.idf)
        raw = {term: n * self.idf[term] for term, n in counts.items()}
        length = math.sqrt(sum(value * value for value in raw.values())) or 1.0
        return {term: value / length for term, value in raw.items()}

    def _chance(self, row: dict[str, float]) -> float:
        return 1 / (1 + math.exp(-self.bias - sum(self.weights[term] * value for term, value in row.items())))

    def says(self, sentence: str) -> bool:
        return self._chance(self._vector(sentence)) > 0.5


def _terms(sentence: str) -> list[str]:
    words = WORDS.findall(sentence.lower().replace("’", "'"))
    return [*words, *(f"{one} {two}" for one, two in zip(words, words[1:], strict=False))]
