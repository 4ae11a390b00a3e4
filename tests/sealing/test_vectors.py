# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every shared vector, read by Python. client/tests/vectors.test.ts reads the same files."""

from dataclasses import asdict
from typing import Any

import pytest

from answerable.sealing import age, entry, identity, padding, reader, wire, words
from answerable.sealing.challenge import check_challenge, sign_challenge
from answerable.sealing.derive import Keys, derive_asker, derive_unlock
from answerable.sealing.errors import Refusal
from answerable.sealing.letter import check_acts, check_text, commit_text, derive_letter, sign_act
from answerable.sealing.state import open_state
from answerable.sealing.thread import Served, Thread
from tests.sealing.vectors import named, read

MOVE = ("origin", "ask", "number", "prev", "move", "day", "value")


def each(rows: list[dict[str, Any]]) -> Any:
    return pytest.mark.parametrize("row", [pytest.param(row, id=name) for name, row in named(rows)])


def refused(row: dict[str, Any]) -> Any:
    return pytest.raises(Refusal, check=lambda error: error.code == row["refused"])


def test_words_are_made_typed_and_completed() -> None:
    valid = read("words")["valid"]
    for row in valid["made"]:
        assert words.make(wire.parse_b64(row["secret"])) == row["words"]
        assert words.parse(row["words"]).secret == wire.parse_b64(row["secret"])
    for row in valid["typed"]:
        assert words.parse(row["typed"]).text == row["words"]
    for row in valid["completed"]:
        assert words.complete(row["start"]) == row["words"]


@each(read("words")["invalid"])
def test_wrong_words_are_refused(row: dict[str, Any]) -> None:
    with refused(row) as caught:
        words.parse(row["typed"])
    assert caught.value.details.get("position") == row.get("position")
    assert not row["typed"] or row["typed"] not in repr(caught.value)


def test_keys_are_derived_and_nothing_is_shared() -> None:
    rows = read("derive")["valid"]
    for row in rows:
        stretched = words.stretch(row["words"], row["origin"])
        assert wire.b64(stretched) == row["stretched"]
        check_keys(derive_asker(stretched, row["origin"], row["number"]), row["asker"])
        check_keys(derive_unlock(stretched, row["origin"]), row["unlock"])
    asked = [value for row in rows for value in row["asker"].values()]
    unlocked = {tuple(row["unlock"].values()) for row in rows}
    assert len(set(asked)) == len(asked)
    assert len(unlocked) == 2


def check_keys(keys: Keys, row: dict[str, str]) -> None:
    assert keys.locator_text == row["locator"]
    assert keys.signin_public == row["signin"]
    assert age.identity_from_seed(keys.sealing) == row["identity"]
    assert wire.sha256_hex(keys.recipient.encode()) == row["recipient_sha256"]


def test_age_files_open() -> None:
    valid = read("age")["valid"]
    for row in valid["files"]:
        assert age.open(wire.parse_b64(row["file"]), wire.parse_b64(row["seed"])) == wire.parse_b64(row["plain"])
    for row in valid["recipients"]:
        assert age.recipient(wire.parse_b64(row["seed"])) == row["recipient"]


@each(read("age")["invalid"]["files"])
def test_bad_age_files_are_refused(row: dict[str, Any]) -> None:
    with refused(row):
        age.open(wire.parse_b64(row["file"]), wire.parse_b64(row["seed"]))


@each(read("age")["invalid"]["recipients"])
def test_bad_recipients_are_refused(row: dict[str, Any]) -> None:
    with refused(row):
        age.seal(b"x", row["recipients"])


def test_sizes_fall_in_classes() -> None:
    for row in read("padding")["valid"]:
        assert padding.padded_size(row["length"]) == row["size"]


@each(read("padding")["invalid"])
def test_bad_padding_is_refused(row: dict[str, Any]) -> None:
    with refused(row):
        padding.unpad(wire.parse_b64(row["padded"]))


def test_canonical_text() -> None:
    for row in read("jcs")["valid"]:
        assert wire.jcs(row["value"]).decode() == row["text"]
        assert wire.parse_jcs(row["text"].encode()) == row["value"]


@each(read("jcs")["invalid"])
def test_other_text_is_refused(row: dict[str, Any]) -> None:
    with refused(row):
        wire.parse_jcs(row["text"].encode())


def test_moves_are_signed_and_chained() -> None:
    valid = read("moves")["valid"]
    for number, row in enumerate(valid["moves"], 1):
        given = [row[name] for name in MOVE]
        assert wire.value_digest(row["signed"]) == row["value"]
        assert entry.sign_move(wire.parse_b64(valid["seed"]), *given) == row["signature"]
        assert entry.move_digest(*given) == row["digest"]
        entry.check_move(valid["key"], row["signature"], *given, expected_number=number)


@each(read("moves")["invalid"])
def test_bent_moves_are_refused(row: dict[str, Any]) -> None:
    valid = read("moves")["valid"]
    before = valid["moves"][1]["digest"]
    given = [row[name] for name in MOVE]
    with refused(row):
        entry.check_move(valid["key"], row["signature"], *given, expected_number=3, expected_prev=before)


def test_entries_open() -> None:
    for row in read("entries")["valid"]:
        entry.check_opening(row["leaf"], wire.parse_b64(row["salt"]), row["fields"])


@each(read("entries")["invalid"])
def test_bent_entries_do_not_open(row: dict[str, Any]) -> None:
    with refused(row):
        entry.check_opening(row["leaf"], wire.parse_b64(row["salt"]), row["fields"])


def test_certificates() -> None:
    valid = read("certificates")["valid"]
    assert identity.fingerprint(valid["key"]) == valid["fingerprint"]
    for row in valid["readers"]:
        identity.check_certificate(valid["key"], row["origin"], row["body"], row["entry"], today=row["today"])


@each(read("certificates")["invalid"])
def test_bent_certificates_are_refused(row: dict[str, Any]) -> None:
    key = read("certificates")["valid"]["key"]
    with refused(row):
        identity.check_certificate(key, row["origin"], row["body"], row["entry"], today=row["today"])


def test_challenges() -> None:
    for row in read("challenges")["valid"]:
        given = (row["origin"], row["purpose"], row["nonce"], row["expires"])
        assert sign_challenge(wire.parse_b64(row["seed"]), *given) == row["signature"]
        check_challenge(row["key"], row["signature"], *given, now=row["expires"])


@each(read("challenges")["invalid"])
def test_bent_challenges_are_refused(row: dict[str, Any]) -> None:
    given = (row["origin"], row["purpose"], row["nonce"], row["expires"])
    with refused(row):
        check_challenge(row["key"], row["signature"], *given, now=row.get("now", 1900000000))


@each(read("messages")["valid"]["scenes"])
def test_a_reader_names_what_is_wrong_with_a_thread(row: dict[str, Any]) -> None:
    place = read("messages")["valid"]
    seeds = {int(epoch): wire.parse_b64(one) for epoch, one in place["seeds"].items()}
    thread = Thread(place["origin"], place["thread"], seeds, place["keys"])
    thread.read(Served(one["order"], wire.parse_b64(one["file"]), one["epoch"]) for one in row["messages"])
    assert [asdict(line) for line in thread.lines] == row["lines"]
    assert [asdict(gap) for gap in thread.gaps] == row["gaps"]
    assert thread.last == row["last"]


def test_an_ask_opens_for_its_asker() -> None:
    row = read("lodging")["valid"]
    opened = open_state(row["words"], row["origin"], row["number"], row["state"])
    assert {name: opened[name] for name in row["opened"]} == row["opened"]


def test_an_ask_opens_for_its_handler_with_either_passphrase() -> None:
    row = read("lodging")["valid"]
    handler = row["handler"]
    for unlock in handler["request"]["unlocks"]:
        phrase = handler["passphrases"][unlock["kind"]]
        assert reader.unlock_keys(phrase, row["origin"]).locator_text == unlock["locator"]
        person = reader.unlock_identity(phrase, row["origin"], unlock["sealed"])
        opened = reader.open_ask(person, row["origin"], handler["code"], handler["payload"])
        assert opened["messages"][0]["body"] == {"text": row["choices"]["text"]}


@each(read("lodging")["invalid"])
def test_what_a_host_puts_in_its_place_is_refused(row: dict[str, Any]) -> None:
    with refused(row):
        open_state(row["words"], row["origin"], row["number"], row["state"])


def test_letters_have_keys_signatures_and_texts() -> None:
    valid = read("letter")["valid"]
    for row in valid["keys"]:
        assert derive_letter(words.stretch(row["words"], row["origin"]), row["origin"]).card == row["card"]
    for row in valid["signed"]:
        assert sign_act(wire.parse_b64(row["seed"]), row["fields"]) == row["signature"]
    for row in valid["acts"]:
        check_acts(map(tuple, row["signed"]), row["keys"], row["wanted"], row["fields"])
    for row in valid["texts"]:
        assert commit_text(row["salt"], row["text"]) == row["commitment"]


@each(read("letter")["invalid"]["acts"])
def test_bent_acts_of_letters_are_refused(row: dict[str, Any]) -> None:
    with refused(row):
        check_acts(map(tuple, row["signed"]), row["keys"], row["wanted"], row["fields"])


@each(read("letter")["invalid"]["texts"])
def test_other_words_than_those_of_a_letter_are_refused(row: dict[str, Any]) -> None:
    with refused(row):
        check_text(row["commitment"], row["salt"], row["text"])
