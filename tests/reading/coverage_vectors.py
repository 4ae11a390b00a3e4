# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes vectors/coverage.json: `python -m tests.reading.coverage_vectors`. Asks held against sentences."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from answerable.reading import LANGUAGES, cover, language, rules_of

FILE = Path(__file__).resolve().parents[2] / "vectors" / "coverage.json"
KITCHEN, LANTERN, SHED = (
    "Pay the kitchen crew for the winter", "Move the lantern evening to the quiet room",
    "Give back the keys of the garden shed",
)  # fmt: skip
CASES: list[tuple[str, str, list[str], list[str]]] = [
    (
        "a dated act answers",
        "en",
        ["The treasurer will pay the kitchen crew for the winter by 1 March 2031."],
        [KITCHEN],
    ),
    (
        "a plan echoes",
        "en",
        ["In the coming weeks we will begin to explore how the kitchen crew could be paid for the winter."],
        [KITCHEN],
    ),
    (
        "a quotation alone echoes",
        "en",
        ["You asked us: “Move the lantern evening to the quiet room by Friday.”"],
        [LANTERN],
    ),
    (
        "the next sentence says no",
        "en",
        ["You asked to move the lantern evening to the quiet room.", "No, we cannot do that this year."],
        [LANTERN],
    ),
    ("the next sentence says yes", "en", ["You asked for the keys of the garden shed.", "Yes."], [SHED]),
    ("a question is no answer", "en", ["Will we pay the kitchen crew for the winter by March?"], [KITCHEN]),
    ("by its number", "en", ["We agree to ask 2, and the board has voted."], [KITCHEN, LANTERN]),
    ("nothing about it", "en", ["We are proud of our volunteers.", "The sun was out."], [KITCHEN, SHED]),
    ("one shared word is too little", "en", ["The kitchen is warm."], [KITCHEN]),
    (
        "of two asks each its own sentence",
        "en",
        [
            "We have paid the kitchen crew for the winter.",
            "The lantern evening stays where it is; the quiet room is full.",
        ],
        [KITCHEN, LANTERN],
    ),
    (
        "signs beyond the alphabet",
        "en",
        ["Ålesund’s crew will be paid for the wintér by 3 May 🙂 2031."],
        ["Pay Ålesund's crew for the wintér"],
    ),
    (
        "Spanish: a dated act",
        "es",
        ["La tesorera pagará al equipo de la cocina por el invierno antes del 1 de marzo de 2031."],
        ["Pagar al equipo de la cocina por el invierno"],
    ),
    ("Spanish: not mentioned", "es", ["Agradecemos a todas las personas."], ["Devolver las llaves del jardín"]),
    ("no sentence", "en", [], [KITCHEN]),
    ("no ask", "en", ["We will pay."], []),
]


def content() -> dict[str, Any]:
    rules = {code: rules_of(language(code)) for code in LANGUAGES}
    rows = [
        {
            "name": name, "language": code, "sentences": sentences, "asks": asks,
            "covered": [
                {"ask": one.ask, "state": one.state, "sentences": list(one.sentences)}
                for one in cover(sentences, asks, rules[code])
            ],
        }
        for name, code, sentences, asks in CASES
    ]  # fmt: skip
    return {
        "about": "Asks held against sentences, with the rules of each language.",
        "valid": {"rules": rules, "rows": rows},
        "invalid": [],
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(content(), indent=1, ensure_ascii=False) + "\n", "utf-8")
