# SPDX-License-Identifier: AGPL-3.0-or-later
"""A body's people before a letter: answer a number, promise, look over a colleague's words, take a name out.

Plain pages without scripts. What is written here is public, so nothing is sealed; a second person looks for names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from answerable.core import answer as answers
from answerable.core import look_back
from answerable.core import promise as promises
from answerable.core.errors import Denied
from answerable.core.move import Role
from answerable.core.permission import Permission
from answerable.core.words import N_
from answerable.limits import limits
from answerable.storage.access import Actor
from answerable.web.answers import page
from answerable.web.given import Forms, Given, attempt, done_line, then
from answerable.web.letters import desk_parse, present, shelf
from answerable.web.letters.shelf import Opened
from answerable.web.routes import route
from answerable.web.staying import worker

HOME: Final = "/desk/letters/"
DONE: Final = {
    "answer": N_("Put down. It shows as soon as somebody else of your organisation has looked for names."),
    "promise": N_("Put down. It shows as soon as somebody else of your organisation has looked for names."),
    "moved": N_("The new day stands there, and the old one beside it."),
    "done": N_("It says now that you say it is done. Only the group can mark it."),
    "shown": N_("It is public now."),
    "back": N_("It does not show. Its words are deleted."),
    "out": N_("Taken out. The page says so, with the day."),
}
Part = dict[str, Any]


@route(Permission.LETTER_CHECK, methods=("GET",))
def home(request: HttpRequest) -> HttpResponse:
    """The letters to the organisations of whoever is signed in."""
    who = worker(request).by
    rows = [{**present.in_list([each])[0], "waiting": count} for each, count in shelf.owed_by(who)]
    return page(request, "letters/desk_home.html", {"rows": rows})


@route(Permission.LETTER_CHECK, methods=("GET",))
def letter(request: HttpRequest, slug: str) -> HttpResponse:
    """All numbers, and what waits for a second look."""
    return _letter_page(request, slug)


def _letter_page(
    request: HttpRequest, slug: str, form: str = "", values: QueryDict | None = None, said: str = ""
) -> HttpResponse:
    who = worker(request).by
    opened, seats = shelf.at_desk(who, slug)
    parts = {
        "letter": present.letter(opened),
        "waiting": [_waiting(opened, each) for each in shelf.waiting(who, slug)],
        "can_answer": any(each.role is Role.HANDLER for each in seats),
        "own_texts": _texts(opened) if any(each.role is Role.BODY_STEWARD for each in seats) else [],
        "forms": Forms({}, form, values or QueryDict(), said),
        "done": done_line(request, DONE),
    }
    return page(request, "letters/desk_letter.html", parts)


def _texts(opened: Opened) -> list[Part]:
    """What the body said in its own words, as it stands now."""
    core = opened.held.letter
    said = [*((each.number, each.text) for each in core.answers), *((each.number, each.text) for each in core.promises)]
    found = [{"number": place, **(present.words(opened, text) or {})} for place, text in said]
    return [each for each in found if each.get("words")]


def _waiting(opened: Opened, found: Mapping[str, Any]) -> Part:
    """An answer or promise that waits, as it would show."""
    value = found["value"]
    return {
        **found,
        "title": _("An answer to number {n}") if found["move"] == "answer" else _("A promise for number {n}"),
        "lines": _answer_lines(value) if found["move"] == "answer" else _promise_lines(opened, value),
    }


def _answer_lines(value: Mapping[str, Any]) -> list[tuple[str, str]]:
    reasons = " ".join(_(answers.REASONS[each]) for each in value["reasons"])
    lines = [
        (_("Answer"), _(answers.TITLES[answers.AnswerValue(value["value"])])),
        (_("Who has the power to give it"), _(answers.POWERS[value["power"]])),
        (_("Why"), reasons),
    ]
    return [(title, text) for title, text in lines if text]


def _promise_lines(opened: Opened, value: Mapping[str, Any]) -> list[tuple[str, str]]:
    given = {**value, "by": None}  # a day that has passed since must still be readable
    lines = present.slots(promises.parse(given, opened.today, "")) if any(given[each] for each in SLOTS) else []
    return [*lines, (_("By"), str(value["by"]))] if value["by"] else lines


SLOTS: Final = ("who", "what", "how_seen")


@route(Permission.LETTER_ANSWER, methods=("GET",))
def number(request: HttpRequest, slug: str, place: int) -> HttpResponse:
    """One number: what stands there, and what its people can do."""
    return _number_page(request, slug, place)


def _number_page(
    request: HttpRequest, slug: str, place: int, form: str = "", values: QueryDict | None = None, said: str = ""
) -> HttpResponse:
    opened, _seats = shelf.at_desk(worker(request).by, slug)
    if not 1 <= place <= len(opened.held.letter.numbers):
        raise Denied
    parts = {
        "letter": present.letter(opened),
        "number": _number(opened, place),
        "open": _open_promises(opened, place),
        "values": _options(desk_parse.VALUES),
        "powers": _options(answers.POWERS),
        "reasons": _options({key: text for key, text in answers.REASONS.items() if key != look_back.THEY_LEFT}),
        "lists": {name: _options(listed) for name, listed in desk_parse.LISTS.items()},
        "forms": Forms({"promise": {"what": promises.AS_ASKED}}, form, values or QueryDict(), said),
        "done": done_line(request, DONE),
    }
    return page(request, "letters/desk_number.html", parts)


def _number(opened: Opened, place: int) -> Part:
    """While the group hides its letter no word of it stands here; what was typed stays, and is refused with a line."""
    letter = present.letter(opened)
    if not letter["is_hidden"]:
        return present.number(opened, place)
    return {"number": place, "text": {"words": None, "out": letter["hidden_line"]}, "answers": [], "empty": []}


def _open_promises(opened: Opened, place: int) -> list[Part]:
    """Promises whose date can be moved or that can be said done; intentions that can be completed."""
    found = []
    for each in opened.held.letter.promises:
        made = each.promise
        if each.number == place and made.completed_by is None and made.reached in promises.WAITING:
            day = promises.date_now(made)
            found.append({"code": made.code, "day": day, "is_intention": promises.is_intention(made)})
    return found


def _options(listed: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(key, _(text)) for key, text in listed.items()]


Act = Callable[[Actor, str, int, Given], str]


def _change(request: HttpRequest, slug: str, place: int, form: str, act: Act) -> HttpResponse:
    """One form of a number's page: done, or the same page with the sentence and all that was typed."""
    who = worker(request).by
    shelf.at_desk(who, slug)
    limits.take("write", slug)
    path = f"{HOME}{slug}/{place}/"
    do = partial(_do, who, slug, place, path, act)
    return attempt(request, form, do, partial(_number_page, request, slug, place))


def _do(who: Actor, slug: str, place: int, path: str, act: Act, given: Given) -> HttpResponse:
    return then(path, act(who, slug, place, given))


@route(Permission.LETTER_ANSWER, methods=("POST",))
def answer(request: HttpRequest, slug: str, place: int) -> HttpResponse:
    """Yes, in part, another offer, or no with reasons; a second person looks at it."""
    return _change(request, slug, place, "answer", _answer)


def _answer(who: Actor, slug: str, place: int, given: Given) -> str:
    shelf.say(who, slug, place, "answer", desk_parse.answered(given))
    return "answer"


@route(Permission.LETTER_ANSWER, methods=("POST",))
def promise(request: HttpRequest, slug: str, place: int) -> HttpResponse:
    """Who does what by when, and how it will be seen; with a slot missing it is an intention."""
    return _change(request, slug, place, "promise", _promise)


def _promise(who: Actor, slug: str, place: int, given: Given) -> str:
    shelf.say(who, slug, place, "promise", desk_parse.promised(given))
    return "promise"


@route(Permission.LETTER_ANSWER, methods=("POST",))
def move(request: HttpRequest, slug: str, place: int) -> HttpResponse:
    """Another day; the old one stays."""
    return _change(request, slug, place, "move", _move)


def _move(who: Actor, slug: str, place: int, given: Given) -> str:
    del place
    code, to = desk_parse.moved(given)
    shelf.move_promise(who, slug, code, to)
    return "moved"


@route(Permission.LETTER_ANSWER, methods=("POST",))
def claim(request: HttpRequest, slug: str, place: int) -> HttpResponse:
    """The body says that it is done."""
    return _change(request, slug, place, "done", _claim)


def _claim(who: Actor, slug: str, place: int, given: Given) -> str:
    shelf.say_done(who, slug, place, given.line("promise", needed=False) or None)
    return "done"


@route(Permission.LETTER_CHECK, methods=("POST",))
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """A second person shows what waits, or sends it back."""
    who = worker(request).by
    shelf.at_desk(who, slug)

    def act(given: Given) -> HttpResponse:
        code = given.line("saying", most=26)
        if given.one_of("do", ("show", "back")) == "back":
            shelf.send_back(who, slug, code)
            return then(f"{HOME}{slug}/", "back")
        given.one_of("read", ("yes",))
        shelf.show(who, slug, code)
        return then(f"{HOME}{slug}/", "shown")

    return attempt(request, f"check-{request.POST.get('saying', '')}", act, partial(_letter_page, request, slug))


@route(Permission.LETTER_TAKE_OUT, methods=("POST",))
def take_out(request: HttpRequest, slug: str) -> HttpResponse:
    """Words out of what the body said: one action of its steward."""
    who = worker(request).by
    shelf.at_desk(who, slug)

    def act(given: Given) -> HttpResponse:
        shelf.take_out_of_answer(who, slug, given.line("text"), given.line("words", most=500, needed=False))
        return then(f"{HOME}{slug}/", "out")

    return attempt(request, f"out-{request.POST.get('text', '')}", act, partial(_letter_page, request, slug))
