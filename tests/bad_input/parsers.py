# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every parser of the product: what it is given, how it is called, and the one kind of error that it may raise.

`share` weighs how many inputs it gets: cheap ones many. What was accepted is held against the way it is written, where
there is one way.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from answerable.asker import acts, choosing, place, server, trust
from answerable.asker import parse as asker_parse
from answerable.core import (
    answer,
    attachment,
    boundary,
    conflict,
    consent,
    letter_text,
    mark,
    promise,
    same_road,
    terms,
)
from answerable.core.ask import decide
from answerable.core.errors import Refused
from answerable.core.move import Move
from answerable.core.process_read import read_template
from answerable.processes import library
from answerable.reading import formats
from answerable.reading.reading import read_statement
from answerable.record.offline import leaves, verify, witness
from answerable.sealing import (
    age,
    age_format,
    backup_file,
    bech32,
    export,
    message,
    padding,
    wire,
    words,
)
from answerable.sealing.age_stream import Opening
from answerable.tlog import checkpoint, encoding, keys, note, policy, proof, tiles
from answerable.tlog import witness as tlog_witness
from answerable.tlog.errors import Invalid
from tests.bad_input import examples
from tests.bad_input.examples import SEED, of, raw, vectors
from tests.bad_input.parser import CHEAP, DEAR, DEAREST, TODAY, Parser, dumped, encoded, printed, texts
from tests.bad_input.served import SERVER


def all_of(name: str, part: str, field: str, make: Callable[[Any], Any] = lambda each: each) -> Callable[[], list[Any]]:
    return lambda: [make(each) for each in of(name, part, field)]


def _move(move: Move) -> Parser:
    def parse(value: Any) -> object:
        story, by, actor, _ = examples.moves()[move]
        if not isinstance(value, dict):
            raise Refused("not an object")  # every door reads an object first
        at = {"by": by, "actor": actor, "at": story.day, "body": story.body, "handlers": story.seats}
        return wire.jcs(decide(story.ask, move, value, **at).value)  # what is decided can be written down

    return Parser(f"move {move}", lambda: [examples.moves()[move][3]], parse, share=8)


def _part(name: str, parse: Callable[[Any], object], *values: Any) -> Parser:
    """A value of core that comes as a JSON object."""

    def whole(value: Any) -> object:
        if not isinstance(value, dict):
            raise Refused("not an object")
        return parse(value)

    return Parser(name, lambda: list(values), whole)


def _unpack(inside: bytes) -> object:
    """A tar archive of whoever knows the recipient."""

    class Plain:
        def __init__(self) -> None:
            self.file = io.BytesIO(inside)

        def read(self, size: int) -> bytes:
            return self.file.read(size)

    unpacking = backup_file.Unpacking(Plain())  # type: ignore[arg-type]
    for _, pieces in unpacking.members():
        for _ in pieces:
            pass
    return unpacking.listing


def _backup(file: bytes) -> object:
    opening = Opening(io.BytesIO(file), SEED)
    while opening.read(1 << 16):
        pass
    return True


def _process_value(value: Any) -> object:
    if not isinstance(value, dict):
        raise Refused("not a table")
    return read_template(value)


def _process_values() -> list[Any]:
    import tomllib

    return [tomllib.loads(each.decode()) for each in examples.process_files()]


def _verified() -> list[bytes]:
    """A receipt with its opening, and the evidence of a fork, by the log of the policy beside them."""
    made, opened = vectors("record")["valid"]["promise"][0], vectors("entries")["valid"][0]
    receipt = {
        "format": verify.RECEIPT,
        "promise": made["promise"],
        "opening": {"salt": opened["salt"], "fields": opened["fields"]},
    }
    note = next(each for each in of("tlog", "policies", "note") if each)
    return [wire.jcs(receipt), wire.jcs({"format": verify.FORK, "a": note, "b": note, "proof": []})]


def _log_policy() -> Any:
    return policy.parse_policy(encoded(vectors("record")["policies"]["log"]["text"]))


def _policy() -> Any:
    return policy.parse_policy(encoded(of("tlog", "policies", "policy")[0]))


def _sealed_message() -> list[bytes]:
    scenes = vectors("messages")["valid"]["scenes"]
    return [raw(each["file"]) for scene in scenes[:4] for each in scene["messages"]]


def _signed_values() -> list[Any]:
    found = {
        "origin": "https://a.org",
        "thread": "a" * 26,
        "epoch": 1,
        "sender": "asker",
        "number": 1,
        "last": "",
        "body": {"text": "x"},
        "domain": "d",
    }
    return [found]


def _message_value(value: Any) -> object:
    if not isinstance(value, dict):
        raise Refused("not an object")  # `open_signed` makes sure of it
    return message.parse_message(value)


SEALING: Final = (
    Parser(
        "canonical JSON",
        lambda: [
            encoded(each)
            for each in (
                *(row["text"] for row in vectors("jcs")["valid"]),
                *(row["text"] for row in vectors("jcs")["invalid"]),
            )
        ],
        printed(wire.parse_jcs, wire.jcs),
        share=CHEAP,
    ),
    Parser("base64url", texts("AAECAw", "_-8", "", "YW4gYXNr"), printed(wire.parse_b64, wire.b64), share=CHEAP),
    Parser("age header", all_of("age", "files", "file", raw), age_format.parse_header, share=CHEAP),
    Parser(
        "age file",
        all_of("age", "files", "file", raw),
        lambda file: age.open(file, raw(vectors("age")["valid"]["files"][0]["seed"])),
        share=DEAR,
    ),
    Parser("age file, streamed", lambda: [examples.small_age()], _backup, share=DEAREST),
    Parser("age recipient", all_of("age", "recipients", "recipient"), age.parse_recipient, share=DEAR),
    Parser("age identity", lambda: [age.identity_from_seed(SEED)], printed(age.parse_identity, age.identity_from_seed)),
    Parser(
        "bech32",
        texts("age1qqqsyqcyq5rqwzqf0lrk6z", bech32.encode("age", b"abc")),
        lambda text: bech32.parse(text, "age", "age-recipient"),
        share=CHEAP,
    ),
    Parser(
        "code words",
        lambda: [row["typed"] for row in (*vectors("words")["valid"]["typed"], *vectors("words")["invalid"])],
        words.parse,
    ),
    Parser("look code", texts("abacus canoe dove pad", "Abacus, canoe dove-pad"), words.parse_look),
    Parser(
        "padding",
        lambda: [padding.pad(b"abc"), padding.pad(b"x" * 900)],
        printed(padding.unpad, padding.pad),
        share=CHEAP,
    ),
    Parser(
        "sealed message",
        _sealed_message,
        lambda file: message.open_message(file, raw(vectors("messages")["valid"]["seeds"]["1"])),
        share=DEAR,
    ),
    Parser("message", _signed_values, _message_value),
    Parser(
        "export",
        dumped({"format": "answerable.v1.export", "kind": "asker", "origin": "o", "number": 1, "state": {}}),
        export.parse_export,
    ),
    Parser("list of a backup", lambda: [examples.listing()], backup_file.parse_listing),
    Parser("backup", lambda: [examples.backup_inside()], _unpack, share=DEAR),
)

TLOG: Final = (
    Parser(
        "note", all_of("tlog", "notes", "note", encoded), printed(note.parse_note, note.print_note), (Invalid,), CHEAP
    ),
    Parser(
        "signature line",
        lambda: [each.splitlines(True)[-1] for each in of("tlog", "notes", "note") if each],
        printed(note.parse_line, note.print_line),
        (Invalid,),
        CHEAP,
    ),
    Parser("vkey", all_of("tlog", "vkeys", "vkey"), printed(keys.parse_vkey, keys.print_vkey), (Invalid,), CHEAP),
    Parser(
        "checkpoint",
        all_of("tlog", "checkpoints", "text"),
        printed(checkpoint.parse_checkpoint, checkpoint.print_checkpoint),
        (Invalid,),
        CHEAP,
    ),
    Parser(
        "cosigned checkpoint",
        lambda: [encoded(row["note"]) for row in vectors("tlog")["valid"]["policies"]],
        lambda data: policy.check_policy(_policy(), data),
        (Invalid,),
        DEAR,
    ),
    Parser("policy", all_of("tlog", "policies", "policy", encoded), policy.parse_policy, (Invalid,)),
    Parser(
        "proof", all_of("tlog", "proofs", "proof", encoded), printed(proof.parse_proof, proof.print_proof), (Invalid,)
    ),
    Parser(
        "base64",
        texts("AAECAw==", "YW4gYXNr"),
        printed(encoding.parse_base64, encoding.print_base64),
        (Invalid,),
        CHEAP,
    ),
    Parser("number", texts("0", "19", "9223372036854775807"), printed(encoding.parse_number, str), (Invalid,), CHEAP),
    Parser(
        "tile path",
        texts("tile/0/x001/234", "tile/entries/000.p/7", "tile/1/000"),
        tiles.parse_tile_path,
        (Invalid,),
        CHEAP,
    ),
    Parser(
        "bundle of entries",
        lambda: [tiles.encode_bundle([b"a", b"bc", b""])],
        printed(partial(tiles.parse_bundle, width=3), tiles.encode_bundle),
        (Invalid,),
        CHEAP,
    ),
    Parser(
        "add-checkpoint",
        lambda: [b"old 0\n\n" + encoded(each) for each in of("tlog", "cosignatures", "note")],
        tlog_witness.parse_request,
        (Invalid,),
    ),
    Parser("conflict of a witness", lambda: [b"12\n", b"0\n"], tlog_witness.parse_conflict, (Invalid,), CHEAP),
)


def _leaves() -> list[bytes]:
    found = [each["leaf"] for row in vectors("record")["valid"]["directory"] for each in row["record"]["leaves"]]
    thread = vectors("entries")["valid"][0]["leaf"]
    return [
        *map(encoded, found),
        wire.jcs(thread),
        wire.jcs({"v": 1, "type": "batch", "id": "a" * 26, "day": "2031-05-20", "leaves": 16}),
    ]


RECORD: Final = (
    Parser("leaf", _leaves, leaves.parse_leaf, (leaves.Wrong,), CHEAP),
    Parser(
        "line of a witness's logs",
        lambda: [f"{each} https://a.org/record/" for each in of("tlog", "vkeys", "vkey")],
        witness.parse_log,
    ),
    Parser("receipt or fork", _verified, lambda data: verify.verify(data, _log_policy(), None)),
)

ASKER: Final = (
    Parser(
        "acts of a file",
        dumped(
            [
                {"do": "mark", "value": "met", "audience": "asker", "promise": None},
                {"do": "change", "terms": {"pace": "slow"}, "widens": ["standby"]},
                {"do": "forbid", "what": "leave_if_i_come"},
                {"do": "stand", "name": "Joon", "told": "everything"},
            ]
        ),
        acts.parse_acts,
    ),
    Parser(
        "answers of a file",
        dumped(
            {
                "kind": "acknowledge",
                "route": "body",
                "without": ["a"],
                "silence": "pooled",
                "contact": "may_write",
                "window": 7,
                "text": "x",
            }
        ),
        choosing.parse_answers,
    ),
    Parser(
        "address of a server",
        texts("https://ask.example.org", "http://localhost:8000", "http://abc.onion"),
        place.parse_place,
    ),
    Parser("proxy", texts("socks5h://127.0.0.1:9050"), place.parse_proxy),
    Parser("answer of a server", dumped({"ok": True}), lambda data: server.parse_object(data, "https://a.org")),
    Parser("sheet", lambda: [examples.fitting(asker_parse.SHEET)], asker_parse.parse_sheet),
    Parser(
        "state",
        lambda: [
            examples.fitting(asker_parse.STATE)
            | {"record": {"checkpoint": None, "leaves": {"1": {"index": 1, "hashes": []}}, "promise": None}}
        ],
        asker_parse.parse_state,
    ),
    Parser("what lodging answers", lambda: [examples.fitting(asker_parse.TAKEN)], asker_parse.parse_taken),
    Parser(
        "policy that was pinned",
        all_of("tlog", "policies", "policy", encoded),
        lambda data: trust.read_policy(data, None, now=0),
    ),
)

CORE: Final = (
    *(_move(move) for move in Move if move in examples.moves()),
    _part("terms", lambda value: terms.parse(value, TODAY), terms.as_value(terms.Terms())),
    _part(
        "answer",
        lambda value: answer.parse(value, TODAY, "x"),
        {"value": "no", "reasons": ["law"], "power": "board", "code": "a1"},
    ),
    _part(
        "promise",
        lambda value: promise.parse(value, TODAY, "x"),
        {"code": "p1", "re": "a1", "who": "chair", "what": "as_asked", "by": "2031-06-01", "how_seen": "letter"},
    ),
    _part(
        "mark",
        lambda value: mark.parse(value, TODAY, through_host=False),
        {"value": "met", "audience": "readers", "promise": None},
    ),
    _part(
        "same road",
        lambda value: same_road.parse(value, TODAY, "x"),
        {"last_role": "equal", "done": "nothing", "year": 2030},
    ),
    _part("boundary", lambda value: boundary.parse_stated(value, TODAY), {"code": "b2", "what": "leave_if_i_come"}),
    _part("conflict", lambda value: conflict.parse(value, TODAY, "x"), {"tie": "friend", "weight": "soft"}),
    _part(
        "consent",
        lambda value: consent.parse_asked(value, TODAY, "x"),
        {"code": "c3", "party": "board", "purpose": "meeting", "thing": "one_meeting"},
    ),
    _part(
        "announced file",
        lambda value: attachment.parse(value.get("size"), value.get("digest")),
        {"size": 1200, "digest": "a" * 64},
    ),
    Parser("numbers of a letter", texts("1. Pay the wages\n2) Say sorry\n- stop"), letter_text.parse_numbers),
    Parser("process file", examples.process_files, library.read_file, share=DEAR),
    Parser("process table", _process_values, _process_value, share=DEAR),
)

READING: Final = (
    Parser(
        "plain statement",
        lambda: [b"We will pay the wages by 1 June 2031.", "Lo sentimos — mañana.".encode()],
        formats.text_of,
    ),
    Parser("HTML statement", lambda: list(examples.html()), lambda data: formats.text_of(data, "a.html", "text/html")),
    Parser(
        "Markdown statement",
        lambda: [b"# We\n\n* will **pay**\n\n> by [June](http://a)\n\n| a | b |\n"],
        lambda data: formats.text_of(data, "a.md"),
    ),
    Parser("PDF statement", lambda: [examples.pdf()], formats.text_of, share=DEAREST),
    Parser("DOCX statement", lambda: [examples.docx()], formats.text_of, share=DEAREST),
    Parser(
        "statement",
        texts(
            "We are deeply sorry. In the coming weeks we will begin to explore how to pay by 1 June.",
            "The board will publish its report by 12 May 2031; the chair is responsible. “Pay us.” We hear you.",
        ),
        lambda text: read_statement(text, TODAY, asks=("apology",)),
        share=DEAR,
    ),
)


def _written(value: Any) -> bytes:
    """Canonically where that can be, for the parsers that want it so."""
    try:
        return wire.jcs(value)
    except Refused:
        return json.dumps(value).encode()


def written(inner: Parser) -> Parser:
    """The same parser, given well-written JSON of other parts: what only breaks once it was read."""
    return Parser(
        f"{inner.name}, other parts",
        lambda: [json.loads(each) for each in inner.examples()],
        lambda value: inner.parse(_written(value)),
        inner.refuses,
        inner.share,
    )


OF_JSON: Final = (
    "list of a backup",
    "export",
    "receipt or fork",
    "acts of a file",
    "answers of a file",
    "request of the desk",
    "leaf",
)
GIVEN: Final = (*SEALING, *TLOG, *RECORD, *ASKER, *CORE, *READING, *SERVER)
WRITTEN: Final = tuple(written(each) for each in GIVEN if each.name in OF_JSON)
ALL: Final = (*GIVEN, *WRITTEN)
