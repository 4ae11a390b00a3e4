# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters in the record: everything in clear from the start, with commitments where words stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from answerable.core import promise
from answerable.core.letter_state import (
    SIGNED,
    Act,
    LetterFact,
    LetterMove,
    LetterStage,
    promise_of,
)
from answerable.core.move import Role
from answerable.record import keeping, leaf_types
from answerable.record.keeping import Entry, open_entry
from answerable.sealing.wire import jcs
from answerable.storage import letters, models
from answerable.storage.letters import Held
from answerable.storage.writer import write

# What no page shows enters no record: drafts, links, signatures that are not enough yet.
UNSEEN: Final = frozenset(
    {LetterMove.DRAFTED, LetterMove.REWRITTEN, LetterMove.JOINED, LetterMove.DROPPED, LetterMove.STOP}
)
TAKES_AWAY: Final = frozenset({LetterMove.TAKEN_OUT, LetterMove.HIDE})
KINDS: Final = sorted({each for each in leaf_types.LETTER.values() if each})
Fields = dict[str, Any]


def enter(held: Held, fact: LetterFact, day: date) -> None:
    """Inside a write: the leaf of this fact, if everybody may know of it; of signed acts, all that stand by now."""
    if fact.move in UNSEEN:
        return
    day = keeping.day_for_taking(day) if fact.move in TAKES_AWAY else day
    entries = list(_acts(held, day)) if fact.move in SIGNED else [_said(held, fact, day)]
    if entries:
        keeping.append(entries)


def _acts(held: Held, day: date) -> Iterator[Entry]:
    """Every act that stands and is not entered yet, in the order in which they came to stand."""
    entered = set(held.row.entered)
    for act in held.letter.acts:
        name = f"{act.about}/{act.round}"
        if act.stands and name not in entered:
            entered.add(name)
            yield _act_entry(held, act, day)
    if entered != set(held.row.entered):
        held.row.entered = sorted(entered)
        held.row.save(update_fields=["entered"])


def _act_entry(held: Held, act: Act, day: date) -> Entry:
    kind = "letter" if act.move is LetterMove.PUT_UP else "letter-act"
    fields: Fields = {
        "letter": held.row.code,
        "round": act.round,
        "asked": act.asked.isoformat(),
        "value": dict(act.value),
        "signatures": [{"key": key, "signature": signature} for key, signature in act.signed],
    }
    if kind == "letter-act":
        fields["act"] = str(act.move)
    return open_entry(kind, day.isoformat(), context=f"{held.row.code}:{act.about}:{act.round}", **fields)


def _said(held: Held, fact: LetterFact, day: date) -> Entry:
    kind, fields = SAID[fact.move](held, fact)
    context = f"{held.row.code}:{held.row.facts.count()}"
    return open_entry(kind, day.isoformat(), context=context, letter=held.row.code, **fields)


def _answer(held: Held, fact: LetterFact) -> tuple[str, Fields]:
    del held
    given: Mapping[str, Any] = dict(fact.value["answer"])  # type: ignore[arg-type]
    return "answer", {
        "number": fact.value["number"],
        "code": given["code"],
        "value": given["value"],
        "reasons": list(given.get("reasons") or ()),
        "power": given["power"],
        "text": fact.value["text"],
        "by": fact.actor,
    }


def _promise(held: Held, fact: LetterFact) -> tuple[str, Fields]:
    given: Mapping[str, Any] = dict(fact.value["promise"])  # type: ignore[arg-type]
    made = promise_of(held.letter, str(given["code"]))
    if made is None:
        raise ValueError("the promise was not stored")
    slots = {name: given.get(name) or None for name in (*promise.SLOTS, "with_what", "if_not", "completes")}
    return "promise", {
        "number": fact.value["number"],
        "code": given["code"],
        **slots,
        **dict.fromkeys(("statement", "version", "sentence")),
        "text": fact.value["text"],
        "author": fact.actor,
    }


def _moved(held: Held, fact: LetterFact) -> tuple[str, Fields]:
    """With the date that stood before: it stays."""
    found = promise_of(held.letter, str(fact.value["promise"]))
    if found is None:
        raise ValueError("a date of no promise was moved")
    new = found.promise.dates[-1]
    earlier = [each.to for each in found.promise.dates[:-1] if not each.needs_asker or each.accepted]
    was = earlier[-1] if earlier else found.promise.by
    return "moved", {
        "promise": found.promise.code,
        "was": was.isoformat() if was else "",
        "to": new.to.isoformat(),
        "waits": new.needs_asker,
    }


def _claim(held: Held, fact: LetterFact) -> tuple[str, Fields]:
    del held
    return "claim", {"number": fact.value["number"], "promise": fact.value["promise"]}


def _linked(held: Held, fact: LetterFact) -> tuple[str, Fields]:
    del held
    return "link", {name: fact.value[name] for name in ("number", "code", "statement", "version", "sentence")}


def _taken_out(held: Held, fact: LetterFact) -> tuple[str, Fields]:
    del held
    by = "group" if fact.by is Role.GROUP_KEYHOLDER else "body"
    return "taken-out", {"text": fact.value["text"], "now": fact.value["now"], "by": by}


SAID: Final[Mapping[LetterMove, Callable[[Held, LetterFact], tuple[str, Fields]]]] = {
    LetterMove.ANSWER: _answer,
    LetterMove.PROMISE: _promise,
    LetterMove.MOVED: _moved,
    LetterMove.CLAIM: _claim,
    LetterMove.LINKED: _linked,
    LetterMove.TAKEN_OUT: _taken_out,
}


@write
def refresh(day: date) -> bool:
    """What came to stand by the mere passing of three days. Whether there was any."""
    rows = models.Letter.objects.exclude(stage=LetterStage.DRAFT).select_related("body").order_by("code")
    entries = [entry for row in rows for entry in _acts(letters.open_letter(row).on(day), day)]
    if entries:
        keeping.append(entries)
    return bool(entries)


def waits(size: int) -> bool:
    """Whether something about a letter stands in the log, and in no head of this size yet."""
    return models.Leaf.objects.filter(index__gte=size, kind__in=KINDS).exists()


def file(code: str) -> bytes | None:
    """`letters/<code>.json`: the words of a public letter with their salts, JCS; nothing while it is hidden."""
    row = models.Letter.objects.filter(code=code, stage=LetterStage.PUBLIC).select_related("body").first()
    if row is None:
        return None
    held = letters.open_letter(row)
    shown = {*held.letter.own_texts, *held.letter.body_texts}
    texts = letters.read_texts(row)
    return jcs({"letter": code, "texts": {each: texts[each] for each in sorted(shown) if each in texts}})
