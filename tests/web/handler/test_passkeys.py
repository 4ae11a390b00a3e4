# SPDX-License-Identifier: AGPL-3.0-or-later
"""Passkeys at their addresses: made, used once for each challenge, bound to this server, counted, named, taken off."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from django.test import Client
from fido2.webauthn import AuthenticatorData
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from answerable import clock
from answerable.actions import joining, passkeys
from answerable.core.move import Role
from answerable.limits import Limits
from answerable.sealing import reader, words
from answerable.sealing.challenge import sign_challenge
from answerable.sealing.identity import Identity, make_identity, open_identity, sign_enrolment
from answerable.sealing.wire import b64, parse_b64
from answerable.storage import models
from answerable.storage.access import MACHINE
from answerable.web.handler import views
from tests.cast import Movement
from tests.web.handler.authenticator import Authenticator
from tests.web.handler.desk_client import Person

SLUG = "orchard-kitchen"
WRONG = "opens nothing here"
LATE = "took too long, or was sent twice"


@pytest.fixture(autouse=True)
def still(movement: Movement, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(views, "limits", Limits())
    with clock.frozen(movement.now):
        yield


def post(path: str, given: dict[str, Any], client: Client | None = None) -> dict[str, Any]:
    answer = (client or Client()).post(f"/api/{path}", data=json.dumps(given), content_type="application/json")
    assert answer.status_code == 200, answer.content
    said: dict[str, Any] = json.loads(answer.content)
    return said


def enter(device: Authenticator, client: Client | None = None, **bent: Any) -> dict[str, Any]:
    return post("desk/passkey/enter", device.use(post("desk/passkey/challenge", {}), **bent), client)


class Joiner:
    """Somebody with an invitation, who joins with two passkeys."""

    def __init__(self, movement: Movement, title: str = "care lead") -> None:
        body = movement.codes[SLUG]
        self.token = joining.invite(role=Role.HANDLER, body=body, title=title, by=MACHINE, at=clock.now())["token"]
        self.origin, self.identity = movement.origin, make_identity(random=secrets.token_bytes)
        self.devices = [Authenticator(self.origin), Authenticator(self.origin)]

    def ways(self, **bent: Any) -> list[dict[str, Any]]:
        return [one.way(self.identity, self.challenge(), f"key {at}", **bent) for at, one in enumerate(self.devices)]

    def challenge(self) -> dict[str, Any]:
        return post("join/passkey", {"token": self.token})

    def send(self, unlocks: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
        views.limits = Limits()
        proof = sign_enrolment(self.identity, self.origin, self.token)
        enrolment = {"card": self.identity.card, "proof": proof, "unlocks": unlocks}
        given = {"token": self.token, "shown_name": "", "address": "", "enrolment": enrolment}
        return post("join/accept", given | more)

    def join(self) -> Joiner:
        said = self.send(self.ways())
        assert said["ok"], said
        return self


def test_two_passkeys_join_and_each_comes_in_and_unlocks_without_a_name_or_a_code(movement: Movement) -> None:
    one = Joiner(movement).join()
    account = models.Account.objects.exclude(id__in=_accounts(movement)).get()
    assert account.secret is None
    for device in one.devices:
        client = Client()
        said = enter(device, client)
        assert said["ok"], said
        assert open_identity(parse_b64(said["unlock"]), one.origin, device.keys) == one.identity
        assert post("desk/state", {}, client)["seats"][0]["title"] == "care lead"
    kept = models.Passkey.objects.first()
    assert kept is not None
    assert bytes([7] * 16) not in bytes(kept.key)  # the make of the device


def _accounts(movement: Movement) -> list[Any]:
    seats = [one.seat for one in movement.members.values()]
    return list(models.Seat.objects.filter(code__in=seats).values_list("account", flat=True))


def test_one_way_alone_another_server_or_a_person_not_verified_joins_nobody(
    movement: Movement,
) -> None:
    one = Joiner(movement)
    assert not one.send(one.ways()[:1])["ok"]
    for bent in ({"origin": "https://else.example"}, {"type": "webauthn.get"}, {"cross_origin": True}):
        assert "does not fit" in one.send(one.ways(**bent))["sentence"], bent
    for flags in (AuthenticatorData.FLAG.UP, AuthenticatorData.FLAG.UV):
        one.devices[0].flags = int(flags)
        assert "does not fit" in one.send(one.ways())["sentence"], flags
    one.devices[0].flags = int(AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV)
    one.devices[0].host = "else.example"
    assert not one.send(one.ways())["ok"]
    one.devices[0].host = "localhost"
    one.join()


def test_a_challenge_is_of_one_purpose_ends_and_is_answered_once(movement: Movement) -> None:
    one = Joiner(movement)
    twice = one.challenge()
    again = [device.way(one.identity, twice) for device in one.devices]
    assert LATE in one.send(again)["sentence"]
    other = post("desk/passkey/challenge", {})
    assert LATE in one.send([device.way(one.identity, other) for device in one.devices])["sentence"]
    one.join()
    device, given = one.devices[0], post("desk/passkey/challenge", {})
    used = device.use(given)
    assert post("desk/passkey/enter", used)["ok"]
    assert LATE in post("desk/passkey/enter", used)["sentence"]
    assert LATE in post("desk/passkey/enter", device.use(given))["sentence"]
    old = post("desk/passkey/challenge", {})
    with clock.frozen(movement.now + timedelta(seconds=passkeys.LIFE_SECONDS + 1)):
        assert LATE in post("desk/passkey/enter", device.use(old))["sentence"]
    bent = {**device.use(old), "expires": old["expires"] + 60}
    assert LATE in post("desk/passkey/enter", bent)["sentence"]


def test_unknown_and_wrong_are_one_sentence_and_a_copy_that_counts_back_is_named(movement: Movement) -> None:
    one = Joiner(movement).join()
    known, stranger = one.devices[0], Authenticator(movement.origin)
    forger = Authenticator(movement.origin, credential=known.credential)
    said = [
        enter(stranger),
        enter(forger),
        enter(known, origin="https://else.example"),
        enter(known, cross_origin=True),
    ]
    assert {each["sentence"] for each in said} == {said[0]["sentence"]}
    assert WRONG in said[0]["sentence"]
    known.flags = int(AuthenticatorData.FLAG.UP)
    assert enter(known)["sentence"] == said[0]["sentence"]
    known.flags = int(AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV)
    assert enter(known)["ok"]
    known.counter -= 1
    assert "counted backwards" in enter(known)["sentence"]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(["id", "client_data", "authenticator", "signature"]), st.binary(max_size=80)))
def test_bytes_of_any_kind_get_a_sentence(movement: Movement, bent: dict[str, bytes]) -> None:
    views.limits = Limits()
    good = Authenticator(movement.origin).use(post("desk/passkey/challenge", {}))
    said = post("desk/passkey/enter", good | {name: b64(raw) for name, raw in bent.items()})
    assert not said["ok"]
    assert said["sentence"]


class Member:
    """Maren at the desk with her passphrase, who changes her ways."""

    def __init__(self, movement: Movement) -> None:
        self.one = movement.members["Maren"]
        self.person = Person(movement, "Maren").enter()

    @property
    def identity(self) -> Identity:
        return self.one.identity

    def post(self, path: str, given: dict[str, Any]) -> dict[str, Any]:
        return post(f"desk/{path}", given, self.person.client)

    def begin(self, identity: Identity | None = None) -> tuple[dict[str, Any], dict[str, Any]]:
        """(what the server gave, what proves that the identity is unlocked)."""
        given = self.post("ways/begin", {})
        key = (identity or self.identity).signing
        proof = sign_challenge(key, self.one.origin, "ways", given["nonce"], given["expires"])
        return given, {"nonce": given["nonce"], "expires": given["expires"], "proof": proof}

    def add(self, device: Authenticator, name: str) -> dict[str, Any]:
        given, proven = self.begin()
        return self.post("ways/add", {**proven, "way": device.way(self.identity, given, name)})

    def remove(self, kind: str) -> dict[str, Any]:
        handle = next(each["handle"] for each in self.post("ways", {})["ways"] if each["kind"] == kind)
        return self.post("ways/remove", {**self.begin()[1], "handle": handle})


def test_a_way_is_added_named_and_taken_off_and_other_sessions_end(movement: Movement) -> None:
    maren, device = Member(movement), Authenticator(movement.origin)
    elsewhere = Person(movement, "Maren").enter("printed", ahead=1)
    assert "Two ways must stay" in maren.remove("carried")["sentence"]
    said = maren.add(device, "blue key")
    assert [(each["kind"], each["name"]) for each in said["ways"]] == [
        ("carried", ""), ("passkey", "blue key"), ("printed", "")
    ]  # fmt: skip
    handle = said["ways"][1]["handle"]
    named = maren.post("ways", {"rename": {"handle": handle, "name": "green key"}})
    assert named["ways"][1]["name"] == "green key"
    assert enter(device)["ok"]
    assert elsewhere.state()["ok"]
    assert [each["kind"] for each in maren.remove("carried")["ways"]] == ["passkey", "printed"]
    assert elsewhere.send("/api/desk/state", {}).status_code == 401
    assert maren.post("state", {})["ok"]
    assert "already" in maren.add(device, "again")["sentence"]


def test_a_cookie_alone_or_another_identity_changes_no_way(movement: Movement) -> None:
    maren, device = Member(movement), Authenticator(movement.origin)
    given, proven = maren.begin(make_identity(random=secrets.token_bytes))
    assert not maren.post("ways/add", {**proven, "way": device.way(maren.identity, given)})["ok"]
    given, proven = maren.begin()
    assert maren.post("ways/add", {**proven, "way": device.way(maren.identity, given)})["ok"]
    handle = maren.post("ways", {})["ways"][0]["handle"]
    assert LATE in maren.post("ways/remove", {**proven, "handle": handle})["sentence"]
    assert not enter(Authenticator(movement.origin))["ok"]


def test_a_first_passphrase_brings_codes_with_it_and_the_last_one_takes_them_along(movement: Movement) -> None:
    maren = Member(movement)
    for name in ("one", "two"):
        assert maren.add(Authenticator(movement.origin), name)["ok"]
    assert maren.remove("carried")["ok"]
    assert maren.remove("printed")["ok"]
    assert models.Seat.objects.get(code=maren.one.seat).account.secret is None  # type: ignore[union-attr]
    phrase = words.make(secrets.token_bytes(words.SECRET_BYTES))
    way = reader.build_unlock(maren.identity, movement.origin, "printed", phrase, random=secrets.token_bytes)
    given, proven = maren.begin()
    assert (
        "does not fit"
        in maren.post("ways/add", {**proven, "way": way, "secret": given["secret"], "code": "0"})["sentence"]
    )
    code = pyotp.TOTP(given["secret"]).at(clock.now())
    assert maren.post("ways/add", {**proven, "way": way, "secret": given["secret"], "code": code})["ok"]
    assert "secret" not in maren.begin()[0]
