# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes vectors/desk.json: `python -m tests.sealing.desk_vectors`, by hand after a change of format."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from answerable.sealing import desk, drawer, identity, labels, reader
from answerable.sealing.asker import seal_to_holders
from answerable.sealing.message import Message, sign_then_seal
from answerable.sealing.signing import signing_public
from answerable.sealing.threadkey import ThreadKey, seal_thread_key
from answerable.sealing.wire import b64
from tests.sealing.vectors_make import ORIGIN, OTHER, THREAD, drawn, seed, write

ONE, TWO, GONE, BODY = "i" * 26, "j" * 26, "g" * 26, "b" * 26
FALSE = seed("desk false")
NAMES = {ONE: "one", TWO: "two", GONE: "gone"}


class Scene:
    """Three readers of one ask. One of them leaves; those who stay make new keys."""

    def __init__(self) -> None:
        self.own = {code: identity.make_identity(random=drawn("desk " + name)) for code, name in NAMES.items()}
        self.enrolment, self.mark, self.asker = seed("desk enrolment"), seed("desk mark"), seed("desk asker")
        self.first = self._key(1, ONE, (GONE, ONE, TWO))
        self.second = self._key(2, TWO, (ONE, TWO))
        self.thread_key = ThreadKey(ORIGIN, THREAD, 1, seed("desk thread"), signing_public(self.mark))

    def _key(self, epoch: int, maker: str, members: tuple[str, ...]) -> desk.DeskKey:
        return desk.DeskKey(ORIGIN, THREAD, epoch, maker, members, seed(f"desk key {epoch}"))

    def entry(self, code: str) -> dict[str, Any]:
        card = self.own[code].card
        given = identity.sign_certificate(self.enrolment, ORIGIN, BODY, code, "handler", "2031-01-01", None, card)
        return {"code": code, **card, "certificate": given, "active": code != GONE}

    def entries(self, *codes: str) -> list[dict[str, Any]]:
        return [self.entry(code) for code in codes]

    def copy(
        self, key: desk.DeskKey, holder: str, signer: str = "", inside: str = "", *, false: bool = False
    ) -> dict[str, Any]:
        own = FALSE if false else self.own[signer or key.maker].signing
        recipient = self.own[holder].card["sealing"]
        file = desk.seal_desk_key(key, inside or holder, recipient, own, random=drawn("desk"))
        return {"epoch": key.epoch, "file": b64(file)}

    def note(self, key: desk.DeskKey, sender: str, number: int, last: str, text: str) -> Message:
        return Message(ORIGIN, THREAD, key.epoch, sender, number, last, {"text": text})

    def notes(self, label: str = labels.NOTE) -> list[dict[str, Any]]:
        first = self.note(self.first, ONE, 1, "", "I take this one.")
        second = self.note(self.second, TWO, 1, first.digest_as(labels.NOTE), "Now we are two.")
        return [
            {"order": order, "epoch": key.epoch, "file": b64(
                sign_then_seal(each, self.own[each.sender].signing, key.recipient, random=drawn("note"), domain=label)
            )}
            for order, (key, each) in enumerate(((self.first, first), (self.second, second)), 1)
        ]  # fmt: skip

    def falsely(self, code: str) -> dict[str, Any]:
        """This reader's entry with another signing key, which a host with the enrolment key certified."""
        card = {**self.own[code].card, "signing": signing_public(FALSE)}
        given = identity.sign_certificate(self.enrolment, ORIGIN, BODY, code, "handler", "2031-01-01", None, card)
        return {"code": code, **card, "certificate": given, "active": code != GONE}

    def with_former(self, code: str) -> dict[str, Any]:
        """The true entry, beside another key that the host certified as one of before."""
        false = self.falsely(code)
        return {**self.entry(code), "former": [{name: false[name] for name in ("sealing", "signing", "certificate")}]}

    def signers(self) -> dict[str, str]:
        return {code: self.own[code].card["signing"] for code in NAMES}

    def payload(
        self, holder: str, keys: list[dict[str, Any]], notes: list[dict[str, Any]], *false: dict[str, Any]
    ) -> dict[str, Any]:
        readers = {each["code"]: each for each in (*self.entries(*NAMES), *false)}
        given = {
            "ask": THREAD, "seat": holder, "mark_key": signing_public(self.mark), "epoch": 1, "body": {"code": BODY},
            "enrolment_key": signing_public(self.enrolment), "keys": [], "messages": [],
            "readers": list(readers.values()), "desk": {"epoch": 2, "keys": keys, "notes": notes},
        }  # fmt: skip
        own = self.own[holder]
        return {
            "origin": ORIGIN, "identity": {"sealing": b64(own.sealing), "signing": b64(own.signing)}, "payload": given,
        }  # fmt: skip

    def members(self) -> dict[str, str]:
        return {code: self.own[code].card["sealing"] for code in NAMES} | {"asker": desk.age.recipient(self.asker)}

    def renewed(self, *, signers: bool = True, **changed: Any) -> dict[str, Any]:
        """What TWO is handed: the asker's copy, and a new epoch that ONE made after GONE had left. Without `signers`
        her list is one from before it named the keys that readers sign with. `record` is what the record shows of each.
        """
        random = drawn("renewed")
        named = self.signers() if signers else {}
        first = seal_to_holders([self.thread_key], self.members(), self.mark, named, random=random)
        payload = self.payload(TWO, [], [])
        payload["payload"]["keys"] = [one for one in first if one["holder"] == TWO]
        stay = {holder: one for holder, one in self.members().items() if holder != GONE}
        given = self.payload(ONE, [], [])
        given["payload"]["keys"] = [one for one in first if one["holder"] == ONE]
        opened = reader.open_ask(self.own[ONE], ORIGIN, ONE, given["payload"])
        made = reader.build_renewal(self.own[ONE], opened, stay, random=random)
        keys = [one for one in made["keys"] if one["holder"] == TWO]
        payload["payload"] |= {"keys": [*payload["payload"]["keys"], *(changed.get("keys") or keys)], "epoch": 2}
        payload["payload"]["readers"] = changed.get("readers") or payload["payload"]["readers"]
        payload |= {"record": self.signers(), "maker": {"code": ONE, "signing": self.own[ONE].card["signing"]}}
        payload |= {"holders": stay, "bad_holders": stay | {"asker": self.own[GONE].card["sealing"]}}
        return payload

    def foreign(
        self, maker: str, members: dict[str, str], signer: bytes = b"", signers: dict[str, str] | None = None
    ) -> list[dict[str, Any]]:
        """A second epoch by somebody whom the first does not name, or for somebody whom it does not name."""
        key = replace(
            self.thread_key, epoch=2, seed=seed("foreign"), maker=maker, members=members, signers=signers or {}
        )
        own = signer or self.own[maker].signing
        file = seal_thread_key(key, TWO, self.members()[TWO], own, random=drawn("foreign"))
        return [{"holder": TWO, "epoch": 2, "file": b64(file)}]


def desk_vectors() -> None:
    scene = Scene()
    both = [scene.copy(scene.first, TWO), scene.copy(scene.second, TWO)]
    own = scene.own[ONE]
    file = b64(drawer.seal_drawer(own, ORIGIN, {"phrases": ["Thank you for waiting."]}, random=drawn("drawer")))
    kept = {"origin": ORIGIN, "identity": {"sealing": b64(own.sealing), "signing": b64(own.signing)}, "file": file}
    other = scene.own[TWO]
    stranger = scene.own["n" * 26] = identity.make_identity(random=drawn("desk stranger"))
    one_alone = replace(scene.first, members=(GONE, ONE))
    by_one = replace(scene.second, maker=ONE)
    valid = {
        "notes": {**scene.payload(TWO, both, scene.notes()), "texts": ["I take this one.", "Now we are two."]},
        "left": {
            **scene.payload(GONE, [scene.copy(scene.first, GONE)], scene.notes()), "flaws": [None, "unopened"],
        },
        "former": {
            **scene.payload(TWO, [scene.copy(by_one, TWO, false=True)], [], scene.with_former(ONE)),
            "record": scene.signers(),
        },
        "renewed": scene.renewed(), "renewed_with_an_older_list": scene.renewed(signers=False),
        "drawer": {**kept, "content": {"phrases": ["Thank you for waiting."]}},
    }  # fmt: skip
    invalid = {
        "notes": [
            {"name": name, **scene.payload(TWO, [copy], []), "refused": refused}
            for name, copy, refused in (
                ("a key by somebody who is no reader", scene.copy(scene.first, TWO, signer="n" * 26), "signature"),
                ("a copy made for another holder", scene.copy(scene.first, TWO, inside=ONE), "key-swapped"),
                ("a key that does not name its holder", scene.copy(one_alone, TWO), "key-swapped"),
                ("a key from another server", scene.copy(replace(scene.first, origin=OTHER), TWO), "wrong-origin"),
                ("a key in the asker's name", scene.copy(replace(scene.first, maker="asker"), TWO, ONE), "signature"),
            )
        ],
        "flaws": {**scene.payload(TWO, both, scene.notes(labels.MESSAGE)), "flaws": ["forged", "forged"]},
        "renewed": [
            {"name": "by somebody whom the asker did not name", **scene.renewed(
                keys=scene.foreign("n" * 26, scene.members())), "refused": "signature"},
            {"name": "for somebody whom the asker did not name", **scene.renewed(
                keys=scene.foreign(ONE, {TWO: "0" * 64})), "refused": "key-swapped"},
            {"name": "under another signing key than the asker named, with a certificate", **scene.renewed(
                keys=scene.foreign(ONE, {}, FALSE), readers=[scene.falsely(ONE), *scene.entries(TWO, GONE)]),
             "refused": "key-swapped"},
            {"name": "that names another signing key of a reader", **scene.renewed(
                keys=scene.foreign(ONE, {}, signers={TWO: signing_public(FALSE)})), "refused": "key-swapped"},
        ],
        "unseen": [
            {"name": "with an older list, a signing key that the record does not show", **scene.renewed(
                signers=False, keys=scene.foreign(ONE, {}, FALSE),
                readers=[scene.falsely(ONE), *scene.entries(TWO, GONE)]), "refused": "record-key"},
            {"name": "under a former key of a colleague whom the record shows with another", **scene.renewed(
                signers=False, keys=scene.foreign(ONE, {}, FALSE),
                readers=[scene.with_former(ONE), *scene.entries(TWO, GONE)]), "refused": "record-key"},
            {"name": "by a colleague whom the record does not show", **scene.renewed(), "record": {},
             "refused": "record-key"},
        ],
        "unseen_notes": [
            {"name": "a desk key under a signing key that the record does not show", **scene.payload(
                TWO, [scene.copy(by_one, TWO, false=True)], [], scene.falsely(ONE)), "record": scene.signers(),
             "refused": "record-key"},
            {"name": "a key of one's own, for a colleague whom the record does not show", **scene.payload(
                TWO, [], []), "record": {}, "refused": "record-key"},
        ],
        "drawer": [
            {"name": "of another", **kept, "file": b64(
                drawer.seal_drawer(other, ORIGIN, {}, random=drawn("d"))), "refused": "age-no-key"},
            {"name": "of another server", **kept, "file": b64(
                drawer.seal_drawer(own, OTHER, {}, random=drawn("e"))), "refused": "wrong-origin"},
        ],
    }  # fmt: skip
    del stranger
    write("desk", "notes among readers, a new key when one left, and a drawer", valid, invalid)


if __name__ == "__main__":
    desk_vectors()
