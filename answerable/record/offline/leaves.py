# SPDX-License-Identifier: AGPL-3.0-or-later
"""What may stand in the log: two shapes of leaf, and the fields of each type. Append-only, as the log itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from answerable.sealing.errors import Refusal
from answerable.sealing.wire import parse_b64, parse_jcs
from answerable.tlog.encoding import parse_hash
from answerable.tlog.errors import Invalid

MOST_BYTES: Final = 4096
BIGGEST: Final = 2**53
IN_A_PART: Final = 10  # of a directory
CODE: Final = re.compile(r"[a-z2-7]{26}")
HEX: Final = re.compile(r"[0-9a-f]{64}")
KEY: Final = re.compile(r"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]")  # 32 bytes, canonical
MONTH: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")

Is = Callable[[Any], bool]


class Wrong(Exception):
    """A leaf that may not stand in the log. `what` says why, in words."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True)
class Leaf:
    """`kind` is "" for a thread leaf, whose `fields` are id and c."""

    kind: str
    fields: Mapping[str, Any]

    @property
    def day(self) -> date:
        """The day of an open leaf."""
        return date.fromisoformat(self.fields["day"])


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value < BIGGEST


def _is_day(value: Any) -> bool:
    return isinstance(value, str) and _names_a_day(value)


@lru_cache(maxsize=4096)  # a directory repeats the same few days for years
def _names_a_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_code(value: Any) -> bool:
    return isinstance(value, str) and _has_form(CODE, value)


def _is_hex(value: Any) -> bool:
    return isinstance(value, str) and _has_form(HEX, value)


@lru_cache(maxsize=4096)  # and the same few codes and digests
def _has_form(form: re.Pattern[str], text: str) -> bool:
    return form.fullmatch(text) is not None


def is_key(value: Any) -> bool:
    """A public key in base64url."""
    return isinstance(value, str) and KEY.fullmatch(value) is not None


def _is_month(value: Any) -> bool:
    return isinstance(value, str) and MONTH.fullmatch(value) is not None


def _is_step(value: Any) -> bool:
    """16, 32, 64 …"""
    return _is_count(value) and value >= 16 and value & (value - 1) == 0


def _is_root(value: Any) -> bool:
    """A hash in standard base64."""
    try:
        parse_hash(value)
    except (Invalid, TypeError, AttributeError):
        return False
    return True


def _is_number(value: Any) -> bool:
    """From 1."""
    return _is_count(value) and value >= 1


def _or_none(check: Is) -> Is:
    return lambda value: value is None or check(value)


def _list_of(check: Is) -> Is:
    return lambda value: isinstance(value, list) and all(check(each) for each in value)


def _by(name: str, parts: Is, most: int = BIGGEST) -> Is:
    """A list of such parts, each once, in the order of this field."""

    def check(value: Any) -> bool:
        if not _list_of(parts)(value) or len(value) > most:
            return False
        names = [each[name] for each in value]
        return names == sorted(set(names))

    return check


def _is_yes_no(value: Any) -> bool:
    return isinstance(value, bool)


def _is_none(value: Any) -> bool:
    return value is None


def _is_version(value: Any) -> bool:
    """1, and not the `true` that equals it here."""
    return type(value) is int and value == 1


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _is_pledges(value: Any) -> bool:
    """How a body stands: these are whole numbers and days, where they stand there; the rest is as it is."""
    return _is_object(value) and all(is_(value.get(name)) for name, is_ in PLEDGED.items())


def _parts(**fields: Is) -> Is:
    return lambda value: (
        isinstance(value, dict) and set(value) == set(fields) and all(is_(value[name]) for name, is_ in fields.items())
    )


PLEDGED: Final[Mapping[str, Is]] = {
    **dict.fromkeys(("acknowledge", "answer", "word", "promise"), _or_none(_is_count)),
    **dict.fromkeys(("letter", "joined"), _or_none(_is_day)),
}
HANDLER: Final = _parts(
    code=_is_code, role=_is_text, **{"from": _is_day}, until=_or_none(_is_day), sealing=_is_hex, signing=_is_hex,
    since=_is_day, by=_is_none,
)  # fmt: skip
KEYS: Final = _parts(sealing=_is_hex, signing=_is_hex)
SIGNED: Final = _list_of(_parts(key=is_key, signature=_is_text))
LETTER: Final = _parts(
    body=_is_code, title=_is_hex, group=_is_hex, intro=_or_none(_is_hex), numbers=_list_of(_is_hex),
    keys=_list_of(is_key), threshold=_is_count,
)  # fmt: skip
# type → its fields beside v, type, id and day
TYPES: Final[Mapping[str, Mapping[str, Is]]] = {
    "policy": {"lines": _list_of(_is_text)},
    "bundle": {"files": _by("name", _parts(name=_is_text, sha256=_is_hex))},
    "directory": {
        "body": _is_code, "first": _or_none(_is_day), "part": _is_number, "parts": _is_number,
        "enrolment": is_key, "second_line": _or_none(_is_code), "handlers": _by("code", HANDLER, IN_A_PART),
    },
    "statement": {"body": _is_code, "statement": _is_code, "version": _is_count, "taken": _is_count, "digest": _is_hex},
    "clocks": {"body": _is_code, "pledges": _is_pledges},
    "batch": {"leaves": _is_step},
    "release": {"month": _is_month, "level": _is_code, "digest": _is_hex},
    "tally": {"month": _is_month, "level": _is_code, "size": _is_step, "root": _is_root},
    "opened": {"index": _is_count},
    "redaction": {"index": _is_count},
    "letter": {"letter": _is_code, "round": _is_count, "asked": _is_day, "value": LETTER, "signatures": SIGNED},
    "letter-act": {
        "letter": _is_code, "act": _is_text, "round": _is_count, "asked": _is_day, "value": _is_object,
        "signatures": SIGNED,
    },
    "answer": {
        "letter": _is_code, "number": _is_count, "code": _is_code, "value": _is_text, "reasons": _list_of(_is_text),
        "power": _is_text, "text": _or_none(_is_hex), "by": _is_code,
    },
    "promise": {
        "letter": _or_none(_is_code), "number": _or_none(_is_count), "statement": _or_none(_is_code),
        "version": _or_none(_is_count), "sentence": _or_none(_is_count),
        "code": _is_code, "who": _or_none(_is_text), "what": _or_none(_is_text), "by": _or_none(_is_day),
        "how_seen": _or_none(_is_text), "with_what": _or_none(_is_text), "if_not": _or_none(_is_text),
        "completes": _or_none(_is_code), "text": _or_none(_is_hex), "author": _is_code,
    },
    "moved": {"letter": _or_none(_is_code), "promise": _is_code, "was": _is_day, "to": _is_day, "waits": _is_yes_no},
    "claim": {"letter": _or_none(_is_code), "number": _or_none(_is_count), "promise": _or_none(_is_code)},
    "joint": {"promise": _is_code, "body": _is_code},
    "link": {
        "letter": _is_code, "number": _is_count, "code": _is_code, "statement": _is_code, "version": _is_count,
        "sentence": _is_count,
    },
    "taken-out": {"letter": _is_code, "text": _is_hex, "now": _or_none(_is_hex), "by": _is_text},
    "key": {"old": _is_text, "new": _is_text, "signature": _is_text},
    "handler-key": {"body": _is_code, "handler": _is_code, "old": KEYS, "new": KEYS},
}  # fmt: skip
COMMON: Final[Mapping[str, Is]] = {"v": _is_version, "type": _is_text, "id": _is_code, "day": _is_day}


def parse_leaf(raw: bytes) -> Leaf:
    """A thread leaf or an open one, in its one canonical form. Raises Wrong."""
    if len(raw) > MOST_BYTES:
        raise Wrong("it is longer than 4,096 bytes")
    try:
        fields = parse_jcs(raw)
    except Refusal:
        raise Wrong("it is not JSON in canonical form") from None
    return _thread_leaf(fields) if "type" not in fields else _open_leaf(fields)


def _thread_leaf(fields: Mapping[str, Any]) -> Leaf:
    if set(fields) != {"v", "id", "c"} or not _is_version(fields["v"]) or not _is_code(fields["id"]):
        raise Wrong("it has not the one shape of a thread leaf")
    try:
        parse_b64(fields["c"], 32)
    except Refusal:
        raise Wrong("its commitment is no commitment") from None
    return Leaf("", fields)


def _open_leaf(fields: Mapping[str, Any]) -> Leaf:
    kind = fields["type"]
    own = TYPES.get(kind) if isinstance(kind, str) else None
    if own is None:
        raise Wrong("there is no such type of leaf")
    wanted = {**COMMON, **own}
    if set(fields) != set(wanted):
        raise Wrong(f"a leaf of type {kind} has other fields")
    bad = sorted(name for name, is_right in wanted.items() if not is_right(fields[name]))
    if bad:
        raise Wrong(f"its field “{bad[0]}” is not as it should be")
    return Leaf(kind, fields)
