# SPDX-License-Identifier: AGPL-3.0-or-later
"""The glossary holds in code, pages and documents."""

import re

from tests.architecture.tree import PACKAGE, ROOT, ending, name, python

# Words that judge, or that make a person a file.
NEVER = re.compile(
    r"\b(victims?|perpetrators?"
    r"|accused|tickets?|verdicts?|offenders?|alleged(ly)?|complaints?|false reports?|resolved)\b",
    re.I,
)
NEVER_ON_PAGES = re.compile(
    r"\b(cases?|closed|reputation|forgive\w*|you are safe now|thank you for your brav\w+)\b", re.I
)
SAYS_WHAT_IS_ABSENT = {"docs/glossary.md", "tests/architecture/test_words.py"}
JINJA = re.compile(r"{#.*?#}|{%.*?%}|{{.*?}}", re.S)
ATTRIBUTE = re.compile(r'[\w-]+="[^"]*"')
TAG = re.compile(r"<[^>]+>", re.S)


def test_no_source_uses_a_word_that_judges() -> None:
    files = [*python(), *ending(".ts", ".html", ".css", ".md")]
    found = [
        f"{name(path)}: {match[0]}"
        for path in files
        if name(path) not in SAYS_WHAT_IS_ABSENT
        for match in NEVER.finditer(path.read_text("utf-8"))
    ]
    assert found == []


def test_no_page_uses_a_word_of_files_and_offices() -> None:
    templates = [path for path in ending(".html") if path.is_relative_to(PACKAGE)]
    found = [
        f"{name(path)}: {match[0]}" for path in templates for match in NEVER_ON_PAGES.finditer(path.read_text("utf-8"))
    ]
    assert found == []


def test_every_string_of_a_template_goes_through_gettext() -> None:
    trans = re.compile(r"{%-?\s*trans\b.*?{%-?\s*endtrans\s*-?%}", re.S)
    found = []
    for path in ending(".html"):
        text = TAG.sub("\n", JINJA.sub("", trans.sub("", path.read_text("utf-8"))))
        lines = [line.strip() for line in text.split("\n") if not ATTRIBUTE.fullmatch(line.strip())]
        found += [f"{name(path)}: {line}" for line in lines if re.search(r"[A-Za-z]{3,}", line)]
    assert found == []


def test_the_glossary_names_every_noun_of_the_rules() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    for noun in (
        "Ask",
        "Asker",
        "Terms",
        "Body",
        "Handler",
        "Acknowledgement",
        "Answer",
        "Promise",
        "Intention",
        "Mark",
    ):
        assert f"**{noun}**" in glossary
