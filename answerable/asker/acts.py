# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an asker can do with an ask: each act's fields, the value it signs, and the keys that travel beside it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from answerable.asker import own
from answerable.asker.parse import fits, one_of
from answerable.asker.trust import Trust
from answerable.core import boundary, terms
from answerable.core.attester import NO_ATTESTER
from answerable.core.bank import KINDS
from answerable.core.errors import Refused
from answerable.core.look_back import LookBack
from answerable.core.mark import Audience, MarkValue
from answerable.sealing import asker
from answerable.sealing.asker import check_readers
from answerable.sealing.errors import Refusal
from answerable.sealing.ways import named
from answerable.sealing.wire import Random

NOT_ACTS: Final = "The acts cannot be read: {why}"
NOT_A_LIST: Final = "they are not a JSON list of objects."
NO_SUCH_ACT: Final = "there is no act “{what}”. Known are: {known}."
WRONG_ACT: Final = "“{what}” needs these fields, and no others: {fields}."
SAY_SURE: Final = "Say that you are sure: it cannot be undone."
SAY_WIDENS: Final = "This lets more people know: {names}. Say so on purpose for each, or leave it as it was."
NO_NEW_KEYS: Final = "No reader of this ask waits with new keys."
NOT_A_READER: Final = "This person does not read this ask."
NOT_ADMISSIBLE: Final = "This person cannot be let in."
Part = Mapping[str, Any]

TERMS: Final = {
    "silence?": lambda found: found in ("second_line", "pooled", "by_name"),
    "kind_to_second_line?": bool,
    "standby?": bool,
    "contact?": lambda found: found in ("answers_only", "may_write"),
    "pace?": lambda found: found in ("usual", "slow"),
    "keep_words?": bool,
    "look_back?": lambda found: found is None or found in set(LookBack),
}
# act → its fields beside "do"
FIELDS: Final[Mapping[str, Mapping[str, Any]]] = {
    "message": {"text": str},
    "mark": {
        "value": one_of(set(MarkValue)),
        "audience?": one_of(set(Audience)),
        "promise?": (str, lambda found: found is None),
    },
    "accept": {"promise": str},
    "decline": {"promise": str},
    "release": {"promise": str},
    "pause": {"keep_safety?": bool},
    "resume": {},
    "change": {"terms?": TERMS, "kind?": one_of(KINDS), "widens?": [str]},
    "keep": {"words": bool},
    "pushed": {"now": bool},
    "withdraw": {},
    "reopen": {},
    "remove": {"reader": str},
    "admit": {"reader": str},
    "erase": {"sure?": bool},
    "allow": {"consent": str, "until?": (str, lambda found: found is None)},
    "refuse": {"consent": str},
    "take_leave_back": {"consent": str},
    "forbid": {"what": one_of(boundary.WHATS)},
    "lift": {"boundary": str},
    "refuse_keys": {"reader": str},
    "broken": {"boundary": str, "on?": (str, lambda found: found is None)},
    "ask_to_look": {"attester": str},
    "let_look": {"attester": str},
    "end_look": {"attester": str},
    **own.FIELDS,
    **own.SENDS,
}
MOVES: Final = {
    "mark": "mark", "accept": "accepted", "decline": "declined", "release": "released", "pause": "pause",
    "resume": "resume", "change": "change", "withdraw": "withdrawal", "reopen": "reopen", "remove": "removed",
    "admit": "admitted", "erase": "erased", "keep": "change", "pushed": "change", "allow": "consent-given",
    "refuse": "consent-refused", "take_leave_back": "consent-back", "forbid": "boundary", "lift": "boundary-lifted",
    "refuse_keys": "keys-refused",
    "broken": "breach", "ask_to_look": "attester-offered", "let_look": "attester-accepted",
    "end_look": "attester-ended",
}  # fmt: skip

# Acts whose value is what was given, each field as it stands.
AS_GIVEN: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("accept", "decline", "release"), ("promise",)),
    "allow": ("consent", "until"),
    **dict.fromkeys(("refuse", "take_leave_back"), ("consent",)),
    "lift": ("boundary",),
    **dict.fromkeys(("ask_to_look", "end_look"), ("attester",)),
    "broken": ("boundary", "on"),
}


def parse_acts(raw: bytes) -> list[dict[str, Any]]:
    """A list of acts, each {"do": …} with its fields. Raises Refused."""
    try:
        given = json.loads(raw)
    except (ValueError, RecursionError):
        given = None
    if not fits(given, [dict]):
        raise Refused(NOT_ACTS.format(why=NOT_A_LIST))
    for one in given:
        check_act(one)
    return list(given)


def check_act(one: Part) -> None:
    """Raises Refused unless it has its fields and no others."""
    what = one.get("do")
    if not isinstance(what, str) or what not in FIELDS:
        raise Refused(NOT_ACTS.format(why=NO_SUCH_ACT.format(what=what, known=", ".join(FIELDS))))
    fields = FIELDS[what]
    known = {"do", *(name.rstrip("?") for name in fields)}
    if set(one) - known or not fits(dict(one), fields):
        said = ", ".join(fields) or "none"
        raise Refused(NOT_ACTS.format(why=WRONG_ACT.format(what=what, fields=said)))


def value_of(what: str, given: Part, state: Part) -> dict[str, Any]:
    """What the move signs. Raises Refused where something must be said on purpose."""
    if what in VALUES:
        return VALUES[what](given, state)
    return {name: given.get(name) for name in AS_GIVEN.get(what, ())}


def waiting_keys(state: Part) -> list[str]:
    """Codes of readers who lost their keys, and whose new ones nothing was sealed to or refused yet."""
    waiting: list[str] = []
    for each in state["history"]:
        handler = str((each.get("value") or {}).get("handler"))
        if each["move"] == "new-keys":
            waiting.append(handler)
        elif each["move"] in ("keys-refused", "resealed") and handler in waiting:
            waiting.remove(handler)
    return waiting


def _refuse_keys(given: Part, state: Part) -> dict[str, Any]:
    if given["reader"] not in waiting_keys(state):
        raise Refused(NO_NEW_KEYS)
    return {"handler": given["reader"]}


def _erase(given: Part, state: Part) -> dict[str, Any]:
    del state
    if given.get("sure") is not True:
        raise Refused(SAY_SURE)
    return {}


def _mark(given: Part, state: Part) -> dict[str, Any]:
    del state
    audience = given.get("audience") or "asker"
    return {"value": given["value"], "audience": audience, "promise": given.get("promise") or None}


def _keep(given: Part, state: Part) -> dict[str, Any]:
    return {"terms": {**state["terms"], "keep_words": given["words"]}, "kind": None, "widens": []}


def _pushed(given: Part, state: Part) -> dict[str, Any]:
    day = state["today"] if given["now"] else None
    return {"terms": {**state["terms"], "pushed": day}, "kind": None, "widens": []}


def _pause(given: Part, state: Part) -> dict[str, Any]:
    del state
    return {"keep_safety": bool(given.get("keep_safety"))}


def _forbid(given: Part, state: Part) -> dict[str, Any]:
    return {"code": f"b{len(state.get('boundaries', ())) + 1}", "what": given["what"]}


def _let_look(given: Part, state: Part) -> dict[str, Any]:
    """The yes repeats the ties and the payment that were shown: a change since then is refused."""
    told = next((each for each in state.get("attesters", ()) if each["code"] == given["attester"]), None)
    if told is None:
        raise Refused(NO_ATTESTER)
    return {
        "attester": told["code"],
        "ties": told["ties"].split(",") if told["ties"] else [],
        "paid_by": told["paid_by"],
    }


def _change(given: Part, state: Part) -> dict[str, Any]:
    old = state["terms"]
    new = {**old, **given.get("terms", {})}
    wider = widened(old, new)
    unsaid = [name for name in wider if name not in given.get("widens", ())]
    if unsaid:
        raise Refused(SAY_WIDENS.format(names=", ".join(unsaid)))
    return {"terms": new, "kind": given.get("kind"), "widens": wider}


VALUES: Final[Mapping[str, Callable[[Part, Part], dict[str, Any]]]] = {
    "erase": _erase, "mark": _mark, "change": _change, "keep": _keep, "pushed": _pushed, "pause": _pause,
    "forbid": _forbid, "let_look": _let_look, "refuse_keys": _refuse_keys,
}  # fmt: skip


def widened(old: Part, new: Part) -> list[str]:
    """Through which terms more people would know than before."""
    return sorted(name for name in terms.CAN_WIDEN if _width(new.get(name)) > _width(old.get(name)))


def _width(found: Any) -> int:
    if isinstance(found, bool):
        return int(found)
    return {str(key): width for key, width in terms.WIDTH.items()}.get(str(found), 0)


@dataclass(frozen=True)
class Sealer:
    """Who may get a key: whoever was pinned at lodging with this very key, or stands in the record with theirs.

    `sheet` is the directory of the ask's body now, or None where it serves none.
    """

    trust: Trust
    sheet: Part | None

    def parts(
        self, state: Part, opened: Part, what: str, code: str, *, random: Random
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """(value, sealed parts) of removing or admitting one reader. Raises Refused, record-…, certificate…"""
        if what == "admit":
            return self._admit(state, opened, code, random=random)
        if code not in {each["code"] for each in (*state["readers"], *state["backups"])}:
            raise Refused(NOT_A_READER)
        if state["mode"] != "keyed":
            return {"handler": code, "epoch": state["epoch"]}, {}
        signers = {each["code"]: each["signing"] for each in self.readers(state, opened, code)}
        part, private = asker.build_new_epoch(opened, self.staying(state, opened, code), signers, random=random)
        return {"handler": code, "epoch": max(int(epoch) for epoch in private["seeds"])}, part

    def staying(self, state: Part, opened: Part, leaving: str) -> dict[str, str]:
        """Recipients by code of those who read on, each new one seen in the record."""
        others = self.readers(state, opened, leaving)
        later = {each["code"] for each in opened["news"] if each["what"] == "new"}
        for each in (one for one in others if one["code"] in later):
            self._check_in_record(each)
        return {each["code"]: each["sealing"] for each in others} | named(opened["keep"], state.get("ways", []))

    @staticmethod
    def readers(state: Part, opened: Part, leaving: str) -> list[Part]:
        """Those who read on. A changed key gets nothing."""
        changed = {each["code"] for each in opened["news"] if each["what"] == "changed"}
        return [each for each in state["readers"] if each["reads"] and each["code"] not in {leaving, *changed}]

    def _admit(self, state: Part, opened: Part, code: str, *, random: Random) -> tuple[dict[str, Any], dict[str, Any]]:
        if code not in {each["code"] for each in state["admissible"]}:
            raise Refused(NOT_ADMISSIBLE)
        entry = check_readers(opened["origin"], state["directory"], [code])[code]
        self._check_in_record(entry)
        part = asker.build_admission(opened, code, entry["sealing"], random=random)
        return {"handler": code, "epoch": opened["epoch"]}, part

    def _check_in_record(self, entry: Part) -> None:
        if self.sheet is None:
            raise Refusal("record-key")
        self.trust.check_keys(self.sheet["record"], [entry], self.sheet["today"])
