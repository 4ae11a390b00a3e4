# SPDX-License-Identifier: AGPL-3.0-or-later
"""What only a server reads: requests, posted forms, its environment and its key file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.http import QueryDict

from answerable import config
from answerable.actions import attaching, joining, lodging, sealing_parts, ways_in
from answerable.actions import letters as letter_acts
from answerable.core import terms
from answerable.core.errors import Refused
from answerable.sealing import wire
from answerable.storage import keyfile
from answerable.web import given as forms
from answerable.web.asker import parse as asker_forms
from answerable.web.handler import parse as desk_parse
from answerable.web.letters import desk_parse as letter_forms
from answerable.web.operator import parse as operator_forms
from answerable.web.steward import parse as steward_forms
from tests.bad_input.examples import vectors
from tests.bad_input.parser import CHEAP, TODAY, Parser, dumped, texts
from tests.core.scene import TREE


def _form(title: str, read: Callable[[forms.Given], object], /, **fields: str) -> Parser:
    """A posted form, bent as its names and lines."""

    def parse(value: Any) -> object:
        posted = QueryDict(mutable=True)
        for key, found in value.items() if isinstance(value, dict) else ():
            posted.setlist(str(key), [str(each) for each in found] if isinstance(found, list) else [str(found)])
        return read(forms.Given(posted))

    return Parser(title, lambda: [dict(fields)], parse)


def _environment(value: Any) -> object:
    if not isinstance(value, dict):
        raise config.ConfigError([])
    # What an environment can hold: text without a NUL.
    return config.load({str(key): str(found).replace("\0", "") for key, found in value.items()})


ENVIRONMENT: Final = {
    "ANSWERABLE_MODE": "real",
    "DATA": "/srv/answerable",
    "PORT": "8000",
    "ANSWERABLE_ORIGIN": "https://ask.example.org",
    "ANSWERABLE_SECRET": "0" * 64,
    "ANSWERABLE_SMTP": "smtp+starttls://user:pass@mail.example.org:587",
    "ANSWERABLE_MAIL_FROM": "desk@example.org",
    "ANSWERABLE_NOTICE_HOUR": "9",
    "ANSWERABLE_LANGUAGE": "es",
    "ANSWERABLE_EXIT_URL": "https://example.org/",
    "ANSWERABLE_STORE": "postgresql://a@b:5432/c",
}
CARD: Final = {"sealing": "age1pq1" + "q" * 1950, "signing": "A" * 43}


def _key_file() -> list[bytes]:
    record = keyfile._record(UUID(int=5), keyfile.Purpose.THREAD, bytes(range(32)))
    return [keyfile.HEAD + record + bytes(64) + record]


def _lodging(value: Any) -> object:
    if not isinstance(value, dict):
        raise Refused("not an object")  # `parse_json` makes sure of it
    return lodging._parse(value)


SERVER: Final = (
    Parser(
        "JSON of a request",
        lambda: [each["text"].encode() for each in vectors("jcs")["valid"]],
        wire.parse_json,
        share=CHEAP,
    ),
    Parser("key file", _key_file, keyfile.parse),
    Parser("lodging", lambda: [vectors("lodging")["valid"]["lodging"] | {"door": "open"}], _lodging),
    Parser("sealed keys", lambda: [[{"holder": "a" * 26, "epoch": 1, "file": "YQ"}]], sealing_parts.parse_keys),
    Parser(
        "ways to unlock",
        lambda: [[{"kind": "carried", "sealed": "YQ"}, {"kind": "printed", "sealed": "YQ"}]],
        ways_in.parse_unlocks,
    ),
    Parser("codes of files", lambda: [["a" * 26, "b" * 26]], attaching.parse_codes),
    Parser("address for notices", texts("maren@example.org"), joining.parse_address),
    Parser("card of a reader", lambda: [dict(CARD)], joining._parse_card),
    Parser(
        "card of a letter",
        lambda: [{"locator": "A" * 43, "signin": "A" * 43, "mark": "A" * 43}],
        letter_acts.parse_card,
    ),
    Parser(
        "request of the desk",
        dumped({"ask": "a" * 26, "move": "answer", "value": {}, "sealed": {"epoch": 1, "file": "YQ", "files": []}}),
        lambda data: desk_parse.parse(data, desk_parse.MOVE, desk_parse.MOVE_MORE),
    ),
    Parser("environment", lambda: [dict(ENVIRONMENT)], _environment, (config.ConfigError,)),
    _form(
        "form of an ask",
        lambda found: asker_forms.check_chosen(asker_forms.parse_chosen(found.posted), words_open=True),
        kind="acknowledge",
        route="body",
        reader="a",
        silence="pooled",
        window="7",
        words="x",
    ),
    _form(
        "form of a change",
        lambda found: asker_forms.parse_move("change", found.posted, terms.Terms(), TODAY),
        silence="second_line",
        contact="",
        widens="standby",
        standby="yes",
    ),
    _form("form of a host", lambda found: operator_forms.host(found, TREE), relation="outside", runs="We", pays="They"),
    _form(
        "form of a body",
        lambda found: operator_forms.new_body(found, TREE),
        name="Harbour",
        slug="harbour",
        members="12",
        time_zone="UTC",
        parent="rivers",
    ),
    _form("form of a day", lambda found: operator_forms.letter_day(found, TODAY), day="2031-05-01"),
    _form(
        "form of an invitation",
        lambda found: steward_forms.invitation(found, TREE["harbour"], TREE),
        role="handler",
        title="care lead",
        until="2032-01-01",
    ),
    _form(
        "form of pledges",
        steward_forms.pledges,
        **dict.fromkeys(("police", "immigration", "child_services", "own_services"), "only_if_law"),
    ),
    _form("form of support", steward_forms.support, name="Line", does="Listens", reach="0800", hours="9-5"),
    _form("form of ties", steward_forms.ties, holds="board", role="board", tie="family"),
    _form(
        "form of an answer to a letter", letter_forms.answered, value="yes", power="board", reasons="law", text="Yes."
    ),
    _form(
        "form of a promise to a letter",
        letter_forms.promised,
        who="chair",
        what="as_asked",
        by="2031-06-01",
        text="Yes.",
    ),
)
