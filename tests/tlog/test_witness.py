# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a witness signs, and the status that it answers otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.tlog import merkle, note
from answerable.tlog.checkpoint import Checkpoint, sign_checkpoint
from answerable.tlog.cosignature import add_cosignatures, issue_cosignature
from answerable.tlog.merkle import EMPTY_ROOT
from answerable.tlog.witness import (
    NotSigned,
    Request,
    decide,
    monitor_path,
    parse_conflict,
    parse_request,
    print_request,
)  # fmt: skip
from tests.tlog.cast import LEAVES, LOG, NORTH, NOW, ORIGIN, OTHER, SOUTH, STRANGER, checkpoint, signed
from tests.tlog.test_merkle import refused
from tests.tlog.vectors_make import READ

KNOWN = [LOG.verifier]


def stored(size: int) -> tuple[int, bytes]:
    return size, merkle.root_of(LEAVES[:size])


def request(old: int, size: int, data: bytes | None = None) -> Request:
    proof = merkle.consistency_proof(READ, old, size) if old <= size else []
    return parse_request(print_request(old, proof, data or signed(size)))


def refusal(old: tuple[int, bytes] | None, asked: Request, known: list[note.Verifier] = KNOWN) -> tuple[int, str, str]:
    with pytest.raises(NotSigned) as caught:
        decide(old, asked, known)
    return caught.value.status, caught.value.name, caught.value.body


@given(st.integers(0, 40), st.integers(0, 40))
def test_every_step_forward_is_signed(one: int, other: int) -> None:
    old, size = sorted((one, other))
    assert decide(stored(old), request(old, size), KNOWN) == checkpoint(size)


def test_the_first_checkpoint_is_signed() -> None:
    assert decide(None, request(0, 40), KNOWN) == checkpoint(40)
    assert decide(None, request(0, 0), KNOWN).root == EMPTY_ROOT


def test_each_status() -> None:
    forged = sign_checkpoint(Checkpoint(ORIGIN, 9, bytes(32)), [LOG])
    bent = signed(9).replace(b"\n9\n", b"\n8\n")
    nothing = sign_checkpoint(Checkpoint(ORIGIN, 0, bytes(32)), [LOG])
    assert refusal(stored(3), request(3, 9), []) == (404, "request-origin", "")
    assert refusal(stored(3), request(3, 9), [OTHER.verifier]) == (404, "request-origin", "")
    assert refusal(stored(3), request(3, 9, signed(9, STRANGER))) == (403, "unsigned", "")
    assert refusal(stored(3), request(3, 9, bent)) == (403, "signature", "")
    assert refusal(stored(3), request(12, 9)) == (400, "request-size", "")
    assert refusal(stored(5), request(3, 9)) == (409, "request-conflict", "5\n")
    assert refusal(None, request(3, 9)) == (409, "request-conflict", "0\n")
    assert refusal(stored(12), request(9, 9)) == (409, "request-conflict", "12\n")
    assert refusal(stored(3), request(3, 9, forged)) == (422, "consistency", "")
    assert refusal(stored(9), request(9, 9, forged)) == (422, "request-root", "")
    assert refusal(None, request(0, 0, nothing)) == (422, "empty-root", "")


def test_proofs_that_are_too_long_or_short() -> None:
    first = Request(0, (bytes(32),), signed(9), checkpoint(9))
    same = Request(9, (bytes(32),), signed(9), checkpoint(9))
    none = Request(3, (), signed(9), checkpoint(9))
    for old, asked in ((None, first), (stored(9), same), (stored(3), none)):
        assert refusal(old, asked) == (422, "proof-length", "")


GOOD = print_request(3, merkle.consistency_proof(READ, 3, 9), signed(9))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("request", b""), ("request", signed(9)), ("request", GOOD.replace(b"old", b"new")), ("request", b"old 3\n"),
        ("request", GOOD.replace(b"old 3\n", "old 3\né\n".encode())), ("number", GOOD.replace(b"old 3", b"old 03")),
        ("number", GOOD.replace(b"old 3", b"old -3")), ("number", GOOD.replace(b"old 3", b"old 3 ")),
        ("base64", GOOD.replace(b"old 3\n", b"old 3\nAA\n")), ("note-form", b"old 3\n\n"),
        ("hash-length", GOOD.replace(b"old 3\n", b"old 3\nAAAA\n")), ("note-form", GOOD[:-1]),
        ("proof-length", GOOD.replace(b"old 3\n", b"old 3\n" + GOOD.split(b"\n")[1].join([b"", b"\n"]) * 63)),
        ("checkpoint", b"old 3\n\n" + note.sign_note("a\n", [LOG])), ("request", GOOD + b"a" * 1_010_000),
    ],
)  # fmt: skip
def test_requests_refused(name: str, data: bytes) -> None:
    with pytest.raises(NotSigned) as caught:
        parse_request(data)
    assert (caught.value.status, caught.value.name) == (400, name)


def test_requests_read_back() -> None:
    parsed = parse_request(GOOD)
    assert print_request(parsed.old, parsed.proof, parsed.note) == GOOD
    assert len(parse_request(print_request(3, [bytes(32)] * 63, signed(9))).proof) == 63
    for old, proof in ((-1, []), (3, [b""]), (3, [bytes(32)] * 64)):
        with pytest.raises(NotSigned):
            print_request(old, proof, signed(9))


def test_the_answer_of_a_conflict() -> None:
    assert parse_conflict(b"20852014\n") == 20852014
    for body in (b"", b"5", b"55", b"05\n", b"5\n\n", b"\xb2\n"):
        with refused("number"):
            parse_conflict(body)


def test_the_answer_of_a_witness() -> None:
    north, south = (issue_cosignature(checkpoint(9), one, NOW) for one in (NORTH, SOUTH))
    data = add_cosignatures(signed(9), (south + north).encode(), [NORTH.verifier])
    assert data == signed(9) + north.encode()
    assert add_cosignatures(data, north.encode(), [NORTH.verifier]) == data
    other = issue_cosignature(checkpoint(8), NORTH, NOW)
    for name, answer in (
        ("cosignature", south), ("signature", other), ("note-form", ""), ("note-form", north[:-1]),
        ("signature-line", "more\n\n" + north),
    ):  # fmt: skip
        with refused(name):
            add_cosignatures(signed(9), answer.encode(), [NORTH.verifier])


def test_the_monitor_is_found_by_the_hash_of_the_origin() -> None:
    assert monitor_path("") == "/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855/checkpoint"
