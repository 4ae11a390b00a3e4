# SPDX-License-Identifier: AGPL-3.0-or-later
"""While the store does not answer everybody hears one calm sentence, whoever they are, and then all goes on."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from answerable import clock, config
from answerable.actions import visits
from answerable.storage import models
from answerable.storage.away import Away
from answerable.storage.room import NO_ROOM, NoRoom
from answerable.storage.writer import writer
from answerable.web import errors, leaving
from answerable.web.handler import shelf
from answerable.web.middleware import VISIT_COOKIE
from tests.cast import Movement
from tests.conftest import NOW
from tests.web.handler.desk_client import Person

JSON = "application/json"
CANARY = "lantern-on-the-quay"


@contextmanager
def raising(code: int, text: str = CANARY) -> Iterator[None]:
    """Whatever is asked of the store in this thread fails like this."""

    def fail(*given: Any) -> Any:
        cause = sqlite3.OperationalError(text)
        cause.sqlite_errorcode = code
        raise OperationalError(text) from cause

    with connection.execute_wrapper(fail):
        yield


def visitor() -> Client:
    """Somebody whose browser brings a visit that the store would have to be asked about."""
    client = Client(raise_request_exception=False, headers={"accept-language": "en"})
    client.cookies[VISIT_COOKIE] = "A" * 43
    return client


def ask(client: Client, path: str = "/api/mine/state") -> Any:
    return client.post(path, {"ask": "a" * 26}, content_type=JSON)


@pytest.fixture(autouse=True)
def _told_long_ago(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors, "_told", -1e9)


def test_pages_and_scripts_are_told_to_come_again(movement: Movement, caplog: pytest.LogCaptureFixture) -> None:
    client = visitor()
    with raising(sqlite3.SQLITE_IOERR):
        page = client.get(f"/organisations/river-delta/?q={CANARY}")
        script = ask(client)
    for said in (page, script):
        assert (said.status_code, said["Retry-After"], said["Cache-Control"]) == (503, "60", "no-store")
        assert CANARY not in said.content.decode()
    assert "Nothing you wrote is lost: please try again in a minute." in page.content.decode()
    assert script.json() == {"ok": False, "sentence": errors.AWAY}
    assert client.get("/organisations/river-delta/").status_code == 200
    lines = [each for each in caplog.records if each.levelno >= logging.WARNING and each.name.startswith("answerable")]
    assert [each.getMessage() for each in lines] == [
        "the store does not answer (OperationalError); people are asked to wait"
    ]


def test_who_was_left_out_hears_the_same_as_everybody(movement: Movement) -> None:
    """Rule 21: neither who asks nor what exists makes a difference, at any address."""
    with clock.frozen(NOW):
        people = [Person(movement, name).enter() for name in ("Nuri", "Maren")]
        heard = set()
        with raising(sqlite3.SQLITE_BUSY):
            for client in (*(each.client for each in people), visitor()):
                for path in ("/api/desk/state", "/api/desk/ask", "/api/mine/state"):
                    said = ask(client, path)
                    heard.add((said.status_code, said.content, str(sorted(said.headers.items()))))
        assert len(heard) == 1
        assert {each[0] for each in heard} == {503}
        assert all(each.send("/api/desk/state", {}).status_code == 200 for each in people)


def test_a_mistake_of_our_own_is_not_called_an_outage(movement: Movement) -> None:
    with raising(sqlite3.SQLITE_ERROR, "no such column: x"):
        said = ask(visitor())
    assert said.status_code == 500
    assert "it is our mistake" in said.json()["sentence"]


def leave(client: Client, way: str) -> float:
    """Seconds until the browser has forgotten its visit."""
    began, form = time.monotonic(), "application/x-www-form-urlencoded"
    client.cookies[VISIT_COOKIE] = client.cookies[VISIT_COOKIE].value or "A" * 43
    said = client.post(way, {} if way.startswith("/api/") else "", JSON if way.startswith("/api/") else form)
    assert said.status_code == 200
    assert client.cookies[VISIT_COOKIE].value == ""
    assert way.startswith("/api/") or said["Refresh"].startswith("0;url=")
    return time.monotonic() - began


@pytest.mark.parametrize("way", ["/out/", "/api/desk/leave"])
@pytest.mark.parametrize("problem", [Away(), NoRoom(), OperationalError("database or disk is full")])
def test_leaving_never_fails(way: str, problem: Exception, movement: Movement, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*given: object, **named: object) -> None:
        raise problem

    monkeypatch.setattr(visits, "end", fail)
    leave(visitor(), way)


@pytest.mark.parametrize("way", ["/out/", "/api/desk/leave"])
def test_leaving_waits_for_no_store_and_ends_the_visit_after(
    way: str, movement: Movement, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaving, "PATIENCE", 0.1)
    go_on, end = threading.Event(), visits.end

    def slowly(**given: Any) -> None:
        assert go_on.wait(30)
        end(**given)

    monkeypatch.setattr(visits, "end", slowly)
    with clock.frozen(NOW):
        person = Person(movement, "Maren").enter()
        kept = models.Visit.objects.count()
        assert leave(person.client, way) < 5
        assert models.Visit.objects.count() == kept
        go_on.set()
        leaving._one_by_one.submit(int).result(30)
    assert models.Visit.objects.count() == kept - 1


def test_a_mistake_in_leaving_stays_a_mistake() -> None:
    def fail() -> None:
        raise ValueError

    with pytest.raises(ValueError, match="^$"):
        leaving.end_visit(fail)


def test_a_full_disk_is_told_as_one(movement: Movement) -> None:
    with raising(sqlite3.SQLITE_FULL, "database or disk is full"):
        said = ask(visitor())
    assert (said.status_code, said["Retry-After"], said.json()["sentence"]) == (503, "60", NO_ROOM)


def test_a_full_disk_at_the_desk_is_no_answer_either(movement: Movement, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was sent may have been kept before: only an answer that says so makes a browser forget what it sent."""

    def full(*given: Any, **named: Any) -> None:
        raise NoRoom

    with clock.frozen(NOW):
        person = Person(movement, "Maren").enter()
        monkeypatch.setattr(shelf, "touch", full)
        said = person.send("/api/desk/state", {})
    assert (said.status_code, said.json()["sentence"]) == (503, NO_ROOM)


@pytest.mark.embedded
def test_a_store_that_somebody_else_has_locked(movement: Movement) -> None:
    with clock.frozen(NOW), closing(sqlite3.connect(config.current().data / "answerable.sqlite3")) as other:
        writer.run(lambda: connection.cursor().execute("PRAGMA busy_timeout=20"))
        person, visits = Person(movement, "Tiko"), models.Visit.objects.count()
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(AssertionError, match="cannot be reached just now"):
            person.enter()
        other.rollback()
        assert models.Visit.objects.count() == visits
        assert person.enter(ahead=1).state()


def test_every_page_of_an_error_has_the_way_out(movement: Movement) -> None:
    """An asker may meet it with somebody behind her."""
    pages = [Client().get("/nothing/"), Client().get("/ask/?to=%00")]
    for page in pages:
        assert 'action="/out/"' in page.content.decode()
        assert "<script" not in page.content.decode()
    assert [page.status_code for page in pages] == [404, 400]
    left = Client(enforce_csrf_checks=True).post("/out/", "", content_type="application/x-www-form-urlencoded")
    assert config.current().exit_url in left["Refresh"]
