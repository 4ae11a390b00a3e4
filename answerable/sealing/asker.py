# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an asker's client builds and opens: plain functions from values to the JSON that travels."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from answerable.sealing import labels, thread
from answerable.sealing.derive import AskerKeys, derive_asker
from answerable.sealing.entry import move_digest, sign_move
from answerable.sealing.envelope import check_place, open_signed
from answerable.sealing.errors import Refusal
from answerable.sealing.identity import check_certificate
from answerable.sealing.message import ASKER, Message, sign_then_seal
from answerable.sealing.own import seal_own
from answerable.sealing.signing import sign, signing_public
from answerable.sealing.threadkey import ThreadKey, make_thread_key, members_of, seal_thread_key
from answerable.sealing.wire import Random, b64, parse_b64, sha256_hex, thread_code, value_digest
from answerable.sealing.words import stretch

LODGED_FIELDS: Final = ("body", "kind", "helped", "route", "readers", "backups", "terms", "hold_until")


def asker_keys(words: str, origin: str, number: int) -> AskerKeys:
    """The keys of the ask with this number under these words. Takes about 50 ms."""
    return derive_asker(stretch(words, origin), origin, number)


def build_lodging(
    words: str,
    origin: str,
    directory: Mapping[str, Any],
    choices: Mapping[str, Any],
    *,
    random: Random,
    number: int = 1,
    mode: str = "keyed",
) -> tuple[dict[str, Any], dict[str, Any]]:
    """(lodging, private): the JSON of `lodge`, and what this client keeps in memory and never sends.

    `choices`: kind, helped, route, readers, backups, terms, hold_until, text ("" or absent for no words), and `own`:
    what her own file is to hold beside, a baseline or a pod, which is sealed to her alone.
    Raises certificate, certificate-term, reader-unknown and the words-… codes.
    """
    keys = asker_keys(words, origin, number)
    cards = check_readers(origin, directory, [*choices["readers"], *choices["backups"]])
    mark_seed, code = random(32), thread_code(random)
    key = make_thread_key(origin, code, 1, signing_public(mark_seed), random=random)
    lodging = choose(directory, choices) | name_keys(keys, key)
    holders = name_holders(lodging, cards, keys.recipient)
    signers = {code: str(cards[code]["signing"]) for code in lodging["readers"]}
    lodging["keys"] = seal_to_holders([key], holders, mark_seed, signers, random=random)
    lodging["keep"] = seal_keep(
        keys, origin, code, number, mark_seed, lodging["readers"], cards, own=choices.get("own"), random=random
    )
    private = {
        "origin": origin, "ask": code, "number": number, "mark_seed": b64(mark_seed), "mark_key": key.mark_key,
        "seeds": {1: b64(key.seed)}, "recipient": keys.recipient,
    }  # fmt: skip
    lodging["messages"] = first_message(private, str(choices.get("text") or ""), random=random)
    lodging["move"] = first_move(private, lodged_value(lodging, mode), str(directory["today"]))
    return lodging, private


def choose(directory: Mapping[str, Any], choices: Mapping[str, Any]) -> dict[str, Any]:
    """The choices as lodged. Silence starts at "second_line" when not every reader was chosen (rule 21)."""
    terms = dict(choices["terms"])
    everyone = {reader["code"] for reader in directory["readers"]} == set(choices["readers"])
    if not everyone or choices["route"] == "past_body":
        terms["silence"] = "second_line"
    return {
        "body": directory["body"]["code"], "kind": choices["kind"], "helped": bool(choices.get("helped")),
        "route": choices["route"], "readers": list(choices["readers"]), "backups": list(choices["backups"]),
        "terms": terms, "hold_until": choices.get("hold_until"),
    }  # fmt: skip


def name_keys(keys: AskerKeys, key: ThreadKey) -> dict[str, Any]:
    return {
        "thread": key.thread, "locator": keys.locator_text, "signin": keys.signin_public, "recipient": keys.recipient,
        "mark_key": key.mark_key, "epoch_key": key.recipient,
    }  # fmt: skip


def check_readers(origin: str, directory: Mapping[str, Any], chosen: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    """The chosen entries of the directory by code, each with a right certificate.

    An entry of another body (a second line) carries its own `body` and `enrolment_key`.
    """
    entries = {entry["code"]: entry for entry in (*directory["backups"], *directory["readers"])}
    cards: dict[str, Mapping[str, Any]] = {}
    for code in chosen:
        entry = entries.get(code)
        if entry is None:
            raise Refusal("reader-unknown")
        key = entry.get("enrolment_key") or directory["enrolment_key"]
        body = entry.get("body") or directory["body"]["code"]
        check_certificate(key, origin, body, entry, today=directory.get("today"))
        cards[code] = entry
    return cards


def name_holders(lodging: Mapping[str, Any], cards: Mapping[str, Mapping[str, Any]], recipient: str) -> dict[str, str]:
    """Who gets a copy of the thread's key: the asker, the readers, and a standby for each backup if allowed."""
    holders = {ASKER: recipient}
    holders |= {code: cards[code]["sealing"] for code in lodging["readers"]}
    if lodging["terms"].get("standby"):
        spare = [code for code in lodging["backups"] if code not in lodging["readers"]]
        holders |= {f"standby:{code}": cards[code]["sealing"] for code in spare}
    return holders


def seal_to_holders(
    keys: Sequence[ThreadKey],
    holders: Mapping[str, str],
    mark_seed: bytes,
    signers: Mapping[str, str] | None = None,
    *,
    random: Random,
) -> list[dict[str, Any]]:
    """[{"holder", "epoch", "file"}] for every key and holder. Where all are named, each copy names them all, and of the
    readers among them the key that each signs with.
    """
    members = members_of(holders) if ASKER in holders else {}
    named = {code: key for code, key in (signers or {}).items() if code in members}
    return [
        {"holder": holder, "epoch": key.epoch, "file": b64(seal_thread_key(
            replace(key, members=members, signers=named), holder, recipient, mark_seed, random=random))}
        for key in keys
        for holder, recipient in holders.items()
    ]  # fmt: skip


def seal_keep(
    keys: AskerKeys,
    origin: str,
    code: str,
    number: int,
    mark_seed: bytes,
    readers: Sequence[str],
    cards: Mapping[str, Mapping[str, Any]],
    *,
    own: Mapping[str, Any] | None = None,
    random: Random,
) -> str:
    """The asker's own file: mark seed, pins of the readers' keys, and the number of the move that comes next (after the
    first), so that an older copy is known for one. Signed by the sign-in key.
    """
    pinned = {name: pin(cards[name]) for name in readers}
    fields = {
        "origin": origin, "thread": code, "number": number, "mark_seed": b64(mark_seed), "readers": pinned, "next": 2,
    }  # fmt: skip
    return seal_own(keys, {**fields, **(own or {})}, random=random)


def pin(entry: Mapping[str, Any]) -> dict[str, str]:
    """A reader's keys as they are now: the signing key, and the digest of the (long) sealing key."""
    return {"sealing": sha256_hex(entry["sealing"].encode()), "signing": entry["signing"]}


def open_keep(keys: AskerKeys, origin: str, code: str, file: str) -> dict[str, Any]:
    """Raises age-…, signature (the server knows the recipient, not the sign-in key), wrong-…"""
    fields = open_signed(parse_b64(file), keys.sealing).check(labels.KEEP, keys.signin_public)
    check_place(fields, origin, code)
    return fields


def lodged_value(lodging: Mapping[str, Any], mode: str = "keyed") -> dict[str, Any]:
    """The value of the fact "lodged", which the first move signs. The server computes it with this same function."""
    chosen = {name: lodging[name] for name in LODGED_FIELDS}
    return {**chosen, "code": lodging["thread"], "mode": mode, "door": lodging.get("door", "open")}


def first_move(private: Mapping[str, Any], value: Mapping[str, Any], day: str) -> dict[str, Any]:
    move = build_move(private, "lodged", value, number=1, prev="", day=day)
    return {name: move[name] for name in ("number", "prev", "day", "signature")}


def first_message(private: Mapping[str, Any], text: str, *, random: Random) -> list[str]:
    if not text:
        return []
    return [build_message(private, {"text": text}, number=1, last="", random=random)["file"]]


def build_move(
    private: Mapping[str, Any], move: str, value: Mapping[str, Any], *, number: int, prev: str, day: str
) -> dict[str, Any]:
    """The JSON of `move`: signed with the mark key. `number` and `prev` as in the state's `next`."""
    given = (private["origin"], private["ask"], number, prev, move, day, value_digest(value))
    signature = sign_move(parse_b64(private["mark_seed"], 32), *given)
    return {
        "ask": private["ask"], "move": move, "number": number, "prev": prev, "day": day, "value": dict(value),
        "signature": signature,
    }  # fmt: skip


def build_process_act(
    private: Mapping[str, Any], run: str, act: str, value: Mapping[str, Any], *, number: int, day: str
) -> dict[str, Any]:
    """The JSON of an act in a run: signed over where the run stands, so that it counts once. `run` is "" to propose."""
    given: dict[str, Any] = {"run": run, "act": act, "value": dict(value), "number": number, "day": day}
    fields = {"origin": private["origin"], "ask": private["ask"], **given}
    signature = sign(parse_b64(private["mark_seed"], 32), labels.PROCESS, fields)
    return {"ask": private["ask"], **given, "signature": signature}


def after_move(private: Mapping[str, Any], sent: Mapping[str, Any]) -> dict[str, Any]:
    """The `next` (number and prev) once this move was taken."""
    given = (sent["number"], sent["prev"], sent["move"], sent["day"], value_digest(sent["value"]))
    return {"number": sent["number"] + 1, "prev": move_digest(private["origin"], private["ask"], *given)}


def newest_key(private: Mapping[str, Any]) -> ThreadKey:
    epoch = max(int(one) for one in private["seeds"])
    seeds = {int(one): seed for one, seed in private["seeds"].items()}
    return ThreadKey(private["origin"], private["ask"], epoch, parse_b64(seeds[epoch], 32), private["mark_key"])


def build_message(
    private: Mapping[str, Any], body: Mapping[str, Any], *, number: int, last: str, random: Random
) -> dict[str, Any]:
    """The JSON of `message`: {"ask", "epoch", "file"}. `body` is {"text": …} or any JSON object.

    Raises old-epoch where a newer key must exist than those at hand: whoever was taken off may hold these.
    """
    key = newest_key(private)
    if key.epoch < private.get("due", key.epoch):
        raise Refusal("old-epoch")
    message = Message(private["origin"], private["ask"], key.epoch, ASKER, number, last, body)
    sealed = sign_then_seal(message, parse_b64(private["mark_seed"], 32), key.recipient, random=random)
    return {"ask": private["ask"], "epoch": key.epoch, "file": b64(sealed)}


def build_new_epoch(
    private: Mapping[str, Any],
    holders: Mapping[str, str],
    signers: Mapping[str, str] | None = None,
    *,
    random: Random,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """(part, private): after somebody is removed, a new key for those who stay.

    `holders` maps each who stays (not the asker) to their recipient, `signers` each reader to their signing key, as the
    asker knows them: whoever reads believes no other key that a colleague makes. The part {"epoch_key", "keys"} goes
    into the move's JSON beside its value {"handler", "epoch"}.
    """
    epoch = newest_key(private).epoch + 1
    key = make_thread_key(private["origin"], private["ask"], epoch, private["mark_key"], random=random)
    seed = parse_b64(private["mark_seed"], 32)
    everyone = {ASKER: private["recipient"], **holders}
    part = {"epoch_key": key.recipient, "keys": seal_to_holders([key], everyone, seed, signers, random=random)}
    return part, {**private, "seeds": {**private["seeds"], epoch: b64(key.seed)}}


def build_admission(private: Mapping[str, Any], code: str, recipient: str, *, random: Random) -> dict[str, Any]:
    """{"keys": …}: every epoch's key for somebody who joins late, so that the thread so far opens."""
    keys = [
        ThreadKey(private["origin"], private["ask"], int(epoch), parse_b64(seed, 32), private["mark_key"])
        for epoch, seed in private["seeds"].items()
    ]
    seed = parse_b64(private["mark_seed"], 32)
    return {"keys": seal_to_holders(keys, {code: recipient}, seed, random=random)}


def read_messages(
    origin: str,
    code: str,
    seeds: Mapping[int, bytes],
    signers: Mapping[str, Sequence[str]],
    given: Mapping[str, Any],
    members: Sequence[Mapping[str, str]] = (),
    vouchers: frozenset[str] | None = None,
    today: str | None = None,
) -> thread.Thread:
    """A Thread that has read the messages of a state or payload. `today` as for `thread.count_forgotten`."""
    forgotten = thread.count_forgotten(given, today)
    reader = thread.Thread(origin, code, seeds, signers, forgotten=forgotten, members=members, vouchers=vouchers)
    reader.read(thread.Served(one["order"], parse_b64(one["file"]), one["epoch"]) for one in given["messages"])
    return reader
