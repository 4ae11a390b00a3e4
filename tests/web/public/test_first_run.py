# SPDX-License-Identifier: AGPL-3.0-or-later
"""From `answerable setup` on an empty folder to an organisation whose door is open, through the pages alone."""

import re
import secrets
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyotp
import pytest

from answerable.sealing import reader
from tests.serving import Serving, free_port
from tests.visitor import DeskVisitor


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Serving]:
    """A server on an empty folder."""
    serving = Serving(tmp_path / "data", free_port())
    serving.data.mkdir()
    serving.start()
    yield serving
    serving.stop()


def join(serving: Serving, token: str) -> DeskVisitor:
    """Accept an invitation as the browser does, and come in."""
    visitor = DeskVisitor(serving.origin)
    visitor.open("/join/")
    secret = visitor.post("/api/join/look", {"token": token})["secret"]
    enrolment, private = reader.build_enrolment(serving.origin, token, random=secrets.token_bytes)
    code = pyotp.TOTP(secret).at(int(time.time()))
    sent = {"token": token, "shown_name": "", "address": "", "secret": secret, "code": code, "enrolment": enrolment}
    visitor.post("/api/join/accept", sent)
    visitor.passphrase, visitor.secret = private["passphrases"]["carried"], secret
    visitor.enter(pyotp.TOTP(secret).at(int(time.time()) + 30))
    return visitor


def send(visitor: DeskVisitor, path: str, **fields: str) -> httpx.Response:
    visitor.open("/desk/")
    return visitor.request("POST", path, data={"csrfmiddlewaretoken": visitor.token, **fields})


def rehearse(reader_of_it: DeskVisitor) -> None:
    """The practice ask that stands before a door: read, said so, answered."""
    seat = reader_of_it.post("/api/desk/state", {})["seats"][0]["code"]
    begun = reader_of_it.post("/api/desk/practice", {"seat": seat})
    opened = reader.open_ask(reader_of_it.identity, reader_of_it.origin, begun["seat"], begun)
    built = reader.build_message(
        reader_of_it.identity, opened, {"text": "Read."}, random=secrets.token_bytes, **opened["next_message"]
    )
    sealed = {"file": built["file"], "epoch": built["epoch"]}
    no = {"value": "no", "reasons": ["law"], "power": "board"}
    for move, value, words in (("acknowledged", {"role": None}, sealed), ("answer", no, None)):
        said = reader_of_it.post(
            "/api/desk/practice/move", {"seat": seat, "move": move, "value": value, "sealed": words}
        )
    assert said["rehearsed"] is True


def invitation(answer: httpx.Response) -> str:
    found = re.search(r'class="code-line big">([^<]+)<', answer.text)
    assert found is not None
    return found[1]


def test_from_set_up_to_an_open_door(bare: Serving) -> None:
    said = bare.command("setup").stdout
    found = re.search(r"once:\s+(\S+)", said)
    assert found is not None
    home = httpx.get(bare.origin + "/", trust_env=False).text
    assert "Nobody has said yet who runs this server." in home

    operator = join(bare, found[1])
    first = operator.open("/operate/").text
    assert "First: whose server is this?" in first
    host = {"runs": "the Quay Table", "pays": "its members", "relation": "outside", "host_body": "", "law": "children"}
    assert send(operator, "/operate/host/", **{**host, "relation": "body"}).status_code == 400
    assert send(operator, "/operate/host/", **host).headers["location"] == "/operate/?done=host"
    assert "This place is run by the Quay Table." in httpx.get(bare.origin + "/", trust_env=False).text

    for name in ("Quay Table", "Lantern Choir"):
        assert send(operator, "/operate/bodies/new/", name=name, slug="", time_zone="UTC").status_code == 303
    page = operator.open("/operate/bodies/lantern-choir/").text
    backup = re.search(r'<option value="(\w{26})">Quay Table', page)
    assert backup is not None
    send(operator, "/operate/bodies/lantern-choir/place/", second_line=backup[1], members="40")
    steward = join(
        bare, invitation(send(operator, "/operate/bodies/lantern-choir/steward/", title="steward", until=""))
    )

    readers = list[DeskVisitor]()
    for title in ("care lead", "chair"):
        made = send(steward, "/steward/lantern-choir/invite/", role="handler", title=title, until="")
        readers.append(join(bare, invitation(made)))
    assert "takes part" not in httpx.get(bare.origin + "/organisations/lantern-choir/", trust_env=False).text
    for each in readers:
        rehearse(each)
    public = httpx.get(bare.origin + "/organisations/lantern-choir/", trust_env=False).text
    assert "takes part" in public
    directory = httpx.get(bare.origin + "/ask/to/lantern-choir.json", trust_env=False).json()
    assert sorted(one["title"] for one in directory["readers"]) == ["care lead", "chair"]
    assert operator.open("/steward/lantern-choir/").status_code == 404
