# SPDX-License-Identifier: AGPL-3.0-or-later
"""Language files are data that a community can add: whole, and a mistake in one gets its sentence."""

import tomllib
from collections.abc import Callable
from copy import deepcopy
from importlib.resources import files
from typing import Any

import pytest

from answerable.reading import LANGUAGES
from answerable.reading.checking import lacks


def raw(code: str) -> dict[str, Any]:
    return tomllib.loads(files("answerable.reading").joinpath("languages", f"{code}.toml").read_text("utf-8"))


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_language_that_is_kept_lacks_nothing(code: str) -> None:
    assert lacks(raw(code)) == []


MISTAKES: list[tuple[Callable[[dict[str, Any]], object], str]] = [
    (lambda one: one.pop("cues"), "[file] lacks “cues”."),
    (lambda one: one["kinds"].pop("regret"), "[kinds] lacks “regret”."),
    (lambda one: one["kinds"].update(joy={"yes": ["x"]}), "[kinds] has “joy”, which no reading uses."),
    (lambda one: one["kinds"]["regret"].pop("yes"), "[kinds.regret] lacks “yes”."),
    (lambda one: one["cues"]["hedge"].pop("limit"), "[cues.hedge] lacks “limit”."),
    (lambda one: one["say"]["levels"].pop("4"), "[say.levels] lacks “4”."),
    (lambda one: one["say"].pop("questions"), "[say] lacks “questions”."),
    (lambda one: one["language"].pop("common"), "[language] lacks “common”."),
    (lambda one: one["kinds"]["regret"]["yes"].append("{sorrow}"), "[kinds.regret] names the list {sorrow}"),
    (lambda one: one["kinds"]["regret"]["yes"].append("(sorry"), "[kinds.regret] has a pattern that cannot be read"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "says"), MISTAKES, ids=[says for _, says in MISTAKES])
def test_a_mistake_in_a_language_gets_its_sentence(spoil: Callable[[dict[str, Any]], object], says: str) -> None:
    bent = deepcopy(raw("en"))
    spoil(bent)
    found = lacks(bent)
    assert len(found) == 1
    assert found[0].startswith(says)
