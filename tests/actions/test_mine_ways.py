# SPDX-License-Identifier: AGPL-3.0-or-later
"""New words, support persons, the look code and devices, at the actions: what each lets do, and what ends with it."""

from __future__ import annotations

from typing import Any

import pytest

from answerable.actions import answering, asking, mine_ways, showing, visits
from answerable.cli.movement import Asker, Movement
from answerable.core.errors import Denied, Refused
from answerable.core.permission import Permission
from answerable.sealing import asker as client
from answerable.sealing.state import open_state_with
from answerable.storage import models, sealed
from answerable.storage import ways as stored
from answerable.storage.access import PUBLIC, read_ask
from tests.actions.scene import acknowledge, ask_of, check_whole, later, opened, signed, state_of, thread_of
from tests.actions.ways_scene import (
    come,
    copies,
    device,
    enter,
    keys_of,
    lodge_again,
    new_words,
    own_keep,
    random,
    renewal,
    support,
)
from tests.conftest import NOW, ORIGIN

BANK = "river-north-bank"
MET = {"value": "met", "audience": "asker", "promise": None}
WRONG = "These words open nothing here"


@pytest.fixture
def one(movement: Movement) -> Asker:
    return movement.lodge("Anouk", BANK, 20, kind="change_policy", text="words of the ask")


def own(one: Asker) -> Any:
    return client.asker_keys(one.words, ORIGIN, 1)


def refused(keys: Any, at: Any = NOW) -> str:
    with pytest.raises(Refused) as mistake:
        enter(keys, at)
    return str(mistake.value.sentence)


def state_for(one: Asker, way: models.Way | None) -> dict[str, Any]:
    return {**state_of(one), **sealed.for_asker(thread_of(one.code), way)}


def let_in(one: Asker, name: str, right: str) -> Any:
    theirs = keys_of(name)
    mine_ways.add_way(support(one, own(one), theirs, right), by=one.enter(NOW), at=NOW)
    return theirs


def make_code(one: Asker) -> Any:
    keys = keys_of("four words")
    sent = {"ask": one.code, "kind": "look", "locator": keys.locator_text, "own": own_keep(own(one), one)}
    mine_ways.add_way(sent, by=one.enter(NOW), at=NOW)
    return keys


def test_old_words_are_words_that_never_were(one: Asker) -> None:
    before, fresh = own(one), keys_of("fresh")
    mine_ways.renew_words(new_words(one, fresh, NOW), by=one.enter(NOW), at=NOW)
    assert WRONG in refused(before) and refused(before) == refused(keys_of("never"))
    actor = enter(fresh, NOW)
    assert [each.code for each in actor.asks] == [one.code]
    found = open_state_with(fresh, ORIGIN, 1, state_of(one))
    assert [line["body"]["text"] for line in found["messages"]] == ["words of the ask"]
    assert sorted(found["seeds"]) == [1, 2] and ask_of(one.code).epoch == 2
    assert not models.PastWords.objects.exists()
    check_whole()


def test_nothing_of_the_old_words_stays_where_no_device_was_named(one: Asker) -> None:
    old = own(one)
    kept = {bytes(models.Asker.objects.get().locator), models.Asker.objects.get().signin.encode()}
    files = {bytes(each.blob) for each in models.SealedKey.objects.filter(holder="asker")}
    mine_ways.renew_words(new_words(one, keys_of("fresh"), NOW), by=one.enter(NOW), at=NOW)
    row = models.Asker.objects.get()
    assert not kept & {bytes(row.locator), row.signin.encode()} and row.recipient != old.recipient
    assert not files & {bytes(each.blob) for each in models.SealedKey.objects.all()}


def test_other_stays_with_the_old_words_end_and_a_helpers_goes_on(one: Asker) -> None:
    theirs = let_in(one, "sister", "see")
    there, helping, here = one.enter(NOW), enter(theirs, NOW), one.enter(NOW)
    mine_ways.renew_words(new_words(one, keys_of("fresh"), NOW), by=here, at=NOW)
    live = {bytes(each.digest) for each in models.Visit.objects.all()}
    assert set(here.tokens) <= live and set(helping.tokens) <= live and not set(there.tokens) & live


def test_who_sees_may_do_nothing_and_who_acts_may_not_let_in_take_off_or_end(one: Asker) -> None:
    see, act = enter(let_in(one, "sister", "see"), NOW), enter(let_in(one, "Tomke", "act"), NOW)
    assert read_ask(see, one.code).row.code == one.code
    for permission in (Permission.ASK_MOVE, Permission.ASK_MESSAGE, Permission.ASK_ERASE, Permission.ASK_WAYS):
        with pytest.raises(Denied):
            read_ask(see, one.code, permission)
    asking.move_ask(signed(one, "pause", {"keep_safety": False}, NOW), by=act, at=NOW)
    assert ask_of(one.code).paused
    assert thread_of(one.code).noted[-1].fact.actor == models.Way.objects.get(kind="act").code
    reader = next(iter(ask_of(one.code).readers))
    for move, value in (
        ("removed", {"handler": reader, "epoch": 2}), ("withdrawal", {}), ("mark", MET),
        ("change", {"terms": {"silence": "by_name"}, "kind": None, "widens": ["silence"]}),
    ):  # fmt: skip
        with pytest.raises(Refused, match="Your key does not do this"):
            asking.move_ask(signed(one, move, value, NOW), by=act, at=NOW)
    with pytest.raises(Denied):
        asking.move_ask(signed(one, "erased", {}, NOW), by=act, at=NOW)
    with pytest.raises(Denied):
        showing.show_entry({"ask": one.code}, by=act, at=NOW)
    with pytest.raises(Denied):
        mine_ways.add_way(support(one, own(one), keys_of("friend"), "see"), by=act, at=NOW)
    with pytest.raises(Denied):
        mine_ways.renew_words(new_words(one, keys_of("fresh"), NOW), by=act, at=NOW)


def test_only_a_key_to_mark_marks(one: Asker) -> None:
    marks = enter(let_in(one, "Tomke", "mark"), NOW)
    asking.move_ask(signed(one, "mark", MET, NOW), by=marks, at=NOW)
    assert ask_of(one.code).has_mark
    assert thread_of(one.code).noted[-1].fact.actor == models.Way.objects.get().code
    with pytest.raises(Denied):
        mine_ways.remove_way({"ask": one.code, "way": models.Way.objects.get().code}, by=marks, at=NOW)


def test_who_sees_has_no_key_to_sign_with(one: Asker) -> None:
    theirs = let_in(one, "sister", "see")
    found = open_state_with(theirs, ORIGIN, 1, state_for(one, models.Way.objects.get()))
    assert [line["body"]["text"] for line in found["messages"]] == ["words of the ask"]
    assert found["mark_seed"] == "" and found["mark_key"] == one.private["mark_key"]


def test_a_support_person_taken_away_opens_nothing_later(one: Asker) -> None:
    theirs = let_in(one, "Tomke", "act")
    way = models.Way.objects.get()
    held = open_state_with(theirs, ORIGIN, 1, state_for(one, way))
    stays = enter(theirs, NOW)
    mine_ways.remove_way({**renewal(one, own(one), NOW, words=False), "way": way.code}, by=one.enter(NOW), at=NOW)
    assert refused(theirs) == refused(keys_of("never"))
    with pytest.raises(Denied):
        read_ask(visits.read_actor([], at=NOW), one.code)
    assert not models.Visit.objects.filter(digest__in=stays.tokens).exists()
    assert not models.SealedKey.objects.filter(holder__startswith="way:").exists()
    after = opened(one)
    now = one.private | {"seeds": after["seeds"]}
    sent = client.build_message(now, {"text": "later"}, random=random, **after["next_message"])
    asking.write_message(one.code, 2, sent["file"], by=one.enter(NOW), at=NOW)
    first = [each for each in state_of(one)["keys"] if each["epoch"] == 1]
    with_old = open_state_with(own(one), ORIGIN, 1, {**state_of(one), "keys": first})
    assert max(int(epoch) for epoch in held["seeds"]) == 1
    assert [line["flaw"] for line in with_old["messages"]] == [None, "unopened"]
    assert [line["flaw"] for line in opened(one)["messages"]] == [None, None]


def test_taking_away_needs_the_next_key_and_names_only_who_stays(one: Asker) -> None:
    let_in(one, "Tomke", "act")
    way = models.Way.objects.get()
    right = {**renewal(one, own(one), NOW, words=False), "way": way.code}
    with pytest.raises(Refused):
        mine_ways.remove_way({**right, "epoch_key": None}, by=one.enter(NOW), at=NOW)
    stolen = [{**right["keys"][0], "holder": f"way:{way.code}"}, *right["keys"]]
    with pytest.raises(Refused):
        mine_ways.remove_way({**right, "keys": stolen}, by=one.enter(NOW), at=NOW)
    assert models.Way.objects.filter(code=way.code).exists()


@pytest.mark.parametrize("missing", ["signature", "number", "prev", "day"])
def test_no_new_words_come_unsigned(one: Asker, missing: str) -> None:
    sent = new_words(one, keys_of("fresh"), NOW)
    sent["move"] = {name: found for name, found in sent["move"].items() if name != missing}
    with pytest.raises(Refused) as mistake:
        mine_ways.renew_words(sent, by=one.enter(NOW), at=NOW)
    assert mistake.value.sentence == asking.UNSIGNED
    check_whole()


def test_a_plain_move_can_neither_renew_nor_end_the_help(one: Asker) -> None:
    with pytest.raises(Refused):
        asking.move_ask(signed(one, "rekeyed", {"epoch": 2, "words": True}, NOW), by=one.enter(NOW), at=NOW)


def test_a_look_tells_one_bit(movement: Movement, one: Asker) -> None:
    code = make_code(one).locator_text
    assert mine_ways.look(code, by=PUBLIC) is False
    assert mine_ways.look(keys_of("wrong").locator_text, by=PUBLIC) is False
    one.move(NOW, "pause", {"keep_safety": False})
    assert mine_ways.look(code, by=PUBLIC) is False
    acknowledge(movement, one, "Maren", NOW)
    assert mine_ways.look(code, by=PUBLIC) is True
    one.enter(later(1))
    assert mine_ways.look(code, by=PUBLIC) is False
    answering.hand_out(one.code, by=movement.actor_of("Maren"), at=later(2))
    assert mine_ways.look(code, by=PUBLIC) is False
    one.move(later(2), "erased", {})
    assert mine_ways.look(code, by=PUBLIC) is False


def test_a_look_code_opens_nothing(one: Asker) -> None:
    keys = make_code(one)
    assert refused(keys) == refused(keys_of("never"))


def test_a_device_undoes_new_words_with_the_old_ones_for_fourteen_days(one: Asker) -> None:
    before = own(one)
    mine_ways.add_way({"ask": one.code, "kind": "device", "locator": device("mine", before)}, by=one.enter(NOW), at=NOW)
    thief = keys_of("thief")
    mine_ways.renew_words(new_words(one, thief, NOW), by=one.enter(NOW), at=NOW)
    for sent in (
        come(before, later(3), device=device("another", before)),
        come(thief, later(3), device=device("mine", thief)),
        {**come(before, later(3), device=device("mine", before)), "signature": "A" * 86},
    ):
        with pytest.raises(Refused, match=WRONG):
            mine_ways.undo_words(sent, by=PUBLIC, at=later(3))
    with pytest.raises(Refused, match=WRONG):
        mine_ways.undo_words(come(before, later(15), device=device("mine", before)), by=PUBLIC, at=later(15))
    _, row = mine_ways.undo_words(come(before, later(14), device=device("mine", before)), by=PUBLIC, at=later(14))
    assert row.code == one.code and refused(thief, later(14)) == refused(keys_of("never"), later(14))
    assert [line["body"]["text"] for line in opened(one)["messages"]] == ["words of the ask"]
    mine_ways.renew_words(new_words(one, keys_of("fresh"), later(14)), by=one.enter(later(14)), at=later(14))
    assert ask_of(one.code).epoch == 3
    check_whole()


def choose(one: Asker, keys: Any, secret: str, actor: Any) -> None:
    mine_ways.add_way({"ask": one.code, "kind": "device", "locator": device(secret, keys)}, by=actor, at=NOW)


def test_new_words_twice_do_not_end_the_undo_of_the_first_time(one: Asker) -> None:
    """Whoever took it over would else make new words twice; what they let in or chose goes with them."""
    before, thief = own(one), keys_of("thief")
    choose(one, before, "mine", one.enter(NOW))
    mine_ways.renew_words({**new_words(one, thief, NOW), "device": device("theirs", thief)}, by=one.enter(NOW), at=NOW)
    again, inside = keys_of("thief again"), enter(thief, NOW)
    mine_ways.add_way(support(one, thief, keys_of("friend"), "see", thief), by=inside, at=NOW)
    mine_ways.renew_words(new_words(one, again, NOW, thief), by=inside, at=NOW)
    assert models.PastWords.objects.count() == 2
    mine_ways.undo_words(come(before, later(9), device=device("mine", before)), by=PUBLIC, at=later(9))
    assert one.enter(later(9)).asks
    for keys in (thief, again, keys_of("friend")):
        assert refused(keys, later(9)) == refused(keys_of("never"), later(9))
    with pytest.raises(Refused, match=WRONG):
        mine_ways.undo_words(come(thief, later(9), device=device("theirs", thief)), by=PUBLIC, at=later(9))
    assert not models.PastWords.objects.exists() and not models.SealedKey.objects.filter(holder__startswith="way:")


def test_the_device_chosen_first_has_the_last_word(one: Asker) -> None:
    before, fresh = own(one), keys_of("fresh")
    choose(one, before, "first", one.enter(NOW))
    choose(one, before, "later", one.enter(NOW))
    sent = {**new_words(one, fresh, NOW), "device": device("first", fresh), "here": device("first", before)}
    mine_ways.renew_words(sent, by=one.enter(NOW), at=NOW)
    with pytest.raises(Refused, match=WRONG):
        mine_ways.undo_words(come(before, NOW, device=device("later", before)), by=PUBLIC, at=NOW)
    mine_ways.undo_words(come(before, NOW, device=device("first", before)), by=PUBLIC, at=NOW)
    choose(one, before, "later", one.enter(NOW))
    sent = {**new_words(one, fresh, NOW), "device": device("later", fresh), "here": device("later", before)}
    mine_ways.renew_words(sent, by=one.enter(NOW), at=NOW)
    mine_ways.undo_words(come(before, NOW, device=device("first", before)), by=PUBLIC, at=NOW)


def test_another_ask_under_the_old_words_does_not_stop_the_undo(movement: Movement, one: Asker) -> None:
    before, thief = own(one), keys_of("thief")
    choose(one, before, "mine", one.enter(NOW))
    mine_ways.renew_words(new_words(one, thief, NOW), by=one.enter(NOW), at=NOW)
    other = lodge_again(movement, one)
    assert [each.code for each in one.enter(NOW).asks] == [other]
    for _ in range(2):
        token, row = mine_ways.undo_words(come(before, NOW, device=device("mine", before)), by=PUBLIC, at=NOW)
        assert row.code == one.code and refused(thief) == refused(keys_of("never"))
    mine = keys_of("mine at last")
    mine_ways.renew_words(new_words(one, mine, NOW), by=visits.read_actor([token], at=NOW), at=NOW)
    assert [each.code for each in enter(mine, NOW).asks] == [one.code]
    check_whole()


def test_nothing_made_before_the_first_own_words_outlives_them(movement: Movement) -> None:
    """Entered with help: whoever typed it could have let themselves in, kept a code, or chosen a device."""
    one = movement.lodge("Anouk", BANK, 20, kind="change_policy", text="words of the ask", helped=True)
    worker, code = let_in(one, "the worker", "act"), make_code(one)
    choose(one, own(one), "the worker's", one.enter(NOW))
    assert ask_of(one.code).helped
    mine_ways.renew_words(new_words(one, keys_of("fresh"), NOW), by=one.enter(NOW), at=NOW)
    assert not ask_of(one.code).helped
    for keys in (own(one), worker, code):
        assert refused(keys) == refused(keys_of("never"))
    with pytest.raises(Refused, match=WRONG):
        mine_ways.undo_words(come(own(one), NOW, device=device("the worker's", own(one))), by=PUBLIC, at=NOW)
    assert not models.Way.objects.exists() and not models.PastWords.objects.exists()
    assert not models.SealedKey.objects.filter(holder__startswith="way:").exists()


def test_words_set_aside_end_by_themselves(one: Asker) -> None:
    mine_ways.add_way(
        {"ask": one.code, "kind": "device", "locator": device("mine", own(one))}, by=one.enter(NOW), at=NOW
    )
    mine_ways.renew_words(new_words(one, keys_of("fresh"), NOW), by=one.enter(NOW), at=NOW)
    assert mine_ways.forget_past_words(at=later(14)) == 0
    assert mine_ways.forget_past_words(at=later(16)) > 0
    assert not models.PastWords.objects.exists() and not models.Way.objects.exists()


def test_a_device_can_be_taken_off_by_itself(one: Asker) -> None:
    mine_ways.add_way(
        {"ask": one.code, "kind": "device", "locator": device("mine", own(one))}, by=one.enter(NOW), at=NOW
    )
    mine_ways.forget_device(device("other", own(one)), by=PUBLIC, at=NOW)
    assert models.Way.objects.count() == 1
    mine_ways.forget_device(device("mine", own(one)), by=PUBLIC, at=NOW)
    assert models.Way.objects.count() == 0


def test_the_days_on_which_it_was_opened_are_its_askers_alone(one: Asker) -> None:
    theirs = let_in(one, "sister", "see")
    enter(theirs, later(1))
    enter(theirs, later(1))
    one.enter(later(2))
    row = models.Ask.objects.select_related("asker").get(code=one.code)
    way = models.Way.objects.get().code
    assert stored.opened(row)["days"][-3:] == [["2031-05-20", ""], ["2031-05-21", way], ["2031-05-22", ""]]
    assert b"2031-05-21" not in bytes(row.asker.opened)


def test_no_more_than_a_list_can_show(one: Asker) -> None:
    for at in range(5):
        let_in(one, f"friend {at}", "see")
    with pytest.raises(Refused, match="as many"):
        let_in(one, "one more", "see")


def test_words_that_lead_somewhere_are_not_taken_twice(movement: Movement, one: Asker) -> None:
    other = movement.lodge("Kaya", BANK, 10, kind="change_policy", text="other")
    with pytest.raises(Refused, match="already lead"):
        mine_ways.renew_words(new_words(one, own(other), NOW), by=one.enter(NOW), at=NOW)
    assert [each.code for each in one.enter(NOW).asks] == [one.code]


def test_copies_for_strangers_are_refused(one: Asker) -> None:
    sent = support(one, own(one), keys_of("sister"), "see")
    with pytest.raises(Refused):
        mine_ways.add_way({**sent, "keys": copies(one, "asker", own(one).recipient)}, by=one.enter(NOW), at=NOW)
