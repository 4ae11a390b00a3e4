# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk key of an ask's readers: who may make it, for whom, and when the next note needs a new one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from answerable.sealing import age, desk, drawer, labels
from answerable.sealing.desk import DeskKey, open_desk_key
from answerable.sealing.envelope import open_signed, seal_signed
from answerable.sealing.errors import Refusal
from answerable.sealing.message import ASKER, open_message
from answerable.sealing.signing import signing_public
from answerable.sealing.wire import b64, parse_b64
from tests.sealing.desk_vectors import FALSE, GONE, ONE, ORIGIN, OTHER, THREAD, TWO, Scene, drawn, seed

SCENE = Scene()
SEEDS = {code: SCENE.own[code].sealing for code in (ONE, TWO, GONE)}
MAKERS: dict[str, tuple[str, ...]] = {code: (SCENE.own[code].card["signing"],) for code in (ONE, TWO, GONE)}
FIELDS: dict[str, Any] = {
    "origin": ORIGIN, "thread": THREAD, "epoch": 2, "holder": TWO, "maker": ONE, "members": [ONE, TWO],
    "seed": b64(seed("desk key")),
}  # fmt: skip


def sealed(signer: bytes = SCENE.own[ONE].signing, label: str = labels.DESK_KEY, **changes: Any) -> bytes:
    return seal_signed(label, FIELDS | changes, signer, [SCENE.own[TWO].card["sealing"]], random=drawn("copy"))


def opened(file: bytes, **changes: Any) -> DeskKey:
    given = {"origin": ORIGIN, "thread": THREAD, "holder": TWO, "makers": MAKERS} | changes
    return open_desk_key(file, SEEDS[TWO], **given)


def test_a_copy_holds_all_that_its_maker_said() -> None:
    made = DeskKey(ORIGIN, THREAD, 2, ONE, (ONE, TWO), seed("desk key"))
    key = replace(made, signed_by=MAKERS[ONE][0])
    assert opened(sealed()) == key
    copy = desk.seal_desk_key(
        made, TWO, SCENE.own[TWO].card["sealing"], SCENE.own[ONE].signing, random=drawn("copy")
    )  # fmt: skip
    assert opened(copy) == key and open_signed(copy, SEEDS[TWO]).signed == FIELDS | {"domain": labels.DESK_KEY}
    assert key.recipient == age.recipient(seed("desk key"))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"origin": OTHER}, "wrong-origin"), ({"thread": "x" * 26}, "wrong-thread"), ({"holder": ONE}, "key-swapped"),
        ({"members": [TWO]}, "key-swapped"), ({"members": [ONE]}, "key-swapped"),
        ({"members": [ONE, TWO, ASKER]}, "key-swapped"), ({"members": [ONE, TWO, GONE]}, ""),
        ({"members": "x"}, "json"), ({"members": [ONE, TWO, 3]}, "json"), ({"members": None}, "json"),
        ({"members": {ONE: 1, TWO: 2}}, "json"), ({"epoch": True}, "json"), ({"epoch": "2"}, "json"),
        ({"epoch": None}, "json"), ({"maker": GONE}, "signature"), ({"maker": "nobody"}, "signature"),
        ({"maker": ASKER}, "signature"), ({"seed": b64(bytes(31))}, "length"), ({"seed": 3}, "base64"),
        ({"signer": SCENE.own[TWO].signing}, "signature"), ({"label": labels.NOTE}, "wrong-domain"),
    ],
)  # fmt: skip
def test_a_copy_that_is_not_ones_own(changes: dict[str, Any], code: str) -> None:
    file = sealed(**changes)
    if code:
        with pytest.raises(Refusal, match=f"^{code}$"):
            opened(file)
    else:
        assert opened(file).members == (ONE, TWO, GONE)


def test_nobody_makes_one_in_the_askers_name() -> None:
    file = sealed(signer=SCENE.mark, maker=ASKER, members=[ASKER, TWO])
    with pytest.raises(Refusal, match="^signature$"):
        opened(file, makers=MAKERS | {ASKER: (signing_public(SCENE.mark),)})


def given(**changes: Any) -> dict[str, Any]:
    keys = [SCENE.copy(SCENE.second, TWO)]
    payload: dict[str, Any] = SCENE.payload(TWO, keys, SCENE.notes())["payload"]
    return payload | changes


def written(payload: dict[str, Any], read: dict[str, Any], text: str) -> tuple[list[str], dict[str, Any]]:
    """Whose keys were looked up in the record, and the note."""
    looked: list[str] = []
    note = desk.build_note(
        SCENE.own[TWO], payload, read, {"text": text}, origin=ORIGIN, look=lambda one: looked.append(one["code"]),
        random=drawn("answer"),
    )  # fmt: skip
    return looked, note


def test_notes_are_read_and_answered_under_the_newest_key() -> None:
    payload = given()
    read = desk.open_desk(SCENE.own[TWO], ORIGIN, TWO, payload)
    assert read["keys"] == {2: replace(SCENE.second, signed_by=MAKERS[TWO][0])}
    assert [line["order"] for line in read["messages"]] == [1, 2] and read["next_message"]["number"] == 2
    looked, note = written(payload, read, "Yes.")
    assert looked == []
    assert {name: note[name] for name in ("ask", "epoch", "keys")} == {"ask": THREAD, "epoch": 2, "keys": []}
    said, envelope = open_message(parse_b64(note["file"]), SCENE.second.seed)
    assert (said.origin, said.thread, said.epoch, said.sender, said.body) == (ORIGIN, THREAD, 2, TWO, {"text": "Yes."})
    assert said.number == read["next_message"]["number"] and said.last == read["next_message"]["last"]
    envelope.check(labels.NOTE, SCENE.own[TWO].card["signing"])


def test_when_somebody_came_or_left_there_is_a_new_key() -> None:
    payload = given()
    for reader in payload["readers"]:
        reader["active"] = True
    read = desk.open_desk(SCENE.own[TWO], ORIGIN, TWO, payload)
    looked, note = written(payload, read, "All.")
    assert sorted(looked) == sorted((ONE, GONE))
    assert note["epoch"] == 3 and [one["holder"] for one in note["keys"]] == sorted((ONE, TWO, GONE))
    makers = {TWO: MAKERS[TWO]}
    seeds = set()
    for one in note["keys"]:
        assert set(one) == {"holder", "file"}
        key = open_desk_key(parse_b64(one["file"]), SEEDS[one["holder"]], ORIGIN, THREAD, one["holder"], makers)
        assert (key.epoch, key.maker, key.members) == (3, TWO, tuple(sorted((ONE, TWO, GONE))))
        seeds.add(key.seed)
    (fresh,) = seeds
    assert fresh == drawn("answer")(32)
    assert open_message(parse_b64(note["file"]), fresh)[0].epoch == 3


def test_a_first_note_and_somebody_who_reads_no_more() -> None:
    payload = given(desk={"epoch": 0, "keys": [], "notes": []})
    read = desk.open_desk(SCENE.own[TWO], ORIGIN, TWO, payload)
    assert read["keys"] == {} and read["next_message"] == {"number": 1, "last": ""}
    looked, note = written(payload, read, "First.")
    assert looked == [ONE]
    assert note["epoch"] == 1 and len(note["keys"]) == 2
    left = payload | {"seat": GONE}
    with pytest.raises(Refusal, match="^old-epoch$"):
        written(left, read, "x")


def test_a_key_that_a_colleague_made_is_used_once_they_stand_in_the_record() -> None:
    payload = given()
    payload["desk"] = payload["desk"] | {"keys": [SCENE.copy(SCENE.second, TWO)]}
    theirs = replace(SCENE.second, maker=ONE)
    payload["desk"]["keys"] = [SCENE.copy(theirs, TWO, ONE)]
    read = desk.open_desk(SCENE.own[TWO], ORIGIN, TWO, payload)
    looked, note = written(payload, read, "x")
    assert (looked, note["epoch"], note["keys"]) == ([ONE], 2, [])
    swapped = read | {"keys": {2: replace(read["keys"][2], signed_by=MAKERS[GONE][0])}}
    looked, note = written(payload, swapped, "x")
    assert (looked, note["epoch"], len(note["keys"])) == ([ONE], 3, 2)


def test_a_drawer_holds_one_object_signed_by_its_owner() -> None:
    own, content = SCENE.own[ONE], {"phrases": ["Thank you."], "keys": True}

    def kept(signer: bytes = own.signing, label: str = labels.DRAWER, **changes: Any) -> bytes:
        fields = {"origin": ORIGIN, "content": content} | changes
        return seal_signed(label, fields, signer, [own.card["sealing"]], random=drawn("drawer"))

    made = drawer.seal_drawer(own, ORIGIN, content, random=drawn("drawer"))
    assert open_signed(made, own.sealing).signed == open_signed(kept(), own.sealing).signed
    assert drawer.open_drawer(own, ORIGIN, made) == drawer.open_drawer(own, ORIGIN, kept()) == content
    for code, file in (
        ("json", kept(content=[])), ("json", kept(content=None)), ("wrong-origin", kept(origin=OTHER)),
        ("signature", kept(FALSE)), ("wrong-domain", kept(label=labels.KEEP)),
    ):  # fmt: skip
        with pytest.raises(Refusal, match=f"^{code}$"):
            drawer.open_drawer(own, ORIGIN, file)
