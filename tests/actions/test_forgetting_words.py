# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was written goes by itself, by every holder: rows, log, files, keys, backups; and the thread lives on."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from answerable import clock, config
from answerable.actions import answering, asking, attaching, forgetting
from answerable.cli.movement import Asker, Movement
from answerable.core import attachment as rules
from answerable.core.errors import Denied
from answerable.core.retention import WAITS_DAYS
from answerable.jobs import runner
from answerable.record.offline.audit import audit
from answerable.sealing import age, reader
from answerable.sealing import asker as client
from answerable.sealing.errors import Refusal
from answerable.sealing.file import seal_file
from answerable.sealing.rowkey import unwrap
from answerable.sealing.state import open_state
from answerable.sealing.wire import parse_b64, sha256_hex
from answerable.storage import attachments, keyfile, models, words
from answerable.storage.keyfile import Purpose
from answerable.storage.survives import SURVIVES
from answerable.storage.writer import write
from answerable.web.asker import shelf as asker_shelf
from answerable.web.asker import state as asker_state
from answerable.web.handler import shelf as desk
from tests.actions.scene import WORDS, check_whole, later, thread_of
from tests.conftest import NOW, ORIGIN
from tests.record.offline.test_verify import checked
from tests.record.world import Here, Record
from tests.storage.files import found_in, on_disk

NORTH = "river-north-bank"
REPLY = "The boathouse log lies in the chapter's safe, and you can read it there."
NO = {"value": "no", "reasons": ["law"], "power": "board"}


@dataclass
class Thread:
    """An ask with words of both sides, a file of each, a standby copy and a note, all of one day; then a no."""

    movement: Movement
    one: Asker = field(init=False)
    files: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.movement.now = NOW
        self.one = self.movement.lodge(
            "Anouk", NORTH, 0, kind="own_words", text=WORDS, terms={"standby": True, "contact": "may_write"}
        )
        with clock.frozen(NOW):
            self._write()
        forgetting.forget_words(at=NOW)  # as every day

    def _write(self) -> None:
        mine = self.one.enter(NOW)
        sent = client.build_message(self.one.private, {"text": WORDS}, number=2, last="", random=os.urandom)
        files = [self._file("asker", attaching.as_asker(self.one.code, by=mine), mine, self.one.private["seeds"][1])]
        asking.write_message(self.one.code, 1, sent["file"], files, by=mine, at=NOW)
        maren = self.movement.actor_of("Maren")
        opened = self.opened_by("Maren")
        files = [self._file("Maren", attaching.as_reader(self.one.code, by=maren, at=NOW), maren, opened["seeds"][1])]
        identity = self.movement.members["Maren"].identity
        reply = reader.build_message(identity, opened, {"text": REPLY}, random=os.urandom, **opened["next_message"])
        answering.move_as_reader(
            self.one.code, "answer", NO, by=maren, at=NOW, file=reply["file"], epoch=1, files=files
        )  # fmt: skip
        self._note()

    def _file(self, whose: str, found: Any, by: Any, seed: str) -> str:
        sealed = seal_file(os.urandom(1_200_000), age.recipient(parse_b64(seed)), random=os.urandom)
        announced = rules.parse(len(sealed), sha256_hex(sealed))
        code = str(attaching.announce(found, announced, by=by, at=NOW)["file"])
        for number in range(announced.parts):
            part = sealed[number * rules.PART : (number + 1) * rules.PART]
            attaching.take_part(found, code, number, part, by=by)
        self.files[whose] = code
        return code

    def _note(self) -> None:
        @write
        def put() -> None:
            models.DeskNote(ask=thread_of(self.one.code).row, order=1, epoch=1, sender="a", blob=b"note").save()

        put()

    def payload(self, who: str, at: datetime = NOW) -> dict[str, Any]:
        with clock.frozen(at):
            return desk.hand_out(self.movement.actor_of(who), self.one.code)

    def opened_by(self, who: str, at: datetime = NOW) -> dict[str, Any]:
        payload = self.payload(who, at)
        return reader.open_ask(
            self.movement.members[who].identity, ORIGIN, payload["seat"], payload, at.date().isoformat()
        )

    def state(self, at: datetime) -> dict[str, Any]:
        """What its asker is given on a visit."""
        with clock.frozen(at):
            return asker_state.state(asker_shelf.read(self.one.enter(at), self.one.code))

    def texts(self, at: datetime) -> list[str]:
        opened = open_state(self.one.words, ORIGIN, 1, self.state(at), at.date().isoformat())
        assert opened["gaps"] == []
        return [each["body"]["text"] for each in opened["messages"]]


@pytest.fixture
def thread(movement: Movement) -> Thread:
    return Thread(movement)


def parts() -> list[Path]:
    return sorted(path for path in (config.current().data / "files").rglob("*") if path.is_file())


def stored(order: int) -> tuple[models.SealedFile, bytes]:
    row = models.SealedFile.objects.get(order=order)
    return row, bytes(row.blob)


def piece(blob: bytes) -> bytes:
    """A part that lies in one page."""
    return blob[20:80]


def test_the_day_before_all_is_there_and_on_the_day_readers_have_nothing(thread: Thread) -> None:
    assert forgetting.forget_words(at=later(89)) == 0
    assert len(thread.opened_by("Maren", later(89))["messages"]) == 3
    assert thread.payload("Maren", later(89))["words_go"] == later(90).date().isoformat()
    forgetting.forget_words(at=later(90))
    given = thread.payload("Maren", later(90))
    assert given["messages"] == []
    assert [each["day"] for each in given["forgotten"]] == [later(90).date().isoformat()] * 3
    opened = thread.opened_by("Tiko", later(90))
    assert (opened["messages"], opened["gaps"]) == ([], [])
    assert given["answers"][0]["value"] == "No"


def test_no_holder_is_forgotten(thread: Thread) -> None:
    """Every table that hangs on an ask either goes with the words, or is listed here with its reason."""
    stays = {
        "asker": "keys of the asker, sealed to her", "readers": "who reads", "backups": "the second line",
        "sealed_keys": "keys; what they opened is gone",
        "desk_keys": "keys of notes; the notes are gone", "carrier": "who has taken what",
        "ways": "other ways to the ask, keys of theirs", "past_words": "keys of words that were set aside",
        "attesters": "who looks from outside: a seat, and no words",
        "sent": "digests under the row key, by which the same bytes are taken once; nothing follows from them",
        "runs": "a process beside the ask: steps, roles and days, with no words of its own",
    }  # fmt: skip
    goes = {"sealed_files", "attachments", "desk_notes"}
    holders = {each.get_accessor_name() for each in models.Ask._meta.related_objects}
    assert holders >= goes
    unknown = holders - goes - set(stays)
    assert not unknown, f"{unknown}: does free text lie there? Then it goes with the words (storage/words.py); else say"
    thread.state(later(1))  # she has been there
    forgetting.forget_words(at=later(92))
    row = thread_of(thread.one.code).row
    assert not row.attachments.exists()
    assert not row.desk_notes.exists()
    assert {bytes(each.blob) for each in row.sealed_files.all()} == {b""}
    assert {each.gone for each in row.sealed_files.all()} == {True}


def test_nothing_of_it_is_left_on_the_disk_and_an_older_database_opens_nothing(thread: Thread, tmp_path: Path) -> None:
    thread.state(later(1))
    ident = thread_of(thread.one.code).row.id
    blobs = {order: stored(order) for order in (1, 2, 3)}
    old_keys = {row.id: keyfile.current().read(row.id) for row, _blob in blobs.values()}
    old_files = {path: path.read_bytes() for path in parts()}
    assert all(found_in(on_disk(), piece(blob)) for _row, blob in blobs.values())
    assert len(old_files) == 4
    assert found_in(on_disk(keys=True), old_keys[blobs[1][0].id] or b"")
    forgetting.forget_words(at=later(92))
    left = on_disk(keys=True)
    assert not any(found_in(left, piece(blob)) for _row, blob in blobs.values())
    assert not any(found_in(left, bytes(key)) for key in old_keys.values() if key)
    assert parts() == []
    row_key = keyfile.current().read(ident)
    assert row_key is not None  # the thread lives
    every = [keyfile.current().read(each) for each in keyfile.current().idents()]
    for row, blob in blobs.values():
        inner = unwrap(row_key, blob, words.PURPOSE, ident.hex)
        for key in every:
            with pytest.raises(Refusal):
                unwrap(key or b"", inner, words.PURPOSE, row.id.hex)
        opened = unwrap(old_keys[row.id] or b"", inner, words.PURPOSE, row.id.hex)  # the negative control
        assert opened.startswith(b"age-encryption.org/v1\n")
    with pytest.raises(Denied):
        words.raw_of(blobs[1][0])


def test_record_receipt_and_state_hold_without_the_words(movement: Movement, tmp_path: Path) -> None:
    record = Record(movement).begin()
    thread = Thread(movement)
    record.pass_days(3)
    receipt = record.receipt("Anouk")
    thread.state(later(4))
    record.day = 100
    assert forgetting.forget_words(at=record.now) == 3
    record.pass_days(2)
    assert checked(record, receipt, Here()).wrong == []
    assert checked(record, record.receipt("Anouk"), Here()).missing == []
    found = audit(Here(), record.policy)
    assert found.findings == []
    check_whole()
    assert thread.texts(record.now) == []
    assert thread.state(record.now)["answers"][0]["value"] == "no"


def test_what_she_has_not_seen_waits_for_her_alone(thread: Thread) -> None:
    forgetting.forget_words(at=later(95))
    assert thread.payload("Maren", later(95))["messages"] == []
    assert thread.texts(later(300)) == [REPLY]  # her own went; the reply waited
    assert thread.files["Maren"]
    mine = attaching.to_read(thread.one.code, by=thread.one.enter(later(300)))
    assert attachments.read_part(mine[0], attaching.find(mine, thread.files["Maren"]), 0)
    maren = attaching.as_reader(thread.one.code, by=thread.movement.actor_of("Maren"), at=later(300))
    with pytest.raises(Denied):
        attaching.find(maren, thread.files["Maren"])
    assert forgetting.forget_words(at=later(389)) == 0
    assert forgetting.forget_words(at=later(390)) == 1
    assert thread.texts(later(391)) == []


def test_it_does_not_wait_for_ever(thread: Thread) -> None:
    forgetting.forget_words(at=later(90))
    assert forgetting.forget_words(at=later(90 + WAITS_DAYS - 1)) == 0
    assert forgetting.forget_words(at=later(90 + WAITS_DAYS)) == 1
    assert parts() == []


def test_kept_words_stay_for_her_alone_until_she_lets_them_go(thread: Thread) -> None:
    thread.movement.mark("Anouk", 0, "change", terms={"keep_words": True}, kind=None, widens=[])
    assert forgetting.forget_words(at=later(400)) == 0
    assert thread.payload("Maren", later(400))["messages"] == []
    assert thread.texts(later(400)) == [WORDS, WORDS, REPLY]
    thread.one.move(later(401), "change", {"terms": {"keep_words": False}, "kind": None, "widens": []})
    assert forgetting.forget_words(at=later(401)) == 3
    assert thread.texts(later(402)) == []


def test_what_is_with_readers_does_not_tell_whether_she_came_or_keeps_it(movement: Movement) -> None:
    given = []
    for acts in ([], ["come"], ["keep"], ["mark"]):
        thread = Thread(movement)
        if "come" in acts:
            thread.state(later(3))
        if "keep" in acts:
            thread.one.move(later(3), "change", {"terms": {"keep_words": True}, "kind": None, "widens": []})
        if "mark" in acts:
            thread.one.move(later(3), "mark", {"value": "met", "audience": "asker", "promise": None})
        seen = []
        for day in (60, 89, 90, 120):
            forgetting.forget_words(at=later(day))
            payload = thread.payload("Maren", later(day))
            seen.append((len(payload["messages"]), payload["forgotten"], payload["words_go"], payload["marks"]))
        given.append(seen)
    assert given[0] == given[1] == given[2] == given[3]


def test_new_words_after_the_old_went_come_and_count_on(thread: Thread) -> None:
    thread.state(later(1))
    forgetting.forget_words(at=later(92))
    opened = open_state(thread.one.words, ORIGIN, 1, thread.state(later(93)), later(93).date().isoformat())
    assert opened["next_message"]["number"] == 3  # two of hers went
    sent = client.build_message(thread.one.private, {"text": "Once more."}, random=os.urandom, **opened["next_message"])
    asking.write_message(thread.one.code, 1, sent["file"], by=thread.one.enter(later(93)), at=later(93))
    there = thread.opened_by("Maren", later(94))
    assert [each["body"]["text"] for each in there["messages"]] == ["Once more."]
    assert there["gaps"] == []
    assert thread.texts(later(94)) == ["Once more."]
    assert forgetting.forget_words(at=later(183)) == 0
    assert forgetting.forget_words(at=later(184)) == 1  # 90 days after it was read


def test_a_server_that_holds_back_cannot_call_it_forgotten(thread: Thread) -> None:
    state = thread.state(later(5))
    held = state["messages"].pop(0)
    told = {"order": held["order"], "from": "asker", "day": later(5).date().isoformat()}

    def gaps(at: datetime | None) -> list[int]:
        """What is missing for a client whose own clock says this."""
        today = at and at.date().isoformat()
        return [each["number"] for each in open_state(words, ORIGIN, 1, {**state, "forgotten": [told]}, today)["gaps"]]

    words = thread.one.words
    assert gaps(later(120)) == [1]
    told["day"] = later(90).date().isoformat()
    assert gaps(later(89)) == gaps(later(90)) == []  # a day of grace: there it may be tomorrow
    assert gaps(later(5)) == gaps(later(88)) == gaps(None) == [1]


def test_a_crash_between_commit_and_key_is_made_good(thread: Thread, monkeypatch: pytest.MonkeyPatch) -> None:
    thread.state(later(1))
    idents = list(models.SealedFile.objects.values_list("id", flat=True))
    monkeypatch.setattr(keyfile.KeyFile, "destroy", lambda self, given: None)
    forgetting.forget_words(at=later(92))
    assert keyfile.current().idents(Purpose.TEXT) >= set(idents)
    monkeypatch.undo()
    assert forgetting.finish_forgetting() == len(idents)
    assert not keyfile.current().idents(Purpose.TEXT) & set(idents)


def test_erasing_takes_the_keys_of_the_words_along(thread: Thread) -> None:
    before = keyfile.current().idents(Purpose.TEXT)
    assert len(before) >= 5
    thread.movement.mark("Anouk", 0, "erased")
    assert not keyfile.current().idents(Purpose.TEXT)
    assert parts() == []
    assert set(SURVIVES) == {"storage_tombstone", "storage_envelope"}


def test_the_job_does_it_once_a_day_and_leaves_the_key_backups_seven_days(thread: Thread) -> None:
    thread.state(later(1))
    with clock.frozen(later(92)):
        assert "forget" in runner.run_due(later(92))
    assert {each.gone for each in models.SealedFile.objects.all()} == {True}
    shutil.rmtree(config.current().data / "key-backups", ignore_errors=True)


def test_a_standby_copy_opens_nothing_afterwards(thread: Thread) -> None:
    thread.one.move(NOW, "change", {"terms": {"keep_words": True}, "kind": None, "widens": []})
    thread.one.move(later(1), "reopen", {})  # the ask waits again, so the backup is told at last
    thread.one.move(later(2), "withdrawal", {})
    forgetting.forget_words(at=later(95))
    thread.one.move(later(96), "reopen", {})
    with clock.frozen(later(150)):
        given = desk.hand_out_standby(thread.movement.actor_of("Sefa"), thread.one.code)
    assert given["keys"]
    assert given["messages"] == []
    assert len(given["forgotten"]) == 3
    assert len(thread.texts(later(151))) == 3  # kept, for her alone


def test_what_vouches_for_a_key_stays(thread: Thread) -> None:
    """It holds no words, and without it nothing that the new key signs would be proven."""

    @write
    def vouch() -> None:
        words.let_stay(models.SealedFile.objects.get(order=3), NOW.date())

    vouch()
    thread.state(later(1))
    assert forgetting.forget_words(at=later(900)) == 2
    assert [each["order"] for each in thread.payload("Maren", later(900))["messages"]] == [3]
    assert thread.payload("Maren", later(900))["words_go"] is None


def test_ten_days_are_enough_for_nothing(thread: Thread) -> None:
    """A moved clock alone does nothing before the day, whatever the hour."""
    for day in (0, 10, 89):
        forgetting.forget_words(at=later(day) + timedelta(hours=11))
    assert len(thread.texts(later(89))) == 3
