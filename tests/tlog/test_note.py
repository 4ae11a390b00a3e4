# SPDX-License-Identifier: AGPL-3.0-or-later
"""Notes, keys and checkpoints: what is taken, and the name of what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.tlog import keys
from answerable.tlog.checkpoint import (
    Checkpoint,
    open_checkpoint,
    parse_checkpoint,
    print_checkpoint,
    sign_checkpoint,
)  # fmt: skip
from answerable.tlog.encoding import print_base64
from answerable.tlog.errors import Invalid
from answerable.tlog.note import (
    Ed25519Signer,
    MLDSA44Signer,
    Note,
    Signature,
    add_lines,
    check_signatures,
    open_note,
    parse_line,
    parse_note,
    parse_vkey,
    print_note,
    print_vkey,
    sign_line,
    sign_note,
)  # fmt: skip
from tests.tlog.cast import EAST, LOG, NORTH, NOW, ORIGIN, OTHER, STRANGER, checkpoint, seed, signed
from tests.tlog.test_merkle import refused

FOO_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
FOO_NOTE = (
    "This is an example message.\n\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
).encode()
LINE = sign_line("x\n", LOG)


def test_the_example_of_the_specification() -> None:
    assert open_note(FOO_NOTE, [parse_vkey(FOO_KEY)]) == "This is an example message.\n"
    assert print_note(parse_note(FOO_NOTE)) == FOO_NOTE
    assert print_vkey(parse_vkey(FOO_KEY)) == FOO_KEY


def test_every_type_signs_and_opens() -> None:
    text = print_checkpoint(checkpoint(7))
    for signer in (LOG, NORTH, EAST):
        data = sign_note(text, [signer], NOW)
        assert open_note(data, [signer.verifier]) == text
        assert parse_vkey(print_vkey(signer.verifier)) == signer.verifier
        found = check_signatures(parse_note(data), [signer.verifier])
        assert found == {signer.verifier: NOW if signer.verifier.is_timed else None}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("note-text", b"\xff\n\n" + LINE.encode()),
        ("note-text", b"a\rb\n\n" + LINE.encode()),
        ("note-text", b"a\x00b\n\n" + LINE.encode()),
        ("note-form", b"text\n"),
        ("note-form", b"text\n\n"),
        ("note-form", b"text\n\n" + LINE.encode()[:-1]),
        ("note-form", LINE.encode()),
        ("note-form", b""),
        ("note-size", b"a" * 1_000_001),
        ("signature-lines", b"text\n\n" + LINE.encode() * 101),
        ("signature-line", b"text\n\nplain\n"),
        ("signature-line", "text\n\n— only\n".encode()),
        ("signature-line", "text\n\n— name  AAAAAAAA\n".encode()),
        ("signature-line", "text\n\n— name AAAAAAAA \n".encode()),
        ("signature-line", b"text\n\n- name AAAAAAAA\n"),
        ("signature-line", "text\n\n— name AAAAAA==\n".encode()),
        ("key-name", "text\n\n— a+b AAAAAAAA\n".encode()),
        ("key-name", "text\n\n— a\u2003b AAAAAAAA\n".encode()),
        ("base64", "text\n\n— name AAAAAAA\n".encode()),
        ("base64", "text\n\n— name AAAAAAB=\n".encode()),
        ("base64", "text\n\n— name AAAA_AAA\n".encode()),
    ],
)
def test_notes_refused(name: str, data: bytes) -> None:
    with refused(name):
        parse_note(data)


def test_a_hundred_lines_are_taken() -> None:
    data = b"text\n\n" + LINE.encode() * 100
    assert print_note(parse_note(data)) == data


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("vkey", "only"), ("vkey", "a+b"), ("vkey", FOO_KEY.replace("530d903a", "530D903A")), ("base64", FOO_KEY[:-1]),
        ("key-id", FOO_KEY.replace("530d903a", "530d903b")), ("key-id", FOO_KEY.replace("foo", "fou")),
        ("key-name", FOO_KEY.replace("/foo", " foo")), ("key-name", FOO_KEY[15:]), ("base64", FOO_KEY + "\n"),
        ("key-type", "a+00000000+" + print_base64(b"\x02" + bytes(32))), ("key-type", "a+00000000+"),
        ("key-length", "a+00000000+" + print_base64(b"\x01" + bytes(31))), ("key-type", "a+00000000+++++"),
        ("key-length", "a+00000000+" + print_base64(b"\x06" + bytes(32))),
    ],
)  # fmt: skip
def test_vkeys_refused(name: str, text: str) -> None:
    with refused(name):
        parse_vkey(text)


def test_name_and_id_must_both_match() -> None:
    renamed = FOO_NOTE.replace("— example.com/foo".encode(), "— example.com/bar".encode())
    other_id = FOO_NOTE.replace(b"Uw2QOk", b"Uw2QO0")
    for data in (renamed, other_id):
        with refused("unsigned"):
            open_note(data, [parse_vkey(FOO_KEY)])
    with refused("unsigned"):
        open_note(FOO_NOTE, [])


def test_one_wrong_signature_of_a_known_key_spoils_the_note() -> None:
    good = sign_note("text\n", [LOG, OTHER])
    note = parse_note(good)
    bent = note.signatures[1]._replace(raw=bytes(64))
    data = print_note(Note(note.text, (note.signatures[0], bent)))
    with refused("signature"):
        open_note(data, [LOG.verifier, OTHER.verifier])
    assert open_note(data, [LOG.verifier]) == "text\n"
    with refused("signature"):
        open_note(good.replace(b"text", b"best"), [LOG.verifier])


def test_lines_are_added_once() -> None:
    data = sign_note("text\n", [LOG])
    line = sign_line("text\n", OTHER)
    both = add_lines(data, [line, line])
    assert both == data + line.encode() == add_lines(both, [line])


@given(st.text(max_size=60), st.lists(st.tuples(st.text(min_size=1), st.binary(min_size=5, max_size=9)), max_size=3))
def test_what_prints_reads_back(text: str, lines: list[tuple[str, bytes]]) -> None:
    note = Note(text + "\n", tuple(Signature(name, raw[:4], raw[4:]) for name, raw in lines))
    try:
        data = print_note(note)
    except (Invalid, UnicodeEncodeError):
        return
    assert parse_note(data) == note


@given(st.binary(max_size=80))
def test_what_reads_prints_back(data: bytes) -> None:
    whole = "text\n\n— ".encode() + data
    try:
        note = parse_note(whole)
    except Invalid:
        return
    assert print_note(note) == whole


def test_signers_refuse_what_makes_no_sense() -> None:
    text = print_checkpoint(checkpoint(7))
    verifier, last = NORTH.verifier, 2**63 - 1
    assert verifier.check(text, NORTH.sign(text, last)) == last
    for time in (None, 0, 2**63):
        with pytest.raises(ValueError, match="seconds"):
            NORTH.sign(text, time)
    with refused("checkpoint"):
        NORTH.sign("not a checkpoint\n", NOW)
    with refused("key-name"):
        MLDSA44Signer("a b", seed("x"))
    with pytest.raises(ValueError, match="not of Ed25519"):
        Ed25519Signer("a", seed("x"), keys.MLDSA44_TIMED)
    with refused("signature-line"):
        parse_line(LINE[:-1])
    for text in ("no line break", "a\x00b\n", ""):
        with refused("note-text"):
            sign_line(text, LOG)


ROOT = print_base64(bytes(32))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("checkpoint", ""), ("checkpoint", "a\n"), ("checkpoint", "a\n1\n"), ("checkpoint", f"\n1\n{ROOT}\n"),
        ("checkpoint", f"a\n1\n{ROOT}"), ("checkpoint", f"a\n1\n{ROOT}\n\n"), ("checkpoint", f"a\n\n{ROOT}\n"),
        ("checkpoint-extension", f"a\n1\n{ROOT}\nmore\n"), ("checkpoint", f"a\tb\n1\n{ROOT}\n"),
        ("number", f"a\n01\n{ROOT}\n"), ("number", f"a\n-1\n{ROOT}\n"), ("number", f"a\n١\n{ROOT}\n"),
        ("number", f"a\n+1\n{ROOT}\n"), ("number", f"a\n1 \n{ROOT}\n"), ("number", f"a\n{2**63}\n{ROOT}\n"),
        ("base64", f"a\n1\n{ROOT[:-1]}\n"), ("base64", f"a\n1\n {ROOT}\n"),
        ("base64", f"a\n1\n{ROOT[:-2]}B=\n"), ("hash-length", f"a\n1\n{print_base64(bytes(31))}\n"),
    ],
)  # fmt: skip
def test_checkpoints_refused(name: str, text: str) -> None:
    with refused(name):
        parse_checkpoint(text)


@given(st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), min_size=1), st.integers(0, 2**63 - 1))
def test_checkpoints_read_back(origin: str, size: int) -> None:
    made = Checkpoint(origin, size, seed("root"))
    assert parse_checkpoint(print_checkpoint(made)) == made


def test_checkpoints_that_cannot_be_printed() -> None:
    for name, made in (
        ("hash-length", Checkpoint("a", 1, bytes(31))),
        ("number", Checkpoint("a", -1, bytes(32))),
        ("number", Checkpoint("a", 2**63, bytes(32))),
        ("checkpoint", Checkpoint("a\nb", 1, bytes(32))),
    ):
        with refused(name):
            print_checkpoint(made)


def test_a_checkpoint_is_of_its_log() -> None:
    assert open_checkpoint(signed(7), ORIGIN, [LOG.verifier]) == checkpoint(7)
    with refused("origin"):
        open_checkpoint(signed(7), "log.example/other", [LOG.verifier])
    with refused("unsigned"):
        open_checkpoint(signed(7, STRANGER), ORIGIN, [LOG.verifier])
    with refused("unsigned"):
        foreign = sign_note(print_checkpoint(checkpoint(7)), [OTHER])
        open_checkpoint(foreign, ORIGIN, [LOG.verifier, OTHER.verifier])
    with refused("origin"):
        sign_checkpoint(checkpoint(7), [OTHER])
    second = MLDSA44Signer(ORIGIN, seed("second"))
    both = sign_checkpoint(checkpoint(7), [LOG, second], NOW)
    assert open_checkpoint(both, ORIGIN, [second.verifier]) == checkpoint(7)
    assert second.verifier.kind == keys.MLDSA44_TIMED
