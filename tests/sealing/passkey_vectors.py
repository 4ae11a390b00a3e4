# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes vectors/passkey.json: `python -m tests.sealing.passkey_vectors`, by hand after a change of format."""

from typing import Any

from answerable.sealing import identity, reader, voice
from answerable.sealing.derive import derive_passkey, passkey_salt
from answerable.sealing.message import Message, sign_then_seal
from answerable.sealing.signing import signing_public
from answerable.sealing.threadkey import ThreadKey, seal_thread_key
from answerable.sealing.wire import b64
from tests.sealing.vectors_make import ORIGIN, OTHER, THREAD, drawn, seed, shown_keys, write

LOST, HELPER, BODY = "h" * 26, "i" * 26, "b" * 26


def passkey_vectors() -> None:
    rows = [_passkey(ORIGIN, "one"), _passkey(ORIGIN, "two"), _passkey(OTHER, "one")]
    scene = Scene()
    voices = [
        {"origin": origin, "handler": code, "card": scene.new.card,
         "words": voice.voice_words(origin, code, scene.new.card)}
        for origin, code in ((ORIGIN, LOST), (OTHER, LOST), (ORIGIN, HELPER))
    ]  # fmt: skip
    right = voices[0]
    wrong = [
        {"name": "the words of the key before", "typed": voice.voice_words(ORIGIN, LOST, scene.old.card)},
        {"name": "five words", "typed": right["words"].rsplit(" ", 1)[0]},
        {"name": "nothing", "typed": ""},
    ]
    valid = {"passkeys": rows, "voices": voices, "resealed": scene.payload(), "asker": scene.asked()}
    invalid = {
        "voices": [{**right, **row, "refused": "voice"} for row in wrong],
        "resealed": [
            {"name": "a copy by somebody who is no reader", **scene.payload(maker="n" * 26), "refused": "signature"},
            {"name": "a copy in the asker's name", **scene.payload(maker="asker"), "refused": "signature"},
            {"name": "a former key without its certificate", **scene.payload(bent=True), "refused": "certificate"},
        ],
    }
    write("passkey", "keys from a passkey, six words, and a thread sealed again to new keys", valid, invalid)


def _passkey(origin: str, name: str) -> dict[str, Any]:
    prf, credential = seed("prf " + name), seed("credential " + name)
    keys = shown_keys(derive_passkey(prf, origin, credential))
    return {"origin": origin, "prf": b64(prf), "credential": b64(credential), "salt": b64(passkey_salt(origin)), **keys}


class Scene:
    """A reader lost their keys; another one of the thread sealed it to the new ones and vouched for them."""

    def __init__(self) -> None:
        self.old, self.new, self.helper, self.mark, self.enrolment = (
            identity.make_identity(random=drawn("old")), identity.make_identity(random=drawn("new")),
            identity.make_identity(random=drawn("helper")), seed("mark"), seed("enrolment"),
        )  # fmt: skip
        self.key = ThreadKey(ORIGIN, THREAD, 1, seed("epoch"), signing_public(self.mark))

    def entry(self, code: str, own: identity.Identity) -> dict[str, Any]:
        given = identity.sign_certificate(self.enrolment, ORIGIN, BODY, code, "handler", "2031-01-01", None, own.card)
        return {"code": code, **own.card, "certificate": given}

    def say(self, order: int, sender: str, number: int, signer: bytes, body: dict[str, Any]) -> dict[str, Any]:
        message = Message(ORIGIN, THREAD, 1, sender, number, "", body)
        sealed = sign_then_seal(message, signer, self.key.recipient, random=drawn(f"say {order}"))
        return {"order": order, "epoch": 1, "file": b64(sealed)}

    def messages(self) -> list[dict[str, Any]]:
        entry = self.entry(LOST, self.new)
        opened = {"origin": ORIGIN, "ask": THREAD, "handler": HELPER, "mark_key": self.key.mark_key, "seeds": {}}
        vouch = reader.build_reseal(self.helper, opened, entry, random=drawn("reseal"))["vouch"]
        return [
            self.say(1, LOST, 1, self.old.signing, {"text": "before"}),
            self.say(2, HELPER, 1, self.helper.signing, {"text": "", "vouch": vouch}),
            self.say(3, LOST, 2, self.new.signing, {"text": "after"}),
        ]

    def payload(self, *, maker: str = HELPER, bent: bool = False) -> dict[str, Any]:
        """As the reader with the new keys gets it."""
        key = ThreadKey(ORIGIN, THREAD, 1, self.key.seed, self.key.mark_key, maker)
        file = seal_thread_key(key, LOST, self.new.card["sealing"], self.helper.signing, random=drawn("copy"))
        former = self.entry(LOST, self.old)
        if bent:
            former["signing"] = self.helper.card["signing"]
        former = {name: former[name] for name in ("sealing", "signing", "certificate")}
        payload = {
            "ask": THREAD, "mark_key": self.key.mark_key, "epoch": 1, "body": {"code": BODY},
            "enrolment_key": signing_public(self.enrolment), "keys": [{"epoch": 1, "file": b64(file)}],
            "messages": self.messages(),
            "readers": [{**self.entry(LOST, self.new), "former": [former]}, self.entry(HELPER, self.helper)],
        }  # fmt: skip
        return {
            "origin": ORIGIN, "handler": LOST,
            "identity": {"sealing": b64(self.new.sealing), "signing": b64(self.new.signing)}, "payload": payload,
        }  # fmt: skip

    def asked(self) -> dict[str, Any]:
        """What the asker's client knows: the keys that it kept, and what it then makes of the messages."""
        kept = {LOST: self.old.card["signing"], HELPER: self.helper.card["signing"]}
        return {
            "origin": ORIGIN, "thread": THREAD, "seeds": {"1": b64(self.key.seed)}, "keys": kept,
            "messages": self.messages(), "senders": [LOST, HELPER, LOST],
        }  # fmt: skip


if __name__ == "__main__":
    passkey_vectors()
