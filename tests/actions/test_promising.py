# SPDX-License-Identifier: AGPL-3.0-or-later
"""Promises out of statements, sentences linked to numbers of letters: through their actions, the record beside them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from answerable.actions import letter_answers, promising, stating
from answerable.cli.groups import Group
from answerable.cli.movement import Movement
from answerable.core import statement_promise as rules
from answerable.core.errors import Denied, Refused
from answerable.core.letter_days import figures
from answerable.core.letter_saying import LINKED_ALREADY
from answerable.core.promise import DATE_PASSED
from answerable.core.statement import NEEDS_ABOUT, NEEDS_SOURCE, ODD_ADDRESS, Source, StatementKind
from answerable.record import publishing
from answerable.record.offline.audit import audit
from answerable.storage import letters as stored
from answerable.storage import linked, models, promised, statements
from answerable.storage.linked import LinkState
from tests.conftest import NOW
from tests.record.world import Here, Record

NETWORK, NORTH = "river-network", "river-north-bank"
TEXT = (
    "Many of you asked us to stop using your photographs. "
    "The secretary will publish the minutes of the spring meeting on our public page. "
    "In the coming weeks we will look at the seats."
)
ASKS = ("Stop using our photographs.", "Publish the minutes of the spring meeting.", "Pay the cooks.")
SLOTS: dict[str, Any] = {"who": "secretary", "how_seen": "public_page", "with_what": None, "if_not": None}


def later(days: int) -> Any:
    return NOW + timedelta(days=days)


def by(days: int) -> str:
    return str(later(days).date())


def publish(movement: Movement, text: str = TEXT, days: int = 1) -> models.Statement:
    at = later(days)
    row = stating.write_statement(
        NETWORK, title="A word", text=text, language="en", by=movement.actor_of("Wiebe"), at=at
    )
    return stating.check_statement(NETWORK, row.code, 1, by=movement.actor_of("Kato"), at=at)


def make(movement: Movement, row: models.Statement, sentence: int = 2, days: int = 1, **given: Any) -> str:
    slots = {**SLOTS, "by": by(days + 20), **given}
    made = promising.make_promise(NETWORK, row.code, sentence, slots, by=movement.actor_of("Kato"), at=later(days))
    return made.code


def only(days: int = 1) -> promised.PublicPromise:
    body = models.Body.objects.get(slug=NETWORK)
    return promised.of_body(body.code, later(days).date())[0]


def findings(movement: Movement, days: int) -> list[str]:
    record = Record(movement, day=days)
    publishing.publish_changes(record.today)
    record.pass_days(1)
    return [str(each) for each in audit(Here(), record.policy).findings]


def test_a_sentence_becomes_a_promise_only_whole(movement: Movement) -> None:
    row = publish(movement)
    for missing in ("who", "by", "how_seen"):
        with pytest.raises(Refused, match=rules.NOT_WHOLE):
            make(movement, row, **{missing: None})
    with pytest.raises(Refused, match=rules.LISTED_ONLY):
        make(movement, row, how_seen="in_words")
    with pytest.raises(Denied):
        make(movement, row, sentence=4)
    code = make(movement, row)
    with pytest.raises(Refused, match=rules.PROMISED_ALREADY):
        make(movement, row)
    found = only()
    assert (found.made.code, found.words) == (
        code,
        "The secretary will publish the minutes of the spring meeting on our public page.",
    )
    assert not found.is_late(later(21).date())
    assert found.is_late(later(22).date())


def test_its_day_is_moved_once_and_only_before_it_passes(movement: Movement) -> None:
    code = make(movement, publish(movement))
    kato = movement.actor_of("Kato")
    with pytest.raises(Refused, match=DATE_PASSED):
        promising.move_promise(NETWORK, code, later(60).date(), by=kato, at=later(22))
    promising.move_promise(NETWORK, code, later(60).date(), by=kato, at=later(10))
    with pytest.raises(Refused, match="moved once already"):
        promising.move_promise(NETWORK, code, later(90).date(), by=kato, at=later(11))
    made = only(11).made
    assert (str(made.by), [str(each.to) for each in made.dates]) == (by(21), [by(60)])
    promising.say_done(NETWORK, code, by=kato, at=later(70))
    assert not only(80).is_late(later(80).date())
    assert models.Leaf.objects.filter(kind__in=("promise", "moved", "claim")).count() == 3
    assert findings(movement, 70) == []


def test_another_body_promises_only_by_its_own_people(movement: Movement) -> None:
    code = make(movement, publish(movement))
    kato, maren = movement.actor_of("Kato"), movement.actor_of("Maren")
    with pytest.raises(Refused, match=rules.ONLY_ITSELF):
        promising.ask_to_join(NETWORK, code, NETWORK, by=kato, at=later(2))
    promising.ask_to_join(NETWORK, code, NORTH, by=kato, at=later(2))
    with pytest.raises(Refused, match=rules.ASKED_ALREADY):
        promising.ask_to_join(NETWORK, code, NORTH, by=kato, at=later(2))
    partners = only(2).statement
    assert partners is not None
    assert [each.joined for each in partners.partners] == [None]
    with pytest.raises(Denied):
        promising.answer_joining(NORTH, code, joins=True, by=kato, at=later(3))
    assert models.Leaf.objects.filter(kind="joint").count() == 0
    promising.answer_joining(NORTH, code, joins=True, by=maren, at=later(3))
    with pytest.raises(Refused, match=rules.NOT_ASKED):
        promising.answer_joining(NORTH, code, joins=False, by=maren, at=later(4))
    assert models.Leaf.objects.filter(kind="joint").count() == 1
    assert findings(movement, 4) == []


def test_a_link_counts_only_once_the_group_takes_it_as_an_answer(movement: Movement) -> None:
    lantern = Group().put_up(NETWORK, ASKS, NOW)
    row, kato = publish(movement), movement.actor_of("Kato")
    held = stored.by_slug(lantern.slug)
    assert held is not None

    def states(number: int) -> list[LinkState]:
        now = stored.by_slug(lantern.slug)
        assert now is not None
        return [each.state for each in linked.sentences_for(now, stored.read_texts(now.row)).get(number, ())]

    def answered() -> int:
        now = stored.by_slug(lantern.slug)
        assert now is not None
        return figures(now.letter).answered

    assert states(1) == [LinkState.ECHOED]
    assert states(2) == [LinkState.ECHOED]  # it names no day
    assert states(3) == []
    place = (row.code, 1, 2)
    with pytest.raises(Denied):
        letter_answers.link_sentence(lantern.slug, 2, (row.code, 1, 9), by=kato, at=later(1))
    letter_answers.link_sentence(lantern.slug, 2, place, by=kato, at=later(1))
    with pytest.raises(Refused, match=LINKED_ALREADY):
        letter_answers.link_sentence(lantern.slug, 2, place, by=kato, at=later(1))
    assert (states(2), answered()) == ([LinkState.OFFERED], 0)
    now = stored.by_slug(lantern.slug)
    assert now is not None
    value = {"link": now.letter.links[0].code, "accepted": True}
    lantern.sign("Ilse", "link", value, later(2))
    assert (states(2), answered()) == ([LinkState.OFFERED], 0)  # one of two signatures shows nothing
    lantern.sign("Joram", "link", value, later(2))
    assert (states(2), answered()) == ([LinkState.ACCEPTED], 1)
    lantern.sign("Ilse", "link", {**value, "accepted": False}, later(3))
    lantern.sign("Joram", "link", {**value, "accepted": False}, later(3))
    assert (states(2), answered()) == ([LinkState.DECLINED], 0)
    lantern.sign("Ilse", "helped", {"number": 2, "helped": True}, later(3))
    lantern.sign("Joram", "helped", {"number": 2, "helped": True}, later(3))
    assert answered() == 0  # it moves nothing
    assert findings(movement, 4) == []


def test_what_was_said_before_the_letter_echoes_none_of_it(movement: Movement) -> None:
    publish(movement, days=0)
    lantern = Group().put_up(NETWORK, ASKS, later(1))
    held = stored.by_slug(lantern.slug)
    assert held is not None
    assert linked.sentences_for(held, stored.read_texts(held.row)) == {}


def test_words_of_others_need_their_source(movement: Movement) -> None:
    given: dict[str, Any] = {
        "title": "A letter of the bakers", "text": "We ask the network to answer.", "language": "en",
        "kind": StatementKind.OTHERS, "by": movement.actor_of("Maren"), "at": NOW,
    }  # fmt: skip
    with pytest.raises(Refused, match=NEEDS_ABOUT):
        stating.write_statement(NORTH, **given)
    with pytest.raises(Refused, match=NEEDS_SOURCE):
        stating.write_statement(NORTH, about=NETWORK, **given)
    for address in ("http://bakers.example/", "https://a b", "javascript:alert(1)", "https://x@evil.example/", ""):
        with pytest.raises(Refused, match=ODD_ADDRESS):
            stating.write_statement(NORTH, about=NETWORK, source=Source("The bakers", NOW.date(), address), **given)
    source = Source("The bakers", NOW.date(), "https://bakers.example/letter")
    row = stating.write_statement(NORTH, about=NETWORK, source=source, **given)
    stating.check_statement(NORTH, row.code, 1, by=movement.actor_of("Tiko"), at=NOW)
    network, north = (models.Body.objects.get(slug=slug).code for slug in (NETWORK, NORTH))
    assert [each.source for each in statements.said_to(network)] == [source]
    assert statements.of_body(north) == []  # words of others are not what a body says


def test_good_work_moves_nothing(movement: Movement) -> None:
    lantern = Group().put_up(NETWORK, ASKS, NOW)
    row = stating.write_statement(
        NETWORK, title="Good work", text="The secretary will publish the minutes of the spring meeting by May.",
        language="en", kind=StatementKind.GOOD_WORK, by=movement.actor_of("Wiebe"), at=NOW,
    )  # fmt: skip
    stating.check_statement(NETWORK, row.code, 1, by=movement.actor_of("Kato"), at=NOW)
    held = stored.by_slug(lantern.slug)
    assert held is not None
    assert linked.sentences_for(held, stored.read_texts(held.row)) == {}
    with pytest.raises(Denied):
        make(movement, row, sentence=1)


def test_a_joint_promise_is_past_due_for_each_body(movement: Movement) -> None:
    """Rule 34: it stands on each one's list, whoever said it first; on nobody's who did not say yes."""
    code = make(movement, publish(movement))
    kato, maren, bram = (movement.actor_of(name) for name in ("Kato", "Maren", "Bram"))
    for slug in (NORTH, "river-delta"):
        promising.ask_to_join(NETWORK, code, slug, by=kato, at=later(2))
    promising.answer_joining(NORTH, code, joins=True, by=maren, at=later(3))
    promising.answer_joining("river-delta", code, joins=False, by=bram, at=later(3))

    def owed(slug: str, days: int) -> list[tuple[str, bool, bool]]:
        body = models.Body.objects.get(slug=slug).code
        found = promised.of_body(body, later(days).date())
        return [(each.made.code, each.is_late(later(days).date()), each.is_joined) for each in found]

    assert owed(NETWORK, 21) == [(code, False, False)]
    assert owed(NORTH, 21) == [(code, False, True)]
    assert owed(NETWORK, 22) == [(code, True, False)]
    assert owed(NORTH, 22) == [(code, True, True)]
    assert owed("river-delta", 22) == []
