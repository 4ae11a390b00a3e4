# SPDX-License-Identifier: AGPL-3.0-or-later
"""One ask, its asker, two readers and a backup, for tests of what their clients build and open. No words are stretched,
so that a test takes milliseconds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from answerable.sealing import age, identity, labels
from answerable.sealing.derive import derive_asker
from answerable.sealing.errors import Refusal
from answerable.sealing.message import Message, sign_then_seal
from answerable.sealing.signing import signing_public
from answerable.sealing.threadkey import ThreadKey, seal_thread_key
from answerable.sealing.wire import b64, sha256_hex
from tests.sealing.vectors_make import ORIGIN, OTHER, THREAD, drawn, seed

ONE, TWO, BACKUP, BODY, SECOND = "i" * 26, "j" * 26, "s" * 26, "b" * 26, "c" * 26
TODAY = "2031-05-01"
MARK, ENROLMENT, HERS = seed("asks mark"), seed("asks enrolment"), derive_asker(seed("asks hers"), ORIGIN, 1)
MARK_KEY, STRANGER = signing_public(MARK), seed("asks stranger")
PEOPLE = {code: identity.make_identity(random=drawn("asks " + code)) for code in (ONE, TWO, BACKUP)}
CARDS = {code: person.card for code, person in PEOPLE.items()}
SIGNING = {"asker": MARK, **{code: person.signing for code, person in PEOPLE.items()}}
RECIPIENT = HERS.recipient
SEEDS = {1: seed("asks epoch 1"), 2: seed("asks epoch 2")}

__all__ = ["ORIGIN", "OTHER", "THREAD", "b64", "drawn", "seed"]


def refused(code: str, act: Callable[[], object]) -> None:
    with pytest.raises(Refusal, match=f"^{code}$"):
        act()


def digest_of(text: str) -> str:
    return sha256_hex(text.encode())


def entry(code: str, person: identity.Identity | None = None, **given: Any) -> dict[str, Any]:
    """An entry of the directory, certified from May 2031 on."""
    card = person.card if person else CARDS[code]
    terms = {"body": BODY, "role": "handler", "from_date": TODAY, "until_date": None} | given
    made = identity.sign_certificate(ENROLMENT, ORIGIN, handler=code, card=card, **terms)
    return {"code": code, **card, "certificate": made}


def directory(**more: Any) -> dict[str, Any]:
    given = {
        "body": {"code": BODY}, "today": TODAY, "enrolment_key": signing_public(ENROLMENT),
        "readers": [entry(ONE), entry(TWO)], "backups": [entry(BACKUP)],
    }  # fmt: skip
    return given | more


def choices(**more: Any) -> dict[str, Any]:
    given = {
        "kind": "apology", "helped": True, "route": "body", "readers": [ONE, TWO], "backups": [BACKUP],
        "terms": {"standby": True, "silence": "pooled"}, "hold_until": "2031-06-01", "text": "Please say it was wrong.",
    }  # fmt: skip
    return given | more


def private(**more: Any) -> dict[str, Any]:
    """What the asker's client keeps in memory."""
    given = {
        "origin": ORIGIN, "ask": THREAD, "number": 1, "mark_seed": b64(MARK), "mark_key": MARK_KEY,
        "seeds": {1: b64(SEEDS[1])}, "recipient": RECIPIENT,
    }  # fmt: skip
    return given | more


def key(epoch: int = 1, **more: Any) -> ThreadKey:
    given: dict[str, Any] = {
        "origin": ORIGIN, "thread": THREAD, "epoch": epoch, "seed": SEEDS.get(epoch), "mark_key": MARK_KEY,
    }  # fmt: skip
    return ThreadKey(**(given | more))


def members(*codes: str, asker: bool = True) -> dict[str, str]:
    """Holder to the digest of their recipient."""
    hers = {"asker": digest_of(RECIPIENT)} if asker else {}
    return hers | {code: digest_of(CARDS[code]["sealing"]) for code in codes}


def signers(*codes: str) -> dict[str, str]:
    return {code: CARDS[code]["signing"] for code in codes}


def full(epoch: int = 1, **more: Any) -> ThreadKey:
    """A key that the asker and both readers have and sign under."""
    return key(epoch, members=members(ONE, TWO), signers=signers(ONE, TWO), **more)


def copy(made: ThreadKey, holder: str = "asker", signer: bytes = MARK) -> dict[str, Any]:
    """A holder's copy of a key, as the server gives it."""
    to = RECIPIENT if holder == "asker" else CARDS[holder]["sealing"]
    return {"epoch": made.epoch, "file": b64(seal_thread_key(made, holder, to, signer, random=drawn("copy")))}


def said(sender: str, number: int, last: str = "", **more: Any) -> Message:
    given = {"origin": ORIGIN, "thread": THREAD, "epoch": 1, "body": {"text": f"{sender} {number}"}} | more
    return Message(sender=sender, number=number, last=last, **given)


def sealed_words(one: Message, signer: bytes | None = None, domain: str = labels.MESSAGE) -> bytes:
    """A message, signed by its sender unless somebody else did."""
    to = age.recipient(SEEDS[one.epoch])
    return sign_then_seal(one, signer or SIGNING[one.sender], to, random=drawn("said"), domain=domain)


def listed(order: int, one: Message, signer: bytes | None = None) -> dict[str, Any]:
    """A message as the server gives it."""
    return {"order": order, "epoch": one.epoch, "file": b64(sealed_words(one, signer))}


def of(found: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: found[name] for name in names}
