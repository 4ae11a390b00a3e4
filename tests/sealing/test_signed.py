# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is signed, byte for byte as the protocol says, and each way in which something signed can be wrong."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from answerable.sealing import age, challenge, entry, envelope, identity, labels, letter, message, signing
from answerable.sealing.derive import UnlockKeys
from answerable.sealing.errors import Refusal
from answerable.sealing.padding import pad
from answerable.sealing.wire import b64, jcs, parse_b64
from tests.sealing.vectors_make import CLASSIC, drawn, seed

ORIGIN, OTHER = "https://ask.example.org", "https://other.example.net"
SEED, SIGNER, STRANGER = seed("opens"), seed("signs"), seed("a stranger")
PUBLIC = signing.signing_public(SIGNER)
LABEL = "answerable.v1.test"


def refused(code: str, act: Callable[[], object]) -> None:
    with pytest.raises(Refusal, match=f"^{code}$"):
        act()


def canonical(**fields: Any) -> bytes:
    return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()


def test_a_signature_covers_the_fields_and_their_domain() -> None:
    given = {"b": 1, "a": "x"}
    assert signing.signed_bytes(LABEL, given) == canonical(a="x", b=1, domain=LABEL)
    made = signing.sign(SIGNER, LABEL, given)
    signing.check_signature(PUBLIC, made, LABEL, given)
    signing.check_signature_any([signing.signing_public(STRANGER), PUBLIC], made, LABEL, given)
    wrong: list[tuple[str, str, str, dict[str, Any]]] = [
        (signing.signing_public(STRANGER), made, LABEL, given), (PUBLIC, made, "other", given),
        (PUBLIC, made, LABEL, {**given, "b": 2}), (PUBLIC, signing.sign(STRANGER, LABEL, given), LABEL, given),
    ]  # fmt: skip
    for public, signature, domain, fields in wrong:
        refused("signature", lambda p=public, s=signature, d=domain, f=fields: signing.check_signature(p, s, d, f))
        refused(
            "signature", lambda p=public, s=signature, d=domain, f=fields: signing.check_signature_any([p], s, d, f)
        )
    refused("signature", lambda: signing.check_signature_any([], made, LABEL, given))
    for short in (b64(parse_b64(PUBLIC)[:-1]), b64(parse_b64(PUBLIC) + b"x")):
        refused("length", lambda short=short: signing.check_signature(short, made, LABEL, given))
        refused("length", lambda short=short: signing.check_signature_any([short], made, LABEL, given))
    refused("length", lambda: signing.check_signature(PUBLIC, made[:-2], LABEL, given))
    refused("length", lambda: signing.check_signature_any([PUBLIC], made[:-2], LABEL, given))


def test_a_nonce_proves_itself() -> None:
    made = challenge.make_challenge(SEED, "mine", "here", random=drawn("n"), now=1000)
    fresh = drawn("n")(16)
    proof = hmac.digest(
        SEED,
        canonical(domain=labels.NONCE, purpose="mine", locator="here", fresh=b64(fresh), expires=1120),
        "sha256",
    )
    assert made == {"nonce": b64(fresh + proof), "expires": 1120}
    check = challenge.check_nonce
    check(SEED, "mine", "here", made["nonce"], 1120, now=1120)
    refused("expired", lambda: check(SEED, "mine", "here", made["nonce"], 1120, now=1121))
    refused("length", lambda: check(SEED, "mine", "here", made["nonce"][:-4], 1120, now=1120))
    refused("signature", lambda: check(SEED, "mine", "here", made["nonce"], 1121, now=1120))
    longest = challenge.make_challenge(SEED, "mine", "here", random=drawn("n"), now=1000, life=600)["nonce"]
    check(SEED, "mine", "here", longest, 1600, now=1000)
    refused("expired", lambda: check(SEED, "mine", "here", longest, 1600, now=999))
    assert challenge.make_challenge(SEED, "mine", "here", random=drawn("n"), now=0, life=5)["expires"] == 5


def test_an_envelope_says_who_signed_it_and_as_what() -> None:
    file = envelope.seal_signed(LABEL, {"a": "é"}, SIGNER, [age.recipient(SEED)], random=drawn("e"))
    opened = envelope.open_signed(file, SEED)
    assert opened.signed == {"a": "é", "domain": LABEL}
    assert opened.check(LABEL, PUBLIC) == {"a": "é", "domain": LABEL}
    refused("wrong-domain", lambda: opened.check("other", PUBLIC))
    refused("signature", lambda: opened.check(LABEL, signing.signing_public(STRANGER)))
    refused("unsigned", lambda: envelope.Envelope({"domain": LABEL}, None).check(LABEL, PUBLIC))
    others = [signing.signing_public(seed(str(each))) for each in range(3)]
    for place in range(4):
        keys = [*others[:place], PUBLIC, *others[place:]]
        assert opened.check_any(LABEL, keys) == opened.signed
    refused("signature", lambda: opened.check_any(LABEL, others))
    refused("signature", lambda: opened.check_any(LABEL, []))
    again = envelope.seal_signed(LABEL, {"a": "é"}, SIGNER, [age.recipient(SEED)], random=drawn("e"))
    assert again[-544:] == file[-544:], "the file key is drawn from what was given"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"no json", "json"), (canonical(signed=3, signature="x"), "json"), (canonical(signature="x"), "json"),
        (canonical(signed={}, signature="x", more=1), "json"), (canonical(signed={}, more=1), "json"),
        (canonical(signed={}), ""), (canonical(signed={}, signature=3), ""),
    ],
)  # fmt: skip
def test_what_is_no_envelope(content: bytes, code: str) -> None:
    file = age.seal(pad(content), [age.recipient(SEED)])
    if code:
        refused(code, lambda: envelope.open_signed(file, SEED))
    else:
        assert envelope.open_signed(file, SEED).signature is None


def test_an_entry_commits_to_its_fields() -> None:
    salt = bytes(range(32))
    fields = entry.entry_fields(type="mark", value={"value": "met"})
    assert set(fields) == set(entry.FIELDS) and fields["type"] == "mark"
    refused("json", lambda: entry.entry_fields(more="mark"))
    made = entry.commit(salt, fields)
    assert made == b64(hmac.digest(salt, pad(jcs(fields)), "sha256"))
    for wrong in (salt[:31], salt + b"x"):
        refused("length", lambda wrong=wrong: entry.commit(wrong, fields))
    refused("json", lambda: entry.commit(salt, {**fields, "more": 1}))
    refused("json", lambda: entry.commit(salt, {"type": "mark"}))
    shown = entry.leaf("n" * 26, made)
    entry.check_opening(shown, salt, fields)
    refused("commitment", lambda: entry.check_opening(shown, salt, {**fields, "type": "null"}))
    refused("commitment", lambda: entry.check_opening(shown, bytes(32), fields))
    refused("length", lambda: entry.check_opening({**shown, "c": b64(bytes(31))}, salt, fields))
    for bent in ({**shown, "v": 2}, {**shown, "more": 1}):
        refused("commitment", lambda bent=bent: entry.check_opening(bent, salt, fields))
    filler = entry.make_null("n" * 26, random=drawn("null"))
    assert filler == entry.leaf("n" * 26, entry.commit(drawn("null")(32), entry.entry_fields(type="null")))


GIVEN = {"origin": ORIGIN, "thread": "t", "epoch": 1, "sender": "h1", "number": 2, "last": "", "body": {"text": "x"}}


def test_a_message_has_its_fields_and_no_others() -> None:
    made = message.parse_message({**GIVEN, "domain": labels.MESSAGE})
    assert made == message.Message(**GIVEN) and made.fields == GIVEN
    assert made.digest == hashlib.sha256(canonical(**GIVEN, domain=labels.MESSAGE)).hexdigest()
    assert made.digest_as(labels.NOTE) == hashlib.sha256(canonical(**GIVEN, domain=labels.NOTE)).hexdigest()
    for name in GIVEN:
        refused("json", lambda name=name: message.parse_message({k: v for k, v in GIVEN.items() if k != name}))
        refused("json", lambda name=name: message.parse_message({**GIVEN, name: None}))
        refused("json", lambda name=name: message.parse_message({**GIVEN, name: True}))
    refused("json", lambda: message.parse_message({**GIVEN, "more": 1}))
    file = message.sign_then_seal(made, SIGNER, age.recipient(SEED), random=drawn("m"))
    opened, sealed = message.open_message(file, SEED)
    assert opened == made and sealed.check(labels.MESSAGE, PUBLIC)["number"] == 2
    note = message.sign_then_seal(made, SIGNER, age.recipient(SEED), random=drawn("m"), domain=labels.NOTE)
    assert message.open_message(note, SEED)[1].signed["domain"] == labels.NOTE


def test_a_vouch_has_three_texts() -> None:
    good = {"handler": "h1", "sealing": "s", "signing": "g"}
    assert message.parse_vouch({"vouch": good}) == good
    for bad in (None, [], {**good, "more": "x"}, {**good, "sealing": 3}, {"handler": "h1", "sealing": "s"}):
        assert message.parse_vouch({"vouch": bad}) is None
    assert message.parse_vouch({}) is None


def unlocking(label: str) -> UnlockKeys:
    return UnlockKeys(seed(label + " l"), seed(label + " s"), seed(label + " o"))


def test_an_identity_opens_with_its_own_way_on_its_own_server() -> None:
    person, way = identity.make_identity(random=drawn("person")), unlocking("way")
    assert (person.sealing, person.signing) == (
        drawn("person")(32),
        (lambda draw: (draw(32), draw(32))[1])(drawn("person")),
    )
    file = identity.seal_identity(person, ORIGIN, way, random=drawn("file"))
    assert identity.open_identity(file, ORIGIN, way) == person
    refused("wrong-origin", lambda: identity.open_identity(file, OTHER, way))
    refused("age-no-key", lambda: identity.open_identity(file, ORIGIN, unlocking("another")))
    half = UnlockKeys(way.locator, seed("another signs"), way.sealing)
    refused("signature", lambda: identity.open_identity(file, ORIGIN, half))
    for name in ("sealing", "signing"):
        fields = {"origin": ORIGIN, "sealing": b64(person.sealing), "signing": b64(person.signing), name: b64(b"short")}
        bent = envelope.seal_signed(labels.IDENTITY, fields, way.signin, [way.recipient], random=drawn("bent"))
        refused("length", lambda bent=bent: identity.open_identity(bent, ORIGIN, way))


def test_whoever_accepts_an_invitation_holds_the_keys_of_their_card() -> None:
    person = identity.make_identity(random=drawn("person"))
    proof = identity.sign_enrolment(person, ORIGIN, "token")
    card = person.card
    said = canonical(domain=labels.ENROLMENT, origin=ORIGIN, token="token", **card)
    assert proof == b64(signing.Ed25519PrivateKey.from_private_bytes(person.signing).sign(said))
    identity.check_enrolment(card, proof, ORIGIN, "token")
    refused("signature", lambda: identity.check_enrolment(card, proof, OTHER, "token"))
    refused("signature", lambda: identity.check_enrolment(card, proof, ORIGIN, "other"))
    refused("age-classic", lambda: identity.check_enrolment({**card, "sealing": CLASSIC}, proof, ORIGIN, "token"))
    other = {**card, "sealing": age.recipient(SEED)}
    refused("signature", lambda: identity.check_enrolment(other, proof, ORIGIN, "token"))
    assert len(identity.fingerprint(PUBLIC)) == 19 and identity.fingerprint(PUBLIC).count(" ") == 3


@pytest.mark.parametrize(
    ("today", "code"),
    [
        (None, ""), ("2031-01-01", ""), ("2031-12-31", ""), ("2030-12-31", "certificate-term"),
        ("2032-01-01", "certificate-term"),
    ],
)  # fmt: skip
def test_a_certificate_and_its_term(today: str | None, code: str) -> None:
    card = identity.make_identity(random=drawn("person")).card
    made = identity.sign_certificate(SIGNER, ORIGIN, "b1", "h1", "handler", "2031-01-01", "2031-12-31", card)
    reader = {"code": "h1", **card, "certificate": made}
    if code:
        refused(code, lambda: identity.check_certificate(PUBLIC, ORIGIN, "b1", reader, today=today))
    else:
        identity.check_certificate(PUBLIC, ORIGIN, "b1", reader, today=today)
    endless = identity.sign_certificate(SIGNER, ORIGIN, "b1", "h1", "handler", "2031-01-01", None, card)
    identity.check_certificate(PUBLIC, ORIGIN, "b1", {**reader, "certificate": endless}, today="2099-01-01")
    bent: list[dict[str, Any]] = [
        {**reader, "code": "h2"}, {**reader, "certificate": None}, {**reader, "certificate": {**made, "more": 1}},
        {**reader, "sealing": age.recipient(SEED)}, {**reader, "signing": PUBLIC},
        *({**reader, "certificate": {**made, name: "x"}} for name in made),
    ]  # fmt: skip
    for each in bent:
        refused("certificate", lambda each=each: identity.check_certificate(PUBLIC, ORIGIN, "b1", each))
    refused("certificate", lambda: identity.check_certificate(PUBLIC, OTHER, "b1", reader))
    refused("certificate", lambda: identity.check_certificate(PUBLIC, ORIGIN, "b2", reader))


def test_an_act_of_a_letter_and_its_text() -> None:
    fields = letter.act_fields(ORIGIN, "l1", "mark", 2, date(2031, 3, 4), {"number": 1})
    assert fields == {
        "origin": ORIGIN, "letter": "l1", "act": "mark", "round": 2, "asked": "2031-03-04", "value": {"number": 1},
    }  # fmt: skip
    salt = b64(bytes(range(32)))
    said = hmac.digest(bytes(range(32)), labels.LETTER_TEXT.encode() + b"\0words", "sha256").hex()
    assert letter.commit_text(salt, "words") == said
    letter.check_text(said, salt, "words")
    refused("commitment", lambda: letter.check_text(said, salt, "word"))
    refused("length", lambda: letter.commit_text(b64(bytes(31)), "words"))
    keys = [signing.signing_public(seed(each)) for each in "abc"]
    signed = [(key, letter.sign_act(seed(each), fields)) for key, each in zip(keys, "abc", strict=True)]
    letter.check_acts(signed, keys, 3, fields)
    letter.check_acts(signed[:2], keys, 2, fields)
    for given, known, wanted in ((signed[:1], keys, 2), (signed, keys[:2], 2), ([signed[0]] * 2, keys, 2)):
        refused("signature", lambda g=given, k=known, w=wanted: letter.check_acts(g, k, w, fields))
    refused("signature", lambda: letter.check_acts(signed, keys, 1, {**fields, "round": 3}))
