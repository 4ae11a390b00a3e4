# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who acts: sentences written against the rules, and what makes a phrase somebody. Spanish in its own words."""

from datetime import date

import pytest

from answerable.reading.behind import who_ahead
from answerable.reading.dates import moments
from answerable.reading.line import Line
from answerable.reading.phrase import phrase_at
from answerable.reading.promise import bound
from answerable.reading.reading import line_of, read_statement
from answerable.reading.text import fold
from answerable.reading.who import names_of
from tests.reading.gold_set import GOLD
from tests.reading.measure import bare

DAY = date(2031, 1, 10)
LEAST = 0.96
Found = tuple[int, str, str | None, bool]


def promises(text: str, code: str = "en") -> list[Found]:
    """(level, who, last day, assumed) of each promise."""
    reading = read_statement(text, DAY, code)
    found = []
    for made in (promise for one in reading.sentences for promise in one.promises):
        until = str(made.moment.until) if made.moment and made.moment.until else None
        found.append((made.level, reading.words(made.slot("who")), until, bool(made.moment and made.moment.assumed)))
    return found


def test_whoever_acts_is_found_by_how_the_phrase_is_built() -> None:
    lines = (GOLD / "who.txt").read_text("utf-8").splitlines()
    rows = [line.partition("|")[::2] for line in lines if not line.startswith("#")]
    wrong = [(who, sentence) for who, sentence in rows if bare(who) not in _named(sentence)]
    assert len(rows) >= 500
    assert len(wrong) / len(rows) <= 1 - LEAST, wrong


def _named(sentence: str) -> set[str]:
    """Whoever the promises of a sentence name; nobody where it has none."""
    return {bare(who) for _, who, _, _ in promises(sentence)} or {""}


@pytest.mark.parametrize(
    ("words", "who"),
    [
        ("by our payroll office by no later than noon", "our payroll office"),
        ("by the vice-dean for research", "the vice-dean for research"),
        ("by the clinic for the late shift", "the clinic"),
        ("by a manager from another ward", "a manager"),
        ("by the officer on duty", "the officer on duty"),
        ("by Milena and the other two wardens all night", "Milena and the other two wardens"),
        ("by me and by the women's captain, Imke", "me and by the women's captain"),
        ("by the Department of Music and Drama", "the Department of Music and Drama"),
        ("by our secretary Tove", "our secretary"),
        ("by Chief Operating Officer Jorma Castellan", "Jorma Castellan"),
        ("by the police", None),
        ("by anyone", None),
        ("by hand", None),
    ],
)
def test_who_stands_behind_a_word(words: str, who: str | None) -> None:
    found = who_ahead(Line(words, words.lower(), "en", frozenset()), 2, len(words))
    assert (words[found.start : found.end] if found else None) == who


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("Never again will we open a letter of yours.", "we"),
        ("Nor will the board hear it alone.", "the board"),
        ("By no elder will a member be removed again.", "no elder"),
        ("At the door from this week will be either Kofi or Maureen.", "Kofi or Maureen"),
        ("A mediator paid for by us but chosen by the union will sit with you.", "A mediator"),
        ("Two stewards have said that they will look over the plan.", "Two stewards"),
        ("It falls to the deacons to draw up the list.", "the deacons"),
        ("Responsibility for the list passes to the director of operations on 1 May.", "the director of operations"),
        ("The foreman is obliged to put up the list by Friday.", "The foreman"),
        ("Ms Oduya has been entrusted with the keys and will open the hall.", "Ms Oduya"),
        ("It has been laid upon Sister Agnes to answer the letters.", "Sister Agnes"),
        ("Putting up the list is now the foreman's job.", "the foreman"),
        ("New boots for everyone by 3 May, through the quartermaster.", "the quartermaster"),
        ("If none comes, the ombuds takes over, and she will write to the list.", "the ombuds"),
        ("Meanwhile Anna and Ben will walk the yard.", "Anna and Ben"),
        ("The chief nurse has responsibility for ensuring that nobody is alone.", "The chief nurse"),
    ],
)
def test_words_in_another_order(sentence: str, who: str) -> None:
    """As the rules read them, before anything is weighed."""
    line = line_of(sentence, fold(sentence), DAY, "en", names_of(sentence, fold(sentence), {0}))
    assert {bare(sentence[one.subject.start : one.subject.end]) for one in bound(line)} == {bare(who)}


@pytest.mark.parametrize(
    "sentence",
    [
        "The board has failed to answer your letters.",
        "The dean is known to read every letter.",
        "The treasurer has yet to answer.",
        "The secretary may not answer every letter.",
        "The club is linked to the school.",
    ],
)
def test_what_only_sounds_like_a_task_binds_nobody(sentence: str) -> None:
    assert promises(sentence) == []


@pytest.mark.parametrize(
    ("words", "head"),
    [
        ("the night crew's dispatcher", "the night crew's dispatcher"),
        ("on every shift the ward manager", "the ward manager"),
        ("two of the elders", "two of the elders"),
        ("everyone on the council", "everyone on the council"),
        ("the porter at the gate", "the porter"),
    ],
)
def test_a_phrase_of_somebody(words: str, head: str) -> None:
    found = phrase_at(words, 0, len(words), "en")
    assert found is not None
    assert (words[found.start : found.end], found.somebody) == (head, True)


@pytest.mark.parametrize("words", ["the money", "the summer", "a letter to the board", "the number of the house"])
def test_a_phrase_of_a_thing(words: str) -> None:
    found = phrase_at(words, 0, len(words), "en")
    assert found is not None
    assert not found.somebody
    assert not found.others


@pytest.mark.parametrize(
    ("words", "last"),
    [
        ("by easter", "2031-04-13"),
        ("by the end of the third quarter", "2031-09-30"),
        ("by the 12th", "2031-01-12"),
        ("with your august salary", "2031-08-31"),
        ("over the next fortnight", "2031-01-24"),
        ("in the course of october", "2031-10-31"),
        ("before the christmas holidays", "2031-12-24"),
        ("on the 3rd floor", None),
        ("before 14 march", "2031-03-13"),
        ("before the end of april", "2031-04-30"),
        ("by the first sunday of december", "2031-12-07"),
        ("on the last friday in may", "2031-05-30"),
        ("in the next three to four weeks", "2031-02-07"),
        ("two weeks from today", "2031-01-24"),
        ("within a year", "2032-01-10"),
        ("by q3", "2031-09-30"),
        ("in the first half of 2032", "2032-06-30"),
        ("before the summer", "2031-06-20"),
        ("in spring", "2031-06-20"),
        ("before advent", "2031-11-29"),
        ("by ascension day", "2031-05-22"),
        ("by sept 3", "2031-09-03"),
        ("by 20 jun", "2031-06-20"),
        ("this coming week", "2031-01-19"),
        ("from july to september", "2031-09-30"),
        ("at the june meeting", "2031-06-30"),
    ],
)
def test_words_of_time(words: str, last: str | None) -> None:
    assert [str(one.until) for one in moments(words, DAY, "en")] == ([last] if last else [])


@pytest.mark.parametrize(
    "words",
    [
        "every report is answered within ten days",
        "complaints are answered within 72 hours",
        "within six weeks of receipt",
        "as soon as somebody has read it",
    ],
)
def test_days_that_are_counted_from_whatever_happens_give_no_day(words: str) -> None:
    assert [one.until for one in moments(words, DAY, "en") if one.until] == []


def test_a_count_of_days_from_today_keeps_its_day_beside_every_member() -> None:
    found = moments("within ten days the secretary will write to every member", DAY, "en")
    assert [str(one.until) for one in found] == ["2031-01-20"]


def test_easter_is_the_day_that_the_churches_of_the_west_keep() -> None:
    known = {2025: (4, 20), 2026: (4, 5), 2031: (4, 13), 2032: (3, 28), 2038: (4, 25), 2049: (4, 18), 2076: (4, 19)}
    for year, (month, number) in known.items():
        found = moments("by easter", date(year, 1, 1), "en")
        assert [one.until for one in found] == [date(year, month, number)]


SPANISH: list[tuple[str, list[Found]]] = [
    ("La tesorera pagará al equipo antes del 1 de junio de 2031.", [(6, "La tesorera", "2031-06-01", False)]),
    ("El jardinero abrirá la puerta cada mañana.", [(5, "El jardinero", None, False)]),
    ("Anna y Bruno devolverán el dinero el 3 de junio.", [(6, "Anna y Bruno", "2031-06-03", False)]),
    ("Los errores serán corregidos por la secretaria antes del 1 de junio.",
     [(6, "la secretaria", "2031-06-01", False)]),
    ("En las próximas semanas empezaremos a explorar cómo nuestro consejo podría asumir su parte.",
     [(2, "empezaremos", "2031-02-21", True)]),
    ("No vamos a comentar casos individuales.", []),
    ("El ministerio decidirá en mayo.", []),
    ("Ya hemos cambiado las cerraduras.", []),
    ("¿Pagará la tesorera?", []),
    ("Pedisteis que pagáramos al equipo.", []),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), SPANISH)
def test_spanish(sentence: str, expected: list[Found]) -> None:
    assert promises(sentence, "es") == expected
