# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms of the path without scripts become the same values that a script would have sent."""

from datetime import date
from typing import Any

import pytest
from django.http import QueryDict

from answerable.core.errors import Refused
from answerable.core.terms import Contact, Level, Terms
from answerable.web.asker import parse

TODAY = date(2031, 3, 4)
BOTH = frozenset({"ines", "tomas"})


def post(**fields: Any) -> QueryDict:
    made = QueryDict(mutable=True)
    for name, value in fields.items():
        made.setlist(name, value if isinstance(value, list) else [value])
    return made


def chosen(**fields: Any) -> parse.Chosen:
    return parse.parse_chosen(
        post(**{"kind": "acknowledge", "reader": ["ines", "tomas"], "silence": "by_name", **fields})
    )


def lodged(made: parse.Chosen, drawn: bytes = b"\x00") -> dict[str, Any]:
    return parse.choices(made, everyone=BOTH, today=TODAY, drawn=drawn, text="")


def test_the_smallest_form_is_a_kind() -> None:
    made = parse.parse_chosen(post(kind="acknowledge"))
    parse.check_chosen(made, words_open=False)
    assert lodged(made)["terms"]["silence"] == "second_line"


def test_everybody_ticked_keeps_the_chosen_level() -> None:
    assert lodged(chosen())["terms"]["silence"] == "by_name"


@pytest.mark.parametrize("fields", [{"reader": ["ines"]}, {"route": "past_body", "backup": ["amara"]}])
def test_as_soon_as_somebody_is_left_out_silence_counts_with_the_backup_only(fields: dict[str, Any]) -> None:
    assert lodged(chosen(**fields))["terms"]["silence"] == "second_line"


@pytest.mark.parametrize("skip", ["not_sure", "rather_not", ""])
def test_not_sure_and_rather_not_take_the_quietest_way(skip: str) -> None:
    terms = lodged(chosen(silence=skip, contact=skip, pace=skip))["terms"]
    assert (terms["silence"], terms["contact"], terms["pace"]) == ("second_line", "answers_only", "usual")


def test_going_past_names_only_people_of_the_backup() -> None:
    made = lodged(chosen(route="past_body", backup=["amara"]))
    assert (made["route"], made["readers"], made["backups"]) == ("past_body", ["amara"], ["amara"])


@pytest.mark.parametrize(("drawn", "day"), [(b"\x00", "2031-03-05"), (b"\x06", "2031-03-11"), (b"\x07", "2031-03-05")])
def test_a_random_day_lies_in_the_chosen_window(drawn: bytes, day: str) -> None:
    assert lodged(chosen(window="7"), drawn)["hold_until"] == day
    assert lodged(chosen(window="0"), drawn)["hold_until"] is None


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"kind": ""}, parse.CHOOSE_KIND),
        ({"kind": "nothing_like_it"}, parse.CHOOSE_KIND),
        ({"words": "something"}, parse.NO_WORDS_HERE),
        ({"kind": "own_words"}, parse.NO_WORDS_HERE),
    ],
)
def test_what_the_form_alone_can_tell_is_refused_with_a_sentence(fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence[:20]):
        parse.check_chosen(chosen(**fields), words_open=False)


def test_a_hundred_thousand_signs_are_taken_and_one_more_is_not() -> None:
    parse.check_chosen(chosen(words="x" * parse.LONGEST), words_open=True)
    with pytest.raises(Refused):
        parse.check_chosen(chosen(words="x" * (parse.LONGEST + 1)), words_open=True)


def test_widening_must_be_ticked_by_name_and_narrowing_not() -> None:
    old = Terms(silence=Level.POOLED, contact=Contact.MAY_WRITE)
    with pytest.raises(Refused):
        parse.parse_change(post(silence="by_name", may_write="yes"), old)
    made = parse.parse_change(post(silence="by_name", may_write="yes", widens=["silence"]), old)
    assert made["widens"] == ["silence"]
    assert parse.parse_change(post(silence="second_line"), old)["widens"] == []


def test_a_mark_defaults_to_only_me() -> None:
    made = parse.parse_move("mark", post(value="not_met"), Terms(), TODAY)
    assert made == {"value": "not_met", "audience": "asker", "promise": None}


def test_one_term_alone_changes_and_nothing_widens() -> None:
    old = Terms(silence=Level.BY_NAME, keep_words=True)
    told = parse.parse_move("pushed", post(says="pushed"), old, TODAY)
    assert told["terms"]["pushed"] == "2031-03-04"
    assert (told["terms"]["silence"], told["terms"]["keep_words"], told["widens"]) == ("by_name", True, [])
    assert parse.parse_move("pushed", post(says="over"), old, TODAY)["terms"]["pushed"] is None
    assert parse.parse_move("keep_words", post(says="go"), old, TODAY)["terms"]["keep_words"] is False
