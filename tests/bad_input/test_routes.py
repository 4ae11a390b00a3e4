# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every address of the URL table under bent bodies, forged visits, replays, odd addresses and other people's codes.

Never a mistake of ours (500), never a code of an ask that this visitor may not see, and no word of a request in a log.
"""

from __future__ import annotations

import json
import logging
import random
import re
import secrets
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from answerable import chance, clock, limits
from answerable.cli.movement import read_directory
from answerable.record import publishing
from answerable.sealing import asker as sealing_asker
from answerable.sealing import words
from answerable.sealing.challenge import sign_challenge
from answerable.storage import models
from answerable.web.middleware import VISIT_COOKIE
from tests import stores
from tests.bad_input import requests
from tests.bad_input.bending import ODD_SIGNS, bend_value
from tests.cast import TERMS, Movement, tell
from tests.conftest import NOW, using
from tests.web.handler.desk_client import Person
from tests.web.public.test_routes import every_route

JSON = "application/json"
CANARY = "heron-on-the-quay"
PEOPLE = ("Maren", "Bram", "Yuna", "Ondra", "Sefa", "Ruta", "Imre")
ASKER = "answered"
CODE = re.compile(rb"[a-z2-7]{26}")
SLUGS = (
    "river-north-bank",
    "river-delta",
    "river-hillside",
    "orchard-kitchen",
    "river-network-1",
    "not-there",
    "x" * 80,
)
FORGED = ("", "x", "." * 300, "A" * 43, "A" * 5000, f"{'A' * 43}.{'B' * 43}", "\x7f", "é", "%00", "a=b", '"quoted"')


@dataclass
class Visit:
    """One browser, and the codes of asks that whoever holds it may meet."""

    name: str
    client: Client
    ask: str
    seat: str = "a" * 26
    may: set[str] = field(default_factory=set)


@dataclass
class World:
    movement: Movement
    visits: list[Visit]
    codes: set[str]
    asked: int = 0

    def send(self, visit: Visit, method: str, path: str, sent: Any, **how: Any) -> HttpResponse:
        """One request. Fails for a mistake of ours, and for the code of an ask that is none of this visitor's."""
        self.asked += 1
        visit.client.raise_request_exception = False
        answer: Any = visit.client.generic(method, path, sent, **how)
        if answer.status_code >= 500:
            problem = answer.exc_info[1] if answer.exc_info else None
            pytest.fail(f"{method} {path} by {visit.name}: {answer.status_code} {problem!r} for {sent!r:.2000}")
        body = answer.content + repr(answer.headers).encode()
        shown = {each.decode() for each in CODE.findall(body)} & (self.codes - visit.may)
        unsaid = {each for each in shown if each.encode() not in sent and each not in path}
        assert not unsaid, f"{path} showed {visit.name} an ask"
        return answer  # type: ignore[no-any-return]


def _asker(movement: Movement, name: str) -> Visit:
    one, client = movement.askers[name], Client()
    keys = sealing_asker.asker_keys(one.words, one.origin, 1)
    given = client.post("/api/mine/challenge", {"locator": keys.locator_text}, content_type=JSON).json()
    signature = sign_challenge(keys.signin, one.origin, "mine", given["nonce"], given["expires"])
    sent = {"locator": keys.locator_text, "signature": signature, "nonce": given["nonce"], "expires": given["expires"]}
    assert client.post("/api/mine/enter", sent, content_type=JSON).json()["ok"]
    return Visit(name, client, one.code, may={one.code})


def _member(movement: Movement, name: str) -> Visit:
    person = Person(movement, name).enter()
    said = json.dumps(person.state())
    may = {each.code for each in movement.askers.values() if each.code in said}
    ask = next(iter(sorted(may)), movement.askers["new"].code)
    return Visit(name, person.client, ask, movement.members[name].seat, may)


def _nobody(movement: Movement, cookie: str = "") -> Visit:
    client = Client()
    if cookie:
        client.cookies[VISIT_COOKIE] = cookie
    return Visit(f"a forged visit {cookie!r:.20}" if cookie else "nobody", client, movement.askers["new"].code)


@pytest.fixture(scope="module")
def world(movement_folder: tuple[Path, Movement], tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The invented movement with its asks, everybody signed in, and no limit in the way of what is tried."""
    folder = tmp_path_factory.mktemp("bent") / "data"
    stores.copy(movement_folder[0], folder)
    movement = Movement(NOW)
    with pytest.MonkeyPatch.context() as patch, using(folder), clock.frozen(NOW):
        for name in limits.RATES:
            patch.setitem(limits.RATES, name, limits.Rate(1e9, 1e9))  # type: ignore[index]
        movement = deepcopy(movement_folder[1])
        with chance.seeded(b"bent"):
            tell(movement)
        publishing.publish()
        people = [_member(movement, name) for name in PEOPLE]
        nobodies = [_nobody(movement, cookie) for cookie in ("", *FORGED[1:4])]
        yield World(
            movement, [*people, _asker(movement, ASKER), *nobodies], {one.code for one in movement.askers.values()}
        )


def _in_order(paths: list[str]) -> list[str]:
    return sorted(paths, key=lambda path: (requests.ENDS.search(path) is not None, path))


def bend_api(world: World, each: int, seed: str) -> None:
    draw = random.Random(seed)
    for path in _in_order(requests.api_paths()):
        for turn in range(each):
            visit = draw.choice(world.visits)
            example = requests.filled(requests.right(path), visit.ask, visit.seat)
            if turn % 3 == 2:  # somebody else's ask
                example = requests.filled(requests.right(path), draw.choice(sorted(world.codes)), visit.seat)
            value = example if turn == 0 else bend_value(example, [example, {}, [], CANARY], draw)
            headers = {
                "HTTP_X_ASK": visit.ask,
                "HTTP_X_FILE": "a" * 26,
                "HTTP_X_PART": draw.choice(("0", "1", "-1", "²", "9")),
            }
            world.send(visit, "POST", path, json.dumps(value).encode(), content_type=JSON, **headers)


def bend_forms(world: World, each: int, seed: str) -> None:
    draw = random.Random(seed)
    names, choices = requests.fields(), requests.choices()
    paths = [path for path, _ in requests.form_patterns()]
    places = _places(world)
    for pattern in _in_order(paths):
        for _ in range(each):
            visit = draw.choice(world.visits)
            chosen = draw.sample(names, draw.choice((0, 5, 40, len(names))))
            body = {name: [_typed(draw, choices, places) for _ in range(draw.choice((1, 1, 1, 3)))] for name in chosen}
            sent = _urlencoded(body)
            world.send(
                visit, "POST", _address(pattern, draw, places), sent, content_type="application/x-www-form-urlencoded"
            )


def _typed(draw: random.Random, choices: tuple[str, ...], places: list[str]) -> str:
    how = draw.randrange(10)
    if how < 6:
        return draw.choice(choices)
    if how < 8:
        return draw.choice(places)
    if how == 8:
        return CANARY
    return "".join(draw.choice(ODD_SIGNS) for _ in range(draw.choice((1, 2, 5)))).encode("utf-8", "replace").decode()


def _urlencoded(body: dict[str, list[str]]) -> bytes:
    from urllib.parse import urlencode

    return urlencode([(name, each) for name, found in body.items() for each in found]).encode()


def _places(world: World) -> list[str]:
    """Codes of all kinds that there are, and some that there are not."""
    found = [*world.codes, *world.movement.codes.values(), *(one.seat for one in world.movement.members.values())]
    for model in (models.Statement, models.Support, models.Run, models.Letter):
        found += [str(code) for code in model.objects.values_list("code", flat=True)]
    return [*sorted(found), "a" * 26, "", "b" * 500]


def _address(pattern: str, draw: random.Random, places: list[str]) -> str:
    path = re.sub(r"<slug:slug>", lambda _: draw.choice(SLUGS), pattern)
    path = re.sub(r"<slug:\w+>", lambda _: draw.choice(places) or "x", path)
    return "/" + re.sub(r"<int:\w+>", lambda _: draw.choice(("1", "0", "2", "99999999999999999999")), path)


def look_everywhere(world: World, each: int, seed: str) -> None:
    """Pages with odd queries, languages and addresses."""
    draw = random.Random(seed)
    places = _places(world)
    for pattern, _ in every_route():
        for _ in range(each):
            path = _odd_file(pattern, draw) if pattern.startswith("^") else _address(pattern, draw, places)
            names = draw.sample(requests.fields(), 4) + ["type", "text", "before", "done", "to", "code"]
            query = _urlencoded({name: [_typed(draw, requests.choices(), places)] for name in names}).decode()
            language = draw.choice(("en", "es", "xx", "*", "é", "en;q=2", ",;,", "a" * 300))
            world.send(
                draw.choice(world.visits),
                draw.choice(("GET", "HEAD", "OPTIONS", "PUT", "TRACE")),
                f"{path}?{query}",
                b"",
                HTTP_ACCEPT_LANGUAGE=language,
                HTTP_IF_NONE_MATCH=draw.choice(("*", '"x"', "W/")),
            )


def _odd_file(pattern: str, draw: random.Random) -> str:
    if pattern.startswith("^witness"):
        return f"/witness/{draw.choice(('0' * 64, 'f' * 64))}/checkpoint"
    return draw.choice(
        (
            "/record/checkpoint",
            "/record/../keys",
            "/record/..%2f..%2fkeys",
            "/record/tile/0/000",
            "/record/tile/9/x999/000.p/9",
            "/record/checkpoints/2031-05-20",
            "/record/checkpoints/../../keys",
            "/record/proof/" + "a" * 26,
            "/record/release/2031-04/x",
            "/record/directory/" + "a" * 26,
            "/record/.new",
            "/record//keys",
            "/record/answerable.sqlite3",
            "/s/main.0123456789abcdef.css",
        )
    )


def test_every_address_of_the_api_has_an_example() -> None:
    assert set(requests.api_paths()) == set(requests.API)


@pytest.mark.parametrize("how", [bend_api, bend_forms, look_everywhere])
def test_bent_requests_break_nothing(world: World, how: Any, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        how(world, 8, "short")
    assert CANARY not in caplog.text


def named(world: World, name: str) -> Visit:
    return next(each for each in world.visits if each.name == name)


def without_token(answer: HttpResponse) -> tuple[int, bytes]:
    return answer.status_code, re.sub(rb"(form-token|csrfmiddlewaretoken)[^>]*>", b"", answer.content)


@pytest.mark.parametrize("name", ["Maren", ASKER, "nobody"])
def test_an_ask_of_others_is_as_if_it_were_not_there(world: World, name: str) -> None:
    visit = named(world, name)
    other = min(world.codes - visit.may)
    for path in requests.api_paths():
        example = requests.right(path)
        if isinstance(example, dict) and example.get("ask") == "ASK":
            there, absent = (
                world.send(
                    visit,
                    "POST",
                    path,
                    json.dumps(requests.filled(example, code, visit.seat)).encode(),
                    content_type=JSON,
                    HTTP_X_ASK=code,
                    HTTP_X_FILE="a" * 26,
                    HTTP_X_PART="0",
                )
                for code in (other, "z" * 26)
            )
            assert there.status_code >= 400, path
            assert without_token(there) == without_token(absent), path


def test_another_body_is_as_if_it_were_not_there(world: World) -> None:
    """To its neighbour's steward, whatever is posted."""
    visit = named(world, "Yuna")
    for pattern in [path for path, _ in every_route() if path.startswith(("steward/<slug:slug>", "operate/bodies/<"))]:
        for method in ("GET", "POST"):
            draw = random.Random(pattern)
            rest = pattern.replace("<slug:slug>", "{slug}", 1)
            path = re.sub(r"<\w+:\w+>", "1", rest)
            body = _urlencoded({name: [draw.choice(requests.choices())] for name in requests.fields()})
            form = {"content_type": "application/x-www-form-urlencoded"}
            there, absent = (
                world.send(visit, method, "/" + path.format(slug=slug), body, **form)
                for slug in ("river-delta", "nowhere")
            )
            assert there.status_code in (404, 405), path
            assert without_token(there) == without_token(absent), path


def test_what_is_sent_again_is_done_once(world: World) -> None:
    """The same lodging, the same signed move, the same way in: never twice."""
    visit, movement = _asker(world.movement, "promised"), world.movement
    one, row = movement.askers["promised"], models.Ask.objects.get(code=visit.ask)
    sent = sealing_asker.build_move(
        one.private, "pause", {"keep_safety": False}, day=NOW.date().isoformat(), number=row.number + 1, prev=row.last
    )
    raw = json.dumps(sent).encode()
    first, again = (world.send(visit, "POST", "/api/mine/move", raw, content_type=JSON) for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert json.loads(first.content) == json.loads(again.content)
    assert models.Ask.objects.get(code=visit.ask).number == row.number + 1

    directory = read_directory("river-delta", NOW)
    chosen = {
        "kind": "change_policy",
        "helped": False,
        "route": "body",
        "hold_until": None,
        "text": "",
        "terms": TERMS,
        **{part: [each["code"] for each in directory[part]] for part in ("readers", "backups")},
    }
    lodging, _ = sealing_asker.build_lodging(
        words.make(b"\x05" * 10), one.origin, directory, chosen, random=secrets.token_bytes
    )
    raw, before = json.dumps(lodging).encode(), models.Ask.objects.count()
    said = [world.send(visit, "POST", "/api/ask/lodge", raw, content_type=JSON) for _ in range(3)]
    assert [each.status_code for each in said] == [200, 200, 200]
    assert len({json.loads(each.content)["code"] for each in said}) == 1
    assert models.Ask.objects.count() == before + 1


def test_a_forged_visit_is_nobodys(world: World) -> None:
    nobody = named(world, "nobody")
    for cookie in FORGED:
        forged = _nobody(world.movement, cookie)
        for path in ("/api/mine/state", "/api/desk/state", "/api/desk/ask"):
            sent = json.dumps(requests.filled(requests.right(path), world.movement.askers["new"].code, "")).encode()
            seen, own = (world.send(each, "POST", path, sent, content_type=JSON) for each in (forged, nobody))
            assert (seen.status_code, seen.content) == (own.status_code, own.content), path


KINDS_OF_CONTENT = (
    "",
    "x",
    "multipart/form-data",
    "multipart/form-data; boundary=b",
    "multipart/form-data; boundary=b; charset=hex",
    "multipart/form-data; boundary=é",
    "multipart/form-data; boundary=" + "b" * 500,
    "application/json; charset=utf-16",
    "application/x-www-form-urlencoded; charset=utf-7",
    "application/x-www-form-urlencoded; charset=rot13",
)
BODIES = (
    b"",
    b"--b\r\n",
    b'--b\r\nContent-Disposition: form-data; name="ask"\r\n\r\nx\r\n--b--\r\n',
    b'--b\r\nContent-Disposition: form-data; name="f"; filename="../x"\r\n\r\n!\r\n--b--',
    b"\xff\xfe{",
    b'{"ask": ' * 2000,
    b"&" * 2000,
    b"a=" + b"%00" * 100,
    b"=".join([b"x"] * 500),
)


def test_an_address_with_a_nul_is_looked_for_in_no_store(world: World) -> None:
    """PostgreSQL has no text with one."""
    nobody = Client()
    for pattern, _ in every_route():
        path = (
            "/record/checkpoint" if pattern.startswith("^") else _address(pattern, random.Random(pattern), ["a" * 26])
        )
        for name in ("to", "text", "code"):
            assert nobody.get(f"{path}?{name}=%00").status_code < 500, path
    assert [nobody.get(f"{path}?to=%00").status_code for path in ("/ask/", "/record/", "/organisations/")] == [400] * 3


@pytest.mark.parametrize("each", [3, pytest.param(90, marks=pytest.mark.long)])
def test_odd_kinds_of_content_are_refused(world: World, each: int) -> None:
    """With the guard of forms before the views, as browsers meet it: whoever reads first must not break the other."""
    draw, pairs = random.Random("content"), list(product(KINDS_OF_CONTENT, BODIES))
    guarded = Visit("nobody", Client(enforce_csrf_checks=True), "a" * 26)
    asker = next(each for each in world.visits if each.name == ASKER)
    for pattern, _ in every_route():
        path = _address(pattern, random.Random(pattern), ["a" * 26]) if not pattern.startswith("^") else "/record/"
        for kind, body in draw.sample(pairs, each):
            world.send(guarded, "POST", path, body, content_type=kind)
            world.send(asker, "POST", path, body, content_type=kind)


@pytest.mark.long
def test_many_bent_requests_break_nothing(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    before = world.asked
    for how in (bend_api, bend_forms, look_everywhere):
        how(world, 400, "long")
    with capsys.disabled():
        print(f"\n{world.asked - before:,} requests")
    assert world.asked - before > 50_000
