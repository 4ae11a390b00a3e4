# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes vectors/letter.json: `python -m tests.sealing.letter_vectors`, by hand after a change of format."""

from collections.abc import Mapping
from typing import Any

from answerable.sealing import labels, words
from answerable.sealing.letter import commit_text, derive_letter, sign_act
from answerable.sealing.signing import sign, signing_public
from answerable.sealing.wire import b64
from tests.sealing.vectors_make import ORIGIN, OTHER, THREAD, seed, write


def letter_vectors() -> None:
    phrase = words.make(seed("letter")[:10])
    keys = [derive_letter(words.stretch(phrase, origin), origin) for origin in (ORIGIN, OTHER)]
    one, two, three = (signing_public(seed(name)) for name in ("letter one", "letter two", "letter three"))
    seeds = {one: seed("letter one"), two: seed("letter two"), three: seed("letter three")}
    act = {"origin": ORIGIN, "letter": THREAD, "act": "mark", "round": 2, "asked": "2031-05-20"}
    act["value"] = {"number": 3, "value": "met"}
    signed = [[key, sign_act(seeds[key], act)] for key in (one, two)]
    acts = [
        {"name": "two of three", "fields": act, "keys": [one, two, three], "wanted": 2, "signed": signed},
        {"name": "one is enough", "fields": act, "keys": [one, two], "wanted": 1, "signed": signed[:1]},
    ]
    salt, text = b64(seed("salt")), "Say who knew, and when. Ålesund 船."
    texts = [{"salt": salt, "text": one_text, "commitment": commit_text(salt, one_text)} for one_text in (text, "x")]
    valid = {
        "keys": [{"words": phrase, "origin": origin, "card": made.card}
                 for origin, made in zip((ORIGIN, OTHER), keys, strict=True)],
        "acts": acts,
        "signed": [{"seed": b64(seeds[one]), "fields": act, "signature": signed[0][1]}],
        "texts": texts,
    }  # fmt: skip
    write("letter", "keys, signed acts and texts of a group's letter", valid, bad_letters(acts[0], seeds, texts[0]))


def bad_letters(good: dict[str, Any], seeds: Mapping[str, bytes], text: dict[str, str]) -> dict[str, Any]:
    one, two, three = seeds
    act, signed = good["fields"], good["signed"]
    stranger = seed("letter nobody")
    rows: list[tuple[str, dict[str, Any]]] = [
        ("one of two", {"signed": signed[:1]}),
        ("one twice", {"signed": [signed[0], signed[0]]}),
        ("nobody", {"signed": []}),
        ("somebody who does not hold it", {"signed": [signed[0], [signing_public(stranger), sign_act(stranger, act)]]}),
        ("a key that left", {"keys": [one, three]}),
        ("a signature in another's name", {"signed": [signed[0], [two, signed[0][1]]]}),
        ("one signature too many, and wrong", {"signed": [*signed, [three, signed[0][1]]]}),
        ("another value", {"fields": {**act, "value": {"number": 3, "value": "not_met"}}}),
        ("another number", {"fields": {**act, "value": {"number": 2, "value": "met"}}}),
        ("another round", {"fields": {**act, "round": 3}}),
        ("another day", {"fields": {**act, "asked": "2031-05-21"}}),
        ("another act", {"fields": {**act, "act": "pause"}}),
        ("another letter", {"fields": {**act, "letter": THREAD[::-1]}}),
        ("another server", {"fields": {**act, "origin": OTHER}}),
        ("signed as something else", {"signed": [[key, sign(seeds[key], labels.MOVE, act)] for key in (one, two)]}),
    ]
    bad_texts = [
        {"name": "another text", **text, "text": text["text"] + "."},
        {"name": "another salt", **text, "salt": b64(seed("other salt"))},
        {"name": "the same with another accent", **text, "text": text["text"].replace("Å", "A\u030a")},
    ]
    return {
        "acts": [{"name": name, **{**good, **bent, "name": name}, "refused": "signature"} for name, bent in rows],
        "texts": [{**row, "refused": "commitment"} for row in bad_texts],
    }


if __name__ == "__main__":
    letter_vectors()
