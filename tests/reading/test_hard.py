# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sentences chosen to be hard, each with exactly the promises that stand in it; and the test text of the design."""

from datetime import date

import pytest

from answerable.reading import questions
from answerable.reading.reading import read_statement

DAY = date(2031, 5, 20)
# (level, who, last day, assumed) of each promise
Promise = tuple[int, str, str | None, bool]

HARD: list[tuple[str, list[Promise]]] = [
    # negated: leaving something undone binds; saying nothing binds nobody
    ("We will never publish a photograph without asking.", [(5, "We", None, False)]),
    ("We will no longer hold the meeting behind closed doors.", [(5, "We", None, False)]),
    ("The board will not comment on single cases.", []),
    ("The moderators won't be drawn into this again.", []),
    # conditional: it stays a promise, and the condition is a kind of its own
    ("If the members agree, the treasurer will pay by 1 June 2031.", [(6, "the treasurer", "2031-06-01", False)]),
    ("Should funds allow, we will reopen the kitchen in the autumn.", [(5, "we", "2031-12-20", True)]),
    # quoted from an ask
    ("You asked: “Will the treasurer pay the crew by 1 June 2031?”", []),
    ("You asked us to promise that the board will step down.", []),
    ("The letter says that we will pay for care, and we disagree.", []),
    ("Will the board resign?", []),
    # two in one sentence
    (
        "The treasurer will pay the crew by 1 June 2031 and the secretary will publish the minutes by 15 June 2031.",
        [(6, "The treasurer", "2031-06-01", False), (6, "the secretary", "2031-06-15", False)],
    ),
    (
        "We will publish the report, and we will begin to explore what follows from it.",
        [(5, "We", None, False), (2, "we", None, False)],
    ),
    # about somebody else
    ("The ministry will decide about the permit in May.", []),
    ("Our landlord will repair the door by Friday.", []),
    ("The insurer will pay for the damage.", []),
    (
        "Within ten days the secretary will send the minutes to every member, and the crew will say whether they fit.",
        [(6, "the secretary", "2031-05-30", False)],
    ),
    # past tense, and what was promised before
    ("Last year we promised to publish the minutes every month.", []),
    ("We had promised that the fund would be opened by March.", []),
    ("We published the minutes on 3 May 2031.", []),
    ("The treasurer paid the crew last week.", []),
    # we have already
    ("We have already changed the locks.", []),
    ("We have already begun to train everybody who hires.", []),
    ("We have always listened to our members.", []),
    # who acts
    (
        "The captain and the coach will apologise to the team on Saturday.",
        [(6, "The captain and the coach", "2031-05-24", False)],
    ),
    ("Ms Adeyemi and Mr Holt will no longer judge any entry.", [(5, "Ms Adeyemi and Mr Holt", None, False)]),
    ("The youth leader who locked the door will not return to the house.", [(5, "The youth leader", None, False)]),
    ("Mistakes were made, and lessons will be learned.", [(5, "", None, False)]),
    ("The fees will be paid back by the treasurer by 1 June 2031.", [(6, "the treasurer", "2031-06-01", False)]),
    # time words
    ("As soon as possible, the director will meet the crew.", [(5, "the director", None, False)]),
    ("Soon the chair will write to each of you.", [(6, "the chair", "2031-07-19", True)]),
    ("We hope to finish the review this year.", [(5, "We", "2031-12-31", True)]),
    ("The chair will resign today.", [(6, "The chair", "2031-05-20", False)]),
    ("We continue to work with the families.", [(3, "We", None, False)]),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), HARD)
def test_hard_sentences(sentence: str, expected: list[Promise]) -> None:
    reading = read_statement(sentence, DAY)
    found = []
    for made in (promise for one in reading.sentences for promise in one.promises):
        moment = made.moment
        until = str(moment.until) if moment and moment.until else None
        found.append((made.level, reading.words(made.slot("who")), until, bool(moment and moment.assumed)))
    assert found == expected


def test_there_are_thirty_of_them_at_least() -> None:
    assert len({sentence for sentence, _ in HARD}) == len(HARD) >= 30


def test_the_test_text_of_the_design() -> None:
    text = (
        "In the coming weeks we will begin to explore how our council might carry its part of the repair that members "
        "called for."
    )
    reading = read_statement(text, DAY)
    (sentence,) = reading.sentences
    (made,) = sentence.promises
    assert made.level == 2
    assert reading.words(made.slot("who")) == "we"
    assert made.slot("who").state == "vague"  # words, and no role
    assert made.moment is not None
    assert made.moment.assumed
    assert made.moment.until is not None
    assert (made.moment.until - DAY).days == 42
    missing = {slot.name for slot in made.slots if slot.state == "missing"}
    assert missing == {"ask", "seen", "resource", "marks", "if_not"}
    asked = {one.code for one in questions(reading)}
    assert asked >= {"who", "ask", "when", "seen", "resource", "marks"}


def test_the_same_text_gives_the_same_reading() -> None:
    text = " ".join(sentence for sentence, _ in HARD)
    assert read_statement(text, DAY, "en", ["Pay the crew."]) == read_statement(text, DAY, "en", ["Pay the crew."])


def test_each_act_ends_where_the_next_one_begins_and_a_day_is_no_money() -> None:
    reading = read_statement(
        "The treasurer will pay the crew by 1 June 2031, and the receipts will be read out at the meeting. "
        "The treasurer will pay each of them 400 by Friday.",
        DAY,
    )
    found = [(reading.words(one.slot("what")), one.slot("resource").state) for one in reading.promises]
    assert found == [
        ("pay the crew by 1 June 2031", "missing"),
        ("be read out at the meeting", "missing"),
        ("pay each of them 400 by Friday", "named"),
    ]


@pytest.mark.parametrize(
    ("sentence", "doubts"),
    [
        ("The treasurer will return the keys by 3 May 2031.", 0),
        ("We will meet in May, and write to you on May 4.", 0),
        ("The report comes out in early May or mid-May.", 0),
        ("We may pay by 5 May 2031.", 1),
        ("By May we may know, and the crew may ask again.", 2),
    ],
)
def test_the_month_of_may_is_no_doubt(sentence: str, doubts: int) -> None:
    (read,) = read_statement(sentence, DAY).sentences
    assert [cue.code for cue in read.cues].count("hedge") == doubts
