# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is sent again because its answer was lost: the same answer, and not one row more. Another sending is another."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from answerable import clock
from answerable.actions import (
    answering,
    asking,
    filing,
    handing_over,
    joining,
    lodging,
    mine_ways,
    noting,
    processing,
    visits,
)
from answerable.cli.movement import Asker, Movement
from answerable.core.errors import Denied, Refused
from answerable.jobs import runner
from answerable.sealing import asker as client
from answerable.sealing import drawer, own, reader
from answerable.sealing.wire import b64, parse_b64
from answerable.storage import models
from answerable.storage.access import PUBLIC, Actor
from answerable.web.handler import shelf as desk
from answerable.web.middleware import VISIT_COOKIE
from tests.actions import ways_scene
from tests.actions.scene import NOW, YES, ask_of, later, opened, signed, state_of, thread_of
from tests.actions.test_lodging import build
from tests.actions.test_noting import payload, sealed_note
from tests.conftest import ORIGIN
from tests.storage.files import dump

NORTH = "river-north-bank"
MET = {"value": "met", "audience": "asker", "promise": None}
Send = Callable[[], Any]


@pytest.fixture
def one(movement: Movement) -> Asker:
    return movement.lodge("Anouk", NORTH, 0, kind="own_words", text="The minutes.", terms={"contact": "may_write"})


def once() -> str:
    return secrets.token_urlsafe(16)


def sealed(movement: Movement, one: Asker, text: str) -> dict[str, Any]:
    """A reader's message, sealed."""
    maren, given = movement.members["Maren"], payload(movement, "Maren", one)
    read = reader.open_ask(maren.identity, ORIGIN, maren.seat, given)
    made = reader.build_message(maren.identity, read, {"text": text}, random=os.urandom, **read["next_message"])
    return {"epoch": made["epoch"], "file": made["file"], "files": None}


def hers(one: Asker) -> client.AskerKeys:
    return client.asker_keys(one.words, ORIGIN, 1)


def message(movement: Movement, one: Asker) -> Send:
    by, made = one.enter(NOW), client.build_message(opened(one), {"text": "x"}, number=2, last="", random=os.urandom)
    return lambda: asking.write_message(one.code, 1, made["file"], None, by=by, at=NOW)


def mark(movement: Movement, one: Asker) -> Send:
    by, sent = one.enter(NOW), signed(one, "mark", MET, NOW)
    return lambda: asking.move_ask(sent, by=by, at=NOW)


def taken_off(movement: Movement, one: Asker) -> Send:
    """With the next key of the thread, which is drawn anew whenever it is made."""
    by, private = one.enter(NOW), opened(one)
    tiko, maren = movement.members["Tiko"].seat, movement.members["Maren"]
    card = maren.identity.card
    part, _ = client.build_new_epoch(
        private, {maren.seat: card["sealing"]}, {maren.seat: card["signing"]}, random=os.urandom
    )
    sent = {**signed(one, "removed", {"handler": tiko, "epoch": 2}, NOW), **part}
    return lambda: asking.move_ask(sent, by=by, at=NOW)


def helper(movement: Movement, one: Asker) -> Send:
    by, sent = one.enter(NOW), ways_scene.support(one, hers(one), ways_scene.keys_of("theirs"), "act")
    return lambda: mine_ways.add_way(sent, by=by, at=NOW)


def helper_gone(movement: Movement, one: Asker) -> Send:
    by = one.enter(NOW)
    mine_ways.add_way(ways_scene.support(one, hers(one), ways_scene.keys_of("theirs"), "act"), by=by, at=NOW)
    way = models.Way.objects.get(ask__code=one.code).code
    sent = {**ways_scene.renewal(one, hers(one), NOW, words=False), "way": way}
    return lambda: mine_ways.remove_way(sent, by=by, at=NOW)


def device(movement: Movement, one: Asker) -> Send:
    by, sent = one.enter(NOW), {"ask": one.code, "kind": "device", "locator": ways_scene.keys_of("here").locator_text}
    return lambda: mine_ways.add_way(sent, by=by, at=NOW)


def fresh_words(movement: Movement, one: Asker) -> Send:
    by, sent = one.enter(NOW), ways_scene.new_words(one, ways_scene.keys_of("fresh"), NOW)
    return lambda: mine_ways.renew_words(sent, by=by, at=NOW)


def own_file(movement: Movement, one: Asker) -> Send:
    changed = {"pod": [{"name": "Wren", "told": "nothing", "stage": "named"}]}
    sent = own.build_own(hers(one), opened(one), str(state_of(one)["keep"]), changed, random=os.urandom)
    by = one.enter(NOW)
    return lambda: mine_ways.put_own(sent, by=by, at=NOW)


def reply(movement: Movement, one: Asker) -> Send:
    by, made = movement.actor_of("Maren"), sealed(movement, one, "Soon.")
    return lambda: answering.write_as_reader(
        one.code, made["epoch"], made["file"], None, by=by, at=NOW
    )  # fmt: skip


def answer(movement: Movement, one: Asker) -> Send:
    by, words, mark = movement.actor_of("Maren"), sealed(movement, one, "Yes."), once()
    return lambda: answering.move_as_reader(one.code, "answer", YES, by=by, at=NOW, once=mark, **words)


def bare_word(movement: Movement, one: Asker) -> Send:
    by, mark = movement.actor_of("Maren"), once()
    return lambda: answering.move_as_reader(one.code, "acknowledged", {"role": None}, by=by, at=NOW, once=mark)


def stepped_aside(movement: Movement, one: Asker) -> Send:
    by, mark = movement.actor_of("Tiko"), once()
    value = {"handler": movement.members["Tiko"].seat, "epoch": 1}
    return lambda: answering.move_as_reader(one.code, "removed", value, by=by, at=NOW, once=mark)


def note(movement: Movement, one: Asker) -> Send:
    by, sent = movement.actor_of("Maren"), sealed_note(movement, "Maren", payload(movement, "Maren", one), "Look.")
    return lambda: noting.write_note(one.code, sent["epoch"], sent["keys"], sent["file"], by=by, at=NOW)


def next_key(movement: Movement, one: Asker) -> Send:
    stepped_aside(movement, one)()
    maren, given = movement.members["Maren"], payload(movement, "Maren", one)
    read = reader.open_ask(maren.identity, ORIGIN, maren.seat, given)
    made = reader.build_renewal(maren.identity, read, given["renew"], random=secrets.token_bytes)
    by = movement.actor_of("Maren")
    return lambda: handing_over.renew_key(one.code, made, by=by, at=NOW)


def proposal(movement: Movement, one: Asker) -> Send:
    by, mark = movement.actor_of("Maren"), once()
    return lambda: processing.propose_as_reader(one.code, "direct-answer", by=by, at=NOW, once=mark)


def taken(movement: Movement, one: Asker) -> Send:
    by = movement.actor_of("Maren")
    return lambda: noting.carry(one.code, True, by=by, at=NOW)


def phrases(movement: Movement, one: Asker) -> Send:
    by, maren = movement.actor_of("Maren"), movement.members["Maren"]
    kept = {"phrases": ["The minutes lie in the safe."], "keys": False}
    file = b64(drawer.seal_drawer(maren.identity, maren.origin, kept, random=secrets.token_bytes))
    return lambda: filing.put_drawer(0, file, by=by, at=NOW)


SENDINGS = (
    message, mark, taken_off, helper, helper_gone, device, fresh_words, own_file, reply, answer, bare_word,
    stepped_aside, note, next_key, proposal, phrases,
)  # fmt: skip


@pytest.mark.parametrize("sending", SENDINGS, ids=lambda each: each.__name__)
def test_the_same_bytes_are_taken_once(
    movement: Movement, one: Asker, sending: Callable[[Movement, Asker], Send]
) -> None:
    with clock.frozen(NOW):
        send = sending(movement, one)
        before = dump()
        send()
        kept = dump()
        assert kept != before
        send()
        assert dump() == kept


def test_taking_an_ask_on_twice_is_taking_it_on(movement: Movement, one: Asker) -> None:
    send = taken(movement, one)
    send(), send()
    assert models.Carrier.objects.get(ask__code=one.code).seat.code == movement.members["Maren"].seat


def test_the_same_thing_said_anew_is_another(movement: Movement, one: Asker) -> None:
    """Two bare words of a month, two messages with the same text, two times the same answer."""
    with clock.frozen(NOW):
        answer(movement, one)()
        answer(movement, one)()
        message(movement, one)()
        message(movement, one)()
    assert len(ask_of(one.code).answers) == 2
    assert models.SealedFile.objects.filter(ask__code=one.code).count() == 5
    by = movement.actor_of("Maren")
    for days in (1, 2):
        answering.move_as_reader(one.code, "word", {}, by=by, at=later(days))
    assert len([each for each in thread_of(one.code).noted if each.fact.move == "word"]) == 2


def test_nobody_else_is_taken_for_whoever_sent_it(movement: Movement, one: Asker) -> None:
    """Not another reader, not another ask, not somebody without a way in; and nothing that differs in one place."""
    sent, mark = signed(one, "mark", MET, NOW), once()
    asking.move_ask(sent, by=one.enter(NOW), at=NOW)
    other = movement.lodge("Runa", NORTH, 0, kind="own_words", text="The other minutes.")
    with pytest.raises(Denied):
        asking.move_ask(sent, by=other.enter(NOW), at=NOW)
    with pytest.raises(Refused):
        asking.move_ask({**sent, "value": {**MET, "value": "not_met"}}, by=one.enter(NOW), at=NOW)
    value = {"handler": movement.members["Tiko"].seat, "epoch": 1}
    tiko = movement.actor_of("Tiko")
    answering.move_as_reader(one.code, "removed", value, by=tiko, at=NOW, once=mark)
    for by, name in ((tiko, once()), (movement.actor_of("Yuna"), mark), (Actor(), mark)):
        with pytest.raises((Denied, Refused)):
            answering.move_as_reader(one.code, "removed", value, by=by, at=NOW, once=name)


def test_whoever_stepped_aside_and_came_back_reads_by_no_old_request_once_out_of_office(
    movement: Movement, one: Asker
) -> None:
    """The request with which they stepped aside was taken long ago, and opens nothing by being sent again."""
    tiko, by = movement.members["Tiko"], movement.actor_of("Tiko")
    aside = {
        "ask": one.code, "move": "removed", "value": {"handler": tiko.seat, "epoch": 1}, "sealed": None, "once": once(),
    }  # fmt: skip
    with clock.frozen(NOW):
        assert desk.move(by, aside) == desk.move(by, aside) == {"left": True}
        back = client.build_admission(one.private, tiko.seat, tiko.identity.card["sealing"], random=os.urandom)
        value = {"handler": tiko.seat, "epoch": 1}
        asking.move_ask({**signed(one, "admitted", value, NOW), **back}, by=one.enter(NOW), at=NOW)
        assert desk.move(by, aside)["messages"]
        joining.leave(tiko.seat, by=by, at=NOW, own=True)
    with clock.frozen(later(2)), pytest.raises(Denied):
        desk.move(by, aside)


def test_what_is_sent_again_shows_the_ask_to_nobody_unseen(movement: Movement, one: Asker) -> None:
    """Nothing is done twice, but the ask as it stands now is given out: its asker sees by whom and on which day."""
    with clock.frozen(NOW):
        by, given = movement.actor_of("Maren"), {"ask": one.code, **sealed(movement, one, "Soon.")}
        proposed = {"ask": one.code, "template": "direct-answer", "once": once()}
        note = sealed_note(movement, "Maren", payload(movement, "Maren", one), "Look.")
        sendings = (
            lambda: desk.write(by, given), lambda: desk.propose(by, proposed), lambda: desk.note(by, note),
        )  # fmt: skip
        for send in sendings:
            assert send()["messages"]
    for days, send in enumerate(sendings, start=1):
        with clock.frozen(later(days)):
            assert send()["messages"]
    seen = [each.date for each in ask_of(one.code).handouts if each.handler == movement.members["Maren"].seat]
    assert seen == [later(days).date() for days in range(4)]


def test_what_was_refused_does_not_count_as_sent(movement: Movement, one: Asker) -> None:
    with clock.frozen(NOW):
        by, words, mark = movement.actor_of("Maren"), sealed(movement, one, "Yes."), once()
    send = lambda epoch: answering.move_as_reader(  # noqa: E731
        one.code, "answer", YES, by=by, at=NOW, once=mark, **{**words, "epoch": epoch}
    )
    with pytest.raises(Refused):
        send(2)
    assert not models.Sent.objects.filter(ask__code=one.code).exists()
    send(1)
    assert len(ask_of(one.code).answers) == 1


def test_it_goes_with_the_ask(movement: Movement, one: Asker) -> None:
    message(movement, one)()
    assert models.Sent.objects.exists()
    asking.move_ask(signed(one, "erased", {}, NOW), by=one.enter(NOW), at=NOW)
    assert not models.Sent.objects.exists()


def test_it_is_forgotten_with_the_month(movement: Movement, one: Asker) -> None:
    """Else a copy of the database told how often each asker did something, long after the words of it went."""
    runner.run_due(NOW)
    message(movement, one)()
    runner.run_due(later(1))
    assert models.Sent.objects.count() == 1
    runner.run_due(later(31))
    assert not models.Sent.objects.exists()


def test_a_form_without_scripts_that_is_loaded_again_moves_once(movement: Movement) -> None:
    """Its page had a form token of its own, and the browser sends that again."""
    given = build(movement, mode="hosted", text="")
    lodging.lodge_ask(given, by=PUBLIC, at=NOW, mode="hosted")
    token, _ = visits.enter_hosted(parse_b64(given["locator"]), by=PUBLIC, at=NOW)
    page = Client()
    page.cookies[VISIT_COOKIE] = token
    form = {"do": "mark", "ask": given["thread"], **{name: value or "" for name, value in MET.items()}}
    with clock.frozen(NOW):
        for mark in ("a" * 64, "a" * 64, "b" * 64):
            sent = urlencode({**form, "csrfmiddlewaretoken": mark})
            said = page.post("/mine/", sent, content_type="application/x-www-form-urlencoded")
            assert "Done." in said.content.decode()
    assert [str(each.value) for each in ask_of(given["thread"]).marks] == ["met", "met"]
