# SPDX-License-Identifier: AGPL-3.0-or-later
"""Passkeys, six words and threads sealed again: client/tests/passkey.test.ts reads the same vectors."""

from typing import Any

import pytest

from answerable.sealing import age, reader, voice, wire
from answerable.sealing.derive import derive_passkey, passkey_salt
from answerable.sealing.errors import Refusal
from answerable.sealing.identity import Identity
from answerable.sealing.thread import Flaw, Served, Thread
from tests.sealing.vectors import read

VALID, INVALID = read("passkey")["valid"], read("passkey")["invalid"]


def _open(row: dict[str, Any]) -> dict[str, Any]:
    own = Identity(wire.parse_b64(row["identity"]["sealing"]), wire.parse_b64(row["identity"]["signing"]))
    return reader.open_ask(own, row["origin"], row["handler"], row["payload"])


def test_a_passkey_gives_keys_of_its_own_at_each_server() -> None:
    for row in VALID["passkeys"]:
        keys = derive_passkey(wire.parse_b64(row["prf"]), row["origin"], wire.parse_b64(row["credential"]))
        assert wire.b64(passkey_salt(row["origin"])) == row["salt"]
        assert (keys.locator_text, keys.signin_public) == (row["locator"], row["signin"])
        assert age.identity_from_seed(keys.sealing) == row["identity"]
    assert len({row["identity"] for row in VALID["passkeys"]}) == 3


def test_six_words_stand_for_exactly_these_keys() -> None:
    for row in VALID["voices"]:
        assert voice.voice_words(row["origin"], row["handler"], row["card"]) == row["words"]
        voice.check_voice(row["words"].upper().replace(" ", ", "), row["origin"], row["handler"], row["card"])
    for row in INVALID["voices"]:
        with pytest.raises(Refusal, match="voice"):
            voice.check_voice(row["typed"], row["origin"], row["handler"], row["card"])


def test_a_thread_sealed_again_opens_with_the_new_keys_and_old_words_stay_proven() -> None:
    opened = _open(VALID["resealed"])
    assert [line["flaw"] for line in opened["messages"]] == [None, None, None]
    assert [line["body"]["text"] for line in opened["messages"]] == ["before", "", "after"]


@pytest.mark.parametrize("row", INVALID["resealed"], ids=lambda row: str(row["name"]))
def test_a_copy_by_nobody_known_is_refused(row: dict[str, Any]) -> None:
    with pytest.raises(Refusal, match=row["refused"]):
        _open(row)


def test_an_asker_believes_a_new_key_only_after_another_reader_vouched() -> None:
    row = VALID["asker"]
    seeds = {int(epoch): wire.parse_b64(seed) for epoch, seed in row["seeds"].items()}
    served = [Served(one["order"], wire.parse_b64(one["file"]), one["epoch"]) for one in row["messages"]]
    lines = Thread(row["origin"], row["thread"], seeds, row["keys"]).read(served)
    assert [(line.sender, line.flaw) for line in lines] == [(who, None) for who in row["senders"]]
    alone = Thread(row["origin"], row["thread"], seeds, row["keys"]).read([served[0], served[2]])
    assert [line.flaw for line in alone] == [None, Flaw.FORGED]
