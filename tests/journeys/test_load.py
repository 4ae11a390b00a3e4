# SPDX-License-Identifier: AGPL-3.0-or-later
"""Many at once, cut off at any moment: nobody is refused, and nothing that was acknowledged is lost."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.serving import Serving
from tests.visitor import AskerVisitor, Said

NORTH = "river-north-bank"


def lodge_many(server: Serving, count: int) -> list[AskerVisitor]:
    """`count` complete lodgings, one after another, each by somebody new."""
    done = []
    for _ in range(count):
        one = server.asker()
        assert one.lodge(NORTH)["day"] == 1
        done.append(one)
    return done


def test_three_hundred_lodgings_from_eight_clients_lose_and_refuse_none(server: Serving) -> None:
    with ThreadPoolExecutor(8) as pool:
        askers = [one for some in pool.map(lambda _: lodge_many(server, 38), range(8)) for one in some]
    assert len(askers) >= 300
    desk = server.desk("Maren")
    waiting = {one["ask"] for one in desk.post("/api/desk/state", {})["asks"]}
    assert {one.private["ask"] for one in askers} <= waiting
    for one in random.sample(askers, 10):
        assert one.enter()["stage"] == "lodged"


def test_a_text_of_100000_characters_is_kept(server: Serving) -> None:
    one = server.asker()
    text = "Please answer in plain words. " * 3334
    one.lodge(NORTH, kind="own_words", text=text[:100_000])
    one.enter()
    assert one.private["messages"][0]["body"]["text"] == text[:100_000]


def test_kill_9_under_load_loses_nothing_acknowledged(server: Serving) -> None:
    acknowledged: list[AskerVisitor] = []
    for round_ in range(4):
        stop = threading.Event()

        def write(stop: threading.Event = stop) -> None:
            while not stop.is_set():
                one = server.asker()
                try:
                    one.lodge(NORTH)
                except (httpx.HTTPError, Said, ValueError):
                    continue
                acknowledged.append(one)

        threads = [threading.Thread(target=write) for _ in range(4)]
        for thread in threads:
            thread.start()
        until = time.monotonic() + 60
        while len(acknowledged) < 6 * (round_ + 1) and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(random.random() / 4)
        server.kill()
        stop.set()
        for thread in threads:
            thread.join()
        server.start()
    assert len(acknowledged) >= 20
    for one in acknowledged:
        assert one.enter()["stage"] == "lodged"
    said = server.command("rebuild")
    assert said.returncode == 0, said.stdout + said.stderr


def test_sigterm_stops_within_two_seconds(server: Serving) -> None:
    with ThreadPoolExecutor(4) as pool:
        for some in pool.map(lambda _: lodge_many(server, 3), range(4)):
            assert len(some) == 3
    assert server.stop() < 2.0
    assert (server.data / "answerable.sqlite3-wal").stat().st_size == 0  # the writer ended in order
    assert not (server.data / "control.sock").exists()


def test_a_second_server_on_one_folder_is_refused_in_a_sentence(server: Serving) -> None:
    second = Serving(server.data, server.port + 1)
    said = second.command("serve")
    assert said.returncode != 0
    assert "already uses this data folder" in said.stderr


@pytest.mark.parametrize("missing", ["ANSWERABLE_SECRET", "ANSWERABLE_ORIGIN"])
def test_real_use_refuses_to_start_with_what_is_missing(server: Serving, missing: str) -> None:
    server.stop()
    server.env = {"ANSWERABLE_MODE": "real", missing: ""}
    said = server.command("serve")
    assert said.returncode == 1
    assert missing in said.stderr


def test_real_use_refuses_the_secret_of_the_demo(server: Serving) -> None:
    server.stop()
    server.env = {"ANSWERABLE_MODE": "real", "ANSWERABLE_SECRET": "only-for-the-demo"}
    said = server.command("serve")
    assert said.returncode == 1
    assert "demo" in said.stderr
