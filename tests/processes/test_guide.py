# SPDX-License-Identifier: AGPL-3.0-or-later
"""The guide for people who write no programs, followed as written; and every table of its page against the code."""

import re
from pathlib import Path

import pytest

from answerable.cli import main
from answerable.core.process_graph import way_to
from answerable.core.process_rules import LONGEST_CONSENT
from answerable.core.process_table import HINTS
from answerable.core.process_template import Act, EndingKind, Kept, Never, Who
from answerable.processes import library

GUIDE = (Path(__file__).parents[2] / "docs" / "processes.md").read_text("utf-8")
BLOCKS = re.findall(r"```toml\n(.*?)```", GUIDE, re.S)


@pytest.fixture()
def file(tmp_path: Path) -> Path:
    """What somebody has who typed every block of the guide into one file, in its order."""
    path = tmp_path / "our-garden.toml"
    path.write_text("\n".join(BLOCKS), "utf-8")
    return path


def test_the_guide_followed_as_written_works(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drawing, paper = file.with_suffix(".html"), file.with_name("sheet.html")
    assert main(["process", "check", str(file), "--draw", str(drawing)]) == 0
    said = capsys.readouterr().out
    assert "can be used: 7 steps, 2 phases" in said
    assert "<svg" in drawing.read_text("utf-8")
    assert main(["process", "sheet", str(file), "--to", str(paper)]) == 0
    assert "When something goes wrong in our garden" in paper.read_text("utf-8")
    made = library.read_file(file.read_bytes()).template
    assert all(way_to(made, code) for code in ("over", "no"))


def test_the_mistake_of_the_guide_is_refused_in_its_words(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = 'says = "Yes, in part, another offer, or no with reasons."'
    text = file.read_text("utf-8")
    assert text.count(before) == 1
    file.write_text(text.replace(before, 'says = "Describe what happened."'), "utf-8")
    assert main(["process", "check", str(file)]) == 1
    told = re.search(r"you are told \*(.*?)\*", GUIDE)
    assert told is not None
    assert told[1] in capsys.readouterr().err


def test_the_guide_names_every_step_it_makes_somebody_type() -> None:
    assert len(BLOCKS) >= 6
    numbered = re.findall(r"^\*\*(\d+)\. ", GUIDE, re.M)
    assert numbered == [str(n) for n in range(1, 11)]


def test_the_page_names_every_word_that_a_file_may_use() -> None:
    for words in (Who, Act, EndingKind, Kept, Never):
        assert all(re.search(rf"\b{word}\b", GUIDE) for word in words)
    assert all(f"| `{code}` |" in GUIDE for code in library.SHIPPED)
    assert f"at most {LONGEST_CONSENT}" in GUIDE


def test_rules_that_a_file_is_held_against_are_listed() -> None:
    listed = GUIDE.split("## What is checked, by rule")[1].split("## A run")[0]
    rules = {1, 3, 4, 6, 7, 8, 9, 13, 14, 15, 16, 20, 22, 26, 27, 31, 33, 37, 38, 39}
    assert {rule for rule, _ in HINTS.values()} <= rules
    assert [rule for rule in sorted(rules) if not re.search(rf"(^|[·\s]){rule}\s", listed)] == []


def test_the_command_answers_in_sentences(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["process", "list"]) == 0
    listed = capsys.readouterr().out
    assert all(code in listed for code in library.SHIPPED)
    assert main(["process", "show", "boundary"]) == 0
    assert capsys.readouterr().out == library.shipped_text("boundary")
    assert main(["process", "sheet", "boundary"]) == 0
    assert "A BOUNDARY" in capsys.readouterr().out
    for wrong in (
        ["show", "nothing"],
        ["check", "away.toml"],
        ["check", "boundary", "--draw", str(tmp_path / "a.pdf")],
    ):
        assert main(["process", *wrong]) == 1
        assert "can be read" not in (said := capsys.readouterr().err) and said.strip().endswith(".")
    spoiled = tmp_path / "x.toml"
    spoiled.write_text("[process]\n", "utf-8")
    assert main(["process", "check", str(spoiled)]) == 1
    assert main(["process", "sheet", str(spoiled)]) == 1
    assert "how it is written" in capsys.readouterr().err
