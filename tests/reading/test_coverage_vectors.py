# SPDX-License-Identifier: AGPL-3.0-or-later
"""The vectors that the browser's matcher is held to are those of the rules as they are."""

import json

from tests.reading import coverage_vectors

STATES = {
    "a dated act answers": ["answered_yes"],
    "a plan echoes": ["echoed"],
    "a quotation alone echoes": ["echoed"],
    "the next sentence says no": ["answered_no"],
    "the next sentence says yes": ["answered_yes"],
    "a question is no answer": ["echoed"],
    "by its number": ["not_mentioned", "answered_yes"],
    "nothing about it": ["not_mentioned", "not_mentioned"],
    "one shared word is too little": ["not_mentioned"],
}


def test_the_vectors_are_those_of_their_maker() -> None:
    assert coverage_vectors.content() == json.loads(coverage_vectors.FILE.read_text("utf-8"))


def test_what_each_case_is_about_holds() -> None:
    rows = {
        row["name"]: [one["state"] for one in row["covered"]] for row in coverage_vectors.content()["valid"]["rows"]
    }
    assert {name: rows[name] for name in STATES} == STATES
