# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the rules say is weighed against what else could be meant: when it is changed, when it stays, and from what."""

import json
from dataclasses import replace
from datetime import date

import pytest

from answerable.reading import weighing
from answerable.reading.codes import VAGUE
from answerable.reading.extent import tidied
from answerable.reading.line import ROLE, Line, Subject
from answerable.reading.options import TELLING, phrases
from answerable.reading.promise import Bound, bound
from answerable.reading.reading import line_of, read_statement
from answerable.reading.words import small_words, words_of
from tests.reading import learn
from tests.reading.test_who import _named

DAY = date(2031, 1, 10)


def line(text: str, code: str = "en") -> Line:
    return line_of(text, text.lower(), DAY, code, frozenset())


def test_the_weights_were_learnt_from_what_is_kept_here() -> None:
    """Whoever changes a label or a sign learns anew: `python -m tests.reading.learn --write`."""
    assert json.loads(learn.FILE.read_text("utf-8"))["learnt_from"] == learn.digest()


def test_no_sign_names_a_word_of_content() -> None:
    """Kinds, small words and endings of at most three letters: nothing that a single statement is about."""
    kinds = {kind for one in learn.examples()[::7] for kind in one.view.words.kinds} | {"^", "$", "N", "M", "#"}
    known = kinds | set(small_words("en")) | set("0123456") | TELLING | set(NAMES.split()) | {""}
    for sign in weighing.weights("en"):
        parts = sign.split(" ")
        if parts[0] in ("ending", "verb"):
            assert len(parts[1]) <= 3, sign
            parts = parts[2:]
        unknown = [one for one in parts if one not in known]
        assert not unknown, (sign, unknown)


# What a sign may say beside kinds of words: the names of signs, and states of what they look at.
NAMES = """nothing nobody always ruled level act bind bound unbound before behind marks small day time no first two
three has kind by length word missed empty named vague unknown begin end head shape next aside between clause gap far
nth past none True False same longer shorter earlier later across left right other passive acts gets
happens idle"""


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("The said wardens are not going to be in the yard till then.", "The said wardens"),
        ("Choosing the new tables is something that our cook will be doing in May.", "our cook"),
        ("By Friday the janitor is putting back the old lights.", "the janitor"),
    ],
)
def test_who_acts_is_found_where_no_rule_sees_it(sentence: str, who: str) -> None:
    assert _named(sentence) == {learn.bare(who)}


def test_what_others_do_stays_no_promise_of_ours() -> None:
    sentence = "The ministry will decide about the permit in May."
    assert weighing.weighed(line(sentence), []) is None


def test_a_question_and_a_text_without_weights_are_left_alone() -> None:
    assert read_statement("Will the board return the money by May?", DAY).promises == ()
    spanish = line("El jardinero abrirá la puerta cada mañana.", "es")
    assert weighing.weights("es") == {}
    assert weighing.weighed(spanish, []) is None


def choice_of(sentence: str, found: list[Bound], sums: dict[str, float]) -> str | None:
    """The words that are chosen where each option named in `sums` has that sum, and any other none."""
    one = line(sentence)
    view = weighing.view_of(one, [(each, each.level) for each in found])
    options: dict[weighing.Option, float] = {None: sums.get("nothing", -9.0), (0, 0): sums.get("", -9.0)}
    options |= {phrase: sums.get(weighing.words_in(one, view, phrase), -9.0) for phrase in phrases(view)}
    choice = weighing.choose(view, options, one)
    return None if choice is None else weighing.words_in(one, view, choice)


def test_the_rules_stay_unless_another_is_much_surer() -> None:
    sentence = "the clerk will pay the cook."
    found = bound(line(sentence))
    assert [sentence[one.subject.start : one.subject.end] for one in found] == ["the clerk"]
    assert choice_of(sentence, found, {"the clerk": 0.0, "the cook": 0.1}) == "the clerk"
    assert choice_of(sentence, found, {"the clerk": 0.0, "the cook": 0.5}) == "the cook"
    assert choice_of(sentence, found, {"the clerk": 0.0, "nothing": 1.0}) == "the clerk"
    assert choice_of(sentence, found, {"the clerk": 0.0, "nothing": 3.0}) is None
    assert choice_of(sentence, [], {"the clerk": 0.0, "nothing": 0.1}) is None
    assert choice_of(sentence, [], {"the clerk": 0.1, "nothing": 0.0}) == "the clerk"
    assert choice_of(sentence, found, {"": 2.0}) == ""


def test_a_phrase_of_the_rules_is_always_an_option() -> None:
    one = line("the clerk will pay.")
    odd = replace(bound(one)[0], subject=Subject(ROLE, 4, 14))
    view = weighing.view_of(one, [(odd, 5)])
    assert "clerk will" in {weighing.words_in(one, view, phrase) for phrase in phrases(view)}


@pytest.mark.parametrize(
    ("sentence", "found", "whole"),
    [
        ("Neither the chair nor her deputy will stand again.", "her deputy", "neither the chair nor her deputy"),
        ("The two board members will pay.", "the two board", "the two board members"),
        ("On Friday Deacon Roy and the young people's group will cook.", "deacon roy and the young",
         "deacon roy and the young people's group"),
        ("A boat chartered at our cost will call.", "a boat chartered", "a boat"),
        ("You will be met by the officer on duty then.", "the officer", "the officer on duty"),
        ("It will be read by Mrs Vilks of the council.", "mrs vilks of the council", "mrs vilks"),
        ("It will be read by the Friends of the Archive.", "the friends of the archive", "the friends of the archive"),
        ("It will be signed by treasurer Henk Obuya.", "treasurer henk obuya", "henk obuya"),
        ("It will be read by those who wrote it.", "those who wrote it", "those who wrote it"),
        ("By May Anneke ter Wouden will answer.", "wouden", "anneke ter wouden"),
        ("Until June two stewards must sign.", "two stewards must", "two stewards"),
    ],
)  # fmt: skip
def test_a_phrase_is_made_whole_and_cut_short(sentence: str, found: str, whole: str) -> None:
    one = line_of(sentence, sentence.lower(), DAY, "en", frozenset())
    view = weighing.view_of(one, [])
    starts = [begin for begin, _ in view.words.spans]
    ends = [end for _, end in view.words.spans]
    place = one.low.index(found)
    phrase = (starts.index(place), ends.index(place + len(found)) + 1)
    assert weighing.words_in(one, view, tidied(one, view, phrase)) == whole


def test_a_promise_that_no_rule_saw_has_its_words_and_its_day() -> None:
    reading = read_statement("By Friday the janitor is putting back the old lights.", DAY)
    (promise,) = reading.promises
    assert str(promise.moment and promise.moment.until) == "2031-01-17"
    assert reading.text[reading.sentences[0].found[0].start :].startswith("is putting")


def test_we_and_she_are_words_and_no_role() -> None:
    for sentence in ("By Friday she is putting back the lights.", "By Friday we will answer."):
        (promise,) = read_statement(sentence, DAY).promises
        assert promise.slot("who").state == VAGUE


def test_words_have_kinds_by_what_they_do_by_lists_and_by_endings() -> None:
    words = words_of(line("An outside cook, Anneke ter Wouden, won't re-open the clerk's office by 3 May."))
    assert dict(zip(words.low, words.kinds, strict=True)) == {
        "an": "a", "outside": "x", "cook": "agent", ",": ",", "anneke": "name", "ter": "name", "wouden": "name",
        "won't": "will", "re-open": "x", "the": "the", "clerk's": "'s", "office": "role", "by": "time", "3": "time",
        "may": "time", ".": ".",
    }  # fmt: skip


def test_weights_follow_from_examples_and_are_the_same_each_time() -> None:
    """Forty sentences in which whoever stands before “will” acts: afterwards it is chosen where it was not taught."""
    taught = [
        learn._example("", "", f"The {one} will pay the {two}.", f"the {one}", None, DAY, frozenset())
        for one, two in [("clerk", "cook"), ("nurse", "porter"), ("dean", "tutor"), ("cook", "clerk")] * 10
    ]
    weights = learn.fit(taught, 4)
    assert weights == learn.fit(taught, 4)
    new = learn._example("", "", "The verger will phone the bishop.", "the verger", None, DAY, frozenset())
    choice = learn.chosen(new, weights)
    assert choice is not None
    assert weighing.words_in(new.line, new.view, choice) == "the verger"


def test_the_sign_test_counts_both_sides() -> None:
    assert learn.sign_test(5, 5) == 1.0
    assert learn.sign_test(10, 0) == pytest.approx(2 / 1024)
