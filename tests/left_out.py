# SPDX-License-Identifier: AGPL-3.0-or-later
"""One run for rule 21: `python -m tests.left_out none|ask|named`, over a copy of the seeded movement.

Under one seed and a clock that stands still between steps it lets an ask about Nuri live its whole life (or no ask at
all), and another one whose body ends; and writes down every byte that whoever was left out, whoever stepped aside and
the public get meanwhile, with the statements each request ran, the days on which jobs were done, all mails, and whole
exports of the record.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email import message_from_bytes
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyotp
from aiosmtpd.controller import Controller

from answerable import chance, clock, config
from answerable.cli import control, demo

control.prepare()

from answerable.cli.movement import Member, Movement  # noqa: E402
from answerable.limits import limits  # noqa: E402

BODY = "river-hillside"
ENDED = "river-north-bank"
PUBLIC = [
    "/", "/organisations/", "/how/", "/cannot/", "/help/", "/safety/", "/work/", "/ask/", "/mine/", "/desk/", "/join/",
    *(f"/organisations/{slug}/" for slug in ("river-network", "river-delta", BODY, "orchard-kitchen")),
    *(f"/organisations/{BODY}/{name}" for name in ("statements.atom", "statements.json", "promises/")),
    *(f"/organisations/{BODY}/promises.{form}" for form in ("ics", "atom", "json")),
    f"/organisations/{ENDED}/", f"/organisations/{ENDED}/promises.ics", f"/statements/of/{BODY}.json",
    f"/ask/to/{BODY}.json", "/ask/to/river-network.json", "/letters/", "/processes/direct-answer.toml", "/record/",
    "/nothing-here/",
]  # fmt: skip
HASHES = ("root",)  # of a tally: over salted leaves that nobody sees
DESK = ["/api/desk/state", "/api/desk/visits", "/api/desk/drawer"]
STEWARDS = ["/steward/", *(f"/steward/{ENDED}/{name}" for name in ("", "statements/", "promises/", "help/"))]
# Beside Nuri: who was left out of an ask whose body ends, who reads for the body that it goes to, and that body's
# steward. Odile read the ask, and found herself too close to it: from then on she gets what she would without it.
OTHERS = {"Maren": DESK, "Kato": DESK, "Yuna": STEWARDS, "Odile": DESK}
# 124 days: past 90 and the monthly release after them, on whatever day of the year this runs.
STEPS = (0, 2, 8, 12, 35, 62, 95, 124, 126, 127, 128, 130, 135, 137, 140, 162, 164)
ASIDE = 137  # a reader of it finds that they are too close
MERGES = 140
ENDS = 95  # the body of another ask, of which Maren was left out
EXPORTS = (12, 95, 128, 140, 164)
CONTROLS = (95, 128)
ODILE_ACTS = (126, 127, 128, 130, ASIDE)


class Post:
    """A real mail server that keeps what it was given."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, str]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        mail = message_from_bytes(envelope.content)
        for name in ("Date", "Message-ID"):
            del mail[name]
        self.mails.append((",".join(envelope.rcpt_tos), mail.as_string()))
        return "250 OK"


class Watch:
    """What one observer gets: bytes, headers and statements of every request."""

    def __init__(self) -> None:
        self.seen: list[dict[str, Any]] = []
        self.statements: list[str] = []
        self.is_on = False

    def note(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if self.is_on:
            self.statements.append(re.sub(r"SAVEPOINT .*", "SAVEPOINT", sql))  # its name is a count
        return execute(sql, params, many, context)

    @contextmanager
    def watching(self, what: str) -> Iterator[Callable[[Any], None]]:
        """Randomness of Django's own (form tokens) is drawn per request, so that no other request shifts it."""
        _reseed(f"{what}:{len(self.seen)}")
        self.statements, self.is_on = [], True
        found: list[Any] = []
        yield found.append
        self.is_on = False
        answer = found[0]
        headers = sorted((name, value) for name, value in answer.items())
        cookies = sorted(morsel.OutputString() for morsel in answer.cookies.values())
        self.seen.append(
            {
                "what": what,
                "status": answer.status_code,
                "digest": hashlib.sha256(_without_hashes(answer.content)).hexdigest(),
                "bytes": len(answer.content),
                "headers": headers,
                "cookies": cookies,
                "statements": self.statements,
            }
        )


def _without_hashes(content: bytes) -> bytes:
    """Of the record's proofs all but what a hash is: places, lengths and leaves stay.

    A leaf of the ask and a filler are both random, so every root above them differs and tells nothing;
    `tests/record/test_nothing_shows.py` holds that.
    """
    if not content.startswith(b"{") or b'"checkpoint"' not in content:
        return content
    told = json.loads(content)
    record = told["record"]
    lines = (record["checkpoint"] or "").split("\n")
    record["checkpoint"] = [line if place < 2 else len(line) for place, line in enumerate(lines)]
    for leaf in record["leaves"]:
        leaf["hashes"] = [len(each) for each in leaf["hashes"]]
    return json.dumps(told).encode()


def _reseed(context: str) -> None:
    import django.utils.crypto

    found = random.Random(context)

    class Drawn:
        choice = staticmethod(found.choice)
        token_bytes = staticmethod(found.randbytes)

        @staticmethod
        def compare_digest(one: Any, other: Any) -> bool:
            import secrets

            return secrets.compare_digest(one, other)

    django.utils.crypto.secrets = Drawn  # type: ignore[attr-defined]


def members(movement: Movement, ways: dict[str, Any]) -> None:
    """The members of the seeded folder, with their identities unlocked."""
    for one in ways["members"]:
        passphrases = {"carried": one["passphrase"], "printed": one["printed"]}
        movement.members[one["name"]] = Member(
            one["name"], one["seat"], one["secret"], passphrases, None, movement.origin  # type: ignore[arg-type]
        )  # fmt: skip


@lru_cache
def unlocked(passphrase: str, origin: str) -> Any:
    from answerable.sealing import reader

    return reader.unlock_keys(passphrase, origin)


def enter(client: Any, ways: dict[str, Any], name: str) -> None:
    """Somebody signs in through the same addresses as the page does."""
    from answerable.sealing.challenge import sign_challenge

    one = next(each for each in ways["members"] if each["name"] == name)
    secret, passphrase = one["secret"], one["passphrase"]
    origin = config.current().origin
    keys = unlocked(passphrase, origin)
    answered = _post(client, "/api/desk/challenge", {"locator": keys.locator_text})
    assert answered.status_code == 200, answered.content[:300]
    given = answered.json()
    signature = sign_challenge(keys.signin, origin, "desk", given["nonce"], given["expires"])
    code = pyotp.TOTP(secret).at(clock.now())
    sent = {"locator": keys.locator_text, "signature": signature, "code": code}
    _post(client, "/api/desk/enter", {**sent, "nonce": given["nonce"], "expires": given["expires"]})


def _post(client: Any, path: str, given: dict[str, Any]) -> Any:
    return client.post(
        path, json.dumps(given), content_type="application/json", headers={"Sec-Fetch-Site": "same-origin"}
    )


def observe(watch: Watch, ways: dict[str, Any], day: int) -> None:
    """Everything Nuri can reach today: signed out, then signed in."""
    from django.test import Client

    limits.forget()  # days pass between two steps
    public, signed = Client(SERVER_NAME="localhost"), Client(SERVER_NAME="localhost")
    for path in PUBLIC:
        with watch.watching(f"public {path}") as got:
            got(public.get(path))
    _reseed("entering")
    enter(signed, ways, "Nuri")
    for path in DESK:
        with watch.watching(f"nuri {path}") as got:
            got(_post(signed, path, {}))
    for path in PUBLIC:
        with watch.watching(f"nuri {path}") as got:
            got(signed.get(path))
    with watch.watching("nuri asks for what is not there") as got:
        got(_post(signed, "/api/desk/ask", {"ask": "a" * 26}))
    for name, paths in OTHERS.items():
        if name != "Odile" or day > ASIDE:
            look_as(watch, ways, name, paths)


def control(watch: Watch, ways: dict[str, Any], day: int) -> None:
    """Those who may know: the backup, and Odile while she reads. Here the same looks must find the ask."""
    if day in CONTROLS:
        for name in ("Sefa", "Odile"):
            look_as(watch, ways, name, DESK)


def look_as(watch: Watch, ways: dict[str, Any], name: str, paths: list[str]) -> None:
    from django.test import Client

    limits.forget()
    signed = Client(SERVER_NAME="localhost")
    _reseed(f"entering {name}")
    enter(signed, ways, name)
    for path in paths:
        with watch.watching(f"{name.lower()} {path}") as got:
            got(_post(signed, path, {}) if path.startswith("/api/") else signed.get(path))


class Here:
    """The record of this very folder, as a server would serve it."""

    place = "here"

    def fetch(self, path: str) -> bytes:
        from answerable.record import reading
        from answerable.record.offline.source import Absent

        found = reading.file(path)
        if found is None:
            raise Absent(path)
        return found


def exported() -> list[Any]:
    """A whole record as anybody takes it out: every file with its length, every open leaf but for its hashes."""
    from answerable.record.offline.export import export
    from answerable.tlog.tiles import WIDTH, entries_path, parse_bundle

    with TemporaryDirectory() as place:
        folder = Path(place)
        export(Here(), folder, lambda _done, _all: None)
        files = sorted((str(at.relative_to(folder)), at.stat().st_size) for at in folder.rglob("*") if at.is_file())
        size = int((folder / "checkpoint").read_bytes().split(b"\n")[1])
        leaves = []
        for index in range(-(-size // WIDTH)):
            width = min(WIDTH, size - index * WIDTH)
            leaves += parse_bundle((folder / entries_path(index, width)).read_bytes(), width)
    return [files, [_open(json.loads(raw)) for raw in leaves]]


def _open(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: found for name, found in fields.items() if name not in HASHES} if "type" in fields else {}


def share(movement: Movement) -> None:
    """Odile takes the ask, and keeps a note on it: the desk of those who read it, of whom Nuri is none."""
    from answerable.actions import noting
    from answerable.sealing import age
    from answerable.sealing.wire import b64
    from answerable.web.handler import shelf

    by, code = movement.actor_of("Odile"), movement.askers["about"].code
    noting.carry(code, True, by=by, at=movement.now)
    reading = {one["code"]: one["sealing"] for one in shelf.hand_out(by, code)["readers"] if one["active"]}
    files = {holder: b64(age.seal(b"7" * 512, [to], random=lambda n: b"7" * n)) for holder, to in reading.items()}
    keys = [{"holder": holder, "file": file} for holder, file in files.items()]
    noting.write_note(code, 1, keys, next(iter(files.values())), by=by, at=movement.now)


TOLD: dict[str, Any] = {"ties": ["friend"], "paid_by": "nobody"}


def name_somebody(movement: Movement) -> None:
    """Her own file anew: somebody of a pod. Nobody but she can tell."""
    from answerable.actions import mine_ways
    from answerable.sealing import asker, own
    from answerable.sealing.state import open_state
    from answerable.storage import models, sealed, threads

    one = movement.askers["about"]
    thread = threads.open_thread(models.Ask.objects.select_related("asker").get(code=one.code))
    state = {"ask": one.code, **sealed.for_asker(thread), "readers": sealed.entries_of(thread), "backups": []}
    opened = open_state(one.words, movement.origin, 1, state)
    changed = {"pod": [{"name": "Wren", "told": "nothing", "stage": "named"}]}
    keys = asker.asker_keys(one.words, movement.origin, 1)
    sent = own.build_own(keys, opened, state["keep"], changed, random=lambda size: b"7" * size)
    mine_ways.put_own(sent, by=one.enter(movement.now), at=movement.now)


def attest(movement: Movement, move: str, **value: Any) -> None:
    """Somebody from outside looks at the organisation asked, of which Nuri is one."""
    from answerable.actions import attesting

    attesting.move_as_attester(
        movement.askers["about"].code, move, value, by=movement.actor_of("Selma"), at=movement.now
    )


def both(movement: Movement) -> None:
    """What the attester saw, and the asker's own word, on one day."""
    attest(movement, "attested", about=None, saw="not_done")
    movement.mark("about", 0, "mark", value="not_met", audience="readers", promise=None)


def live(movement: Movement, day: int, how: str) -> None:
    """What happens to the ask on this day of its life."""
    acts: dict[int, Callable[[], object]] = {
        2: lambda: movement.lodge(
            "other", ENDED, 0, kind="apology_written", without=("Maren",), terms={"silence": "second_line"}
        ),
        0: lambda: movement.lodge(
            "about", BODY, 0, kind="own_words", text="The chair should not decide this alone.",
            without=("Nuri",), terms={"silence": "second_line"},
            own={"baseline": {"day": "2031-01-01", "parts": {"pay": "Twelve an hour."}, "now": None}},
        ),
        8: lambda: name_somebody(movement),
        62: lambda: movement.mark("about", 0, "attester-offered", attester=movement.members["Selma"].seat),
        95: lambda: attest(movement, "attester-told", **TOLD),
        124: lambda: movement.mark(
            "about", 0, "attester-accepted", attester=movement.members["Selma"].seat, **TOLD
        ),
        12: lambda: how == "named" and movement.mark(
            "about", 0, "change", terms={"silence": "by_name"}, kind=None, widens=["silence"]
        ),
        126: lambda: movement.act("Odile", "about", 0, "acknowledged", role="care_lead"),
        127: lambda: share(movement),
        128: lambda: movement.act("Odile", "about", 0, "answer", value="yes", reasons=[], power="board"),
        130: lambda: movement.act("Odile", "about", 0, "claim", promise=None),
        135: lambda: both(movement),
        ASIDE: lambda: movement.act("Odile", "about", 0, "conflict", tie="friend", weight="hard"),
        162: lambda: movement.mark("about", 0, "erased"),
    }  # fmt: skip
    movement.now = clock.now()
    movement._actors.clear()
    if day in ODILE_ACTS:
        movement.actor_of("Odile")  # in every run, so that her visits are the same
    if how != "none" and day in acts:
        acts[day]()
    if day == MERGES:
        become_one(movement)
    if day == ENDS:
        end(movement)


def become_one(movement: Movement) -> None:
    """In every run: two chapters become one. Duty for the ask, if there is one, goes along unseen."""
    from answerable.actions import bodies
    from answerable.storage.access import MACHINE

    gone = [movement.codes[BODY], movement.codes["river-delta"]]
    bodies.merge(gone, movement.codes["river-network"], by=MACHINE, at=clock.now())


def end(movement: Movement) -> None:
    """In every run: a chapter ends, and its parent stands in for it."""
    from answerable.actions import bodies
    from answerable.storage.access import MACHINE

    bodies.dissolve(movement.codes[ENDED], by=MACHINE, at=clock.now())


def main(how: str) -> None:
    from django.db import connection

    from answerable.jobs import runner
    from answerable.record import batch, keeping, publishing
    from answerable.storage import schema
    from answerable.storage.writer import running, writer

    post, watch, knowing = Post(), Watch(), Watch()
    jobs: list[Any] = []
    exports: list[Any] = []
    smtp = config.current().smtp
    assert smtp is not None
    mail = Controller(post, hostname="127.0.0.1", port=smtp.port)
    mail.start()
    ways = json.loads((config.current().data / demo.WAYS).read_text("utf-8"))
    # The night after it was made, so that at each look a batch has come, whatever the time of day is now.
    start = (datetime.fromisoformat(ways["made"]) + timedelta(days=1)).replace(hour=batch.HOUR)
    with chance.seeded(b"rule twenty-one"), running():
        schema.ensure()
        keeping.begin()
        with clock.frozen(start):
            publishing.publish()
        connection.execute_wrappers.append(watch.note)
        writer.run(lambda: connection.execute_wrappers.append(watch.note))
        movement = Movement(start, codes=ways["codes"])
        members(movement, ways)
        last = 0
        for day in STEPS:
            for passed in range(last + 1, day + 1):
                with clock.frozen(start + timedelta(days=passed, hours=1)):
                    before = len(post.mails)
                    done = runner.run_due(clock.now())
                    jobs.append([passed, done, sorted(to for to, _ in post.mails[before:])])
            last = day
            with clock.frozen(start + timedelta(days=day, hours=2)):
                live(movement, day, how)
            with clock.frozen(start + timedelta(days=day, hours=3)):
                observe(watch, ways, day)
                control(knowing, ways, day)
                if day in EXPORTS:
                    exports.append(exported())
    mail.stop()
    mails = sorted(post.mails)
    print(json.dumps({"seen": watch.seen, "mails": mails, "jobs": jobs, "exports": exports, "control": knowing.seen}))


if __name__ == "__main__":
    main(sys.argv[1])
