# SPDX-License-Identifier: AGPL-3.0-or-later
"""A process in several languages: its words alone differ, all of them are there, and the rules hold in each."""

import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from answerable.cli import main
from answerable.core.process_problem import Spoiled
from answerable.core.process_read import read_template
from answerable.core.process_rules import check_rules
from answerable.core.process_template import Template
from answerable.processes import library, spoken
from answerable.processes.drawing import draw
from answerable.processes.outline import HEADS, outline
from answerable.processes.sheet import as_text, sheet
from answerable.processes.spoken import say_in
from tests.processes.test_guide import BLOCKS

SPANISH = """
[words.es]
title = "Cuando algo va mal en nuestro huerto"
says = "Alguien pide algo. El grupo del huerto responde en dos semanas y hace lo que dijo."
[words.es.phase]
ask = "Pedir y responder"
do = "Hacerlo"
[words.es.ending]
over = "Los pasos quedan atrás. Si está cumplida lo dices tú."
no = "El grupo del huerto no lo asumió. La petición sigue como está."
stopped = "El proceso se detuvo. La petición sigue como está."
overtaken = "Otra cosa llegó antes."
[words.es.step.safe]
title = "Qué ayuda hay"
says = "Quien pide ve la lista de ayuda. Puede dejarlo."
[words.es.step.answer]
title = "Responde el grupo del huerto"
says = "Sí, en parte, otra oferta, o no con razones."
when = ["Dicen que sí, u ofrecen algo", "Dicen que no, con razones"]
[words.es.step.neighbours]
title = "El huerto de al lado pregunta por qué no hay respuesta"
says = "Pasaron dos semanas."
[words.es.step.go-on]
title = "Seguir o no"
says = "¿Vale la pena seguir?"
when = ["Seguir", "La respuesta basta"]
[words.es.step.done]
title = "El grupo lo hace"
says = "Hacen lo que dijeron, y lo dicen."
[words.es.step.asked-again]
title = "El huerto de al lado pregunta por qué no está hecho"
says = "Preguntan, y dicen lo que les respondieron."
[words.es.step.talk]
title = "Alguien pregunta cómo fue"
says = "Una llamada o una carta, si quieres."
"""
GARDEN = "\n".join(BLOCKS)


def bare(made: Template) -> Template:
    """All but the words: what was agreed to."""
    return replace(
        made, title="", says="", thanks="", language="", others=(),
        phases=tuple(replace(each, title="") for each in made.phases),
        endings=tuple(replace(each, says="") for each in made.endings),
        steps=tuple(
            replace(
                each, title="", says="", ways=tuple(replace(way, when="") for way in each.ways),
                questions=tuple(replace(one, says="", why="") for one in each.questions),
            )
            for each in made.steps
        ),
    )  # fmt: skip


@pytest.mark.parametrize("code", library.SHIPPED)
def test_each_that_comes_with_the_software_says_all_its_words_in_spanish(code: str) -> None:
    made = library.shipped(code).template
    said = made.said_in("es")
    assert said.language == "es"
    assert bare(said) == bare(made)
    pairs = list(zip(made.texts(), said.texts(), strict=True))
    assert [one for (_, one), (_, other) in pairs if one and one == other and one != "No"] == []
    assert all(bool(one) == bool(other) for (_, one), (_, other) in pairs)
    assert made.said_in("fr") is made


@pytest.mark.parametrize("code", library.SHIPPED)
def test_its_sheet_table_and_drawing_are_in_one_language(code: str) -> None:
    """Not one sentence of ours is said in English on a Spanish sheet."""
    said = library.shipped(code).template.said_in("es")
    english: list[str] = []

    def notice(sentence: str) -> str:
        english.append(sentence)
        return sentence

    say: Callable[[str], str] = say_in("es", notice)
    assert "Tacha lo que quieras dejar." in as_text(sheet(said, say))
    assert "<svg" in draw(said, say)
    assert outline(said, say)
    assert [say(each) for each in HEADS]
    assert english == []


def test_every_sentence_kept_in_spanish_is_one_that_is_said() -> None:
    told = set()
    for code in library.SHIPPED:
        made = library.shipped(code).template

        def notice(sentence: str) -> str:
            told.add(sentence)
            return sentence

        sheet(made, notice), draw(made, notice), outline(made, notice), [notice(each) for each in HEADS]
    kept = set(spoken._sentences("es"))
    shared = {"who asked", "a fingerprint of a text", "a mark, if they like", "stopped", "overtaken", "contact"}
    assert kept - told <= shared, "a sentence that nobody says any more"


def test_a_community_adds_a_language_to_its_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "our-garden.toml"
    file.write_text(GARDEN + SPANISH, "utf-8")
    assert main(["process", "check", str(file)]) == 0
    assert main(["process", "sheet", str(file), "--language", "es"]) == 0
    printed = capsys.readouterr().out
    assert "CUANDO ALGO VA MAL EN NUESTRO HUERTO" in printed
    assert "Qué no debe pasar" in printed
    assert main(["process", "sheet", str(file), "--language", "fr"]) == 1
    assert "does not say its words in “fr”" in capsys.readouterr().err


SPOILED: dict[str, tuple[str, str, int, str]] = {
    "a step half said": ('says = "Una llamada o una carta, si quieres."\n', "", 0, "words.es.step.talk"),
    "a step not said": ("[words.es.step.talk]", "[words.es.step.talk-later]", 0, "words.es.step.talk"),
    "a step that is none": ("[words.es.step.talk]", "[words.es.step.talked]", 0, "words.es.step"),
    "a way too few": ('when = ["Seguir", "La respuesta basta"]', 'when = ["Seguir"]', 0, "words.es.step.go-on"),
    "a clock": ('title = "El grupo lo hace"', 'title = "El grupo lo hace"\ndays = 90', 0, "words.es.step.done"),
    "an ending missing": ('overtaken = "Otra cosa llegó antes."\n', "", 0, "words.es.ending"),
    "its own language": ("words.es", "words.en", 0, "words"),
    "no language": ("words.es", "words.Spanish", 0, "words"),
    "an account is demanded": ("Sí, en parte, otra oferta, o no con razones.", "Cuenta lo que pasó.", 9, "answer (es)"),
    "proof is demanded": ("Pasaron dos semanas.", "Muestra pruebas.", 7, "neighbours (es)"),
    "somebody is judged": ("Hacen lo que dijeron, y lo dicen.", "Dicen quién es culpable.", 31, "done (es)"),
    "who asked is blamed": ("Otra cosa llegó antes.", "Quien pidió no colaboró.", 26, "overtaken (es)"),
}  # fmt: skip


@pytest.mark.parametrize("how", SPOILED)
def test_a_spoiled_translation_is_refused_with_the_place_and_the_rule(how: str) -> None:
    before, after, rule, place = SPOILED[how]
    text = GARDEN + SPANISH
    assert before in text
    raw: dict[str, Any] = tomllib.loads(GARDEN + SPANISH.replace(before, after))
    with pytest.raises(Spoiled) as refused:
        check_rules(read_template(raw))
    assert any(each.rule == rule and each.place.startswith(place) for each in refused.value.problems), [
        (each.rule, each.place) for each in refused.value.problems
    ]
