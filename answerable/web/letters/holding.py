# SPDX-License-Identifier: AGPL-3.0-or-later
"""What those who hold a letter see of it: what waits for signatures, who holds it, what each of them can do."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from answerable.core import promise
from answerable.core.letter_checks import VALUES, put_up_value
from answerable.core.letter_days import is_answered
from answerable.core.letter_evolve import about
from answerable.core.letter_state import (
    Act,
    Letter,
    LetterMove,
    LetterStage,
    helped_date,
    is_slow,
    last_round,
    link_of,
    needed,
)
from answerable.core.mark import TITLES, WAIT_DAYS, MarkValue
from answerable.core.words import N_
from answerable.sealing.identity import fingerprint
from answerable.storage.access import Actor
from answerable.storage.linked import LinkState
from answerable.web.jinja import say_day
from answerable.web.letters import present
from answerable.web.letters.shelf import Opened

Part = dict[str, Any]
DONE: Final = {
    "act": N_("Signed."),
    "stop": N_("Taken back. Nobody else saw it."),
    "rewrite": N_("Changed. The other person reads it again before it is public."),
    "invite": N_("Here is a link for one more person."),
    "take_out": N_("Taken out. The page says so, with the day."),
}


def key_of(actor: Actor) -> str:
    """The public key of whoever proved to hold the letter."""
    return actor.key.mark if actor.key else ""


def done_line(doing: str) -> str:
    found = DONE.get(doing)
    return _(found) if found else ""


def read(opened: Opened) -> Part:
    """What the second person reads, line by line, before anything is public."""
    core = opened.held.letter
    return {
        "code": opened.held.row.code,
        "is_draft": core.stage is LetterStage.DRAFT,
        "body": opened.held.named.name,
        "title": present.words(opened, core.title),
        "group": present.words(opened, core.group),
        "intro": present.words(opened, core.intro),
        "numbers": [present.words(opened, each) for each in core.numbers],
        "count": len(core.keys),
    }


def own(opened: Opened, key: str) -> Part:
    """The whole page of one keyholder."""
    core = opened.held.letter
    return {
        **read(opened),
        "slug": opened.held.row.slug or "",
        "stage": str(core.stage),
        "today": opened.today.isoformat(),
        "paused": core.paused,
        "is_out": core.stage is not LetterStage.DRAFT and key not in core.keys,
        "threshold": core.threshold,
        "typed": _typed(opened),
        "holders": [_holder(core, each, key) for each in core.keys],
        "waiting": [_holder(core, each, key) for each in core.joined],
        "put_up": _put_up(core, key),
        "open_acts": [_act(opened, each, key) for each in core.acts if each.is_open or each.waits],
        "marks": [_number(opened, each) for each in range(1, len(core.numbers) + 1)],
        "mark_titles": [(str(each), _(TITLES[each])) for each in MarkValue if each in VALUES],
        "stand": {name: _new(core, LetterMove(name), {}) for name in ("pause", "resume", "hide", "show")},
        "changes": _changes(core, key),
        "dates": _dates(core, key),
        "links": _links(opened, key),
        "wait": WAIT_DAYS,
    }


def _typed(opened: Opened) -> Part:
    """The words as they stand in the form with which a draft is changed."""
    core = opened.held.letter
    text = {each: found["text"] for each, found in opened.texts.items()}
    return {
        "title": text.get(core.title, ""),
        "group": text.get(core.group, ""),
        "intro": text.get(core.intro or "", ""),
        "numbers": "\n".join(text.get(each, "") for each in core.numbers),
    }


def _holder(core: Letter, key: str, own_key: str) -> Part:
    """Nobody has a name here: a key is known by its place and its short form."""
    place = core.keys.index(key) + 1 if key in core.keys else 0
    return {"key": key, "place": place, "short": fingerprint(key), "is_you": key == own_key}


def _new(core: Letter, move: LetterMove, value: Mapping[str, Any]) -> Part:
    """What the form of a new act carries: its round, and the value that is signed."""
    number = last_round(core, about(move, value)) + 1
    wanted = needed(core, move, value)
    return {"act": str(move), "round": number, "value": json.dumps(value, sort_keys=True), "needed": wanted}


def _put_up(core: Letter, key: str) -> Part | None:
    """The signature with which a draft becomes public: None before the second person is there, or after one's own."""
    if core.stage is not LetterStage.DRAFT or len(core.keys) < 2:
        return None
    value = put_up_value(core)
    begun = next((each for each in core.acts if each.move is LetterMove.PUT_UP and each.is_open), None)
    if begun is None:
        return {**_new(core, LetterMove.PUT_UP, value), "asked": "", "is_signed": False}
    again = {"round": begun.round, "asked": begun.asked.isoformat(), "is_signed": key in begun.signers}
    return {**_new(core, LetterMove.PUT_UP, value), **again}


def _number(opened: Opened, place: int) -> Part:
    core = opened.held.letter
    text = present.words(opened, core.numbers[place - 1])
    shown = present.number(opened, place)
    act = _new(core, LetterMove.MARK, {"number": place, "value": ""})
    helped = helped_date(core, place) is not None
    return {
        "number": place,
        "text": text,
        "mark": shown["mark"],
        "round": act["round"],
        "answered": is_answered(core, place),
        "helped": shown["helped"],
        "say_helped": _new(core, LetterMove.HELPED, {"number": place, "helped": not helped}),
    }


def _act(opened: Opened, act: Act, key: str) -> Part:
    """Something that waits: for signatures, or for its three days."""
    core = opened.held.letter
    wanted = needed(core, act.move, act.value)
    until = act.done + timedelta(days=WAIT_DAYS) if act.waits and act.done else None
    more = wanted - len(act.signers)
    waits = ngettext("It waits for {n} more signature.", "It waits for {n} more signatures.", more).format(n=more)
    return {
        "act": str(act.move),
        "about": act.about,
        "round": act.round,
        "asked": act.asked.isoformat(),
        "value": json.dumps(dict(act.value), sort_keys=True),
        "says": _says(core, act),
        "waits": _("Everybody sees it from {day} on.").format(day=say_day(until)) if until else waits,
        "can_sign": act.is_open and key in core.keys and key not in act.signers and act.move is not LetterMove.PUT_UP,
        "can_stop": key in act.signers or (act.waits and act.move is LetterMove.KEYS),
    }


def _says(core: Letter, act: Act) -> str:
    value = act.value
    if act.move is LetterMove.HELPED:
        said = _("Number {n}: say “this helped”") if value["helped"] else _("Number {n}: no longer say “this helped”")
        return said.format(n=value["number"])
    if act.move is LetterMove.LINK:
        link = link_of(core, str(value["link"]))
        said = (
            _("Number {n}: take the sentence as an answer")
            if value["accepted"]
            else _("Number {n}: do not take the sentence as an answer")
        )
        return said.format(n=link.number if link else 0)
    if act.move is LetterMove.MARK:
        title = _(TITLES[MarkValue(str(value["value"]))])
        return _("Number {n}: “{mark}”").format(n=value["number"], mark=title)
    if act.move is LetterMove.KEYS:
        return _says_keys(core, value)
    if act.move is LetterMove.DATE:
        said = _("Agree that the date moves to {day}") if value["accepted"] else _("Do not agree to the date {day}")
        return said.format(day=value["to"])
    return _(STANDS[act.move])


STANDS: Final = {
    LetterMove.PUT_UP: N_("Put the letter up"),
    LetterMove.SHOW: N_("Show the letter again"),
    LetterMove.PAUSE: N_("Pause the letter"),
    LetterMove.RESUME: N_("Go on with the letter"),
    LetterMove.HIDE: N_("Hide the letter"),
}


def _says_keys(core: Letter, value: Mapping[str, Any]) -> str:
    out = [core.keys.index(each) + 1 for each in core.keys if each not in value["keys"]]
    new = [each for each in value["keys"] if each not in core.keys]
    lines = [_("Keyholder {n} leaves.").format(n=each) for each in out]
    lines += [_("A new keyholder comes in: {short}.").format(short=fingerprint(each)) for each in new]
    return " ".join([*lines, _("Then {n} must sign a mark.").format(n=value["threshold"])])


def _changes(core: Letter, own_key: str) -> Part:
    """Letting somebody in, and somebody leaving: each with the list of keys that would be signed."""
    let_in = [{**_change(core, [*core.keys, each]), "short": fingerprint(each)} for each in core.joined]
    leave = [
        {
            **_change(core, [one for one in core.keys if one != each]),
            "place": core.keys.index(each) + 1,
        }
        for each in core.keys
        if each != own_key and len(core.keys) > 1
    ]
    return {"let_in": let_in, "leave": leave, "most": range(1, len(core.keys) + len(core.joined) + 1)}


def _change(core: Letter, keys: list[str]) -> Part:
    value: dict[str, Any] = {"keys": keys, "threshold": max(1, min(core.threshold, len(keys)))}
    return {**_new(core, LetterMove.KEYS, value), "is_slow": is_slow(core, LetterMove.KEYS, value)}


def _dates(core: Letter, key: str) -> list[Part]:
    """New dates that wait for the group's yes or no."""
    found = []
    for each in core.promises:
        waiting = promise.pending_date(each.promise)
        if waiting is None or key not in core.keys:
            continue
        value = {"promise": each.promise.code, "to": waiting.to.isoformat()}
        acts = {said: _new(core, LetterMove.DATE, {**value, "accepted": said}) for said in (True, False)}
        found.append({"number": each.number, "to": say_day(waiting.to), "yes": acts[True], "no": acts[False]})
    return found


def _links(opened: Opened, key: str) -> list[Part]:
    """Sentences that the organisation says answer a number, and that wait for the group's yes or no."""
    core, found = opened.held.letter, []
    for place, linked in opened.linked.items():
        for each in linked:
            if each.state is not LinkState.OFFERED or key not in core.keys:
                continue
            acts = {said: _new(core, LetterMove.LINK, {"link": each.code, "accepted": said}) for said in (True, False)}
            found.append({
                "number": place, "sentence": each.sentence, "day": say_day(each.date), "yes": acts[True],
                "no": acts[False],
            })  # fmt: skip
    return found
