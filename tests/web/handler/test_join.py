# SPDX-License-Identifier: AGPL-3.0-or-later
"""Joining by invitation: keys come from the browser, two ways to unlock from the start, and each token works once."""

import json
import secrets
from collections.abc import Iterator
from typing import Any

import pyotp
import pytest
from django.test import Client

from answerable import clock
from answerable.actions import joining
from answerable.core.move import Role
from answerable.limits import Limits
from answerable.sealing import reader
from answerable.sealing.identity import check_certificate, fingerprint
from answerable.storage import models, published
from answerable.storage.access import MACHINE
from answerable.storage.doors import settle_door
from answerable.storage.writer import write
from answerable.web.handler import views
from tests.cast import Movement

SLUG = "orchard-kitchen"


@pytest.fixture(autouse=True)
def still(movement: Movement, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(views, "limits", Limits())
    with clock.frozen(movement.now):
        yield


def post(path: str, given: dict[str, Any]) -> dict[str, Any]:
    answer = Client().post(f"/api/join/{path}", data=json.dumps(given), content_type="application/json")
    said: dict[str, Any] = json.loads(answer.content)
    return said


def invite(movement: Movement, title: str = "care lead", role: Role = Role.HANDLER) -> dict[str, Any]:
    body = None if role is Role.OPERATOR else movement.codes[SLUG]
    return joining.invite(role=role, body=body, title=title, by=MACHINE, at=movement.now)


def acceptance(movement: Movement, token: str, **changed: Any) -> dict[str, Any]:
    enrolment, _ = reader.build_enrolment(movement.origin, token, random=secrets.token_bytes)
    secret = pyotp.random_base32()
    given = {
        "token": token, "shown_name": "", "address": "", "secret": secret,
        "code": pyotp.TOTP(secret).at(clock.now()), "enrolment": enrolment,
    }  # fmt: skip
    return given | changed


def directory() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Client().get(f"/ask/to/{SLUG}.json").content)
    return found


@write
def rehearsed(movement: Movement) -> None:
    """Both went through their practice ask (tests/actions/test_practising.py goes the whole way)."""
    body = models.Body.objects.get(slug=SLUG)
    models.Seat.objects.filter(body=body).update(rehearsed_date=movement.now.date())
    settle_door(body, movement.now.date())
    published.changed()


def test_looking_tells_who_invites_and_writes_nothing(movement: Movement) -> None:
    invitation = invite(movement)
    seen = post("look", {"token": invitation["token"]})
    assert (seen["body_name"], seen["role"], seen["title"], seen["readers"]) == (
        "Orchard Kitchen",
        "handler",
        "care lead",
        0,
    )
    assert fingerprint(seen["enrolment_key"]) == invitation["fingerprint"]
    assert seen["picture"].startswith("data:image/svg+xml")
    assert len(pyotp.TOTP(seen["secret"]).now()) == 6
    assert post("look", {"token": invitation["token"]})["ok"]


def test_two_readers_open_the_door_and_their_keys_are_certified(movement: Movement) -> None:
    assert post("accept", acceptance(movement, invite(movement)["token"], shown_name="Ilse"))["ok"]
    assert directory()["readers"] == []
    assert post("accept", acceptance(movement, invite(movement, "chair")["token"]))["ok"]
    assert directory()["readers"] == []
    rehearsed(movement)
    found = directory()
    assert [(one["title"], one["name"]) for one in sorted(found["readers"], key=lambda one: str(one["title"]))] == [
        ("care lead", "Ilse"),
        ("chair", None),
    ]
    for one in found["readers"]:
        check_certificate(found["enrolment_key"], movement.origin, found["body"]["code"], one, today=found["today"])


def test_an_invitation_works_once(movement: Movement) -> None:
    token = invite(movement)["token"]
    assert post("accept", acceptance(movement, token))["ok"]
    for said in (post("look", {"token": token}), post("accept", acceptance(movement, token))):
        assert not said["ok"]
        assert "used" in said["sentence"]
    assert not post("look", {"token": "A" * 27})["ok"]


def test_a_wrong_code_or_a_proof_by_another_key_joins_nobody(movement: Movement) -> None:
    token = invite(movement)["token"]
    assert not post("accept", acceptance(movement, token, code="000000"))["ok"]
    foreign, _ = reader.build_enrolment(movement.origin, "another invitation", random=secrets.token_bytes)
    assert not post("accept", acceptance(movement, token, enrolment=foreign))["ok"]
    one_way = acceptance(movement, token)
    one_way["enrolment"]["unlocks"].pop()
    assert not post("accept", one_way)["ok"]
    same_twice = acceptance(movement, token)
    same_twice["enrolment"]["unlocks"][1]["kind"] = "carried"
    assert not post("accept", same_twice)["ok"]
    assert post("accept", acceptance(movement, token))["ok"]


def test_an_operator_joins_on_the_same_page(movement: Movement) -> None:
    token = invite(movement, "Operator", Role.OPERATOR)["token"]
    seen = post("look", {"token": token})
    assert (seen["body_name"], seen["enrolment_key"]) == (None, None)
    assert post("accept", acceptance(movement, token))["ok"]
