# SPDX-License-Identifier: AGPL-3.0-or-later
"""Collects every sentence of pages and code: `python -m answerable.locale.extract [language]`.

Writes django.pot, and brings the language's django.po up to date. A language is offered to visitors only once its
compiled catalogue (django.mo) is there, and that is made only when nothing is left to translate. Needs Babel, which is
a tool of development and not of the server.
"""

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

HERE: Final = Path(__file__).parent
PACKAGE: Final = HERE.parent
METHODS: Final = [("**.py", "python"), ("**/templates/**.html", "jinja2.ext:babel_extract")]
KEYWORDS: Final = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
OPTIONS: Final = {"**/templates/**.html": {"trimmed": "true"}}
# The files say nothing of when or with what they were made: the same sources give the same bytes.
NO_DATE: Final = datetime.fromisoformat("2026-01-01T00:00:00+00:00")


def sentences() -> Iterator[tuple[str, str | tuple[str, ...]]]:
    """Each sentence with the file it stands in."""
    for name, _line, sentence, _remarks, _context in extract_from_dir(PACKAGE, METHODS, OPTIONS, KEYWORDS):
        yield name, sentence


def empty(language: str | None = None) -> Catalog:
    return Catalog(
        language, project="Answerable", version="1", charset="utf-8", creation_date=NO_DATE, revision_date=NO_DATE,
        fuzzy=False, header_comment="# SPDX-License-Identifier: AGPL-3.0-or-later", msgid_bugs_address="-",
        last_translator="-", language_team=language or "",
    )  # fmt: skip


def template() -> Catalog:
    """All sentences, without line numbers, so that a moved line changes nothing."""
    made = empty()
    for name, sentence in sorted(sentences(), key=str):
        made.add(sentence, locations=[(name, 0)])
    return made


def write(catalogue: Catalog, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        write_po(out, catalogue, include_lineno=False, sort_output=True, omit_header=False, width=100)


def bring_up_to_date(language: str, everything: Catalog) -> Catalog:
    """The language's own file with new sentences added and old ones gone; guesses are never made."""
    path = HERE / language / "LC_MESSAGES" / "django.po"
    found = empty(language)
    if path.exists():
        with path.open("rb") as given:
            found = read_po(given, locale=language)
    found.update(everything, no_fuzzy_matching=True)
    found.obsolete.clear()
    write(found, path)
    return found


def missing(catalogue: Catalog) -> list[str]:
    return [str(each.id) for each in catalogue if each.id and not (each.string and all(each.string))]


def main(languages: list[str]) -> None:
    everything = template()
    write(everything, HERE / "django.pot")
    for language in languages:
        found = bring_up_to_date(language, everything)
        left = missing(found)
        print(f"{language}: {len(found) - len(left)} of {len(found)} sentences")
        if not left:
            with (HERE / language / "LC_MESSAGES" / "django.mo").open("wb") as out:
                write_mo(out, found)


if __name__ == "__main__":
    main(sys.argv[1:])
