# SPDX-License-Identifier: AGPL-3.0-or-later
"""A movement of 1,051 bodies as its pages show it: each within the limit of a reading page."""

import pytest
from django.test import Client

from answerable.actions import timely
from answerable.cli.movement import Movement
from answerable.core.body import Body
from answerable.core.clocks import Clocks
from answerable.storage import models, published
from answerable.storage.writer import writer
from answerable.web.public import bodies
from tests.conftest import NOW
from tests.core.test_movement import movement as tree_of_many

MOST_BYTES = 20_000


@pytest.fixture
def many(movement: Movement) -> dict[str, Body]:
    """The tree of many, in the store beside the invented movement."""
    tree = tree_of_many()
    writer.run(lambda: put(tree))
    return tree


def put(tree: dict[str, Body]) -> None:
    rows: dict[str, models.Body] = {}
    for code, body in tree.items():
        rows[code] = models.Body(
            code=code, slug=code, name=body.name, stage=body.stage, members=body.members, clocks=vars(Clocks()),
            joined_date=body.joined_date, door_open=True, parent=rows.get(body.parent or ""),
            second_line=rows.get("lantern") if body.second_line else None,
        )  # fmt: skip
    models.Body.objects.bulk_create(rows.values())
    published.changed()


def test_every_page_of_many_bodies_is_small(many: dict[str, Body]) -> None:
    client = Client(SERVER_NAME="localhost")
    listed = client.get("/organisations/").content
    assert len(listed) <= MOST_BYTES
    assert listed.count(b'href="/organisations/r') >= 50
    assert b"r0l0/" not in listed
    for code, under in (("nation", 50), ("r7", 20), ("r7l3", 0)):
        page = client.get(f"/organisations/{code}/").content
        assert len(page) <= MOST_BYTES, code
        assert len(bodies.described(many[code], many)["under"]) == under


def test_a_page_with_the_figures_of_each_level_is_small(many: dict[str, Body]) -> None:
    """All lines of a local body's page at once: those of its region and of the nation beside one another."""
    del many
    timely.release_month("2031-04", at=NOW)
    client = Client(SERVER_NAME="localhost")
    for code, levels in (("r7l3", 2), ("r7", 2), ("nation", 1)):
        page = client.get(f"/organisations/{code}/", headers={"accept-encoding": "gzip"}).content
        plain = client.get(f"/organisations/{code}/").content
        assert len(page) <= MOST_BYTES, code
        print(f"{code}: {len(page):,} bytes on the wire, {len(plain):,} as they are")
        assert plain.count(b"Answers to asks about past leaders") == 2, "for each door"
        assert plain.count(b"organisations together") >= levels


def test_a_small_movement_stands_there_whole(movement: Movement) -> None:
    del movement
    assert b"/organisations/river-hillside/" in Client(SERVER_NAME="localhost").get("/organisations/").content
