# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tree against the reference tree of RFC 6962 and against the naive definition."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answerable.tlog import merkle
from answerable.tlog.errors import SENTENCES, Invalid
from answerable.tlog.merkle import EMPTY_ROOT, Frontier, check_consistency, check_inclusion
from tests.tlog import naive

ENTRIES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = naive.leaves(300)
sizes = st.integers(1, 300)


def refused(name: str) -> Any:
    return pytest.raises(Invalid, match=f"^{name}$")


def test_the_reference_tree() -> None:
    hashes = merkle.leaf_hashes(bytes.fromhex(entry) for entry in ENTRIES)
    frontier = Frontier()
    for size, root in enumerate(ROOTS):
        assert merkle.root_of(hashes[:size]).hex() == root == frontier.root().hex()
        if size < 8:
            frontier.append(merkle.leaf_hash(bytes.fromhex(ENTRIES[size])))


def test_small_trees_wholly() -> None:
    for size in range(1, 34):
        hashes = LEAVES[:size]
        read, root = naive.reader(hashes), naive.root(hashes)
        for index in range(size):
            proof = merkle.inclusion_proof(read, index, size)
            assert proof == naive.path(index, hashes)
            check_inclusion(proof, index, size, hashes[index], root)
        for old in range(size + 1):
            proof = merkle.consistency_proof(read, old, size)
            assert proof == (naive.growth(old, hashes) if old else [])
            check_consistency(proof, old, size, naive.root(hashes[:old]), root)


@settings(max_examples=60, deadline=None)
@given(sizes, st.data())
def test_larger_trees(size: int, data: st.DataObject) -> None:
    hashes = LEAVES[:size]
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    read, root = naive.reader(hashes), naive.root(hashes)
    assert merkle.inclusion_proof(read, index, size) == naive.path(index, hashes)
    assert merkle.consistency_proof(read, old, size) == naive.growth(old, hashes)
    check_inclusion(naive.path(index, hashes), index, size, hashes[index], root)
    check_consistency(naive.growth(old, hashes), old, size, naive.root(hashes[:old]), root)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 40), max_size=7))
def test_growth_in_any_steps_is_the_same(steps: list[int]) -> None:
    frontier, at = Frontier(), 0
    for step in steps:
        frontier = Frontier(frontier.size, frontier.dump())
        old, read = frontier.size, naive.reader(LEAVES[:at])
        bigger = merkle.grown(read, Frontier(old, frontier.dump()), LEAVES[at : at + step])
        frontier.extend(LEAVES[at : at + step])
        at += step
        assert frontier.root() == naive.root(LEAVES[:at])
        assert merkle.read_frontier(bigger, at).dump() == frontier.dump()


@settings(max_examples=150, deadline=None)
@given(sizes, st.data())
def test_no_changed_inclusion_proof_is_accepted(size: int, data: st.DataObject) -> None:
    hashes = LEAVES[:size]
    index = data.draw(st.integers(0, size - 1))
    good = {"proof": naive.path(index, hashes), "index": index, "size": size, "leaf_hash": hashes[index]}
    bad = data.draw(spoiled(good["proof"]))
    other = data.draw(st.integers(0, size + 2).filter(lambda one: one != index))
    for change in ({"proof": bad}, {"index": other}, {"leaf_hash": naive.join(hashes[index], b"")}):
        with pytest.raises(Invalid):
            check_inclusion(**{**good, **change}, root=naive.root(hashes))
    with pytest.raises(Invalid):
        check_inclusion(**good, root=bytes(32))


@settings(max_examples=150, deadline=None)
@given(sizes, st.data())
def test_no_changed_consistency_proof_is_accepted(size: int, data: st.DataObject) -> None:
    hashes, old = LEAVES[:size], data.draw(st.integers(0, size))
    proof = naive.growth(old, hashes) if old else []
    with pytest.raises(Invalid):
        check_consistency(data.draw(spoiled(proof)), old, size, naive.root(hashes[:old]), naive.root(hashes))
    with pytest.raises(Invalid):
        check_consistency(proof, old, size, bytes(32), naive.root(hashes))
    if old:
        with pytest.raises(Invalid):
            check_consistency(proof, old, size, naive.root(hashes[:old]), bytes(32))


def spoiled(proof: list[bytes]) -> st.SearchStrategy[list[bytes]]:
    """The proof with a bit turned, one hash less, one more, or two in another order."""
    ways = [[*proof, bytes(32)], [bytes(32), *proof]]
    if proof:
        first = bytes([proof[0][0] ^ 1]) + proof[0][1:]
        ways += [proof[:-1], proof[1:], [first, *proof[1:]], [*proof, proof[-1]], [proof[0][:31], *proof[1:]]]
    if len(proof) > 1:
        ways.append(proof[::-1])
    return st.sampled_from(ways)


def test_refusals_have_names() -> None:
    hashes = LEAVES[:7]
    root, path = naive.root(hashes), naive.path(3, hashes)
    with refused("index-range"):
        check_inclusion(path, 7, 7, hashes[3], root)
    with refused("index-range"):
        check_inclusion([], 0, 0, hashes[3], EMPTY_ROOT)
    with refused("proof-length"):
        check_inclusion(path[:-1], 3, 7, hashes[3], root)
    with refused("inclusion"):
        check_inclusion(path, 3, 7, hashes[4], root)
    with refused("size-range"):
        check_consistency([], 8, 7, root, root)
    with refused("proof-length"):
        check_consistency([], 3, 7, naive.root(hashes[:3]), root)
    with refused("consistency"):
        check_consistency(naive.growth(3, hashes), 3, 7, naive.root(hashes[:4]), root)
    with refused("consistency"):
        check_consistency([], 7, 7, root, hashes[0])
    with refused("empty-root"):
        check_consistency([], 0, 7, root, root)
    with refused("index-range"):
        merkle.inclusion_proof(naive.reader(hashes), -1, 7)
    with refused("index-range"):
        merkle.inclusion_proof(naive.reader(hashes), 7, 7)
    for size, name in ((2**63 - 1, "proof-length"), (2**63, "index-range")):
        with refused(name):
            check_inclusion([], 0, size, hashes[0], root)
    for size, name in ((2**63 - 1, "proof-length"), (2**63, "size-range")):
        with refused(name):
            check_consistency([], 3, size, root, root)
    with refused("size-range"):
        merkle.consistency_proof(naive.reader(hashes), 8, 7)
    with pytest.raises(ValueError, match="do not fit"):
        Frontier(3, [bytes(32)])


def test_every_refusal_stands_in_the_protocol() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "protocol.md").read_text("utf-8")
    listed = text.partition("## 15. The log")[2].partition("Names of what is refused")[2].split("`")[3].split()
    assert listed == list(SENTENCES)


def test_every_sentence_is_a_sentence() -> None:
    for name, sentence in SENTENCES.items():
        assert Invalid(name).sentence.endswith(".")
        assert str(Invalid(name)) == name == name.lower().replace("_", "-")
        assert sentence[0].isupper()
