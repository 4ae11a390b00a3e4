# SPDX-License-Identifier: AGPL-3.0-or-later
"""Policies, cosignatures and offline proofs, beyond the vectors."""

from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.tlog import merkle, note, policy, proof
from answerable.tlog.cosignature import check_cosignature, issue_cosignature
from answerable.tlog.errors import Invalid
from answerable.tlog.keys import signed_bytes
from answerable.tlog.note import parse_note, print_vkey
from answerable.tlog.policy import Group, build_policy, check_policy, check_quorum, parse_policy
from tests.tlog.cast import EAST, LEAVES, LOG, NORTH, NOW, SOUTH, checkpoint, signed
from tests.tlog.test_merkle import refused
from tests.tlog.vectors_make import POLICY, READ, cosigned

FILE = f"""
# Whom we believe
log {print_vkey(LOG.verifier)} https://log.example/

\twitness  n {print_vkey(NORTH.verifier)} \t
witness s {print_vkey(SOUTH.verifier)} https://witness.example/south/
witness \xe9ast {print_vkey(EAST.verifier)}
group inside all n s
group whole 1 inside \xe9ast
quorum whole
"""


def test_comments_spaces_and_urls_stay() -> None:
    for data in (FILE.encode(), FILE.encode("latin-1")):
        parsed = parse_policy(data)
        assert policy.print_policy(parsed) == data
        assert parsed.groups["inside"] == Group(2, ("n", "s"))
        rebuilt = build_policy(parsed.logs, parsed.witnesses, parsed.groups, parsed.quorum)
        assert (rebuilt.groups, rebuilt.witnesses) == (parsed.groups, parsed.witnesses)
    with refused("policy"):
        policy.plain_policy(parsed)


@pytest.mark.parametrize(
    ("signed", "met"),
    [(set(), False), ({"n"}, False), ({"n", "s"}, True), ({"\xe9ast"}, True), ({"n", "\xe9ast"}, True), ({"x"}, False)],
)
def test_groups_of_groups(signed: set[str], met: bool) -> None:
    parsed = parse_policy(FILE.encode())
    if met:
        check_quorum(parsed, signed)
    else:
        with refused("quorum"):
            check_quorum(parsed, signed)


def test_a_policy_of_both_kinds_of_witness() -> None:
    found = check_policy(parse_policy(FILE.encode()), cosigned(40, {NORTH: NOW, SOUTH: NOW + 5, EAST: NOW - 5}), NOW)
    assert found.witnesses == {"n": NOW, "s": NOW + 5}
    assert (found.checkpoint, found.log) == (checkpoint(40), LOG.verifier)


def test_a_log_may_sign_twice() -> None:
    second = note.MLDSA44Signer(LOG.verifier.name, bytes(32))
    data = note.add_lines(signed(40), [note.sign_line(parse_note(signed(40)).text, second, NOW)])
    parsed = build_policy([second.verifier], {}, {}, "none")
    assert check_policy(parsed, data).log == second.verifier


def test_parts_that_do_not_make_a_policy() -> None:
    smuggled = f"x {print_vkey(SOUTH.verifier)}"
    for name, witnesses, groups, quorum in (
        ("vkey", {"a b": NORTH.verifier}, {}, "none"),
        ("policy-line", {smuggled: NORTH.verifier}, {}, "none"),
        ("policy-line", {"n": NORTH.verifier, "s": SOUTH.verifier}, {"g": Group(1, ("n s",))}, "g"),
        ("policy-line", {}, {}, "none\n#"),
        ("policy-line", {}, {}, "none # more"),
        ("policy-name", {"none": NORTH.verifier}, {}, "none"),
    ):
        with refused(name):
            build_policy([LOG.verifier], witnesses, groups, quorum)
    with refused("policy"):
        parse_policy(b"#" * 1_000_001)


@given(st.binary(max_size=60))
def test_whatever_a_policy_holds_it_is_refused_or_prints_back(data: bytes) -> None:
    for whole in (data, POLICY.source + data, data + POLICY.source):
        try:
            parsed = parse_policy(whole)
        except Invalid:
            continue
        assert policy.print_policy(parsed) == whole


def test_what_each_kind_signs_byte_for_byte() -> None:
    text = "log.example/a\n300\n" + "A" * 43 + "=\n"
    assert signed_bytes("w", 0x01, text, None) == text.encode()
    assert signed_bytes("w", 0x04, text, 1679315147) == b"cosignature/v1\ntime 1679315147\n" + text.encode()
    names = b"subtree/v1\n\x00\x01w", b"\x0dlog.example/a"
    message = names[0] + pack(">Q", 1679315147) + names[1] + pack(">QQ", 0, 300) + bytes(32)
    assert signed_bytes("w", 0x06, text, 1679315147) == message
    assert len(signed_bytes("w" * 255, 0x06, text, 1)) == 12 + 256 + 8 + 14 + 16 + 32
    with refused("key-name"):
        signed_bytes("w" * 256, 0x06, text, 1)


def test_cosignatures_of_each_kind() -> None:
    for signer in (NORTH, EAST):
        data = cosigned(40, {signer: NOW})
        assert check_cosignature(parse_note(data), signer.verifier) == NOW
        with refused("signature"):
            check_cosignature(parse_note(data.replace(b"\n40\n", b"\n39\n")), signer.verifier)
        with pytest.raises(ValueError, match="seconds"):
            issue_cosignature(checkpoint(40), signer, 0)
    with pytest.raises(ValueError, match="0x04"):
        issue_cosignature(checkpoint(40), LOG, NOW)


@given(st.integers(0, 39), st.none() | st.binary(min_size=1, max_size=9))
def test_proofs_read_back(index: int, extra: bytes | None) -> None:
    hashes = tuple(merkle.inclusion_proof(READ, index, 40))
    made = proof.Proof(index, hashes, signed(40), extra)
    assert proof.parse_proof(proof.print_proof(made)) == made


def test_a_proof_has_at_most_63_hashes() -> None:
    made = proof.Proof(2**63 - 1, (bytes(32),) * 63, signed(40))
    assert proof.parse_proof(proof.print_proof(made)) == made
    with refused("proof"):
        proof.parse_proof(b"a" * 2_000_001 + b"\n\n")
    with refused("proof"):
        proof.parse_proof(proof.print_proof(made) + b"a" * 2_000_000)


def test_proofs_that_cannot_be_printed() -> None:
    for name, made in (
        ("number", proof.Proof(-1, (), signed(40))),
        ("number", proof.Proof(2**63, (), signed(40))),
        ("hash-length", proof.Proof(0, (b"",), signed(40))),
        ("proof-extra", proof.Proof(0, (), signed(40), b"")),
        ("proof-length", proof.Proof(0, (bytes(32),) * 64, signed(40))),
        ("note-form", proof.Proof(0, (), b"")),
    ):
        with refused(name):
            proof.print_proof(made)


def test_every_bit_of_a_proof_counts() -> None:
    hashes = tuple(merkle.inclusion_proof(READ, 17, 40))
    data = proof.print_proof(proof.Proof(17, hashes, cosigned(40, {NORTH: NOW})))
    proof.check_proof(data, LEAVES[17], POLICY)
    for at in range(len(data)):
        spoiled = bytearray(data)
        spoiled[at] ^= 1
        with pytest.raises(Invalid):
            proof.check_proof(bytes(spoiled), LEAVES[17], POLICY)
