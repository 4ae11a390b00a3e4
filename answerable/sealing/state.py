# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening the asker's state: words and state in, what may be shown out, with what is proven and what is not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from answerable.sealing.asker import asker_keys, open_keep, read_messages
from answerable.sealing.derive import AskerKeys
from answerable.sealing.entry import check_move, move_digest
from answerable.sealing.envelope import open_signed
from answerable.sealing.errors import Refusal
from answerable.sealing.message import ASKER
from answerable.sealing.signing import signing_public
from answerable.sealing.thread import Thread
from answerable.sealing.threadkey import ThreadKey, check_thread_key, members_over_time, open_thread_key
from answerable.sealing.wire import b64, parse_b64, sha256_hex, value_digest

Pins = Mapping[str, Mapping[str, str]]
"""A reader's code to the digest of their recipient ("sealing") and their signing key ("signing")."""


def open_state(
    words: str, origin: str, number: int, state: Mapping[str, Any], today: str | None = None
) -> dict[str, Any]:
    """The state opened: the private part of `build_lodging`, messages, gaps, moves proven, new readers.

    `today` is the ISO day by this client's own clock: without one nothing that is not there is believed to have gone by
    itself. Raises age-…, signature, key-swapped, keep-old where the asker's own files were replaced.
    """
    return open_state_with(asker_keys(words, origin, number), origin, number, state, today)


def open_state_with(
    keys: AskerKeys, origin: str, number: int, state: Mapping[str, Any], today: str | None = None
) -> dict[str, Any]:
    """The same for derived keys."""
    code = state["ask"]
    keep: Mapping[str, Any] = open_keep(keys, origin, code, state["keep"])
    mark_key = mark_key_of(keep)
    opened, pins, signers = open_own_keys(keys.sealing, origin, mark_key, keep, state)
    seeds = {epoch: key.seed for epoch, key in opened.items()}
    history = signed_history(state)
    moves = check_moves(origin, code, mark_key, history)
    keep, helpers_unsure = check_age(keep, history, moves)
    given = {**state, "lodged": lodged_day(history, moves) or state.get("lodged")}
    everyone, lists = {**signers, ASKER: (mark_key,)}, members_over_time(opened.values())
    reader = read_messages(origin, code, seeds, everyone, given, lists, frozenset(pins), today)
    news = name_news(pins, state, reader)
    return {
        "origin": origin, "ask": code, "number": number, "mark_seed": keep.get("mark_seed", ""), "mark_key": mark_key,
        "seeds": {epoch: b64(seed) for epoch, seed in seeds.items()}, "recipient": keys.recipient,
        "epoch": max(seeds, default=0), "due": due_epoch(state, history, moves), "moves": moves, "news": news,
        "keep": keep, "helpers_unsure": helpers_unsure, **show(reader),
    }  # fmt: skip


def mark_key_of(keep: Mapping[str, Any]) -> str:
    """From the seed; in the file of a support person who only sees, the key stands alone."""
    return signing_public(parse_b64(keep["mark_seed"], 32)) if "mark_seed" in keep else str(keep["mark_key"])


def show(reader: Thread, sender: str = ASKER) -> dict[str, Any]:
    """Lines and gaps as plain values, with what the next message of `sender` carries."""
    return {
        "messages": [asdict(line) for line in reader.lines],
        "gaps": [asdict(gap) for gap in reader.gaps],
        "next_message": {"number": reader.next_number(sender), "last": reader.last},
    }


def open_keys(
    seed: bytes,
    origin: str,
    code: str,
    mark_key: str,
    keys: Sequence[Mapping[str, Any]],
    makers: Mapping[str, Sequence[str]] | None = None,
) -> dict[int, ThreadKey]:
    """Epoch to key, of the copies that open with this seed. Raises key-swapped and signature."""
    return follow([open_thread_key(parse_b64(one["file"]), seed, origin, code, mark_key, makers) for one in keys])


def open_own_keys(
    seed: bytes, origin: str, mark_key: str, keep: Mapping[str, Any], state: Mapping[str, Any]
) -> tuple[dict[int, ThreadKey], Pins, dict[str, tuple[str, ...]]]:
    """(epoch to key, the readers' keys as the asker knows them, signing keys by code) of an asker's copies.

    A key of a maker whom the asker does not know is passed over: only the server vouches for them.
    """
    copies = [open_signed(parse_b64(one["file"]), seed) for one in state["keys"]]
    by_her = [one for one in copies if one.signed.get("maker") == ASKER]
    own = [check_thread_key(one, origin, state["ask"], mark_key) for one in by_her]
    pins = renew_pins(keep["readers"], own)
    signers = name_signers(keep["readers"], pins, state)
    others = [check_thread_key(one, origin, state["ask"], mark_key, signers) for one in copies if one not in by_her]
    return follow([*own, *(key for key in others if key.maker in pins)]), pins, signers


def renew_pins(kept: Pins, own: Iterable[ThreadKey]) -> Pins:
    """What her own file kept, and what she wrote into the newest key that she made, which is newer."""
    newest = max((key for key in own if key.signers), key=lambda key: key.epoch, default=None)
    if newest is None:
        return kept
    named = {code: key for code, key in newest.signers.items() if code in newest.members}
    listed = {code: {"sealing": newest.members[code], "signing": key} for code, key in named.items()}
    return {**kept, **listed}


def follow(opened: Sequence[ThreadKey]) -> dict[int, ThreadKey]:
    """Epoch to key, where each by a member follows from the one before. Raises key-swapped."""
    found: dict[int, ThreadKey] = {}
    for key in sorted(opened, key=lambda one: (one.epoch, one.maker != ASKER)):
        if key.epoch not in found:
            _check_follows(found, key)
        if found.setdefault(key.epoch, key).seed != key.seed:
            raise Refusal("key-swapped")
    return found


def _check_follows(before: Mapping[int, ThreadKey], key: ThreadKey) -> None:
    """A member's new epoch counts where the one before names that member, and everybody whom it is sealed to.

    A standby copy and a helper's key make nobody a maker: their names in the list ("standby:…", "way:…") are no codes.
    Where a list by somebody else names the keys that readers sign with, no other one counts, whatever a certificate
    says.
    """
    if key.maker == ASKER:
        return
    newest_first = [one for _, one in sorted(before.items(), reverse=True)]
    known = next((one.members for one in newest_first if one.members), None)
    signers = next((one.signers for one in newest_first if one.signers and one.maker != key.maker), None)
    is_reader = known is None or (key.maker in known and ":" not in key.maker)
    if not is_reader or not _is_within(key.members, known):
        raise Refusal("key-swapped")
    if not _is_within({**key.signers, key.maker: key.signed_by}, signers):
        raise Refusal("key-swapped")


def _is_within(listed: Mapping[str, str], known: Mapping[str, str] | None) -> bool:
    return known is None or all(known.get(name) == value for name, value in listed.items())


def _entries(state: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [each for each in (*state.get("readers", []), *state.get("backups", [])) if each.get("signing")]


def name_signers(kept: Pins, pins: Pins, state: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Signing keys by code, the newest last. A changed key is not used: those that the asker knows stay.

    Keys of readers whom she named nowhere are taken from the state.
    """
    known = {code: [each[code]["signing"] for each in (kept, pins) if code in each] for code in pins}
    signers = {code: tuple(dict.fromkeys(keys)) for code, keys in known.items()}
    for entry in _entries(state):
        signers.setdefault(entry["code"], (entry["signing"],))
    return signers


def name_news(pinned: Pins, state: Mapping[str, Any], reader: Thread) -> list[dict[str, str]]:
    """What is new: a reader without a kept key, with another one ("changed"), or with one that a reader vouched for."""
    news = []
    for entry in _entries(state):
        code = entry["code"]
        if entry.get("sealing") and code in reader.vouched and is_pinned(reader.vouched[code], entry):
            news.append({"code": code, "what": "vouched"})
        elif entry["signing"] not in reader.keys[code] or not is_pinned(pinned.get(code), entry):
            news.append({"code": code, "what": "changed"})
        elif code not in pinned:
            news.append({"code": code, "what": "new"})
    return news


def is_pinned(card: Mapping[str, str] | None, entry: Mapping[str, Any]) -> bool:
    """Whether the keys are the known ones, as far as both are known: a new epoch would go to them."""
    if card is None:
        return True
    sealing = entry.get("sealing")
    same = not sealing or card.get("sealing") == sha256_hex(sealing.encode())
    return same and card["signing"] == entry["signing"]


def check_age(
    keep: Mapping[str, Any], history: Sequence[Mapping[str, Any]], moves: Sequence[Mapping[str, Any]]
) -> tuple[Mapping[str, Any], bool]:
    """(keep, whether the support persons in it cannot be counted on). With each `rekeyed` her file is written anew, and
    `next` in it is the number of the move that was to come. Raises keep-old for one from before somebody was taken off.

    Words that an undo brought back have the file of their time, and one from before there was such a number says
    nothing of its age: there a later `rekeyed` leaves nobody in it who gets the next key.
    """
    number = keep.get("next")
    known = isinstance(number, int) and not isinstance(number, bool)
    since = [
        (one.get("value") or {}).get("words") for one in proven(history, moves)
        if one["move"] == "rekeyed" and (not known or one["number"] >= number)
    ]  # fmt: skip
    if not since:
        return keep, False
    if known and since[0] is not True:
        raise Refusal("keep-old")
    return {**keep, "support": {}}, bool(keep.get("support"))


def lodged_day(history: Sequence[Mapping[str, Any]], moves: Sequence[Mapping[str, Any]]) -> str | None:
    """The day that the asker signed when it was sent; None where no proven move says it."""
    first = [one["day"] for one in proven(history, moves) if one["move"] == "lodged"]
    return str(first[0]) if first else None


def due_epoch(
    state: Mapping[str, Any], history: Sequence[Mapping[str, Any]], moves: Sequence[Mapping[str, Any]]
) -> int:
    """The newest epoch that there must be: as the server says, and as the asker's own signed moves say."""
    said = [state.get("epoch"), *((one.get("value") or {}).get("epoch") for one in proven(history, moves))]
    return max((one for one in said if isinstance(one, int) and not isinstance(one, bool)), default=0)


def proven(history: Sequence[Mapping[str, Any]], moves: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Those of the history that are the asker's own. `moves` as of `check_moves`."""
    return [one for one, move in zip(history, moves, strict=True) if move["proven"]]


def signed_history(state: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The asker's numbered moves, each with its signature, which a state may carry in its entries."""
    signatures = {one.get("number"): one.get("signature") for one in state.get("entries", [])}
    numbered = [one for one in state.get("history", []) if one.get("number")]
    return [{**one, "signature": one.get("signature") or signatures.get(one["number"]) or ""} for one in numbered]


def check_moves(origin: str, code: str, mark_key: str, history: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """For each move that carries a number: is it the asker's own, and does the chain hold up to it?"""
    prev, checked = "", []
    for place, one in enumerate(history, 1):
        given = (origin, code, one["number"], prev, one["move"], one["day"], value_digest(one.get("value") or {}))
        flaw = None
        try:
            check_move(mark_key, one["signature"], *given, expected_number=place)
        except Refusal as refusal:
            flaw = refusal.code
        checked.append({"number": one["number"], "move": one["move"], "proven": flaw is None, "flaw": flaw})
        prev = move_digest(*given)
    return checked
