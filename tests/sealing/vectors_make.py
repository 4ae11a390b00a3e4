# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes vectors/*.json. Run by hand after a change of format; age files differ at each run, all else does not."""

import hashlib
import itertools
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from answerable.sealing import age, age_format, asker, entry, identity, labels, padding, reader, wire, words
from answerable.sealing.challenge import sign_challenge
from answerable.sealing.derive import derive_asker, derive_unlock
from answerable.sealing.envelope import seal_signed
from answerable.sealing.message import Message, sign_then_seal
from answerable.sealing.signing import sign, signing_public
from answerable.sealing.state import open_state
from answerable.sealing.thread import Served, Thread
from answerable.sealing.wire import b64

FOLDER = Path(__file__).resolve().parents[2] / "vectors"
ORIGIN = "https://ask.example.org"
OTHER = "https://other.example.net"
THREAD = "abcdefghijklmnopqrstuvwxy2"
CLASSIC = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"


def drawn(label: str) -> wire.Random:
    """Bytes that depend on the label and on how many were drawn before."""
    counter = itertools.count()
    return lambda size: hashlib.shake_256(f"{label} {next(counter)}".encode()).digest(size)


def seed(label: str) -> bytes:
    return drawn(label)(32)


def write(name: str, about: str, valid: Any, invalid: Any) -> None:
    content = {"about": about, "valid": valid, "invalid": invalid}
    (FOLDER / f"{name}.json").write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")


def words_vectors() -> None:
    secrets = [bytes(10), bytes([255] * 10), *(drawn("words")(10) for _ in range(1)), seed("more words")[:10]]
    made = [(secret, words.make(secret)) for secret in secrets]
    text = made[-1][1]
    typed = [text.upper(), text.replace(" ", "-"), "  " + text.replace(" ", ",\n "), numbered(text)]
    valid = {
        "made": [{"secret": b64(secret), "words": phrase} for secret, phrase in made],
        "typed": [{"typed": one, "words": text} for one in typed],
        "completed": [{"start": start, "words": words.complete(start)} for start in ("zo", "Qui", "", "xx")],
    }
    parts = text.split()
    invalid = [
        {
            "name": "a word that is not on the list",
            "typed": text.replace(parts[2], "zzzz"),
            "refused": "words-unknown",
            "position": 3,
        },
        {"name": "seven words", "typed": " ".join(parts[:7]), "refused": "words-count"},
        {"name": "nine words", "typed": text + " " + parts[0], "refused": "words-count"},
        {"name": "nothing", "typed": "", "refused": "words-count"},
        {
            "name": "two words changed places",
            "typed": " ".join([parts[1], parts[0], *parts[2:]]),
            "refused": "words-checksum",
        },
        {"name": "the last word is another", "typed": " ".join([*parts[:7], "abacus"]), "refused": "words-checksum"},
    ]
    write("words", "80 bits of secret and 8 of checksum as eight words", valid, invalid)


def numbered(text: str) -> str:
    return "\n".join(f"{place}. {word}" for place, word in enumerate(text.split(), 1))


def derive_vectors() -> None:
    phrase = words.make(seed("derive")[:10])
    valid = []
    for origin, number in ((ORIGIN, 1), (ORIGIN, 2), (OTHER, 1)):
        stretched = words.stretch(phrase, origin)
        ask, unlock = derive_asker(stretched, origin, number), derive_unlock(stretched, origin)
        valid.append(
            {
                "words": phrase,
                "origin": origin,
                "number": number,
                "stretched": b64(stretched),
                "asker": shown_keys(ask),
                "unlock": shown_keys(unlock),
            }
        )
    write("derive", "Argon2id, then HKDF-SHA512; no value is shared by two rows but the words", valid, [])


def shown_keys(keys: Any) -> dict[str, str]:
    return {
        "locator": keys.locator_text,
        "signin": keys.signin_public,
        "identity": age.identity_from_seed(keys.sealing),
        "recipient_sha256": wire.sha256_hex(keys.recipient.encode()),
    }


def age_vectors() -> None:
    one, two = seed("age one"), seed("age two")
    valid = []
    for name, plain, to in (
        ("one recipient", b"an ask", [one]),
        ("two recipients", b"", [two, one]),
        ("two chunks", bytes(70000), [one]),
    ):
        file = age.seal(plain, [age.recipient(key) for key in to], random=drawn(name))
        if len(file) < 9000:
            valid.append({"name": name, "seed": b64(one), "file": b64(file), "plain": b64(plain)})
    file = age.seal(b"an ask", [age.recipient(one)], random=drawn("bad"))
    write(
        "age",
        "hybrid age v1 files",
        {"files": valid, "recipients": [{"seed": b64(one), "recipient": age.recipient(one)}]},
        {
            "files": bad_files(one, two, file),
            "recipients": [
                {"name": "a classic recipient", "recipients": [CLASSIC], "refused": "age-classic"},
                {
                    "name": "a hybrid and a classic one",
                    "recipients": [age.recipient(one), CLASSIC],
                    "refused": "age-mixed",
                },
                {"name": "none", "recipients": [], "refused": "age-recipient"},
                {"name": "a letter changed", "recipients": [age.recipient(one)[:-1] + "q"], "refused": "age-recipient"},
                {
                    "name": "a letter that is none",
                    "recipients": [age.recipient(one)[:-1] + "b"],
                    "refused": "age-recipient",
                },
                {"name": "not a recipient", "recipients": ["hello"], "refused": "age-recipient"},
            ],
        },
    )


def bad_files(one: bytes, two: bytes, file: bytes) -> list[dict[str, str]]:
    head, payload = file[: file.index(b"\n---") + 1], file[-40:]
    classic = age_format.Stanza(("X25519", "TEiF0ypqr+bpvcqXNyCVJpL7OuwPdVwPL7KQEbFDOCc"), bytes(32))
    only = age_format.VERSION + age_format.stanza_bytes(classic)
    mac = file[file.index(b"\n---") + 1 : file.index(b"\n", file.index(b"\n---") + 1) + 1]
    changed_mac = file.replace(mac, b"--- " + age_format.b64_std(bytes(32)) + b"\n")
    rows = [
        ("sealed to somebody else", age.seal(b"x", [age.recipient(two)], random=drawn("x")), "age-no-key"),
        ("classic alone", only + mac + payload, "age-classic"),
        ("mixed", head + age_format.stanza_bytes(classic) + mac + payload, "age-mixed"),
        ("header changed", changed_mac, "age-damaged"),
        ("payload changed", file[:-1] + bytes([file[-1] ^ 1]), "age-damaged"),
        ("payload cut", file[:-1], "age-damaged"),
        ("something after the end", file + b"x", "age-damaged"),
        ("another version", file.replace(b"/v1", b"/v2", 1), "age-format"),
        ("empty", b"", "age-format"),
    ]
    return [{"name": name, "seed": b64(one), "file": b64(bad), "refused": code} for name, bad, code in rows]


def padding_vectors() -> None:
    lengths = [0, 1, 507, 508, 509, 1020, 2048, 5000, 20000, 65535, 100000, 1000003, 52428800]
    good = padding.pad(b"abc")
    bad = [
        ("a byte after the content", good[:-1] + b"\x01"),
        ("a byte right after the content", good[:7] + b"\x01" + good[8:]),
        ("one byte short", good[:-1]),
        ("a step too long", good + bytes(512)),
        ("a length beyond the end", b"\xff\xff\xff\xff" + good[4:]),
        ("empty", b""),
    ]
    write(
        "padding",
        "4 bytes of length, content, zeros",
        [{"length": n, "size": padding.padded_size(n)} for n in lengths],
        [{"name": name, "padded": b64(raw), "refused": "padding"} for name, raw in bad],
    )


def jcs_vectors() -> None:
    values: list[Any] = [
        {},
        {"b": 1, "a": [True, False, None, "é\n\u20ac"]},
        {"\ue000": 1, "\U0001f600": 2},
        {"n": -(2**53) + 1},
        {"t": '\u2028"\\/'},
    ]
    texts = [
        ("a fraction", '{"a":1.5}'),
        ("a whole fraction", '{"a":1.0}'),
        ("a power", '{"a":1e3}'),
        ("too large", '{"a":9007199254740992}'),
        ("a space", '{"a": 1}'),
        ("keys out of order", '{"b":1,"a":1}'),
        ("a key twice", '{"a":1,"a":1}'),
        ("a list", "[1]"),
        ("a lone surrogate", '{"a":"\\ud800"}'),
        ("an escape that is not needed", '{"a":"\\u0041"}'),
        ("nothing", ""),
    ]
    write(
        "jcs",
        "RFC 8785 in a restricted profile",
        [{"value": value, "text": wire.jcs(value).decode()} for value in values],
        [{"name": name, "text": text, "refused": "json"} for name, text in texts],
    )


def move_vectors() -> None:
    mark, prev, valid = seed("mark"), "", []
    for number, move, value in (
        (1, "lodged", {"kind": "apology"}),
        (2, "pause", {"keep_safety": True}),
        (3, "mark", {"value": "met", "audience": "asker", "promise": None}),
    ):
        given = (ORIGIN, THREAD, number, prev, move, f"2031-05-0{number}", wire.value_digest(value))
        digest = entry.move_digest(*given)
        valid.append(
            dict(zip(("origin", "ask", "number", "prev", "move", "day", "value"), given, strict=True))
            | {"signed": value, "signature": entry.sign_move(mark, *given), "digest": digest}
        )
        prev = digest
    third = valid[2]
    other = entry.sign_move(
        seed("someone"), *(third[name] for name in ("origin", "ask", "number", "prev", "move", "day", "value"))
    )
    invalid = [
        {**third, "name": "repeated", "number": 2, "refused": "move-number"},
        {**third, "name": "one is missing", "number": 4, "refused": "move-number"},
        {**third, "name": "another move before it", "prev": valid[0]["digest"], "refused": "move-chain"},
        {
            **third,
            "name": "the value changed",
            "value": wire.value_digest({"value": "not_met"}),
            "refused": "signature",
        },
        {**third, "name": "the day changed", "day": "2031-05-04", "refused": "signature"},
        {**third, "name": "another ask", "ask": THREAD[::-1], "refused": "signature"},
        {**third, "name": "another key", "signature": other, "refused": "signature"},
        {**third, "name": "no signature", "signature": "", "refused": "length"},
    ]
    write(
        "moves",
        "the asker's signed, chained moves",
        {"key": signing_public(mark), "seed": b64(mark), "moves": valid},
        invalid,
    )


def entry_vectors() -> None:
    salt = seed("salt")
    fields = entry.entry_fields(
        type="mark",
        body="b" * 26,
        thread=THREAD,
        kind="apology",
        day="2031-05-03",
        value={"value": "met"},
        key=signing_public(seed("mark")),
    )
    leaf = entry.leaf("c" * 26, entry.commit(salt, fields))
    good = {"leaf": leaf, "salt": b64(salt), "fields": fields}
    invalid = [
        {**good, "name": "another value", "fields": {**fields, "value": {"value": "not_met"}}, "refused": "commitment"},
        {**good, "name": "another salt", "salt": b64(seed("other salt")), "refused": "commitment"},
        {**good, "name": "a field too many", "fields": {**fields, "name": "x"}, "refused": "json"},
        {
            **good,
            "name": "a field missing",
            "fields": {k: v for k, v in fields.items() if k != "prev"},
            "refused": "json",
        },
        {**good, "name": "a leaf of another version", "leaf": {**leaf, "v": 2}, "refused": "commitment"},
    ]
    write("entries", "commitments of thread leaves", [good], invalid)


def certificate_vectors() -> None:
    enrolment, body = seed("enrolment"), "b" * 26
    card, other = (identity.Identity(seed(f"{who} a"), seed(f"{who} b")).card for who in ("kim", "robin"))
    made = identity.sign_certificate(enrolment, ORIGIN, body, "h" * 26, "handler", "2031-01-01", "2031-12-31", card)
    good = {
        "origin": ORIGIN,
        "body": body,
        "today": "2031-05-01",
        "entry": {"code": "h" * 26, **card, "certificate": made},
    }
    swap = {**good["entry"], "sealing": other["sealing"]}  # type: ignore[dict-item]

    def termed(first: Any, last: Any) -> dict[str, Any]:
        return identity.sign_certificate(enrolment, ORIGIN, body, "h" * 26, "handler", first, last, card)

    rows: list[tuple[str, dict[str, Any], str]] = [
        ("swapped handler key", {"entry": swap}, "certificate"),
        ("swapped signing key", {"entry": {**swap, **card, "signing": other["signing"]}}, "certificate"),
        ("another role", {"entry": {**swap, **card, "certificate": {**made, "role": "second_line"}}}, "certificate"),
        ("another server", {"origin": OTHER}, "certificate"),
        ("another body", {"body": "d" * 26}, "certificate"),
        ("another handler", {"entry": {**swap, **card, "code": "i" * 26}}, "certificate"),
        ("a field too many", {"entry": {**swap, **card, "certificate": {**made, "x": "y"}}}, "certificate"),
        ("none", {"entry": {"code": "h" * 26, **card}}, "certificate"),
        ("a first day that is no text", {"entry": {**swap, **card, "certificate": termed(2031, None)}}, "certificate"),
        ("no first day", {"entry": {**swap, **card, "certificate": termed(None, None)}}, "certificate"),
        ("a last day that is no text", {"entry": {**swap, **card, "certificate": termed("2031", 9)}}, "certificate"),
        ("an empty last day", {"entry": {**swap, **card, "certificate": termed("2031", "")}}, "certificate-term"),
        ("before the term", {"today": "2030-12-31"}, "certificate-term"),
        ("after the term", {"today": "2032-01-01"}, "certificate-term"),
    ]
    public = signing_public(enrolment)
    write(
        "certificates",
        "handlers' keys under a body's enrolment key",
        {"key": public, "fingerprint": identity.fingerprint(public), "readers": [good]},
        [{**good, "name": name, **part, "refused": code} for name, part, code in rows],
    )


def challenge_vectors() -> None:
    key = seed("signin")
    rows = [("mine", "n" * 64, 1900000000), ("desk", "m" * 64, 1900000001)]
    valid = [
        {
            "seed": b64(key),
            "key": signing_public(key),
            "origin": ORIGIN,
            "purpose": purpose,
            "nonce": nonce,
            "expires": end,
            "signature": sign_challenge(key, ORIGIN, purpose, nonce, end),
        }
        for purpose, nonce, end in rows
    ]
    first = valid[0]
    invalid = [
        {**first, "name": "another purpose", "purpose": "desk", "refused": "signature"},
        {**first, "name": "another server", "origin": OTHER, "refused": "signature"},
        {**first, "name": "a longer life", "expires": 1900000009, "refused": "signature"},
        {**first, "name": "after its end", "now": 1900000001, "refused": "expired"},
    ]
    write("challenges", "signing in", valid, invalid)


class Stage:
    """A thread of the asker and two handlers, with everything needed to bend it."""

    def __init__(self) -> None:
        self.seeds = {1: seed("epoch 1"), 2: seed("epoch 2")}
        self.signers = {who: seed(f"signer {who}") for who in ("asker", "h1", "h2")}
        self.last = ""
        self.numbers: dict[str, int] = {}

    def say(self, sender: str, text: str, **bent: Any) -> dict[str, Any]:
        number = self.numbers[sender] = bent.pop("number", self.numbers.get(sender, 0) + 1)
        signer, outside = bent.pop("signer", sender), bent.pop("outside", None)
        given = {
            "origin": ORIGIN,
            "thread": THREAD,
            "epoch": 1,
            "sender": sender,
            "number": number,
            "last": self.last,
            "body": {"text": text},
        } | bent
        message = Message(**given)
        epoch = outside or message.epoch
        file = sign_then_seal(message, self.signers[signer], age.recipient(self.seeds[epoch]), random=drawn(text))
        self.last = message.digest
        return {"epoch": epoch, "file": b64(file)}

    def unsigned(self, sender: str, text: str) -> dict[str, Any]:
        fields = {
            "origin": ORIGIN,
            "thread": THREAD,
            "epoch": 1,
            "sender": sender,
            "number": 9,
            "last": "",
            "body": {"text": text},
            "domain": labels.MESSAGE,
        }
        content = padding.pad(wire.jcs({"signed": fields, "signature": None}))
        return {"epoch": 1, "file": b64(age.seal(content, [age.recipient(self.seeds[1])], random=drawn(text)))}


def message_scenes() -> dict[str, list[dict[str, Any]]]:
    scenes: dict[str, list[dict[str, Any]]] = {}
    s = Stage()
    one, two, three, four = (
        s.say("asker", "one"),
        s.say("h1", "two"),
        s.say("asker", "three"),
        s.say("h2", "four", epoch=2),
    )
    scenes["all well"] = [one, two, three, four]
    scenes["replayed"] = [one, two, two, three]
    scenes["reordered"] = [one, three, two]
    scenes["held back in between"] = [one, three]
    scenes["held back, seen by another"] = [one, two, four]
    s = Stage()
    scenes["one number, two texts"] = [s.say("h1", "n"), s.say("h1", "o", number=1)]
    s = Stage()
    scenes["forged by the host"] = [s.say("asker", "a"), s.say("h1", "b", signer="h2")]
    s = Stage()
    scenes["a handler in the asker's name"] = [s.say("asker", "c", signer="h1")]
    s = Stage()
    scenes["a sender who is not known"] = [{**s.say("asker", "d")}, bend_sender(s)]
    s = Stage()
    scenes["unsigned"] = [s.say("asker", "e"), s.unsigned("h1", "f")]
    s = Stage()
    scenes["old epoch"] = [s.say("asker", "g", epoch=2), s.say("h1", "h", epoch=1)]
    s = Stage()
    scenes["of another thread"] = [s.say("asker", "i", thread=THREAD[::-1])]
    s = Stage()
    scenes["of another server"] = [s.say("asker", "j", origin=OTHER)]
    s = Stage()
    scenes["under another epoch's key"] = [s.say("asker", "k", outside=2)]
    s = Stage()
    s.seeds[3] = seed("epoch 3")
    scenes["a key that is not held"] = [s.say("asker", "l", epoch=3)]
    return scenes


def bend_sender(stage: Stage) -> dict[str, Any]:
    stage.signers["h9"] = seed("signer h9")
    return stage.say("h9", "who")


def message_vectors() -> None:
    s = Stage()
    keys = {who: signing_public(one) for who, one in s.signers.items()}
    valid = []
    for name, served in message_scenes().items():
        thread = Thread(ORIGIN, THREAD, s.seeds, keys)
        numbered_ones = [{"order": order, **one} for order, one in enumerate(served, 1)]
        lines = thread.read(Served(one["order"], wire.parse_b64(one["file"]), one["epoch"]) for one in numbered_ones)
        valid.append(
            {
                "name": name,
                "messages": numbered_ones,
                "lines": [asdict(line) for line in lines],
                "gaps": [asdict(gap) for gap in thread.gaps],
                "last": thread.last,
            }
        )
    place = {
        "origin": ORIGIN,
        "thread": THREAD,
        "seeds": {str(epoch): b64(one) for epoch, one in s.seeds.items()},
        "keys": keys,
    }
    write("messages", "what a reader of a thread names", {**place, "scenes": valid}, [])


def directory() -> tuple[dict[str, Any], dict[str, Any], bytes]:
    enrolment, body = seed("enrolment"), "b" * 26
    enrolled: dict[str, Any] = {}
    for code, role in (("h" * 26, "handler"), ("i" * 26, "handler"), ("s" * 26, "second_line")):
        request, own = reader.build_enrolment(ORIGIN, "token " + code, random=drawn(code))
        certificate = identity.sign_certificate(
            enrolment, ORIGIN, body, code, role, "2031-01-01", None, request["card"]
        )
        enrolled[code] = {
            "request": request,
            "passphrases": own["passphrases"],
            "entry": {"code": code, "title": role, **request["card"], "certificate": certificate},
        }
    entries = [one["entry"] for one in enrolled.values()]
    listed = {
        "body": {"code": body, "name": "Harbour Chapter"},
        "today": "2031-05-01",
        "enrolment_key": signing_public(enrolment),
        "readers": entries[:2],
        "backups": entries[2:],
    }
    return listed, enrolled, enrolment


def lodging_vectors() -> None:
    listed, enrolled, _ = directory()
    phrase = words.make(seed("lodging")[:10])
    choices = {
        "kind": "apology",
        "helped": False,
        "route": "body",
        "readers": ["h" * 26],
        "backups": ["s" * 26],
        "terms": {"standby": True, "silence": "pooled"},
        "hold_until": None,
        "text": "Please say it was wrong.",
    }
    lodging, private = asker.build_lodging(phrase, ORIGIN, listed, choices, random=drawn("lodging"))
    payload = {
        "ask": lodging["thread"],
        "mark_key": lodging["mark_key"],
        "body": listed["body"],
        "enrolment_key": listed["enrolment_key"],
        "readers": listed["readers"],
        "keys": keys_of(lodging, "h" * 26),
        "messages": [{"order": 1, "from": "asker", "epoch": 1, "file": lodging["messages"][0]}],
    }
    unlocked = enrolled["h" * 26]
    person = reader.unlock_identity(
        unlocked["passphrases"]["carried"], ORIGIN, unlocked["request"]["unlocks"][0]["sealed"]
    )
    opened = reader.open_ask(person, ORIGIN, "h" * 26, payload)
    reply = reader.build_message(
        person, opened, {"text": "We have read it."}, **opened["next_message"], random=drawn("reply")
    )
    state = {
        "ask": lodging["thread"],
        "keep": lodging["keep"],
        "keys": keys_of(lodging, "asker"),
        "readers": listed["readers"][:1],
        "backups": listed["backups"],
        "messages": [*payload["messages"], {"order": 2, "from": "h" * 26, "epoch": 1, "file": reply["file"]}],
        "history": [{"number": 1, "move": "lodged", "day": "2031-05-01", "value": asker.lodged_value(lodging)}],
        "entries": [{"number": 1, "signature": lodging["move"]["signature"]}],
    }
    shown = open_state(phrase, ORIGIN, 1, state)
    assert all(move["proven"] for move in shown["moves"])
    write(
        "lodging",
        "one ask, from lodging to the first reply",
        {
            "words": phrase,
            "origin": ORIGIN,
            "number": 1,
            "directory": listed,
            "choices": choices,
            "lodging": lodging,
            "state": state,
            "opened": {
                name: shown[name]
                for name in ("mark_seed", "mark_key", "epoch", "messages", "gaps", "moves", "news", "next_message")
            },
            "handler": {
                "code": "h" * 26,
                **{name: unlocked[name] for name in ("request", "passphrases")},
                "payload": payload,
            },
        },
        bent_states(state, private, phrase, listed),
    )


def keys_of(lodging: Mapping[str, Any], holder: str) -> list[dict[str, Any]]:
    return [{"epoch": one["epoch"], "file": one["file"]} for one in lodging["keys"] if one["holder"] == holder]


def bent_states(
    state: dict[str, Any], private: Mapping[str, Any], phrase: str, listed: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """What a host could put in place of the asker's own files: it knows every public key."""
    host = seed("host")
    keep = {"origin": ORIGIN, "thread": state["ask"], "number": 1, "mark_seed": b64(host), "readers": {}}
    false_keep = b64(seal_signed(labels.KEEP, keep, host, [private["recipient"]], random=drawn("host")))
    key = {
        "origin": ORIGIN,
        "thread": state["ask"],
        "epoch": 1,
        "holder": "asker",
        "maker": "asker",
        "mark_key": signing_public(host),
        "seed": b64(host),
    }
    false_key = b64(seal_signed(labels.THREAD_KEY, key, host, [private["recipient"]], random=drawn("host")))
    claimed = {**key, "mark_key": private["mark_key"]}
    claimed_key = b64(seal_signed(labels.THREAD_KEY, claimed, host, [private["recipient"]], random=drawn("host")))
    rows = [
        ("the asker's file made by the host", {"keep": false_keep}, "signature"),
        ("a thread key made by the host", {"keys": [{"epoch": 1, "file": false_key}]}, "key-swapped"),
        ("a thread key in the asker's name", {"keys": [{"epoch": 1, "file": claimed_key}]}, "signature"),
        ("the files of another ask", {"ask": THREAD}, "wrong-thread"),
    ]
    return [
        {"name": name, "words": phrase, "origin": ORIGIN, "number": 1, "state": {**state, **part}, "refused": code}
        for name, part, code in rows
    ]


def main() -> None:
    first = (words_vectors, derive_vectors, age_vectors, padding_vectors, jcs_vectors, move_vectors)
    for make in (*first, entry_vectors, certificate_vectors, challenge_vectors, message_vectors, lodging_vectors):
        make()
    assert sign(seed("x"), "d", {}) == sign(seed("x"), "d", {})


if __name__ == "__main__":
    main()
