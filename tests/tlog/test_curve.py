# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keys under which a signature says nothing are refused: those of small order, and those written in a second way."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from answerable.curve import PRIME, SIGN, SMALL, is_signed
from answerable.sealing.errors import Refusal
from answerable.sealing.signing import check_signature, sign, signing_public
from answerable.sealing.wire import b64, parse_b64
from answerable.tlog.errors import Invalid
from answerable.tlog.keys import ED25519, Ed25519Signer, Verifier
from tests.sealing.vectors import FOLDER
from tests.tlog.curve_vectors import content

D = -121665 * pow(121666, -1, PRIME) % PRIME
ROOT = pow(2, (PRIME - 1) // 4, PRIME)  # of -1
ANYTHING = (1).to_bytes(32, "little") + bytes(32)  # R the neutral point, S zero
SEED = bytes(range(32))


def key_of(y: int, *, odd: bool = False) -> bytes:
    return (y | SIGN * odd).to_bytes(32, "little")


def order(y: int) -> int:
    """How often a point with this y is doubled until it is the neutral point (y 1); -1 for never in eight times."""
    for times in range(4):
        if y == 1:
            return times
        x_squared = (y * y - 1) * pow(D * y * y + 1, -1, PRIME) % PRIME
        y = (y * y + x_squared) * pow(1 - D * x_squared * y * y, -1, PRIME) % PRIME
    return -1


def test_the_list_is_all_points_of_small_order() -> None:
    assert sorted(map(order, SMALL)) == [0, 1, 2, 3, 3]  # 1, 1, 2 and twice 2 points: eight in all


def test_a_key_of_small_order_signs_nothing() -> None:
    neutral = key_of(1)
    Ed25519PublicKey.from_public_bytes(neutral).verify(ANYTHING, b"whatever it is")  # why this is needed
    assert not is_signed(neutral, ANYTHING, b"whatever it is")
    with pytest.raises(Refusal, match="signature"):
        check_signature(b64(neutral), b64(ANYTHING), "answerable.v1.move", {})
    with pytest.raises(Invalid, match="signature"):
        Verifier("log.example", ED25519, neutral).check("text\n", ANYTHING)


@pytest.mark.parametrize("y", sorted({*SMALL, *range(PRIME, SIGN)}))
@pytest.mark.parametrize("odd", [False, True])
def test_no_way_to_write_such_a_key_is_taken(y: int, odd: bool) -> None:
    assert not any(is_signed(key_of(y, odd=odd), ANYTHING, bytes([number])) for number in range(16))


def test_any_other_key_signs_as_ever() -> None:
    signer = Ed25519Signer("log.example", SEED)
    assert signer.verifier.check("text\n", signer.sign("text\n")) is None
    check_signature(signing_public(SEED), sign(SEED, "answerable.v1.move", {}), "answerable.v1.move", {})
    assert not is_signed(signer.verifier.key, signer.sign("text\n"), b"another text")


EDGES = json.loads((FOLDER / "signatures.json").read_text("utf-8"))


def parts(row: dict[str, str]) -> tuple[bytes, bytes, bytes]:
    return parse_b64(row["key"], 32), parse_b64(row["signature"], 64), parse_b64(row["message"])


def test_signatures_on_the_edge_are_right_or_wrong_as_in_the_browser() -> None:
    """client/tests/curve.test.ts reads the same file."""
    assert content() == EDGES
    assert [row["name"] for row in EDGES["valid"] if not is_signed(*parts(row))] == []
    assert [row["name"] for row in EDGES["invalid"] if is_signed(*parts(row))] == []
