# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every template that comes with the software: it loads, is drawn, and runs from its start to each of its endings."""

from xml.etree import ElementTree

import pytest

from answerable.core.move import Role
from answerable.core.process_graph import way_to
from answerable.core.process_state import RunStage
from answerable.core.process_template import NEEDS_CONSENT, Act, EndingKind, Who
from answerable.processes import library
from answerable.processes.drawing import draw
from answerable.processes.outline import HEADS, outline
from answerable.processes.page import drawing_page, sheet_page
from answerable.processes.sheet import as_text, sheet
from tests.core.run_scene import Walk

SVG = "{http://www.w3.org/2000/svg}"
IN_DEPTH = ("direct-answer", "code-of-conduct", "redress-response", "community-two-teams")
ENDINGS = [
    (code, ending.code)
    for code in library.SHIPPED
    for ending in library.shipped(code).template.endings
    if ending.kind in (EndingKind.DONE, EndingKind.NOT_TAKEN_UP)
]
FOR_ASKS = [code for code in library.SHIPPED if Who.ASKER in library.shipped(code).template.people]
STEPS = [(code, step.code) for code in library.SHIPPED for step in library.shipped(code).template.steps]


def walk_of(code: str) -> Walk:
    return Walk(code) if code in FOR_ASKS else Walk(code, story=None)


def test_ten_come_with_it_and_four_are_the_deep_ones() -> None:
    assert len(library.SHIPPED) == 10
    assert all(len(library.shipped(code).template.steps) >= 10 for code in IN_DEPTH)
    assert {code for code in library.SHIPPED if code not in FOR_ASKS} == {"support-circle", "self-study"}


@pytest.mark.parametrize("code", library.SHIPPED)
def test_it_is_named_after_its_file_and_says_what_it_is_for(code: str) -> None:
    made = library.shipped(code).template
    assert made.code == code
    assert made.says.endswith(".")
    assert {step.phase for step in made.steps} == {phase.code for phase in made.phases}


@pytest.mark.parametrize(("code", "ending"), ENDINGS)
def test_it_runs_from_its_start_to_each_of_its_endings(code: str, ending: str) -> None:
    walk = walk_of(code).begin()
    way = way_to(walk.now.template, ending)
    assert way
    for at, to in way:
        assert walk.now.at == at
        walk.go(to)
    end = walk.now.template.ending(ending)
    assert end is not None
    assert (walk.now.stage, walk.now.ending) == (RunStage.ENDED, end.kind)
    assert walk.replays()


@pytest.mark.parametrize("code", library.SHIPPED)
def test_it_can_be_stopped_or_overtaken_at_every_step(code: str) -> None:
    reached = set()
    for step in library.shipped(code).template.steps:
        walk = walk_of(code).begin()
        for _, to in way_to(walk.now.template, step.code):
            walk.go(to)
        assert walk.now.at == step.code
        reached.add(step.code)
        owner = "" if code in FOR_ASKS else walk.acts(step.who) if step.who in walk.now.template.people else "ines"
        after = walk.decide("stop", {}, owner)
        assert after.move == "stop"
        walk.do("overtake", {}, owner)
        assert walk.now.ending is EndingKind.OVERTAKEN
    assert len(reached) == len(library.shipped(code).template.steps)


@pytest.mark.parametrize(("code", "step_code"), STEPS)
def test_nothing_that_reaches_somebody_happens_without_a_consent_of_that_day(code: str, step_code: str) -> None:
    walk = walk_of(code).begin()
    for _, to in way_to(walk.now.template, step_code):
        walk.go(to)
    step = walk.now.step
    assert step is not None
    value = {"step": step.code, "to": step.ways[0].to}
    if step.act not in NEEDS_CONSENT:
        assert walk.may("done", value, walk.acts(step.who))
        return
    assert not walk.may("done", value, walk.acts(step.who))
    walk.consent_all(step)
    assert walk.may("done", value, walk.acts(step.who))
    walk.wait(1)
    assert not walk.may("done", value, walk.acts(step.who))


@pytest.mark.parametrize("code", library.SHIPPED)
def test_it_is_drawn_with_every_step_in_words(code: str) -> None:
    made = library.shipped(code).template
    root = ElementTree.fromstring(draw(made))
    assert root.tag == f"{SVG}svg"
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None and made.title in (title.text or "")
    assert desc is not None and str(len(made.steps)) in (desc.text or "")
    assert set((root.get("aria-labelledby") or "").split()) == {title.get("id"), desc.get("id")}
    words = " ".join(each.text or "" for each in root.iter(f"{SVG}text"))
    assert all(" ".join(step.title.split()[:3]) in words for step in made.steps)
    attributes = {name for each in root.iter() for name in each.attrib}
    assert not attributes & {"style", "onload", "href", "class"}
    drawn = ("svg", "title", "desc", "path", "rect", "circle", "text")
    assert {each.tag for each in root.iter()} <= {f"{SVG}{name}" for name in drawn}


@pytest.mark.parametrize("code", library.SHIPPED)
def test_its_table_has_a_row_for_each_step(code: str) -> None:
    made = library.shipped(code).template
    lines = outline(made)
    assert [line.cells[0] for line in lines] == [step.title for step in made.steps]
    assert all(len(line.cells) == len(HEADS) and all(line.cells) for line in lines)
    page = drawing_page(made)
    assert page.count('<th scope="row">') == len(made.steps)
    assert "<script" not in page and "http" not in page.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize("code", library.SHIPPED)
def test_its_sheet_has_room_for_wishes_and_none_for_what_happened(code: str) -> None:
    made = sheet(library.shipped(code).template)
    assert len(made.blanks) == (7 if library.shipped(code).template.holder else 5)
    assert "nothing about what happened" in made.lead
    assert not any("happened" in each for each in made.blanks)
    assert made.title.upper() in as_text(made)
    assert sheet_page(made, "en").count('class="blank"') == len(made.blanks)


@pytest.mark.parametrize("code", FOR_ASKS)
def test_each_part_begins_with_the_question_whether_to_go_on(code: str) -> None:
    made = library.shipped(code).template
    first_of = {phase.code: next(step for step in made.steps if step.phase == phase.code) for phase in made.phases}
    later = [first_of[phase.code] for phase in made.phases[1:]]
    assert later
    assert all(step.act is Act.GO_ON and step.who is Who.ASKER and step.days is None for step in later)
    assert first_of[made.phases[0].code].act is Act.SAFETY


def test_a_process_around_no_ask_cannot_be_put_around_one() -> None:
    for code in ("support-circle", "self-study"):
        assert not Walk(code).may("propose", {"code": "run1", "template": library.shipped(code).raw})
        assert not Walk(code).may("propose", {"code": "run1", "template": library.shipped(code).raw}, "ines")


def test_the_walk_goes_through_the_door_of_the_rules() -> None:
    """The tests above would prove nothing if a walk could do what the table refuses."""
    walk = Walk().begin()
    assert not walk.may("done", {"step": "acknowledge", "to": "answer"}, "ines")
    assert not walk.may("late", {"step": "safe"}, Role.CLOCK)
    assert walk.may("leave_out", {"step": "safe"})
