# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keys and headers of age, strictly: what is nearly right is refused by its own code."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from answerable.sealing import age, bech32
from answerable.sealing.age_format import (
    CHUNK,
    VERSION,
    Header,
    Stanza,
    b64_std,
    check_mac,
    chunk_nonce,
    derive,
    header_bytes,
    header_mac,
    open_payload,
    parse_b64_std,
    parse_header,
    seal_payload,
    stanza_bytes,
)
from answerable.sealing.errors import Refusal
from tests.sealing.vectors_make import CLASSIC, drawn, seed

SEED = seed("age")
RECIPIENT, IDENTITY = age.recipient(SEED), age.identity_from_seed(SEED)
KEY, NONCE = bytes(range(16)), bytes(range(16, 32))


def refused(code: str, act: Callable[[], object]) -> None:
    with pytest.raises(Refusal, match=f"^{code}$"):
        act()


def test_a_seed_has_32_bytes() -> None:
    for wrong in (b"", SEED[:31], SEED + b"x"):
        refused("length", lambda wrong=wrong: age.private_key(wrong))
        refused("length", lambda wrong=wrong: age.identity_from_seed(wrong))
    assert age.parse_identity(IDENTITY) == SEED


def test_an_identity_is_in_capitals_and_whole() -> None:
    assert IDENTITY.startswith("AGE-SECRET-KEY-PQ-1")
    others = [
        IDENTITY.lower(), IDENTITY[:-1], IDENTITY[:-1] + ("Q" if IDENTITY[-1] != "Q" else "P"), "",
        bech32.encode("age-secret-key-", SEED).upper(), bech32.encode("age-secret-key-pq-", SEED[:31]).upper(),
        bech32.encode("age-secret-key-pq-", SEED + b"x").upper(), RECIPIENT, IDENTITY[:20] + IDENTITY[20:].lower(),
    ]  # fmt: skip
    for other in others:
        refused("age-identity", lambda other=other: age.parse_identity(other))


def test_a_recipient_is_small_hybrid_and_whole() -> None:
    age.parse_recipient(RECIPIENT)
    refused("age-classic", lambda: age.parse_recipient(CLASSIC))
    raw = bech32.parse(RECIPIENT, "age1pq", "x")
    others = [
        "", "ssh-ed25519", RECIPIENT.upper(), RECIPIENT[:-1], bech32.encode("age1pq", raw[:-1]),
        bech32.encode("age1pq", raw + b"x"), bech32.encode("age1pq", b"\xff" * len(raw)), "age1pq1" + "q" * 20,
    ]  # fmt: skip
    for other in others:
        refused("age-recipient", lambda other=other: age.parse_recipient(other))
    refused("age-recipient", lambda: age.seal(b"x", []))
    refused("age-mixed", lambda: age.seal(b"x", [RECIPIENT, CLASSIC]))
    refused("age-mixed", lambda: age.seal(b"x", [CLASSIC, RECIPIENT]))
    refused("age-classic", lambda: age.seal(b"x", [CLASSIC]))


def test_each_of_several_opens_it_and_nobody_else() -> None:
    seeds = [seed("one"), seed("two"), seed("three")]
    file = age.seal(b"for three", [age.recipient(each) for each in seeds], random=drawn("several"))
    assert [age.open(file, each) for each in seeds] == [b"for three"] * 3
    assert age.open(file, age.identity_from_seed(seeds[2])) == b"for three"
    refused("age-no-key", lambda: age.open(file, SEED))


def header(*stanzas: Stanza) -> bytes:
    signed = header_bytes(list(stanzas))
    return signed + b" " + b64_std(header_mac(KEY, signed)) + b"\n"


def test_a_header_comes_back() -> None:
    stanzas = (Stanza(("kind", "a", "b"), b""), Stanza(("x",), bytes(48)), Stanza(("y",), bytes(49)))
    parsed, rest = parse_header(header(*stanzas) + b"payload")
    assert parsed.stanzas == stanzas and rest == b"payload"
    assert parsed.signed == header_bytes(list(stanzas)) and len(parsed.mac) == 32
    check_mac(KEY, parsed)
    refused("age-damaged", lambda: check_mac(NONCE, parsed))
    refused("age-damaged", lambda: check_mac(KEY, Header(parsed.stanzas, parsed.signed + b"-", parsed.mac)))


@pytest.mark.parametrize(
    ("size", "lines"),
    [(0, [b""]), (1, [b"AA"]), (47, [b"A" * 63]), (48, [b"A" * 64, b""]), (96, [b"A" * 64] * 2 + [b""])],
)  # fmt: skip
def test_a_body_ends_with_a_short_line(size: int, lines: list[bytes]) -> None:
    assert stanza_bytes(Stanza(("k", "v"), bytes(size))) == b"-> k v\n" + b"".join(line + b"\n" for line in lines)


MAC = b" " + b64_std(bytes(32)) + b"\n"


@pytest.mark.parametrize(
    "file",
    [
        b"", VERSION, VERSION[:-1], b"age-encryption.org/v2\n-> k\n\n---" + MAC, VERSION + b"---" + MAC,
        VERSION + b"-> k\n\n---" + MAC[:-1], VERSION + b"-> k\n\n---" + MAC[:-1] + b"x",
        VERSION + b"-> k\n\n--- " + b64_std(bytes(31)) + b"\n",
        VERSION + b"-> k\n\n--- " + b64_std(bytes(33)) + b"\n", VERSION + b"-> k\n\n---" + MAC[1:],
        VERSION + b"-> k\n\n-- " + MAC, VERSION + b"-> \n\n---" + MAC, VERSION + b"-> k  l\n\n---" + MAC,
        VERSION + b"-> k\x7f\n\n---" + MAC, VERSION + b"-> k\n" + b"A" * 65 + b"\n\n---" + MAC,
        VERSION + b"-> k\n" + b"A" * 64 + b"\n---" + MAC, VERSION + b"-> k\nA\n---" + MAC,
        VERSION + b"-> k\nAA==\n---" + MAC, VERSION + b"-> k\nAB\n---" + MAC, VERSION + b"-> k", VERSION + b"-> k\n",
    ],
)  # fmt: skip
def test_no_header(file: bytes) -> None:
    refused("age-format", lambda: parse_header(file))


def test_base64_of_age_is_strict() -> None:
    assert parse_b64_std(b"+/8") == b"\xfb\xff" and b64_std(b"\xfb\xff") == b"+/8" and parse_b64_std(b"") == b""
    assert b64_std(b"\0\0\x17") == b"AAAX" and parse_b64_std(b"AAAX") == b"\0\0\x17"
    for wrong in (b"A", b"AA==", b"AA=", b"AB", b"-_8", b"A A", b"AA\n", b"AAAA=", b"AAAAA", b"AAAA====", b"\xff"):
        refused("age-format", lambda wrong=wrong: parse_b64_std(wrong))


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK])
def test_a_payload_and_its_chunks(size: int) -> None:
    plain = bytes(size)
    payload = seal_payload(KEY, NONCE, plain)
    chunks = max(1, -(-size // CHUNK))
    assert payload[:16] == NONCE and len(payload) == 16 + size + 16 * chunks
    assert open_payload(KEY, payload) == plain
    for wrong in (payload[:-1], payload + b"x", payload[:16], payload[:15], b"", payload[:17]):
        refused("age-damaged", lambda wrong=wrong: open_payload(KEY, wrong))


def test_chunks_cannot_change_places_or_be_left_out() -> None:
    payload = seal_payload(KEY, NONCE, bytes(2 * CHUNK + 5))
    nonce, one, two, three = payload[:16], *(payload[16 + at * (CHUNK + 16) :][: CHUNK + 16] for at in range(3))
    for wrong in (nonce + two + one + three, nonce + one + three, nonce + one + two, nonce + one, nonce + three):
        refused("age-damaged", lambda wrong=wrong: open_payload(KEY, wrong))


def test_an_empty_last_chunk_is_for_an_empty_content_alone() -> None:
    """Else one content had two files."""
    cipher = ChaCha20Poly1305(derive(KEY, NONCE, b"payload"))
    for full in (1, 2, 3):
        chunks = [cipher.encrypt(chunk_nonce(at, False), bytes(CHUNK), None) for at in range(full)]
        empty = cipher.encrypt(chunk_nonce(full, True), b"", None)
        refused("age-damaged", lambda file=NONCE + b"".join(chunks) + empty: open_payload(KEY, file))
    assert open_payload(KEY, NONCE + cipher.encrypt(chunk_nonce(0, True), b"", None)) == b""


def test_shares_of_another_form() -> None:
    stanza = age.wrap_file_key(KEY, age.parse_recipient(RECIPIENT))
    assert (stanza.arguments[0], len(stanza.body)) == ("mlkem768x25519", 32)
    assert age.unwrap_file_key(Header((stanza,), b"", b""), age.private_key(SEED)) == KEY
    kind, share = stanza.arguments
    bent = [
        Stanza((kind,), stanza.body), Stanza((kind, share, "x"), stanza.body), Stanza((kind, share), stanza.body[:-1]),
        Stanza((kind, share), stanza.body + b"x"), Stanza((kind, share[:-4]), stanza.body),
        Stanza((kind, b64_std(bytes(1119)).decode()), stanza.body),
        Stanza((kind, b64_std(bytes(1121)).decode()), stanza.body),
    ]  # fmt: skip
    for each in bent:
        refused("age-format", lambda each=each: age.parse_share(each))
    other = Stanza(("X25519", share), stanza.body)
    refused("age-classic", lambda: age.check_kinds(Header((other,), b"", b"")))
    refused("age-mixed", lambda: age.check_kinds(Header((other, stanza), b"", b"")))
    age.check_kinds(Header((stanza, stanza), b"", b""))


@pytest.mark.parametrize("raw", [b"", b"\x00", b"\xff" * 5])
def test_bech32_is_of_one_case_and_checks_itself(raw: bytes) -> None:
    text = bech32.encode("a", raw)
    assert bech32.parse(text, "a", "age-format") == bech32.parse(text.upper(), "a", "age-format") == raw
    others = (text[:-1], text + "q", text.replace("1", "i", 1), text.upper()[:-1] + "q", "b" + text[1:], text[:2])
    for wrong in others:
        refused("age-format", lambda wrong=wrong: bech32.parse(wrong, "a", "age-format"))
    refused("age-format", lambda: bech32.parse(text, "b", "age-format"))
    for letter in "bio":
        refused("age-format", lambda letter=letter: bech32.parse(text[:-1] + letter, "a", "age-format"))


def checked(prefix: str, groups: list[int]) -> str:
    """These groups of five bits with a checksum that fits them."""
    rest = bech32.polymod([*bech32.expand(prefix), *groups, 0, 0, 0, 0, 0, 0]) ^ 1
    every = [*groups, *(rest >> 5 * (5 - place) & 31 for place in range(6))]
    return prefix + "1" + "".join(bech32.LETTERS[each] for each in every)


def test_bech32_that_checks_and_is_still_none() -> None:
    assert bech32.parse(checked("a", [31, 28]), "a", "age-format") == b"\xff"
    for groups in ([31, 29], [31, 28, 0], [31]):
        refused("age-format", lambda groups=groups: bech32.parse(checked("a", groups), "a", "age-format"))
    short = next(prefix for prefix in map("k{}".format, range(1000)) if len(five_letters(prefix)) == len(prefix) + 6)
    refused("age-format", lambda: bech32.parse(five_letters(short), short, "age-format"))


def five_letters(prefix: str) -> str:
    """A checksum has six letters; under one prefix of 32, five fit as well."""
    rest = bech32.polymod([*bech32.expand(prefix), 0, 0, 0, 0, 0]) ^ 1
    if rest >> 25:
        return ""
    text = prefix + "1" + "".join(bech32.LETTERS[rest >> 5 * (4 - place) & 31] for place in range(5))
    assert bech32.polymod([*bech32.expand(prefix), *(bech32.VALUE[each] for each in text[len(prefix) + 1 :])]) == 1
    return text


def test_bech32_of_the_standard() -> None:
    """From BIP 173's own list of valid strings, and its five steps of the checksum."""
    steps = [0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3]
    assert [bech32.top_step(1 << place) for place in range(5)] == steps and bech32.top_step(0) == 0
    assert bech32.top_step(0b10011) == steps[0] ^ steps[1] ^ steps[4]
    assert bech32.encode("a", b"") == "a12uel5l"
    assert bech32.parse("A12UEL5L", "a", "age-format") == b""
    assert bech32.regroup(b"\xff\x00") == [31, 28, 0, 0]
    assert bech32.regroup_back([31, 28, 0, 0], "age-format") == b"\xff\x00"
    for wrong in ([31, 28, 0, 1], [31, 28, 0, 0, 0, 0], [0]):
        refused("age-format", lambda wrong=wrong: bech32.regroup_back(wrong, "age-format"))
