# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters through their actions: real keys, real signatures, the record beside them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from answerable import chance
from answerable.actions import bodies, letter_answers, letters
from answerable.cli import groups
from answerable.cli.groups import Group
from answerable.cli.movement import Movement
from answerable.core import letter, letter_checks
from answerable.core.errors import NOTHING_HERE, Refused
from answerable.core.letter_checks import put_up_value
from answerable.core.letter_days import answer_by
from answerable.core.letter_saying import NOT_YOUR_TEXT, SAME_PERSON
from answerable.core.letter_state import mark_of
from answerable.core.letter_text import NOT_IN_IT
from answerable.core.value import UNKNOWN
from answerable.record import lettered, publishing
from answerable.record.offline.audit import audit
from answerable.sealing.challenge import sign_challenge
from answerable.sealing.errors import Refusal
from answerable.sealing.letter import act_fields, sign_act
from answerable.storage import keyfile, models
from answerable.storage import letters as stored
from answerable.storage.access import MACHINE, PUBLIC, Actor
from answerable.storage.letters import Held
from answerable.storage.models.base import new_id
from answerable.storage.writer import write
from tests.conftest import NOW, ORIGIN
from tests.record.world import Here, Record

ASKS = ("Say who knew, and when.", "Two paid seats on the board.", "Stop using our photographs of Annelore.")


def later(days: int) -> Any:
    return NOW + timedelta(days=days)


def group(movement: Movement, slug: str = "river-network", **given: Any) -> Group:
    del movement
    return Group().put_up(slug, ASKS, NOW, **given)


def held(one: Group, days: int = 0) -> Held:
    found = stored.by_slug(one.slug)
    assert found is not None
    return found.on(later(days).date())


def findings(movement: Movement, days: int = 0) -> list[str]:
    record = Record(movement, day=days)
    publishing.publish_changes(record.today)
    record.pass_days(1)
    return [str(each) for each in audit(Here(), record.policy).findings]


def leaves(kind: str) -> int:
    return models.Leaf.objects.filter(kind=kind).count()


def test_the_demo_tells_two_letters_and_the_record_of_them_is_whole(movement: Movement) -> None:
    told = groups.tell(movement)
    assert {one.slug for one in told.values()} == {"river-network-1", "orchard-kitchen-1"}
    assert findings(movement) == []
    assert {kind: leaves(kind) for kind in ("letter", "letter-act", "answer", "promise", "claim")} == {
        "letter": 2, "letter-act": 1, "answer": 3, "promise": 3, "claim": 1,
    }  # fmt: skip


def refusal(do: Callable[[], object]) -> str:
    """The sentence, or the code of what the sealing refused; "" where it was done."""
    try:
        do()
    except Refusal as broken:
        return broken.code
    except Refused as refused:
        return refused.sentence
    return ""


def actor(movement: Movement, name: str, days: int = 0) -> Actor:
    movement.now = later(days)
    return movement.actor_of(name)


def written(one: Group, name: str, slug: str = "river-network", **given: Any) -> dict[str, Any]:
    return {
        "body": slug, "title": "To the board", "group": "The Lantern Group", "intro": "", "numbers": "\n".join(ASKS),
        "threshold": 2, "key": one.holder(name).keys.card, **given,
    }  # fmt: skip


def commitment(one: Group, words: str) -> str:
    texts = stored.read_texts(held(one).row)
    return next(each for each, found in texts.items() if words in found["text"])


def opened_anywhere(words: str, folder: Path) -> bool:
    """Whether these words can be read in any file of the store, or opened with any key of it."""
    raw = any(words.encode() in at.read_bytes() for at in folder.rglob("*") if at.is_file())
    rows = models.Letter.objects.all()
    return raw or any(words in found["text"] for row in rows for found in stored.read_texts(row).values())


# Put up by two


def test_the_second_person_is_somebody_else_with_keys_of_their_own(movement: Movement) -> None:
    one = Group()
    token = letters.draft_letter(written(one, "Ilse"), by=PUBLIC, at=NOW)
    ilse, joram = one.holder("Ilse"), one.holder("Joram")
    same = ilse.keys.card
    assert refusal(lambda: letters.join_letter(token, same, by=PUBLIC, at=NOW)) == letter_checks.IN_ALREADY
    for name, sentence in (("mark", letter_checks.IN_ALREADY), ("locator", letters.WORDS_TAKEN)):
        card = {**joram.keys.card, name: same[name]}
        assert refusal(lambda card=card: letters.join_letter(token, card, by=PUBLIC, at=NOW)) == sentence  # type: ignore[misc]
    assert models.Keyholder.objects.count() == 1
    letters.join_letter(token, joram.keys.card, by=PUBLIC, at=NOW)
    assert models.Keyholder.objects.count() == 2


def test_one_alone_puts_up_nothing_and_the_host_can_sign_for_nobody(movement: Movement) -> None:
    one = Group()
    token = letters.draft_letter(written(one, "Ilse"), by=PUBLIC, at=NOW)
    ilse = one.holder("Ilse")
    assert refusal(lambda: put_up(one, "Ilse")) == letter_checks.NEEDS_SECOND
    letters.join_letter(token, one.holder("Joram").keys.card, by=PUBLIC, at=NOW)
    put_up(one, "Ilse")
    assert refusal(lambda: put_up(one, "Ilse")) == letter_checks.SIGNED_ALREADY
    row = models.Keyholder.objects.get(mark=one.holder("Joram").keys.card["mark"])
    sent = signed(one, "Ilse", "put_up", put_up_value(one.held(ilse, NOW).letter))
    assert refusal(lambda: letters.sign_act(sent, by=Actor(key=row), at=NOW)) == "signature"
    assert held_draft(one).stage == "draft"
    put_up(one, "Joram")
    assert held_draft(one).stage == "public"


def held_draft(one: Group) -> Any:
    return one.held(one.holders["Ilse"], NOW).letter


def put_up(one: Group, name: str) -> None:
    sent = signed(one, name, "put_up", put_up_value(held_draft(one)))
    letters.sign_act(sent, by=one.holder(name).prove(NOW), at=NOW)


def signed(one: Group, name: str, act: str, value: Any, *, days: int = 0, number: int = 1) -> dict[str, Any]:
    found = one.held(one.holders[name], later(days))
    asked = found.letter.acts[-1].asked if found.letter.acts and act == "put_up" else later(days).date()
    fields = act_fields(ORIGIN, found.row.code, act, number, asked, value)
    signature = sign_act(one.holders[name].keys.mark, fields)
    return {"act": act, "round": number, "asked": asked.isoformat(), "value": value, "signature": signature}


def test_what_was_signed_as_something_else_never_enters_the_record(movement: Movement) -> None:
    one = Group()
    token = letters.draft_letter(written(one, "Ilse", threshold=1), by=PUBLIC, at=NOW)
    letters.join_letter(token, one.holder("Joram").keys.card, by=PUBLIC, at=NOW)
    value = {**put_up_value(held_draft(one)), "threshold": True}
    sent = signed(one, "Ilse", "put_up", value)
    assert refusal(lambda: letters.sign_act(sent, by=one.holders["Ilse"].prove(NOW), at=NOW)) == UNKNOWN


def test_a_draft_sent_twice_gives_a_link_anew_and_other_words_cannot_take_its_place(movement: Movement) -> None:
    one = Group()
    first = letters.draft_letter(written(one, "Ilse"), by=PUBLIC, at=NOW)
    again = letters.draft_letter(written(one, "Ilse"), by=PUBLIC, at=NOW)
    assert first != again
    assert models.Letter.objects.count() == 1
    card = {**one.holder("Ilse").keys.card, "mark": one.holder("Joram").keys.card["mark"]}
    assert refusal(lambda: letters.draft_letter(written(one, "Ilse", key=card), by=PUBLIC, at=NOW)) == (
        letters.WORDS_TAKEN
    )
    assert refusal(lambda: letters.draft_letter(written(one, "Sol", "nowhere"), by=PUBLIC, at=NOW)) == letters.NO_BODY


def test_a_link_is_good_once_and_for_fourteen_days(movement: Movement) -> None:
    one = Group()
    token, other = (letters.draft_letter(written(one, "Ilse"), by=PUBLIC, at=NOW) for _ in range(2))
    joram, sol = one.holder("Joram").keys.card, one.holder("Sol").keys.card
    assert letters.look(token, at=later(14)).letter.numbers == letters.look(other, at=NOW).letter.numbers
    assert refusal(lambda: letters.look(token, at=later(15))) == letters.SPENT
    assert refusal(lambda: letters.join_letter(token, joram, by=PUBLIC, at=later(15))) == letters.SPENT
    letters.join_letter(token, joram, by=PUBLIC, at=later(14))
    assert refusal(lambda: letters.join_letter(token, sol, by=PUBLIC, at=later(14))) == letters.SPENT
    assert refusal(lambda: letters.look(token, at=NOW)) == letters.SPENT
    assert refusal(lambda: letters.look("nothing", at=NOW)) == letters.SPENT
    assert token.encode() not in bytes(models.LetterInvitation.objects.get().digest)
    assert refusal(lambda: letters.join_letter(other, sol, by=PUBLIC, at=NOW)) == letter_checks.TWO_IN_A_DRAFT


def test_at_most_twelve_links_wait(movement: Movement) -> None:
    one = Group()
    for _ in range(12):
        letters.draft_letter(written(one, "Ilse"), by=PUBLIC, at=NOW)
    assert refusal(lambda: letters.draft_letter(written(one, "Ilse"), by=PUBLIC, at=NOW)) == letters.TOO_MANY_LINKS
    assert refusal(lambda: letters.draft_letter(written(one, "Ilse"), by=PUBLIC, at=later(15))) == ""


def test_a_draft_is_forgotten_after_thirty_days_with_every_key(movement: Movement, tmp_path: Path) -> None:
    one = Group()
    token = letters.draft_letter(written(one, "Ilse"), by=PUBLIC, at=NOW)
    kept = [each.commitment for each in models.LetterText.objects.all()]
    assert letters.forget_drafts(at=later(30)) == 0
    assert letters.forget_drafts(at=later(31)) == 1
    assert not models.Letter.objects.exists()
    assert not models.Keyholder.objects.exists()
    assert not any(stored.still_opens(each) for each in kept)
    assert refusal(lambda: one.holders["Ilse"].prove(later(31))) == letters.NOTHING_OPENS
    assert refusal(lambda: letters.look(token, at=NOW)) == letters.SPENT
    assert not opened_anywhere("photographs of Annelore", tmp_path / "data")


def test_a_draft_that_somebody_drops_is_gone_at_once_and_a_public_letter_is_not(movement: Movement) -> None:
    one = Group()
    letters.draft_letter(written(one, "Ilse"), by=PUBLIC, at=NOW)
    letters.drop_letter(by=one.holders["Ilse"].prove(NOW), at=NOW)
    assert not models.Letter.objects.exists()
    public = group(movement)
    assert letters.forget_drafts(at=later(400)) == 0
    assert refusal(lambda: letters.drop_letter(by=public.holders["Ilse"].prove(NOW), at=NOW)) != ""


def test_a_changed_draft_forgets_the_words_before(movement: Movement, tmp_path: Path) -> None:
    one = Group()
    letters.draft_letter(written(one, "Ilse"), by=PUBLIC, at=NOW)
    letters.rewrite_letter(
        written(one, "Ilse", numbers="Stop using our photographs."), by=one.holders["Ilse"].prove(NOW), at=NOW
    )
    assert len(held_draft(one).numbers) == 1
    assert not opened_anywhere("Annelore", tmp_path / "data")


# Who comes in


def test_only_the_words_of_a_letter_open_it(movement: Movement) -> None:
    one, other = group(movement), group(movement, "orchard-kitchen", names=("Mirte", "Sol"))
    ilse, mirte = one.holders["Ilse"], other.holders["Mirte"]
    assert one.held(ilse, NOW).row.slug == "river-network-1"
    assert other.held(mirte, NOW).row.slug == "orchard-kitchen-1"
    given = letters.challenge(ilse.keys.card["locator"], at=NOW)
    forged = sign_challenge(mirte.keys.signin, ORIGIN, "letter", given["nonce"], given["expires"])
    right = sign_challenge(ilse.keys.signin, ORIGIN, "letter", given["nonce"], given["expires"])
    desk = sign_challenge(ilse.keys.signin, ORIGIN, "desk", given["nonce"], given["expires"])
    sent = {"locator": ilse.keys.card["locator"], **given}
    late = NOW + timedelta(seconds=121)
    unknown = {**sent, "locator": Group().holder("Nobody").keys.card["locator"]}
    for bad, at in (
        ({**sent, "signature": forged}, NOW), ({**sent, "signature": desk}, NOW), ({**sent, "signature": right}, late),
        ({**unknown, "signature": right}, NOW), ({**sent, "signature": ""}, NOW),
    ):  # fmt: skip
        assert refusal(lambda bad=bad, at=at: letters.prove(bad, at=at)) == letters.NOTHING_OPENS  # type: ignore[misc]
    assert letters.prove({**sent, "signature": right}, at=NOW).key is not None


def test_a_signature_under_one_letter_is_none_under_another(movement: Movement) -> None:
    one, other = group(movement), group(movement, names=("Mirte", "Sol"))
    value = {"number": 1, "value": "met"}
    sent = signed(one, "Ilse", "mark", value)
    assert refusal(lambda: letters.sign_act(sent, by=other.holders["Mirte"].prove(NOW), at=NOW)) == "signature"
    bent = {**sent, "value": {"number": 2, "value": "met"}}
    assert refusal(lambda: letters.sign_act(bent, by=one.holders["Ilse"].prove(NOW), at=NOW)) == "signature"
    for who in (PUBLIC, actor(movement, "Kato"), MACHINE):
        assert refusal(lambda who=who: letters.sign_act(sent, by=who, at=NOW)) == NOTHING_HERE  # type: ignore[misc]


def test_one_of_three_leaves_and_a_mark_of_two_stands_after_three_days(movement: Movement) -> None:
    one = group(movement)
    one.admit("Noor", NOW, "Ilse", "Joram", threshold=2)
    one.remove("Joram", later(1), "Ilse", "Noor")
    joram = one.holders["Joram"]
    assert refusal(lambda: one.mark(1, "met", later(1), "Joram")) == NOTHING_HERE
    assert one.held(joram, later(1)).letter.keys == tuple(
        one.holders[each].keys.card["mark"] for each in ("Ilse", "Noor")
    )
    one.mark(1, "met", later(1), "Ilse", "Noor")
    assert mark_of(held(one, 3).letter, 1) is None
    assert mark_of(held(one, 4).letter, 1) is not None
    assert leaves("letter-act") == 2
    assert findings(movement, 4) == []
    assert leaves("letter-act") == 3


def test_a_mark_taken_back_before_its_days_enters_nothing(movement: Movement) -> None:
    one = group(movement)
    one.mark(1, "met", NOW, "Ilse", "Joram")
    letters.stop_act("number 1", 1, by=one.holders["Joram"].prove(later(2)), at=later(2))
    assert mark_of(held(one, 9).letter, 1) is None
    assert findings(movement, 9) == []
    assert leaves("letter-act") == 0


def test_a_mark_behind_a_slow_change_of_keys_stands_without_anybodys_act(movement: Movement) -> None:
    one = group(movement)
    one.remove("Joram", NOW, "Ilse")
    one.mark(1, "met", later(1), "Ilse", "Joram")
    assert len(held(one, 4).letter.keys) == 1
    assert mark_of(held(one, 4).letter, 1) is not None
    assert findings(movement, 4) == []
    assert leaves("letter-act") == 2


# What the body says


def say(movement: Movement, one: Group, who: str, days: int = 0, text: str = "We will, said Corvin.") -> str:
    given = {**groups.YES}
    return letter_answers.say(one.slug, 1, "answer", given, text, by=actor(movement, who, days), at=later(days))


def test_whoever_wrote_an_answer_cannot_show_it_and_a_second_person_can(movement: Movement) -> None:
    one = group(movement)
    code = say(movement, one, "Kato")
    kato, wiebe = actor(movement, "Kato"), actor(movement, "Wiebe")
    assert [each["is_own"] for each in letter_answers.waiting(one.slug, by=kato, at=NOW)] == [True]
    assert refusal(lambda: letter_answers.show_saying(one.slug, code, by=kato, at=NOW)) == SAME_PERSON
    assert not held(one).letter.answers
    assert leaves("answer") == 0
    letter_answers.show_saying(one.slug, code, by=wiebe, at=NOW)
    (given,) = held(one).letter.answers
    assert given.answer.by != given.checker
    assert leaves("answer") == 1
    assert refusal(lambda: letter_answers.show_saying(one.slug, code, by=wiebe, at=NOW)) == NOTHING_HERE
    assert findings(movement) == []


def test_a_second_seat_makes_nobody_a_second_person(movement: Movement) -> None:
    one = group(movement)
    code = say(movement, one, "Kato")
    first = models.Seat.objects.get(code=movement.members["Kato"].seat)
    second = models.Seat.objects.get(pk=first.pk)
    second.pk, second.id, second.code, second.role = None, new_id(), chance.code("seat", "x"), "body_steward"
    writing(lambda: second.save(force_insert=True))
    kato = Actor(account=first.account, seats=(second, first))
    assert refusal(lambda: letter_answers.show_saying(one.slug, code, by=kato, at=NOW)) == SAME_PERSON


@write
def writing(do: Callable[[], object]) -> None:
    do()


def test_what_is_sent_back_leaves_no_word(movement: Movement, tmp_path: Path) -> None:
    one = group(movement)
    code = say(movement, one, "Kato")
    letter_answers.send_back(one.slug, code, by=actor(movement, "Wiebe"), at=NOW)
    assert letter_answers.waiting(one.slug, by=actor(movement, "Kato"), at=NOW) == []
    assert not opened_anywhere("Corvin", tmp_path / "data")


@pytest.mark.parametrize("name", ["Maren", "Yuna", "Sefa", "Ondra"])
def test_nobody_of_another_body_reaches_the_desk_of_a_letter(movement: Movement, name: str) -> None:
    one = group(movement)
    who = actor(movement, name)
    for do in (
        lambda: letter_answers.say(one.slug, 1, "answer", groups.YES, "", by=who, at=NOW),
        lambda: letter_answers.waiting(one.slug, by=who, at=NOW),
        lambda: letter_answers.say_done(one.slug, 1, None, by=who, at=NOW),
        lambda: letter_answers.take_out_of_answer(one.slug, "a" * 64, "", by=who, at=NOW),
    ):
        assert refusal(do) == NOTHING_HERE


def test_while_paused_or_hidden_the_body_says_nothing_and_what_waits_stays(movement: Movement) -> None:
    one = group(movement)
    code = say(movement, one, "Kato")
    wiebe = actor(movement, "Wiebe")
    one.sign("Ilse", "pause", {}, NOW)
    assert refusal(lambda: letter_answers.show_saying(one.slug, code, by=wiebe, at=NOW)) == letter.IS_PAUSED
    one.sign("Joram", "hide", {}, NOW)
    assert refusal(lambda: letter_answers.show_saying(one.slug, code, by=wiebe, at=NOW)) == letter.NOT_NOW
    assert lettered.file(held(one).row.code) is None
    one.sign("Ilse", "show", {}, later(1))
    assert lettered.file(held(one).row.code) is None
    one.sign("Joram", "show", {}, later(1))
    one.sign("Ilse", "resume", {}, later(1))
    letter_answers.show_saying(one.slug, code, by=actor(movement, "Wiebe", 1), at=later(1))
    assert lettered.file(held(one).row.code) is not None
    assert findings(movement, 1) == []


# Names out


def test_taking_a_name_out_destroys_the_key_of_the_words_and_the_record_still_holds(
    movement: Movement, tmp_path: Path
) -> None:
    one = group(movement)
    before = findings(movement)
    text = commitment(one, "Annelore")
    letters.take_out(text, "of annelore", by=one.holders["Joram"].prove(NOW), at=NOW)
    assert not stored.still_opens(text)
    assert not opened_anywhere("Annelore", tmp_path / "data")
    assert commitment(one, "Stop using our photographs […].") != text
    assert refusal(lambda: letters.take_out(text, "", by=one.holders["Joram"].prove(NOW), at=NOW)) == UNKNOWN
    assert before == findings(movement, 1) == []
    assert leaves("taken-out") == 1


def test_words_that_do_not_stand_there_are_not_taken_out(movement: Movement) -> None:
    one = group(movement)
    ilse = one.holders["Ilse"]
    text = commitment(one, "Annelore")
    assert refusal(lambda: letters.take_out(text, "Corvin", by=ilse.prove(NOW), at=NOW)) == NOT_IN_IT
    assert refusal(lambda: letters.take_out("a" * 64, "", by=ilse.prove(NOW), at=NOW)) == UNKNOWN
    assert stored.still_opens(text)


def test_after_a_crash_between_the_line_and_the_key_the_key_goes_at_the_next_start(movement: Movement) -> None:
    one = group(movement)
    text = commitment(one, "Annelore")
    letters.take_out(text, "", by=one.holders["Ilse"].prove(NOW), at=NOW)
    assert letters.finish_taking_out() == 0
    keyfile.current().make(UUID(hex=text[:32]), keyfile.Purpose.TEXT)
    assert letters.finish_taking_out() == 1
    assert not stored.still_opens(text)


def test_a_name_in_the_bodys_answer_goes_by_its_steward_and_the_group_cannot(movement: Movement) -> None:
    one = group(movement, "river-north-bank")
    code = letter_answers.say(
        one.slug, 1, "answer", groups.YES, "We will, said Corvin.", by=actor(movement, "Maren"), at=NOW
    )
    letter_answers.show_saying(one.slug, code, by=actor(movement, "Yuna"), at=NOW)
    text = commitment(one, "Corvin")
    assert refusal(lambda: letters.take_out(text, "", by=one.holders["Ilse"].prove(NOW), at=NOW)) == NOT_YOUR_TEXT
    own = commitment(one, "Annelore")
    yuna = actor(movement, "Yuna")
    assert refusal(lambda: letter_answers.take_out_of_answer(one.slug, own, "", by=yuna, at=NOW)) == NOT_YOUR_TEXT
    letter_answers.take_out_of_answer(one.slug, text, ", said Corvin", by=yuna, at=NOW)
    assert not stored.still_opens(text)
    assert findings(movement) == []


# A body that ends


def test_a_body_that_ended_leaves_its_letter_to_its_heir_and_no_day_starts_anew(movement: Movement) -> None:
    """Rule 23: the parent joined on the day of the founding; a new body that took over joined only now."""
    one = group(movement, "river-north-bank")
    waiting = letter_answers.say(one.slug, 1, "answer", groups.YES, "", by=actor(movement, "Maren"), at=NOW)
    was = answer_by(held(one).letter, held(one).asked)
    bodies.dissolve(movement.codes["river-north-bank"], by=MACHINE, at=later(20))
    now = held(one, 20)
    assert (now.named.slug, now.owed_by.slug) == ("river-north-bank", "river-network")
    assert answer_by(now.letter, now.asked) == was
    assert refusal(lambda: say(movement, one, "Maren", 20)) == NOTHING_HERE
    letter_answers.show_saying(one.slug, waiting, by=actor(movement, "Kato", 20), at=later(20))
    code = say(movement, one, "Kato", 20)
    letter_answers.show_saying(one.slug, code, by=actor(movement, "Wiebe", 20), at=later(20))
    one.mark(1, "not_met", later(21), "Ilse", "Joram")
    assert findings(movement, 25) == []


def test_an_heir_that_never_joined_starts_no_day_anew_either(movement: Movement) -> None:
    one = group(movement)
    was = answer_by(held(one).letter, held(one).asked)
    kitchen = movement.codes["orchard-kitchen"]
    bodies.dissolve(movement.codes["river-network"], by=MACHINE, at=later(20), successor=kitchen)
    now = held(one, 20)
    assert (now.owed_by.slug, now.asked.slug) == ("orchard-kitchen", "river-network")
    assert answer_by(now.letter, now.asked) == was


def test_a_body_that_owes_a_letter_does_not_end_without_an_heir(movement: Movement) -> None:
    group(movement)
    code = movement.codes["river-network"]
    assert refusal(lambda: bodies.dissolve(code, by=MACHINE, at=NOW)) == bodies.NO_HEIR
    assert models.Body.objects.get(code=code).stage == "pledged"
    assert refusal(lambda: bodies.dissolve(code, by=MACHINE, at=NOW, successor=movement.codes["orchard-kitchen"])) == ""
    assert refusal(lambda: bodies.dissolve(movement.codes["orchard-kitchen"], by=MACHINE, at=NOW)) == bodies.NO_HEIR


# The record goes with it


def test_what_is_said_of_a_letter_stands_in_the_head_with_the_next_look_at_the_clock(movement: Movement) -> None:
    """So that whoever reads the served words and the head finds no word taken out that no line tells."""
    one = group(movement)
    record = Record(movement)
    publishing.publish_changes(record.today)
    record.pass_days(1)
    letters.take_out(commitment(one, "Annelore"), "", by=one.holders["Ilse"].prove(NOW), at=NOW)
    assert "vanished" in "".join(map(str, audit(Here(), record.policy).findings))
    publishing.publish_changes(record.today)
    assert audit(Here(), record.policy).findings == []
    size = publishing._published_size()
    publishing.publish_changes(record.today)
    assert publishing._published_size() == size
