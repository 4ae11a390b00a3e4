# SPDX-License-Identifier: AGPL-3.0-or-later
"""The database goes away while somebody writes, as in a failover: they hear one sentence, and send it once after."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx
import psycopg
import pytest
from playwright.sync_api import BrowserContext, expect

from answerable.web.errors import AWAY
from tests import cluster
from tests.journeys.asker_steps import Asking, Returning
from tests.journeys.desk_steps import Desk
from tests.serving import Serving, free_port

NORTH, TEXT, MORE, BACK = "river-north-bank", "heron-on-the-quay", "and-one-word-more", "We have read this."
OTHERS = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@dataclass
class Kept:
    """One server, and the database that it keeps everything in."""

    serving: Serving
    cluster: cluster.Cluster
    address: str

    def count(self, table: str) -> int:
        with psycopg.connect(self.address) as line:
            row = line.execute(f"SELECT count(*) FROM {table}").fetchone()  # type: ignore[arg-type]
        assert row is not None
        return int(row[0])


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, neutral: str) -> Iterator[Kept]:
    with cluster.standing() as standing:
        address = cluster.database(standing.address)
        env = {"ANSWERABLE_STORE": address, "ANSWERABLE_PROCESSES": "2", "ANSWERABLE_EXIT_URL": neutral}
        serving = Serving(tmp_path_factory.mktemp("kept") / "data", free_port(), env).seed("bare").start()
        try:
            yield Kept(serving, standing, address)
        finally:
            serving.stop()


def test_what_is_sent_while_the_database_is_away_arrives_once(
    kept: Kept, context_of: Callable[..., BrowserContext]
) -> None:
    server, page, began = kept.serving, context_of().new_page(), time.monotonic()
    asks = kept.count("storage_ask")
    asking = Asking(page, server.origin).start(NORTH).choose_kind("own_words").write(TEXT).until("send")
    kept.cluster.stop()
    page.click("[data-send]")
    expect(page.locator("[data-status=send]")).to_have_text(AWAY)
    assert page.input_value("#own-words") == TEXT
    kept.cluster.start()
    asking.send()  # nothing else was done to the server
    assert kept.count("storage_ask") == asks + 1

    mine = Returning(page, server.origin).enter(asking.words)
    before = kept.count("storage_sealedfile")
    mine.fold("do")
    page.locator("[data-fold=do]").get_by_text("Write to them").click()
    page.fill("textarea[name=text]", MORE)
    kept.cluster.stop()
    assert mine.refused("message") == AWAY
    assert mine.refused("message") == AWAY
    assert page.input_value("textarea[name=text]") == MORE
    kept.cluster.start()
    mine.do("message")
    assert kept.count("storage_sealedfile") == before + 1
    assert (page.locator("#page").text_content() or "").count(MORE) == 1

    desk = Desk(context_of().new_page(), server).enter("Maren").open("")
    form = desk.begin("acknowledged")
    form.locator("[name=words]").fill(BACK)
    facts = kept.count("storage_envelope")
    kept.cluster.stop()
    form.locator("button[type=submit]").click()
    expect(form.locator("[data-status]")).to_have_text(AWAY)
    assert form.locator("[name=words]").input_value() == BACK
    kept.cluster.start()
    form.locator("button[type=submit]").click()
    expect(desk.page.locator("#ask-messages")).to_contain_text(BACK)
    assert kept.count("storage_envelope") == facts + 1

    said = server.log.read_text()
    assert TEXT not in said
    assert MORE not in said
    lines = [each for each in said.splitlines() if "does not answer" in each]
    minutes = 1 + (time.monotonic() - began) // 60
    assert 1 <= len(lines) <= minutes * len(server.workers())


def test_pages_come_back_by_themselves(kept: Kept) -> None:
    """One that was shown before stays: it holds nothing of anybody, and who needs help reads it."""
    with httpx.Client(base_url=kept.serving.origin, trust_env=False) as http:  # one connection, to one process
        for _ in range(4):  # what begins with a server changes public pages, too
            shown = http.get("/help/")
            time.sleep(0.5)
        kept.cluster.stop()
        time.sleep(1.1)  # the database is asked again whether something changed
        assert [http.get("/help/").content for _ in range(3)] == [shown.content] * 3
        away = http.get(f"/organisations/{NORTH}/")
        assert (away.status_code, away.headers["Retry-After"]) == (503, "60")
        assert "Please come again in a little while" in away.text
        assert http.post("/api/mine/challenge", json={}).status_code < 500  # what needs no store is answered
        kept.cluster.start()
        for _ in range(4):
            assert http.get(f"/organisations/{NORTH}/").status_code == 200


def test_connections_that_broke_while_nobody_used_them_are_made_anew(kept: Kept) -> None:
    """Nobody hears of it: neither who reads first nor who writes first."""
    one = kept.serving.asker()
    one.lodge(NORTH, kind="own_words", text=TEXT)
    for _ in range(3):
        with psycopg.connect(kept.address) as line:
            assert line.execute(OTHERS).fetchone() != (0,)
        kept.serving.asker().lodge(NORTH)
        assert kept.serving.asker(one.words).enter()["ask"]
