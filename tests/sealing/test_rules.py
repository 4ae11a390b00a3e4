# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rules of sealing that no vector shows."""

import hashlib
import itertools
import os
import traceback
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from answerable.sealing import age, asker, bech32, challenge, entry, labels, padding, reader, rowkey, wire, words
from answerable.sealing.errors import SENTENCES, Refusal
from answerable.sealing.message import Message, sign_then_seal
from answerable.sealing.signing import signing_public
from answerable.sealing.thread import GAPS_SHOWN, Served, Thread
from tests.sealing.vectors import read

KEY, ORIGIN, THREAD = bytes(range(32)), "https://ask.example.org", "t" * 26


def drawn(label: str) -> wire.Random:
    counter = itertools.count()
    return lambda size: hashlib.shake_256(f"{label} {next(counter)}".encode()).digest(size)


def lodge(**more: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    row = read("lodging")["valid"]
    return asker.build_lodging(row["words"], ORIGIN, row["directory"], row["choices"] | more, random=drawn("x"))


def test_labels_are_all_different() -> None:
    assert len(set(labels.ALL)) == len(labels.ALL)
    assert all(label.startswith("answerable.v1.") for label in labels.ALL)


def test_the_list_of_words() -> None:
    assert len(words.LIST) == 2048 == len(set(words.LIST)) == len({word[:4] for word in words.LIST})
    assert list(words.LIST) == sorted(words.LIST)
    assert all(3 <= len(word) <= 6 and word.isascii() and word.islower() for word in words.LIST)


@given(st.binary(min_size=10, max_size=10))
def test_words_come_back(secret: bytes) -> None:
    assert words.parse(words.make(secret)).secret == secret


@given(st.binary(max_size=3000))
def test_padding_comes_back_and_costs_little(content: bytes) -> None:
    padded = padding.pad(content)
    assert padding.unpad(padded) == content
    assert len(padded) % padding.STEP == 0
    assert len(padded) <= max(padding.STEP, (len(content) + 4) * 1.12 + padding.STEP)


def test_texts_of_one_class_make_files_of_one_size() -> None:
    key = age.recipient(KEY)
    sizes = {len(age.seal(padding.pad(b"x" * size), [key])) for size in (1, 100, 300, 508)}
    assert len(sizes) == 1


@given(st.binary(min_size=1, max_size=80))
def test_bech32_comes_back(raw: bytes) -> None:
    assert bech32.parse(bech32.encode("age1pq", raw), "age1pq", "age-recipient") == raw


def test_a_row_opens_only_with_its_key_purpose_and_name() -> None:
    wrapped = rowkey.wrap(KEY, b"what was written", "message", "row 1")
    assert rowkey.unwrap(KEY, wrapped, "message", "row 1") == b"what was written"
    assert len(wrapped) == 12 + 512 + 16
    wrong = [(bytes(32), "message", "row 1"), (KEY, "keep", "row 1"), (KEY, "message", "row 2")]
    for key, purpose, ident in wrong:
        with pytest.raises(Refusal, match="^row$"):
            rowkey.unwrap(key, wrapped, purpose, ident)
    for bent in (wrapped[:-1], b"", wrapped[:20] + bytes([wrapped[20] ^ 1]) + wrapped[21:]):
        with pytest.raises(Refusal, match="^row$"):
            rowkey.unwrap(KEY, bent, "message", "row 1")


def test_a_row_is_written_as_the_protocol_says() -> None:
    bound = b"answerable.v1.row\0message\0row 1"
    nonce = bytes(range(12))
    assert rowkey.wrap(KEY, b"x", "message", "row 1", random=lambda size: bytes(range(size))) == nonce + AESGCM(
        KEY
    ).encrypt(nonce, padding.pad(b"x"), bound)
    bare = nonce + AESGCM(KEY).encrypt(nonce, b"x", bound)
    with pytest.raises(Refusal, match="^padding$"):
        rowkey.unwrap(KEY, bare, "message", "row 1")


def test_a_nonce_is_for_one_locator_one_purpose_and_a_while() -> None:
    made = challenge.make_challenge(KEY, "mine", "locator", random=os.urandom, now=1000)
    given_back = {"nonce": made["nonce"], "expires": made["expires"]}
    challenge.check_nonce(KEY, "mine", "locator", **given_back, now=1120)
    for bent in ({"purpose": "desk"}, {"locator": "other"}, {"expires": 1121}, {"secret": bytes(32)}):
        fields = {"secret": KEY, "purpose": "mine", "locator": "locator", **given_back} | bent
        with pytest.raises(Refusal, match="^signature$"):
            challenge.check_nonce(**fields, now=1120)
    with pytest.raises(Refusal, match="^expired$"):
        challenge.check_nonce(KEY, "mine", "locator", **given_back, now=1121)


def test_silence_starts_narrow_when_somebody_is_left_out() -> None:
    everyone = [one["code"] for one in read("lodging")["valid"]["directory"]["readers"]]
    assert lodge(readers=everyone)[0]["terms"]["silence"] == "pooled"
    assert lodge(readers=everyone[:1])[0]["terms"]["silence"] == "second_line"
    assert lodge(readers=everyone, route="past_body")[0]["terms"]["silence"] == "second_line"


def test_a_standby_copy_only_where_it_was_allowed() -> None:
    allowed = {one["holder"] for one in lodge()[0]["keys"]}
    assert allowed == {"asker", "h" * 26, "standby:" + "s" * 26}
    assert not any(one["holder"].startswith("standby:") for one in lodge(terms={"standby": False})[0]["keys"])


def test_the_smallest_ask_has_no_words() -> None:
    lodging, _ = lodge(readers=[], backups=[], text="")
    assert lodging["messages"] == []
    assert [one["holder"] for one in lodging["keys"]] == ["asker"]


def test_somebody_who_is_not_listed_is_refused() -> None:
    with pytest.raises(Refusal, match="^reader-unknown$"):
        lodge(readers=["z" * 26])


def test_a_hosted_ask_says_so_in_what_is_signed() -> None:
    lodging, _ = lodge()
    assert asker.lodged_value(lodging)["mode"] == "keyed"
    assert asker.lodged_value(lodging, "hosted")["mode"] == "hosted"


def test_what_travels_holds_no_secret() -> None:
    row = read("lodging")["valid"]
    lodging, private = lodge()
    sent = wire.jcs(lodging)
    secrets = [row["words"], private["mark_seed"], *private["seeds"].values(), *row["words"].split()]
    assert not any(secret.encode() in sent for secret in secrets if len(secret) > 5)
    assert row["choices"]["text"].encode() not in sent


def test_the_same_random_bytes_make_the_same_names() -> None:
    first, second = lodge()[0], lodge()[0]
    assert {name: first[name] for name in ("thread", "locator", "mark_key", "epoch_key", "move")} == {
        name: second[name] for name in ("thread", "locator", "mark_key", "epoch_key", "move")
    }


def test_fillers_look_like_entries() -> None:
    filler = entry.make_null("n" * 26, random=os.urandom)
    real = entry.leaf("n" * 26, entry.commit(KEY, entry.entry_fields(type="mark", value={"value": "met"})))
    assert {name: type(value) for name, value in filler.items()} == {name: type(value) for name, value in real.items()}
    assert len(filler["c"]) == len(real["c"])


def test_a_number_out_of_all_bounds_names_only_so_many_gaps() -> None:
    seeds, keys = {1: KEY}, {"h1": signing_public(KEY)}
    message = Message(ORIGIN, THREAD, 1, "h1", wire.BIGGEST, "", {"text": "x"})
    thread = Thread(ORIGIN, THREAD, seeds, keys)
    thread.read([Served(1, sign_then_seal(message, KEY, age.recipient(KEY), random=os.urandom), 1)])
    assert len(thread.gaps) <= GAPS_SHOWN + 1


def errors() -> Iterator[BaseException]:
    row = read("lodging")["valid"]
    phrase = row["words"].split()
    typed = " ".join([*phrase[:7], "zzzsecret"])
    attempts = [
        lambda: words.parse(typed),
        lambda: words.parse(" ".join(phrase[:7])),
        lambda: words.parse(" ".join([phrase[1], phrase[0], *phrase[2:]])),
        lambda: reader.unlock_identity(row["words"], ORIGIN, row["state"]["keep"]),
        lambda: age.open(wire.parse_b64(row["state"]["keep"]), KEY),
        lambda: age.parse_identity(age.identity_from_seed(KEY)[:-2]),
    ]
    for attempt in attempts:
        with pytest.raises(Refusal) as caught:
            attempt()
        yield caught.value


def test_no_refusal_carries_what_was_typed_into_a_log() -> None:
    planted = [*read("lodging")["valid"]["words"].split(), "zzzsecret", KEY.hex(), wire.b64(KEY)]
    for error in errors():
        logged = repr(error) + str(error) + "".join(traceback.format_exception_only(error))
        assert not any(secret in logged for secret in planted), logged


def test_secrets_are_not_printed() -> None:
    row = read("lodging")["valid"]
    parsed = words.parse(row["words"])
    keys = reader.unlock_keys(row["words"], ORIGIN)
    person = reader.make_identity(random=drawn("p"))
    shown = repr([parsed, keys, person])
    secrets = (parsed.secret, keys.signin, keys.sealing, person.signing, person.sealing)
    assert not any(repr(secret) in shown or secret.hex() in shown for secret in secrets)


def test_every_code_has_a_sentence() -> None:
    for code, sentence in SENTENCES.items():
        assert sentence[0].isupper() and sentence.endswith("."), code
