# SPDX-License-Identifier: AGPL-3.0-or-later
"""Nothing is graded: every output is searched for words of judgement. A thousand statements, with a bar beside them."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
from datetime import date
from pathlib import Path

import pytest

from answerable.reading import LANGUAGES, as_parts, language
from answerable.reading.reading import read_statement
from tests.reading.gold_set import days, load
from tests.reading.measure import PAGE
from tests.reading.test_malformed import COMMAND

JUDGES = re.compile(
    r"\b(insincere|sincerit\w+|honest\w*|dishonest\w*|lie[sd]?|lying|liars?|manipulat\w+|evasive|evad\w+"
    r"|cynical|hollow|empty words"
    r"|weak|poor|bad|worse|worst|good|better|best|excellent|fail(?:s|ed|ure)?|pass(?:es|ed)?|score[sd]?|grade[sd]?|rating|rank\w*"
    r"|points?|percent|guilt\w*|fake|genuine|authentic|trustworth\w+|credib\w+|sincero|honest[oa]|mentir\w*|mala?|buen[oa]|nota)\b",
    re.I,
)  # fmt: skip
ASKS = ["Pay the crew for the winter.", "Say who decided it.", "Publish the minutes."]


def whole(statement: str) -> tuple[str, date]:
    return " ".join(one.sentence for one in load("agreed") if one.statement == statement), days()[statement]


def without(text: str, given: str) -> str:
    """What the reader adds to the words that it was given."""
    words = {each.lower() for each in re.findall(r"[\w’']+", given)}
    return " ".join(each for each in re.findall(r"[\w’']+", text) if each.lower() not in words)


def judged(text: str, given: str) -> list[str]:
    return JUDGES.findall(without(text, given))


def test_no_reading_holds_a_word_of_judgement() -> None:
    for statement in days():
        text, day = whole(statement)
        parts = as_parts(read_statement(text, day, "en", ASKS))
        assert judged(json.dumps(parts, ensure_ascii=False), text + " ".join(ASKS)) == [], statement


@pytest.mark.parametrize("statement", sorted(days())[::5])
def test_nothing_that_the_command_prints_holds_a_word_of_judgement(statement: str, tmp_path: Path) -> None:
    text, _ = whole(statement)
    (tmp_path / "a.txt").write_text(text)
    (tmp_path / "asks.txt").write_text("\n".join(ASKS))
    for more in ([], ["--json"], ["--questions"]):
        done = run("a.txt", "--asks", "asks.txt", "--language", "en", *more, folder=tmp_path)
        assert done.returncode == 0, done.stderr
        assert judged(done.stdout, text + " ".join(ASKS)) == []


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    env = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    return subprocess.run(
        [str(COMMAND), "read", *arguments],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.parametrize("code", LANGUAGES)
def test_nothing_that_a_language_says_judges(code: str) -> None:
    rules = language(code).raw
    said = json.dumps([rules["say"], [one["say"] + one["limit"] for one in rules["cues"].values()]], ensure_ascii=False)
    assert JUDGES.findall(said) == []


def test_the_search_would_find_one() -> None:
    assert judged("This statement is insincere and fails.", "A statement.") == ["insincere", "fails"]


def test_a_thousand_statements_in_one_call_with_a_bar(tmp_path: Path) -> None:
    text, _ = whole("s01") if "s01" in days() else whole(sorted(days())[0])
    names = [f"{number:04}.txt" for number in range(1000)]
    for name in names:
        (tmp_path / name).write_text(text[:1500])
    outer, inner = pty.openpty()
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    with (tmp_path / "out.jsonl").open("wb") as out:
        command = [str(COMMAND), "read", "--json", "--language", "en", "--day", "2031-05-20", *names]
        process = subprocess.Popen(command, cwd=tmp_path, env=env, stdout=out, stderr=inner)
        os.close(inner)
        shown = drain(outer)
        assert process.wait(300) == 0
    assert "1 of 1000" in shown
    assert "[##############################] 1000 of 1000" in shown
    lines = (tmp_path / "out.jsonl").read_text().splitlines()
    assert [json.loads(line)["place"] for line in lines] == names  # the bar is not in what is kept


def drain(terminal: int) -> str:
    shown = b""
    while True:
        try:
            piece = os.read(terminal, 65_536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    os.close(terminal)
    return shown.decode()


def test_the_page_of_figures_is_made_from_the_gold_set() -> None:
    from tests.reading import measure

    assert PAGE.read_text("utf-8") == measure.page_with(measure.report()), "run `make docs`"


def test_the_floors_hold_on_the_half_that_was_held_out() -> None:
    """Over the sentences of the gold set, as the goal says; over promises alone, as the page says, it is less."""
    from tests.reading import measure

    pairs = measure.half(True)
    assert len(load("agreed")) >= 300
    assert len(pairs) >= 150
    for right in (measure.who_right, measure.when_right):
        assert sum(right(*pair) for pair in pairs) / len(pairs) >= 0.9
    gold = ["promise" in label.kinds for label, _ in pairs]
    reader = measure.scores(gold, ["promise" in read.kinds for _, read in pairs])[2]
    learner = measure._learner()
    for says in (lambda _: True, measure.simple_rule, learner.says):
        assert reader > measure.scores(gold, [says(label.sentence) for label, _ in pairs])[2]
    assert reader >= 0.66
