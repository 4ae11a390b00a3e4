# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a server hands over, held against the shape it must have, before anything is done with it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any, Final

from answerable.core.errors import Refused

DAMAGED: Final = (
    "Something that came from the server does not fit, so nothing was done with it. Please try again later."
)
Shape = Any
Part = dict[str, Any]


def is_day(found: Any) -> bool:
    """An ISO day."""
    try:
        return isinstance(found, str) and date.fromisoformat(found).isoformat() == found
    except ValueError:
        return False


def is_none(found: Any) -> bool:
    return found is None


def fits(found: Any, shape: Shape) -> bool:
    """Whether a value has a shape: a type, a test, a list of one, alternatives, or fields (“?” where one may lack)."""
    if isinstance(shape, type):
        return isinstance(found, shape) and (shape is bool or not isinstance(found, bool))
    if isinstance(shape, list):
        return isinstance(found, list) and all(fits(each, shape[0]) for each in found)
    if isinstance(shape, tuple):
        return any(fits(found, each) for each in shape)
    if isinstance(shape, Mapping):
        return isinstance(found, dict) and all(_field_fits(found, name, each) for name, each in shape.items())
    check: Callable[[Any], bool] = shape
    return check(found)


def one_of(known: Collection[str]) -> Callable[[Any], bool]:
    """A test for one of these words: what is no word is none of them."""
    return lambda found: isinstance(found, str) and found in known


def _field_fits(found: Part, name: str, shape: Shape) -> bool:
    if name.endswith("?"):
        return name[:-1] not in found or fits(found[name[:-1]], shape)
    return name in found and fits(found[name], shape)


def _directory_leaf(found: Any) -> bool:
    """Its text is JSON of this shape: checked here, so that a leaf is never half read."""
    try:
        return fits(json.loads(found), LISTING) if isinstance(found, str) else False
    except (ValueError, RecursionError):
        return False


DAY: Final = is_day
MAYBE_DAY: Final = (is_day, is_none)
MAYBE: Final = (str, is_none)
LISTING: Final = {
    "type": str,
    "day": DAY,
    "first": MAYBE_DAY,
    "handlers": [{"code": str, "sealing": str, "signing": str, "since": DAY}],
}
PLACE: Final = {"index": int, "hashes": [str]}
CERTIFICATE: Final = {
    "body": str, "handler": str, "role": str, "from": DAY, "until": MAYBE_DAY, "signature": str,
}  # fmt: skip
ENTRY: Final = {
    "code": str, "sealing": str, "signing": str, "title": str, "certificate": CERTIFICATE, "body?": str,
    "enrolment_key?": str,
}  # fmt: skip
PERSON: Final = {"code": str, "title": str, "about": str}
PROMISE: Final = {"origin": str, "id": str, "c": str, "batch": DAY, "signature": str}
FIELDS: Final = {
    "type": str, "day": DAY, "due": MAYBE_DAY, "thread": MAYBE, "key": MAYBE, "value": MAYBE,
    "signature": ({"signature": str}, is_none),
}  # fmt: skip
LINE: Final = {"id": str, "salt": str, "c": str, "fields": FIELDS}
SHEET: Final = {
    "body": {"code": str, "slug": str, "name": str, "joined": bool},
    "today": DAY,
    "enrolment_key": str,
    "readers": [ENTRY],
    "backups": [ENTRY],
    "record": {"checkpoint": MAYBE, "leaves": [{**PLACE, "leaf": _directory_leaf}]},
    "shown": {
        "readers_lead": str, "backup_lead": str, "nobody": str, "small": str, "host": [str], "law": [str],
        "pledges_title": str, "pledges": [{"about": str, "says": str}], "readers": [PERSON], "backups": [PERSON],
    },
}  # fmt: skip
TERMS: Final = {
    "silence": str, "kind_to_second_line": bool, "standby": bool, "contact": str, "pace": str, "public_mark": bool,
    "keep_words?": bool, "pushed?": MAYBE_DAY, "look_back?": MAYBE,
}  # fmt: skip
STATE: Final = {
    "ask": str,
    "body": {"code": str, "name": str, "slug": str},
    "kind": str,
    "mode": str,
    "helped?": bool,
    "right?": lambda found: found in ("own", "see", "act", "mark"),
    "ways?": [{"code": str, "kind": str, "recipient": str}],
    "stage": str,
    "flags": {"paused": bool, "withdrawn": bool},
    "today": DAY,
    "lodged": MAYBE_DAY,
    "hold_until": MAYBE_DAY,
    "acknowledge_by": MAYBE_DAY,
    "answer_by": MAYBE_DAY,
    "word_by": MAYBE_DAY,
    "promise_by": MAYBE_DAY,
    "overdue": [str],
    "terms": TERMS,
    "epoch": int,
    "next": {"number": int, "prev": str},
    "marks": [{"value": str, "audience": str, "promise": MAYBE, "day": DAY, "taken_back": bool, "effective": bool}],
    "promises": [{"code": str, "stage": str}],
    "consents?": [{"code": str, "party": str, "purpose": str, "thing": str, "stage": str, "until": MAYBE_DAY}],
    "boundaries?": [{"code": str, "what": str, "stage": str, "kept": bool}],
    "attesters?": [{"code": str, "name": str, "says": str, "told": str, "ties": str, "paid_by": str, "said": [str]}],
    "could_attest?": [{"code": str, "title": str}],
    "answers": [{"code": str, "value": str, "day": DAY}],
    "handouts": [{"role": str, "what": str, "day": DAY}],
    "history": [{"move": str, "day": DAY, "by": str, "number?": (int, is_none), "value?": (dict, is_none)}],
    "entries": [{**LINE, "number": (int, is_none), "signature": MAYBE}],
    "run_lines?": [LINE],
    "record": {"checkpoint": MAYBE, "leaves": dict, "promise": (PROMISE, is_none)},
    "readers": [{**ENTRY, "reads": bool}],
    "backups": [{"code": str, "title": str}],
    "admissible": [ENTRY],
    "directory": {"body": {"code": str}, "today": DAY, "enrolment_key": str, "readers": [ENTRY], "backups": [ENTRY]},
    "keep": str,
    "keys": [{"epoch": int, "file": str}],
    "messages": [{"order": int, "epoch": int, "file": str}],
    "words_go?": MAYBE_DAY,
    "own_until?": MAYBE_DAY,
    "forgotten?": [{"order": int, "from": str, "day": DAY}],
}
TAKEN: Final = {"promise": (PROMISE, is_none), "entry": LINE, "received": [str]}


def parse_sheet(found: Any) -> Part:
    """The directory of one body. Raises Refused."""
    return _parse(found, SHEET)


def parse_state(found: Any) -> Part:
    """The state of one ask, with each entry beside its fact. Raises Refused."""
    state = _parse(found, STATE)
    if len(state["history"]) != len(state["entries"]) or not state["history"]:
        raise Refused(DAMAGED)
    if not all(fits(each, PLACE) for each in state["record"]["leaves"].values()):
        raise Refused(DAMAGED)
    return state


def parse_taken(found: Any) -> Part:
    """What lodging answers. Raises Refused."""
    return _parse(found, TAKEN)


def _parse(found: Any, shape: Shape) -> Part:
    if not fits(found, shape):
        raise Refused(DAMAGED)
    return dict(found)
