# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk's addresses: what each person gets, what nobody gets, and what whoever was left out cannot tell."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from answerable import clock
from answerable.actions import bodies
from answerable.limits import Limits
from answerable.storage.access import MACHINE
from answerable.web.handler import views
from tests.cast import Movement
from tests.web.handler.desk_client import Person

NORTH, HILLSIDE = "river-north-bank", "river-hillside"
TEXT = "Please give the heron mural back its wall."


@pytest.fixture(autouse=True)
def still(movement: Movement, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The clock stands at the movement's now, and no other test used up the tries of a member."""
    monkeypatch.setattr(views, "limits", Limits())
    with clock.frozen(movement.now):
        yield


def person(movement: Movement, name: str, **given: Any) -> Person:
    return Person(movement, name).enter(**given)


def test_the_document_is_the_same_bytes_for_everybody(movement: Movement) -> None:
    someone = person(movement, "Maren")
    inside, outside = someone.client.get("/desk/").content, Client().get("/desk/").content
    assert _without_token(inside) == _without_token(outside)


def _without_token(page: bytes) -> bytes:
    start = page.index(b'name="form-token"')
    return page[:start] + page[page.index(b">", start) :]


def test_nobody_gets_401_and_an_unknown_locator_the_same_challenge(movement: Movement) -> None:
    nobody = Person(movement, "Maren")
    for path in ("state", "visits", "touch"):
        assert nobody.send(f"/api/desk/{path}", {}).status_code == 401
    assert nobody.post("/api/desk/challenge", {"locator": "A" * 43}).keys() == {"ok", "nonce", "expires"}


def test_opening_is_noted_once_a_day_and_only_then_the_kind_stands_there(movement: Movement) -> None:
    movement.lodge("heron", NORTH, 3, kind="own_words", text=TEXT)
    maren = person(movement, "Maren")
    row = maren.state()["asks"][0]
    assert (row["needs"], row["kind_title"]) == ("acknowledge", None)
    payload = maren.open("heron")
    maren.open("heron")
    assert [line["body"]["text"] for line in maren.opened(payload)["messages"]] == [TEXT]
    assert maren.state()["asks"][0]["kind_title"] is not None
    assert person(movement, "Tiko").state()["asks"][0]["kind_title"] is None
    assert [each.role for each in _ask(movement, "heron").handouts] == ["care lead"]


def test_a_file_that_is_fetched_on_another_day_is_noted_on_that_day_too(movement: Movement) -> None:
    code, maren = movement.lodge("heron", NORTH, 3, kind="own_words", text=TEXT).code, person(movement, "Maren")
    maren.open("heron")
    about = {"ask": code, "size": 1, "digest": hashlib.sha256(b"x").hexdigest()}
    file = maren.post("/api/desk/file/announce", about)["file"]
    head = {"HTTP_X_ASK": code, "HTTP_X_FILE": file, "HTTP_X_PART": "0"}
    maren.client.post("/api/desk/file/part", data=b"x", content_type="application/octet-stream", **head)
    with clock.frozen(movement.now + timedelta(days=2)):
        answer = maren.enter().send("/api/desk/file/read", {"ask": code, "file": file, "part": 0})
        assert answer.content == b"x"
        days = [each.date for each in _ask(movement, "heron").handouts]
    assert days == [movement.now.date(), movement.now.date() + timedelta(days=2)]


def _ask(movement: Movement, name: str) -> Any:
    from answerable.storage.access import read_ask

    asker = movement.askers[name]
    return read_ask(asker.enter(clock.now()), asker.code).ask


def test_whoever_was_left_out_gets_the_same_bytes_from_the_same_statements(movement: Movement) -> None:
    nuri = person(movement, "Nuri")
    _watched(nuri)  # what is kept in memory about bodies is read once
    before = _watched(nuri)
    movement.lodge(
        "round", HILLSIDE, 9, kind="own_words", text=TEXT, without=("Nuri",), terms={"silence": "second_line"}
    )
    assert _watched(nuri) == before
    code = movement.askers["round"].code
    odile = person(movement, "Odile")
    odile.open("round")
    odile.move("round", "acknowledged", {"role": None})
    assert _watched(nuri) == before
    absent = "a" * 26
    for path, more in (("ask", {}), ("standby", {}), ("move", {"move": "word", "value": {}})):
        answers = [nuri.send(f"/api/desk/{path}", {"ask": each, **more}) for each in (code, absent)]
        assert answers[0].status_code == answers[1].status_code == 404
        assert answers[0].content == answers[1].content


def test_a_part_of_the_list_holds_all_that_is_late_and_tells_of_the_rest(movement: Movement) -> None:
    for days in (1, 20, 2, 25, 3):
        movement.lodge(f"day {days}", NORTH, days, kind="credit_work")
    maren = person(movement, "Maren")
    maren.post("/api/desk/carry", {"ask": movement.askers["day 3"].code, "taken": True})
    every = maren.state()
    assert [each["late"] > 0 for each in every["asks"]] == [True, True, False, False, False]
    assert (every["more"], every["waiting"], every["free"], every["loads"]) == (0, 5, 4, [{"title": None, "n": 1}])
    theirs = person(movement, "Tiko").state()
    assert theirs["loads"] == [{"title": "care lead", "n": 1}]
    for rows, there in ((0, 2), (1, 2), (3, 3), (5, 5), (9, 5)):
        part = maren.post("/api/desk/state", {"rows": rows})
        assert part == {**every, "asks": every["asks"][:there], "more": 5 - there}
    taken = {"ask": movement.askers["day 1"].code, "taken": True}
    part = maren.post("/api/desk/carry", {**taken, "rows": 2})
    assert (len(part["asks"]), part["loads"], part["free"]) == (2, [{"title": None, "n": 2}], 3)
    for odd in (-1, True, "3", 1.5):
        assert not maren.post("/api/desk/state", {"rows": odd})["ok"]


def test_somebody_pushed_reaches_the_backup_and_no_byte_of_the_organisation(movement: Movement) -> None:
    movement.lodge("heron", NORTH, 3, kind="own_words", text=TEXT)
    maren, nuri = person(movement, "Maren"), person(movement, "Nuri")
    maren.open("heron")
    asked = {"ask": movement.askers["heron"].code}

    def reached() -> list[Any]:
        return [_watched(maren), maren.send("/api/desk/ask", asked).content, _watched(nuri)]

    reached()
    before = reached()
    day = movement.now.date().isoformat()
    movement.mark("heron", 0, "change", terms={"pushed": day}, kind=None, widens=[])
    assert reached() == before
    told = person(movement, "Sefa").state()["signals"]
    assert [(each["signals"], each["kind_title"], each["standby"]) for each in told] == [(["pushed"], None, None)]
    movement.mark("heron", 0, "change", terms={"pushed": None}, kind=None, widens=[])
    assert person(movement, "Sefa", ahead=1).state()["signals"] == []
    assert reached() == before


def _watched(who: Person) -> list[tuple[bytes, list[str]]]:
    """Bytes and statements of what somebody at the desk can ask for."""
    seen = []
    for path in ("/api/desk/state", "/api/desk/visits"):
        with CaptureQueriesContext(connection) as caught:
            content = who.send(path, {}).content
        seen.append((content, [_shape(each["sql"]) for each in caught.captured_queries]))
    return seen


def _shape(sql: str) -> str:
    """A statement without its parameters."""
    import re

    return re.sub(r"X'[0-9a-f]*'|'[^']*'|\b\d+\b", "?", sql)


def test_a_reader_moves_and_nobody_else_can_mark(movement: Movement) -> None:
    movement.lodge("heron", NORTH, 3, kind="own_words", text=TEXT)
    maren = person(movement, "Maren")
    assert maren.move("heron", "acknowledged", {"role": "care_lead"})["needs"] == "answer"
    for move in ("mark", "handed-out", "accepted", "erased", "transfer", "nonsense"):
        answer = maren.move("heron", move, {})
        assert not answer["ok"]
        assert answer["sentence"]
    done = maren.move("heron", "answer", {"value": "yes", "reasons": [], "power": "board"})
    promised = maren.move(
        "heron",
        "promise",
        {"re": done["answers"][0]["code"], "completes": None, "who": "board", "what": "as_asked", "by": None,
         "how_seen": None, "with_what": None, "if_not": None},
    )  # fmt: skip
    assert promised["promises"][0]["missing"] == ["by", "how_seen"]
    assert promised["promises"][0]["is_intention"]


def test_words_are_written_only_where_the_asker_allows_it(movement: Movement) -> None:
    movement.lodge("open", NORTH, 3, kind="own_words", text=TEXT)
    movement.lodge("quiet", NORTH, 3, kind="own_words", text=TEXT, terms={"contact": "answers_only"})
    maren = person(movement, "Maren")
    said = maren.post("/api/desk/message", maren.sealed(maren.open("open"), "What do we need to know?"))
    texts = [(line["sender"], line["body"]["text"]) for line in maren.opened(said)["messages"]]
    assert texts == [("asker", TEXT), (movement.members["Maren"].seat, "What do we need to know?")]
    refused = maren.post("/api/desk/message", maren.sealed(maren.open("quiet"), "And this?"))
    assert not refused["ok"]
    with_answer = maren.post(
        "/api/desk/move",
        {
            "ask": movement.askers["quiet"].code, "move": "answer",
            "value": {"value": "no", "reasons": ["law"], "power": "board"},
            "sealed": {key: value for key, value in maren.sealed(maren.open("quiet"), "Why.").items() if key != "ask"},
        },
    )  # fmt: skip
    assert with_answer["ok"]
    assert len(with_answer["messages"]) == 2


def test_the_backup_learns_that_an_ask_waits_and_nothing_else(movement: Movement) -> None:
    movement.lodge("late", NORTH, 9, kind="credit_work")
    movement.lodge("told", NORTH, 9, kind="credit_work", terms={"kind_to_second_line": True})
    movement.lodge("fresh", NORTH, 7, kind="credit_work")
    sefa = person(movement, "Sefa")
    signals = sefa.state()["signals"]
    assert len(signals) == 2
    assert all(each.keys() == {"body_name", "kind_title", "signals", "standby"} for each in signals)
    assert sorted(str(each["kind_title"]) for each in signals) == ["Credit my work", "None"]
    assert all(each["signals"] == ["unacknowledged"] and each["standby"] is None for each in signals)
    raw = sefa.send("/api/desk/state", {}).content.decode()
    for one in movement.askers.values():
        assert one.code not in raw
        assert sefa.send("/api/desk/ask", {"ask": one.code}).status_code == 404


def test_a_standby_copy_opens_on_its_trigger_only_and_its_asker_sees_it(movement: Movement) -> None:
    terms = {"standby": True, "silence": "second_line"}
    movement.lodge("early", NORTH, 3, kind="own_words", text=TEXT, terms=terms)
    movement.lodge("due", NORTH, 9, kind="own_words", text=TEXT, terms=terms)
    sefa = person(movement, "Sefa")
    assert [each["standby"] for each in sefa.state()["signals"]] == [movement.askers["due"].code]
    early = sefa.send("/api/desk/standby", {"ask": movement.askers["early"].code})
    assert b'"ok": true' not in early.content
    payload = sefa.post("/api/desk/standby", {"ask": movement.askers["due"].code})
    assert payload["standby"]
    assert payload["moves"] == []
    assert [line["body"]["text"] for line in sefa.opened(payload)["messages"]] == [TEXT]
    assert [(each.what, each.role) for each in _ask(movement, "due").handouts] == [("standby", "backup lead")]


def test_past_the_body_the_backup_has_the_whole_desk(movement: Movement) -> None:
    movement.lodge(
        "beyond", HILLSIDE, 3, kind="own_words", text=TEXT, route="past_body", terms={"silence": "second_line"}
    )
    assert person(movement, "Odile").state()["asks"] == []
    sefa = person(movement, "Sefa")
    assert len(sefa.state()["asks"]) == 1
    payload = sefa.open("beyond")
    assert {"acknowledged", "answer", "message"} <= set(payload["moves"])
    assert sefa.move("beyond", "acknowledged", {"role": None})["needs"] == "answer"


def test_who_stepped_aside_reads_it_no_more(movement: Movement) -> None:
    movement.lodge("heron", NORTH, 3, kind="own_words", text=TEXT)
    tiko = person(movement, "Tiko")
    payload = tiko.open("heron")
    assert tiko.move("heron", "removed", {"handler": payload["seat"], "epoch": payload["epoch"]})["left"]
    assert tiko.state()["asks"] == []
    assert tiko.send("/api/desk/ask", {"ask": payload["ask"]}).status_code == 404


def test_after_a_body_ends_its_parents_people_see_that_a_duty_came_over(movement: Movement) -> None:
    movement.lodge("all", HILLSIDE, 3, kind="own_words", text=TEXT)
    movement.lodge("some", HILLSIDE, 3, kind="credit_work", without=("Nuri",), terms={"silence": "second_line"})
    bodies.dissolve(movement.codes[HILLSIDE], by=MACHINE, at=movement.now)
    desk = person(movement, "Kato").state()
    assert desk["asks"] == []
    assert desk["duties"] == [{"body_name": "River Network", "from_name": "River Network Hillside"}]
    assert len(person(movement, "Sefa").state()["signals"]) == 2


def test_sessions_are_listed_by_own_name_and_ended(movement: Movement) -> None:
    one, other = person(movement, "Maren"), person(movement, "Maren", way="printed", ahead=1)
    listed = other.post("/api/desk/visits", {})["visits"]
    assert [each["here"] for each in listed].count(True) == 1
    assert all(each.keys() == {"handle", "name", "last_day", "here"} for each in listed)
    handle = next(each["handle"] for each in listed if not each["here"])
    assert len(other.post("/api/desk/visits", {"end": handle})["visits"]) == 1
    assert one.send("/api/desk/state", {}).status_code == 401
    other.post("/api/desk/leave", {})
    assert other.send("/api/desk/state", {}).status_code == 401


def test_an_idle_desk_ends_after_ten_minutes_and_any_after_twelve_hours(movement: Movement) -> None:
    maren = person(movement, "Maren")
    with clock.frozen(movement.now + timedelta(minutes=12)):
        assert maren.send("/api/desk/state", {}).status_code == 401
    maren = person(movement, "Maren", ahead=1)
    for minutes in range(5, 12 * 60, 5):
        with clock.frozen(movement.now + timedelta(minutes=minutes)):
            assert maren.send("/api/desk/touch", {}).status_code == 200
    with clock.frozen(movement.now + timedelta(hours=12, minutes=2)):
        assert maren.send("/api/desk/touch", {}).status_code == 401
