# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a form of the path without scripts says, as the values that a script would have sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.http import QueryDict

from answerable.core.bank import KINDS, OWN_WORDS, goes_past
from answerable.core.errors import Refused
from answerable.core.terms import WIDTH, Terms, as_value
from answerable.core.words import N_
from answerable.web.asker.sheet import Place

CHOOSE_KIND = N_("Please choose what you ask for. It is the only thing you must choose.")
NO_WORDS_HERE = N_("Without scripts this server takes no words of your own. Please choose a kind of ask.")
TOO_LONG = N_("This is longer than 100,000 signs. Please make it shorter; nothing is cut off for you.")
NEED_WORDS = N_("You chose “In my own words”. Please write a few, or choose another kind.")
SAY_WIDENS = N_("This lets more people know. Please tick each line that you want, or leave it as it was.")
SAY_SURE = N_("Please tick that you are sure.")
LONGEST = 100_000
WINDOWS = {"0": 0, "7": 7, "14": 14, "30": 30}


@dataclass(frozen=True)
class Chosen:
    """What was ticked and typed, so that a form that comes back holds all of it."""

    kind: str = ""
    route: str = "body"
    readers: frozenset[str] = frozenset()
    backups: frozenset[str] = frozenset()
    silence: str = "pooled"
    contact: str = "answers_only"
    pace: str = "usual"
    look_back: str = ""
    kind_to_second_line: bool = False
    standby: bool = False
    helped: bool = False
    window: str = "0"
    words: str = field(default="", repr=False)
    met: str = field(default="", repr=False)
    never: str = field(default="", repr=False)


def parse_chosen(post: QueryDict) -> Chosen:
    """Read the form as it is; nothing is refused here."""
    return Chosen(
        kind=str(post.get("kind", "")),
        route="past_body" if post.get("route") == "past_body" else "body",
        readers=frozenset(map(str, post.getlist("reader"))),
        backups=frozenset(map(str, post.getlist("backup"))),
        silence=str(post.get("silence", "")),
        contact="may_write" if post.get("contact") == "may_write" else "answers_only",
        pace="slow" if post.get("pace") == "slow" else "usual",
        look_back=str(post.get("look_back", "")),
        window=str(post.get("window", "0")),
        kind_to_second_line=post.get("kind_to_second_line") == "yes",
        standby=post.get("standby") == "yes",
        helped=post.get("helped") == "yes",
        words=_text(post, "words"),
        met=_text(post, "met"),
        never=_text(post, "never"),
    )


def _text(post: QueryDict, name: str) -> str:
    return str(post.get(name, "")).replace("\r\n", "\n").strip()


def check_chosen(chosen: Chosen, *, words_open: bool) -> None:
    """Raise Refused for what the form alone can tell; the rules decide the rest."""
    if chosen.kind not in KINDS:
        raise Refused(CHOOSE_KIND)
    if not words_open and (chosen.words or chosen.met or chosen.never or chosen.kind == OWN_WORDS):
        raise Refused(NO_WORDS_HERE)
    if len(chosen.words) + len(chosen.met) + len(chosen.never) > LONGEST:
        raise Refused(TOO_LONG)
    if chosen.kind == OWN_WORDS and not chosen.words:
        raise Refused(NEED_WORDS)


def choices(chosen: Chosen, *, everyone: frozenset[str], today: date, drawn: bytes, text: str) -> dict[str, Any]:
    """The choices of a lodging; as soon as somebody is left out, silence counts with the backup only.

    `drawn` is a random number for the day, when a window was chosen.
    """
    past = chosen.route == "past_body" or goes_past(chosen.kind)
    readers = chosen.backups if past else chosen.readers & everyone
    narrow = past or readers != everyone or chosen.silence not in ("pooled", "by_name")
    return {
        "kind": chosen.kind,
        "helped": chosen.helped,
        "route": "past_body" if past else "body",
        "readers": sorted(readers),
        "backups": sorted(chosen.backups),
        "hold_until": hold_until(chosen.window, today, drawn),
        "text": text,
        "terms": {
            "silence": "second_line" if narrow else chosen.silence,
            "kind_to_second_line": chosen.kind_to_second_line,
            "standby": chosen.standby,
            "contact": chosen.contact,
            "pace": chosen.pace,
            "public_mark": False,
            "look_back": chosen.look_back or None,
        },
    }


def hold_until(window: str, today: date, drawn: bytes) -> str | None:
    """A random day, 1 to `window` days after today; None for today."""
    days = WINDOWS.get(window, 0)
    if days == 0:
        return None
    return (today + timedelta(days=1 + int.from_bytes(drawn, "big") % days)).isoformat()


def parse_move(move: str, post: QueryDict, terms: Terms, today: date) -> dict[str, Any]:
    """The value of a move. Raises Refused where the form must say more on purpose."""
    if move == "mark":
        names = ("value", "audience", "promise")
        given = {name: str(post.get(name, "")) for name in names}
        return {**given, "audience": given["audience"] or "asker", "promise": given["promise"] or None}
    if move == "change":
        return parse_change(post, terms)
    if move in TERM_MOVES:
        return TERM_MOVES[move](post, terms, today)
    if move == "pause":
        return {"keep_safety": post.get("keep_safety") == "yes"}
    if move == "attester-accepted":
        ties = [each for each in str(post.get("ties", "")).split(",") if each]
        return {"attester": str(post.get("attester", "")), "ties": ties, "paid_by": str(post.get("paid_by", ""))}
    if move in FIELDS:
        return {name: str(post.get(name, "")) or None for name in FIELDS[move]}
    return {}


# Moves whose value is what the form's fields say, each as it stands; an empty one is nothing.
FIELDS = {
    **dict.fromkeys(("accepted", "declined", "released"), ("promise",)),
    "consent-given": ("consent", "until"),
    "consent-refused": ("consent",),
    "consent-back": ("consent",),
    "boundary": ("code", "what"),
    "boundary-lifted": ("boundary",),
    "breach": ("boundary", "on"),
    "keys-refused": ("handler",),
    **dict.fromkeys(("attester-offered", "attester-ended"), ("attester",)),
}


def parse_change(post: QueryDict, old: Terms) -> dict[str, Any]:
    """New terms, a new kind, and what widens; each widening must be ticked by name."""
    new = {
        **as_value(old),
        "silence": str(post.get("silence", "")) or str(old.silence),
        "kind_to_second_line": post.get("kind_to_second_line") == "yes",
        "standby": post.get("standby") == "yes",
        "contact": "may_write" if post.get("may_write") == "yes" else "answers_only",
        "pace": "slow" if post.get("slow") == "yes" else "usual",
        "look_back": str(post.get("look_back", "")) or None,
    }
    wider = sorted(name for name in new if name != "pace" and _width(new[name]) > _width(as_value(old)[name]))
    if not set(wider) <= set(map(str, post.getlist("widens"))):
        raise Refused(SAY_WIDENS)
    return {"terms": new, "kind": str(post.get("kind", "")) or None, "widens": wider}


def _pushed(post: QueryDict, old: Terms, today: date) -> dict[str, Any]:
    day = today.isoformat() if post.get("says") == "pushed" else None
    return {"terms": {**as_value(old), "pushed": day}, "kind": None, "widens": []}


def _keep_words(post: QueryDict, old: Terms, today: date) -> dict[str, Any]:
    del today
    return {"terms": {**as_value(old), "keep_words": post.get("says") == "keep"}, "kind": None, "widens": []}


# Forms of their own that change one term: to the record and in the asker's list they are a change like any other.
TERM_MOVES: Mapping[str, Callable[[QueryDict, Terms, date], dict[str, Any]]] = {
    "pushed": _pushed,
    "keep_words": _keep_words,
}


def _width(found: Any) -> int:
    return int(found) if isinstance(found, bool) else {str(key): width for key, width in WIDTH.items()}.get(found, 0)


def everybody(place: Place | None) -> Chosen:
    """How the form begins: everybody ticked."""
    if place is None:
        return Chosen()
    return Chosen(
        readers=frozenset(each["code"] for each in place.readers),
        backups=frozenset(each["code"] for each in place.backups),
    )
