# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page of the record: where it stands, who signs, its open lines and a search in them, without a script."""

import re
import time
from collections.abc import Callable

import httpx

from answerable.record.offline.leaves import TYPES
from answerable.web.public import record
from tests.serving import Serving


def page(server: Serving, query: str = "") -> str:
    found = httpx.get(f"{server.origin}/record/{query}", trust_env=False)
    assert found.status_code == 200
    return found.text


def lines(text: str) -> list[str]:
    return re.findall(r"<summary>(.*?) <span", text)


def test_open_lines_are_found_by_the_name_of_an_organisation(server: Serving) -> None:
    found = lines(page(server, "?text=river+network+north"))
    assert found
    assert [one for one in found if not one.endswith("River Network North Bank")] == []
    of_one_type = ready(lambda: lines(page(server, "?type=clocks&text=river+network+north")))
    again = lines(page(server, "?text=river+network+north"))
    assert of_one_type == [one for one in again if "How an organisation stands" in one]


def ready(look: Callable[[], list[str]]) -> list[str]:
    """A server that began just now puts up the lines of the day a little later."""
    for _ in range(60):
        if found := look():
            return found
        time.sleep(0.5)
    raise AssertionError("no line of the day")


def test_every_type_of_line_has_a_title() -> None:
    """A line without one would break the page for everybody, from the day that it stands there."""
    assert set(record.TITLES) == set(TYPES)


def test_what_is_typed_is_shown_as_text_and_finds_nothing_wrong(server: Serving) -> None:
    assert "no line like this" in page(server, "?type=redaction")  # a type that has no line yet
    for typed in ("%22%3E%3Cscript%3E", "NEAR(a%20b)", "*", "%F0%9F%90%9D" * 40):
        text = page(server, f"?text={typed}&before=x&type=nothing")
        assert "no line like this" in text
        assert "<script" not in text


def test_older_lines_are_reached_page_by_page(server: Serving) -> None:
    seen, text = [], page(server, "?type=directory")
    while more := re.search(r'href="(/record/)(\?[^"]*)">Older lines', text):
        seen += lines(text)
        text = page(server, more[2].replace("&amp;", "&"))
    seen += lines(text)
    assert len(seen) == len(re.findall(r'"type":"directory"', whole(server)))


def whole(server: Serving) -> str:
    """All entries, as text."""
    folder = server.data / "record" / "tile" / "entries"
    full = sorted(at for at in folder.glob("*") if at.is_file())
    newest = max(folder.glob("*.p/*"), key=lambda at: (at.parent.name, int(at.name)))
    return b"".join(at.read_bytes() for at in [*full, newest]).decode("utf-8", "replace")
