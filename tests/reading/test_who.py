# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who acts: sentences written against the rules, and what makes a phrase somebody. Spanish in its own words."""

from datetime import date

import pytest

from answerable.reading.phrase import phrase_at
from answerable.reading.reading import read_statement
from tests.reading.gold_set import GOLD
from tests.reading.measure import bare

DAY = date(2031, 1, 10)
LEAST = 0.85
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
    right = [who for who, sentence in rows if any(bare(who) == bare(found) for _, found, _, _ in promises(sentence))]
    assert len(rows) >= 200
    assert len(right) / len(rows) >= LEAST


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
