# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes vectors/ways.json: `python -m tests.sealing.ways_vectors`, by hand after a change of format."""

from typing import Any

from answerable.sealing import asker, labels, ways
from answerable.sealing.derive import derive_asker
from answerable.sealing.envelope import seal_signed
from answerable.sealing.message import Message, sign_then_seal
from answerable.sealing.signing import signing_public
from answerable.sealing.threadkey import ThreadKey
from answerable.sealing.wire import b64
from answerable.sealing.words import LIST
from tests.sealing.vectors_make import ORIGIN, OTHER, THREAD, drawn, seed, write

FOUR = " ".join((LIST[0], LIST[2047], LIST[7], LIST[1024]))
MARK = seed("mark")
FRIEND = "age1pq1friend"
TEXT = "Somebody who helps reads this."


def ways_vectors() -> None:
    locators = [derive_asker(seed("words"), origin, 1).locator_text for origin in (ORIGIN, OTHER)]
    valid = {
        "looks": [
            {"words": typed, "origin": origin, "locator": ways.look_locator(typed, origin)}
            for typed, origin in ((FOUR, ORIGIN), (FOUR.upper().replace(" ", ", "), ORIGIN), (FOUR, OTHER))
        ],
        "devices": [
            {"secret": b64(seed("device")), "origin": origin, "locator": locator,
             "proof": ways.device_proof(seed("device"), origin, locator)}
            for origin, locator in zip((ORIGIN, OTHER), locators, strict=True)
        ],
        "helpers": [helper(right) for right in ("see", "act", "mark")],
        "own": [
            {"name": "no new key since", **own(2), "counts": True, "unsure": False},
            {"name": "written when somebody was taken off", **own(3, False), "counts": True, "unsure": False},
            {"name": "brought back by an undo", **own(2, True), "counts": False, "unsure": True},
            {"name": "without a number, before somebody was taken off", **own(None, False), "counts": False,
             "unsure": True},
            {"name": "without a number, and no new key since", **own(None), "counts": True, "unsure": False},
        ],
    }  # fmt: skip
    words = FOUR.split()
    invalid = {
        "looks": [
            {"name": "five words", "typed": " ".join([*words, words[0]]), "refused": "look-count"},
            {"name": "nothing", "typed": "", "refused": "look-count"},
            {"name": "a word that is not on the list", "typed": " ".join([*words[:3], "zzzz"]),
             "refused": "words-unknown"},
        ],
        "helpers": [
            {"name": "a file signed by the asker's own key", **helper("see", signer="asker"), "refused": "signature"},
            {"name": "a copy signed by another mark key", **helper("see", mark=seed("other")), "refused": "signature"},
        ],
    }  # fmt: skip
    invalid["own"] = [
        {"name": name, **own(*moves), "refused": "keep-old"}
        for name, moves in (
            ("from before somebody was taken off", (2, False)),
            ("from before the second time that somebody was", (3, False, False)),
            ("from before somebody was taken off, and new words came after", (2, False, True)),
        )
    ]
    write("ways", "look codes, devices, and what a support person opens", valid, invalid)


def helper(right: str, *, signer: str = "helper", mark: bytes = MARK) -> dict[str, Any]:
    """What a support person's client gets, and what it must find: the text, and a mark seed only where they may act."""
    random, theirs, own = drawn("ways " + right), derive_asker(seed("theirs"), ORIGIN, 1), seed("own words")
    signs = theirs.signin if signer == "helper" else derive_asker(own, ORIGIN, 1).signin
    fields = {"origin": ORIGIN, "thread": THREAD, "number": 1, "readers": {}}
    marks = {"mark_key": signing_public(MARK)} if right == "see" else {"mark_seed": b64(MARK)}
    key = ThreadKey(ORIGIN, THREAD, 1, seed("epoch"), signing_public(MARK))
    copies = asker.seal_to_holders([key], {"way:" + "w" * 26: theirs.recipient}, mark, random=random)
    first = Message(ORIGIN, THREAD, 1, "asker", 1, "", {"text": TEXT})
    state = {
        "ask": THREAD, "history": [], "readers": [], "backups": [],
        "keep": b64(seal_signed(labels.KEEP, {**fields, **marks}, signs, [theirs.recipient], random=random)),
        "keys": [{"epoch": each["epoch"], "file": each["file"]} for each in copies],
        "messages": [{"order": 1, "epoch": 1, "file": b64(sign_then_seal(first, MARK, key.recipient, random=random))}],
    }  # fmt: skip
    return {
        "right": right, "origin": ORIGIN, "stretched": b64(seed("theirs")), "recipient": theirs.recipient,
        "pin": ways.pin_of(theirs.recipient), "mark_key": signing_public(MARK), "acts": right != "see", "text": TEXT,
        "state": state,
    }  # fmt: skip


def own(number: int | None, *rekeyed: bool) -> dict[str, Any]:
    """The asker's own file, written when the move with this number was to come, beside her proven moves: `lodged`, and
    a `rekeyed` for each of `rekeyed`, where True is one because of new words. A support person is named in the file.
    """
    random, hers = drawn(f"own {number} {rekeyed}"), derive_asker(seed("hers"), ORIGIN, 1)
    fields = {
        "origin": ORIGIN, "thread": THREAD, "number": 1, "mark_seed": b64(MARK), "readers": {},
        "support": {ways.pin_of(FRIEND): {"name": "a friend", "right": "see"}},
        **({} if number is None else {"next": number}),
    }  # fmt: skip
    key = ThreadKey(ORIGIN, THREAD, 1, seed("epoch"), signing_public(MARK))
    copies = asker.seal_to_holders([key], {"asker": hers.recipient}, MARK, random=random)
    private = {"origin": ORIGIN, "ask": THREAD, "mark_seed": b64(MARK)}
    place: dict[str, Any] = {"number": 1, "prev": ""}
    history = []
    values = [{"epoch": 2 + at, "words": each} for at, each in enumerate(rekeyed)]
    for move, value in (("lodged", {}), *(("rekeyed", each) for each in values)):
        made = asker.build_move(private, move, value, **place, day="2031-05-01")
        place = asker.after_move(private, made)
        history.append({name: made[name] for name in ("move", "number", "day", "value", "signature")})
    state = {
        "ask": THREAD, "history": history, "readers": [], "backups": [], "messages": [],
        "keep": b64(seal_signed(labels.KEEP, fields, hers.signin, [hers.recipient], random=random)),
        "keys": [{"epoch": each["epoch"], "file": each["file"]} for each in copies],
    }  # fmt: skip
    return {"origin": ORIGIN, "stretched": b64(seed("hers")), "recipient": hers.recipient, "state": state}


if __name__ == "__main__":
    ways_vectors()
