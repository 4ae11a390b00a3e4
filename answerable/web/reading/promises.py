# SPDX-License-Identifier: AGPL-3.0-or-later
"""The promises of a body: past due first, each with every date that stood, and a picture of their days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from answerable.core import promise
from answerable.core.body import Tree
from answerable.core.mark import MarkValue
from answerable.core.permission import Permission
from answerable.core.statement import StatementKind
from answerable.core.words import N_
from answerable.reading import Unreadable, language, read_statement
from answerable.storage import promised, statements
from answerable.storage.promised import PublicPromise
from answerable.storage.statements import Text
from answerable.web.asker.days import say_day
from answerable.web.letters import present
from answerable.web.public import shelf
from answerable.web.public.kept import serve
from answerable.web.reading import timeline
from answerable.web.reading.feeds import body_of
from answerable.web.routes import route

SAID: Final = N_("Stands in a statement, and nobody asked for it: so nobody can mark it.")
Part = dict[str, Any]


@route(Permission.PAGES, methods=("GET",))
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that this body promised where everybody can read it."""
    return serve(request, "promises", lambda: _parts(slug))


def _parts(slug: str) -> Part:
    body, tree, today = body_of(slug), shelf.tree(), shelf.today()
    found = promised.of_body(body.code, today)
    order = in_order(found, today)
    return {
        "here": "promises", "body": body, "groups": [
            {"title": title, "rows": [row(each, today, tree) for each in rows]}
            for title, rows in groups(order, today) if rows
        ],
        "sums": sums(found, today), "timeline": timeline.draw(order, today),
        "said": said_only(body.code, found, today),
        "good_work": statements.of_body(body.code, StatementKind.GOOD_WORK),
    }  # fmt: skip


def in_order(found: Sequence[PublicPromise], today: date) -> list[PublicPromise]:
    """Past due first, the longest first; then what is due, the next first; then intentions; then what was said done."""

    def key(each: PublicPromise) -> tuple[int, date, str]:
        last = each.last or date.max
        if each.is_late(today):
            return 0, last, each.made.code
        if not each.is_open:
            return 3, date.max - (each.made.made - date.min), each.made.code
        return (2 if promise.is_intention(each.made) else 1), last, each.made.code

    return sorted(found, key=key)


def groups(order: Sequence[PublicPromise], today: date) -> list[tuple[str, list[PublicPromise]]]:
    """The same under headings."""
    late = [each for each in order if each.is_late(today)]
    rest = [each for each in order if each.is_open and not each.is_late(today)]
    return [
        (_("Past due"), late),
        (_("Not due yet"), [each for each in rest if not promise.is_intention(each.made)]),
        (_("Intentions: something is still missing"), [each for each in rest if promise.is_intention(each.made)]),
        (_("Said to be done"), [each for each in order if not each.is_open]),
    ]


def sums(found: Sequence[PublicPromise], today: date) -> str:
    """How many, and how many of them past due. No word about what that is worth."""
    whole = [each for each in found if not promise.is_intention(each.made)]
    late = sum(each.is_late(today) for each in whole)
    said = ngettext("{n} promise", "{n} promises", len(whole)).format(n=len(whole))
    return f"{said}, " + ngettext("{n} past due", "{n} past due", late).format(n=late)


def row(each: PublicPromise, today: date, tree: Tree) -> Part:
    """One promise in words."""
    made, missing = each.made, promise.missing(each.made)
    slots = present.slots(made)
    if each.statement is not None:
        slots = [(title, text) for title, text in slots if text != _(promise.WHATS[promise.IN_WORDS])]
    return {
        "code": made.code, "title": _("Intention") if missing else _("Promise"), "words": each.words, "slots": slots,
        "missing": ", ".join(_(present.MISSING[one]) for one in missing), "dates": present.dates(made),
        "stands": stands(each, today), "is_late": each.is_late(today), "lines": lines(each, tree),
        **_mark(each), "made": _("Made on {day}.").format(day=say_day(made.made)), **_source(each, tree),
    }  # fmt: skip


def _mark(each: PublicPromise) -> Part:
    if each.mark is None or each.mark.done is None:
        return {"mark": "", "is_kept": False}
    value = MarkValue(str(each.mark.value["value"]))
    return {
        "mark": _(present.MARKED[value]).format(day=say_day(each.mark.done)), "is_kept": value is MarkValue.MET,
    }  # fmt: skip


def _source(each: PublicPromise, tree: Tree) -> Part:
    if each.statement is not None:
        said = _("Sentence {n} of a statement of {body}") if each.is_joined else _("Sentence {n} of its statement")
        said = said.format(n=each.statement.sentence, body=_name(each.statement.body, tree))
        return {"source": said, "href": f"/statements/{each.statement.statement}/#s{each.statement.sentence}"}
    said = _("Number {n} of the letter “{title}”").format(n=each.number, title=each.title)
    return {"source": said, "href": f"/letters/{each.slug}/#n{each.number}"}


def stands(each: PublicPromise, today: date) -> str:
    """How its day stands."""
    if each.made.claimed is not None:
        return _("they say it is done, {day}").format(day=say_day(each.made.claimed))
    if not each.is_open or each.last is None:
        return ""
    left = (each.last - today).days
    if left < 0:
        return ngettext("past due since {n} day", "past due since {n} days", -left).format(n=-left)
    return ngettext("{n} day left", "{n} days left", left).format(n=left)


def lines(each: PublicPromise, tree: Tree) -> list[str]:
    """Who else promises it, and what the group says of it."""
    found = []
    if each.helped is not None:
        found.append(_("The group says: this helped. {day}.").format(day=say_day(each.helped)))
    if each.statement is None:
        return found
    if each.is_joined:
        found.append(
            _("Promised first by {body}, and past due for each of them.").format(body=_name(each.statement.body, tree))
        )
    for one in each.statement.partners:
        name = _name(one.body, tree)
        found.append(_(PARTNERS[one.joined]).format(body=name, day=say_day(one.answered or one.asked)))
    return [*found, _(SAID)]


def _name(body: str, tree: Tree) -> str:
    return tree[body].name if body in tree else ""


PARTNERS: Final = {
    None: N_("{body} was asked on {day} to promise it too, and has not answered."),
    True: N_("{body} promises it too, since {day}."),
    False: N_("{body} was asked to promise it too, and said no on {day}."),
}


def said_only(body: str, found: Sequence[PublicPromise], today: date) -> list[Part]:
    """What statements say they will do and nobody made a promise: with a day taken from its words, marked as such."""
    whole = {(one.statement.statement, one.statement.sentence) for one in found if one.statement}
    return [
        {**each, "is_over": each["until"] is not None and each["until"] < today}
        for text in statements.of_body(body)
        for each in intentions(text)
        if (text.code, each["place"]) not in whole
    ]


def intentions(text: Text) -> list[Part]:
    """Sentences of a statement that say what will be done: {code, place, words, level, missing, until, from_words}."""
    try:
        reading = read_statement(text.text, text.published or text.written, text.language)
    except Unreadable:
        return []
    rules, found = language(text.language), []
    for place, sentence in enumerate(reading.sentences, 1):
        for made in sentence.promises[:1]:
            moment = made.moment
            missing = [rules.say("slots", one.name) for one in made.slots if one.state == "missing"]
            found.append({
                "code": text.code, "place": place, "words": " ".join(reading.words(sentence).split()),
                "language": text.language, "level": rules.say("levels", made.level), "missing": ", ".join(missing),
                "until": moment.until if moment else None,
                "assumed": reading.words(moment) if moment and moment.assumed else "",
            })  # fmt: skip
    return found
