# SPDX-License-Identifier: AGPL-3.0-or-later
"""Documents point at what exists."""

import re

from tests.architecture.tree import ROOT, ending, name, python

LINK = re.compile(r"\]\(([^)#\s]+)(#[^)]*)?\)")


def test_links_between_documents_lead_somewhere() -> None:
    broken = [
        f"{name(path)} → {match[1]}"
        for path in ending(".md")
        for match in LINK.finditer(path.read_text("utf-8"))
        if "://" not in match[1] and not (path.parent / match[1]).exists()
    ]
    assert broken == []


def test_every_row_of_the_threat_model_names_a_test_that_exists() -> None:
    text = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
    named = set(re.findall(r"`(test_[a-z0-9_]+)`", text))
    known = {
        found
        for path in python(ROOT / "tests")
        for found in re.findall(r"^\s*(?:async )?def (test_\w+)", path.read_text("utf-8"), re.M)
    }
    assert len(named) >= 15
    assert sorted(named - known) == []


def test_the_glossary_points_at_files_that_exist() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    places = re.findall(r"`((?:core|sealing|storage|web)/[\w/.]*)`", text)
    assert len(places) > 20
    assert [place for place in places if not (ROOT / "answerable" / place).exists()] == []
