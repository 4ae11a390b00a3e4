# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one asker's page says, over the life of an ask."""

from datetime import timedelta
from typing import Any

from answerable.core.ask import Mode
from answerable.core.move import ASKERS
from answerable.core.promise import promise_day
from answerable.web.asker import marking, sheet, stands
from answerable.web.asker.days import dots, dots_sentence, say_day
from answerable.web.asker.history import Numbered
from answerable.web.asker.page import Seen, erased_lines, page
from tests.core.scene import NO, PLAN, SEATS, YES, Story

ENTRIES = [
    {"code": each.code, "title": each.title, "name": each.shown_name, "since": each.from_date.isoformat()}
    for each in SEATS
]


def seen(story: Story, **more: Any) -> dict[str, Any]:
    people = {seat.code: seat for seat in SEATS}
    facts = [Numbered(fact, 1 if fact.by in ASKERS else None) for fact in story.facts]
    return page(Seen(story.now, story.body, people, facts, story.day, **more))


def test_it_says_what_is_due_and_what_happens_by_itself() -> None:
    shown = seen(Story().lodge())
    assert shown["sentence"] == "It was sent. By 11 March 2031 a person must say they have read it."
    assert shown["tag"] == "7 days left"
    assert shown["next_lines"] == ["If not, the backup is told that an ask is waiting. Not what. Not who."]


def test_a_silence_is_late_and_the_backup_was_told_on_the_first_late_day() -> None:
    shown = seen(Story().lodge().wait(8))
    assert shown["sentence"] == "Nobody has said that they read it. That was due by 11 March 2031."
    assert (shown["tag"], shown["late"]) == ("1 day late", True)
    assert shown["next_lines"] == ["The backup was told on day 9 that an ask waits. Not what. Not who."]
    assert shown["days"] == [""] * 8 + ["late"]


def test_read_and_not_answered_stands_in_two_sentences() -> None:
    story = Story().lodge().wait(4)
    story.read("acknowledged", {})
    story.wait(40)
    shown = seen(story)
    assert shown["sentence"] == "They read it on day 5. They have not answered."
    assert dots(story.now, story.body, story.day)[4] == "act"
    assert dots_sentence(story.now, story.body, story.day).endswith("14 days were late.")


def test_a_done_is_a_claim_and_the_asker_decides() -> None:
    story = Story().answered()
    story.read("claim", {"promise": story.now.promises[0].code})
    shown = seen(story)
    assert shown["sentence"] == shown["mark_lead"] == "They say it is done. You decide."
    assert "This is what they say. You decide." in shown["promises"][0]["lines"][0]


def test_an_intention_shows_its_empty_slots() -> None:
    story = Story().lodge()
    story.read("acknowledged", {})
    story.read("answer", YES)
    story.read("promise", {**PLAN, "by": None, "who": None})
    made = seen(story)["promises"][0]
    assert made["title"] == "An intention: something is missing"
    assert [slot["about"] for slot in made["slots"] if not slot["says"]] == ["Who", "By when"]
    assert [each["move"] for each in made["moves"]] == ["declined", "released"]


def test_before_marking_each_audience_stands_there_word_for_word() -> None:
    story = Story().answered(terms={"silence": "by_name"})
    values = {value["key"]: value for value in seen(story)["mark_values"]}
    assert list(values) == ["met", "partly_met", "not_met", "no_longer_asked"]
    says = {each["key"]: each["says"] for each in values["not_met"]["audiences"]}
    assert says["asker"] == "Nobody else sees anything new."
    assert says["readers"] == "The readers would see exactly: “The person who asked has marked it not met.”"
    assert "The body says done; the asker has not marked it met." in says["everyone"]


def test_the_way_to_tell_the_backup_looks_the_same_told_or_not() -> None:
    story = Story().answered()
    before = seen(story)["pushed"]
    assert before["can"]
    assert "“Somebody who asked says: someone pushed me.”" in before["says"]
    story.do("change", {"terms": {"pushed": story.day.isoformat()}, "kind": None, "widens": []})
    shown = seen(story)
    assert shown["pushed"] == before
    del shown["pushed"], shown["terms"]
    assert "push" not in str(shown)
    assert not seen(Story().lodge(backups=[]))["pushed"]["can"]


def test_a_mark_can_be_taken_back_unseen_for_three_days_and_not_after() -> None:
    story = Story().answered()
    story.do("mark", {"value": "met", "audience": "everyone", "promise": None})
    shown = seen(story)
    assert shown["can_take_back"]["promise"] is None
    assert "Everyone, from" in shown["marks"][0]["says"]
    assert seen(story.wait(3))["can_take_back"] is None


def test_a_mark_through_the_server_says_so_to_each_who_would_see_it() -> None:
    story = Story().lodge(mode=Mode.HOSTED)
    told = [each["says"] for value in marking.values(story.now) for each in value["audiences"][1:]]
    assert told
    assert all("made through this server" in line for line in told)


def test_pausing_and_taking_back_leave_the_way_open() -> None:
    story = Story().lodge()
    assert seen(story)["acts"] == ["message", "pause", "change", "withdrawal"]
    story.do("pause", {"keep_safety": False})
    assert "resume" in seen(story)["acts"]
    story.do("withdrawal")
    shown = seen(story)
    assert "reopen" in shown["acts"]
    assert shown["sentence"] == "You took it back. You can open it again, any day."


def test_a_held_ask_says_only_when_it_goes_out() -> None:
    shown = seen(Story().lodge(hold_until="2031-03-12"))
    assert shown["sentence"] == "It waits here, sealed. It goes out on 12 March 2031."
    assert (shown["days"], shown["tag"], shown["can_mark"]) == ([], "", False)


def test_readers_and_hand_outs_stand_by_role_and_day() -> None:
    story = Story().lodge()
    story.read("handed-out", {"handler": "ines", "what": "thread"})
    shown = seen(story)
    assert [each["title"] for each in shown["readers"]] == ["care lead", "board secretary", "listener", "listener"]
    assert shown["handouts"] == [{"when": "Day 1, 4 March 2031", "what": "care lead: it was opened"}]
    assert not any("opened" in line["what"] for line in shown["history"])


def test_messages_show_no_sender_that_was_not_proven() -> None:
    lines = [
        {"order": 1, "sender": "asker", "number": 1, "body": {"text": "own words"}, "flaw": None},
        {"order": 2, "sender": None, "number": None, "body": None, "flaw": "forged"},
        {"order": 3, "sender": "ines", "number": 1, "body": {"text": "hello"}, "flaw": None},
    ]
    shown = seen(Story().lodge(), opened={"messages": lines})
    assert shown["own_words"] == ["own words"]
    assert [(each["head"], each["text"]) for each in shown["messages"]] == [("care lead wrote", "hello")]


def test_deleting_gives_two_days_and_what_stays() -> None:
    lines = erased_lines(Story().day)
    assert "4 March 2031" in lines[0]
    assert "11 March 2031" in lines[1]
    assert len(lines) == 4


def test_an_answered_ask_never_asks_anybody_to_come_back() -> None:
    story = Story().lodge()
    story.read("acknowledged", {})
    story.read("answer", NO)
    assert "nobody has to come back" in stands.sentence(story.now, story.body, story.day)


def test_a_small_body_says_that_people_may_guess_and_a_large_one_does_not() -> None:
    body = Story().tree["harbour"]
    small = sheet.Place(replace_members(body, 14), ENTRIES[:2], ENTRIES[6:], "Lantern Circle", [], [], [])
    large = sheet.Place(replace_members(body, 30), ENTRIES[:2], ENTRIES[6:], "Lantern Circle", [], [], [])
    assert sheet.shown(small)["small"] == "They may guess: about 14 people belong here."
    assert sheet.shown(large)["small"] == ""


def replace_members(body: Any, members: int) -> Any:
    from dataclasses import replace

    return replace(body, members=members)


def test_a_body_that_never_joined_says_so_and_when_its_days_start() -> None:
    place = sheet.Place(Story().tree["hill"], [], ENTRIES[6:], "Lantern Circle", [], [], [])
    shown = sheet.shown(place)
    assert "has not joined" in shown["readers_lead"]
    assert "without words of your own" in shown["nobody"]


def test_received_says_the_days_in_the_words_of_the_design() -> None:
    story = Story().lodge()
    from answerable.core.clocks import due

    found = due(story.now, story.body)
    lines = sheet.received({"acknowledge_by": found.acknowledge_by, "answer_by": found.answer_by}, None)
    assert lines[:3] == [
        "Received. Day 1.",
        "By 11 March 2031 a person must say they have read it.",
        "By 3 April 2031: yes, no, or what they offer.",
    ]


def test_it_says_that_readers_keep_notes_once_there_are_some() -> None:
    assert not seen(Story().lodge())["has_notes"]
    assert seen(Story().lodge(), has_notes=True)["has_notes"]


def test_a_promise_is_waited_for_and_its_late_days_are_drawn() -> None:
    story = Story().answered()
    by = promise_day(story.now.promises[0])
    assert by is not None
    shown = seen(story)
    assert shown["sentence"].endswith(f"What they promised is to be done by {say_day(by)}.")
    assert (shown["tag"], shown["late"]) == (f"{(by - story.day).days} days left", False)
    story.wait((by - story.day).days + 3)
    shown = seen(story)
    assert shown["sentence"].endswith(f"A promise was to be kept by {say_day(by)}. Nobody has said that it is done.")
    assert (shown["tag"], shown["late"], shown["days"][-4:]) == ("3 days late", True, ["", "late", "late", "late"])
    story.read("claim", {"promise": story.now.promises[0].code})
    story.wait(1)
    shown = seen(story)
    assert shown["sentence"] == "They say it is done. You decide."
    assert (shown["tag"], shown["days"][-4:]) == ("", ["late", "late", "act late", ""])


def test_a_promise_that_the_asker_gave_up_is_waited_for_no_more() -> None:
    story = Story().answered()
    story.do("released", {"promise": story.now.promises[0].code})
    assert seen(story.wait(400))["sentence"].endswith("Answered; nobody has to come back.")
    assert "late" not in " ".join(seen(story)["days"])


def test_a_yes_without_a_promise_has_its_own_day() -> None:
    story = Story().lodge()
    story.read("acknowledged", {})
    story.read("answer", YES)
    assert " they must promise something that can be checked." in seen(story)["sentence"]
    shown = seen(story.wait(60))
    assert shown["sentence"].endswith("they had to promise something that can be checked. They have not.")
    assert shown["late"]


def test_where_they_say_that_all_is_done_no_promise_is_late() -> None:
    story = Story().answered()
    story.read("claim", {})
    shown = seen(story.wait(400))
    assert shown["sentence"] == "They say it is done. You decide."
    assert (shown["tag"], shown["late"]) == ("", False)
    assert "late" not in " ".join(shown["days"])
    assert [each["says"] for made in shown["promises"] for each in made["tags"]] == []


def test_a_promise_is_past_due_on_its_card_as_in_the_days() -> None:
    """Also one that was made after they had said that all is done."""
    story = Story().answered().wait(400)
    assert [each["says"] for each in seen(story)["promises"][0]["tags"]] == ["past due"]
    story.read("claim", {})
    assert seen(story)["promises"][0]["tags"] == []
    story.wait(1)
    story.read("promise", {**PLAN, "code": "p2", "by": (story.day + timedelta(days=3)).isoformat()})
    shown = seen(story.wait(9))
    assert [[each["says"] for each in made["tags"]] for made in shown["promises"]] == [["past due"], []]
    assert [each for each in shown["days"][-7:] if "late" in each] == ["late"] * 6
