# SPDX-License-Identifier: AGPL-3.0-or-later
"""Erasing: exactly the tombstone and the envelopes are left, on every byte of the disk."""

import re
from datetime import date, timedelta

import pytest

from answerable.actions import answering, asking, forgetting, lodging, timely, visits
from answerable.cli.movement import Asker, Movement
from answerable.core.errors import Refused
from answerable.jobs import keybackups
from answerable.sealing import age
from answerable.sealing import asker as client
from answerable.sealing.errors import Refusal
from answerable.sealing.rowkey import unwrap
from answerable.sealing.wire import parse_b64
from answerable.storage import keyfile, models
from answerable.storage.access import PUBLIC
from answerable.storage.survives import SURVIVES
from answerable.storage.writer import write, writer
from tests.actions.scene import WORDS, YES, check_whole, signed, thread_of
from tests.actions.test_lodging import build
from tests.conftest import NOW, ORIGIN
from tests.storage.files import dump, found_in, on_disk

BANK = "river-north-bank"


def live(movement: Movement) -> Asker:
    """An ask with everything a thread can hold, and with neighbours before and after it."""
    for number in range(4):
        movement.lodge(f"before {number}", BANK, 5, kind="seats", text="others")
    one = movement.lodge("Anouk", BANK, 5, kind="training", text=WORDS, terms={"standby": True})
    maren = movement.actor_of("Maren")
    answering.hand_out(one.code, by=maren, at=NOW)
    answering.move_as_reader(one.code, "answer", YES, by=maren, at=NOW)
    movement.mark("Anouk", 0, "mark", value="met", audience="readers", promise=None)
    for number in range(4):
        movement.lodge(f"after {number}", BANK, 4, kind="seats", text="others")
    return one


def secrets_of(one: Asker) -> dict[str, bytes | str]:
    row = thread_of(one.code).row
    keys = client.asker_keys(one.words, ORIGIN, 1)
    return {
        "words": one.words, "text": WORDS, "code": one.code, "kind": "training", "last": row.last,
        "mark seed": parse_b64(one.private["mark_seed"]), "mark key": one.private["mark_key"],
        "thread seed": parse_b64(one.private["seeds"][1]), "epoch key": row.epoch_key[40:80],
        "recipient": keys.recipient[40:80], "its end": keys.recipient[1900:1940], "signin": keys.signin_public,
        "locator": keys.locator, "locator digest": lodging.locator_digest(keys.locator_text),
        "keep": bytes(row.keep)[20:80], "signature": thread_of(one.code).noted[0].signed.signature,
    }  # fmt: skip


def test_what_is_left_is_exactly_what_is_listed(movement: Movement) -> None:
    one = live(movement)
    thread = thread_of(one.code)
    ident, lines = thread.row.id.hex, len(thread.noted)
    secrets = secrets_of(one)
    known = {
        "code",
        "recipient",
        "its end",
        "locator digest",
        "signin",
        "mark key",
        "epoch key",
        "keep",
        "kind",
        "last",
    }
    raw = on_disk()
    assert {name for name, found in secrets.items() if found_in(raw, found)} == known
    others = dump()
    movement.mark("Anouk", 0, "erased")
    after = dump()
    left = {
        table: [row for row in rows if row not in others[table] or ident in [str(each) for each in row.values()]]
        for table, rows in after.items()
    }
    left = {table: [row for row in rows if row in others[table] or table in SURVIVES] for table, rows in left.items()}
    left = {table: rows for table, rows in left.items() if rows}
    assert {table: sorted(rows[0]) for table, rows in left.items()} == {
        table: sorted(columns) for table, columns in SURVIVES.items()
    }
    assert left["storage_tombstone"] == [{"id": ident, "ended": "erased", "month": "2031-05"}]
    assert len(left["storage_envelope"]) == lines + 1
    assert {row["row_key"] for row in left["storage_envelope"]} == {ident}
    assert {name for name, found in secrets.items() if found_in(on_disk(), found)} == set()
    check_whole()


def test_the_row_key_is_gone_from_the_key_file(movement: Movement) -> None:
    one = live(movement)
    ident = thread_of(one.code).row.id
    key = keyfile.current().read(ident)
    assert key is not None
    assert found_in(on_disk(keys=True), key)
    movement.mark("Anouk", 0, "erased")
    assert not found_in(on_disk(keys=True), key)
    assert keyfile.current().read(ident) is None


def test_an_older_database_opens_nothing_of_it_and_with_an_older_key_file_it_would(movement: Movement) -> None:
    """The negative control: what makes erasing true is that the key is gone."""
    one = live(movement)
    row = thread_of(one.code).row
    ident, blob = row.id, bytes(models.Payload.objects.filter(envelope__row_key=row.id)[0].blob)
    old = keyfile.current().read(ident)
    movement.mark("Anouk", 0, "erased")
    keys = [keyfile.current().read(each) for each in keyfile.current().idents()]
    for key in keys:
        assert key is not None
        with pytest.raises(Refusal):
            unwrap(key, blob, "payload", ident.hex)
    assert old is not None
    assert b'"lodged"' in unwrap(old, blob, "payload", ident.hex)


def test_erased_words_and_wrong_words_are_told_the_same(movement: Movement) -> None:
    one = live(movement)
    movement.mark("Anouk", 0, "erased")
    said = []
    for words in (one.words, Asker("dove pad phrase profit soup nozzle serve diesel", ORIGIN).words):
        with pytest.raises(Refused) as refused:
            Asker(words, ORIGIN).enter(NOW)
        said.append(refused.value.sentence)
    assert said == [visits.WRONG_WORDS] * 2


def test_erasing_needs_the_key_too(movement: Movement) -> None:
    one = live(movement)
    with pytest.raises(Refusal, match="signature"):
        asking.move_ask(signed(one, "erased", {}, NOW, signature="A" * 86), by=one.enter(NOW), at=NOW)
    assert models.Ask.objects.filter(code=one.code).exists()


def test_a_crash_between_commit_and_key_is_made_good_at_the_start(
    movement: Movement, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = live(movement)
    ident = thread_of(one.code).row.id
    monkeypatch.setattr(keyfile.KeyFile, "destroy", lambda self, given: None)
    movement.mark("Anouk", 0, "erased")
    assert keyfile.current().read(ident) is not None
    monkeypatch.undo()
    assert forgetting.finish_forgetting() == 1
    assert keyfile.current().read(ident) is None
    assert forgetting.finish_forgetting() == 0
    check_whole()


def test_backups_of_the_key_file_open_only_with_the_offline_key_and_end_in_time(movement: Movement) -> None:
    seed = bytes(range(32))

    @write
    def keep_offline_key() -> None:
        row = models.Installation.objects.get()
        row.offline_recipient = age.recipient(seed)
        row.save()

    keep_offline_key()
    one = live(movement)
    ident = thread_of(one.code).row.id
    path = keybackups.back_up(NOW)
    key = keyfile.current().read(ident)
    movement.mark("Anouk", 0, "erased")
    assert key is not None
    assert key not in path.read_bytes()
    assert key in age.open(path.read_bytes(), seed)
    gone_by = NOW.date() + timedelta(days=7)
    assert keybackups.forget_old(gone_by - timedelta(days=1)) == []
    assert keybackups.forget_old(gone_by) == [NOW.date()]
    assert keybackups.listed() == {}


def test_what_no_thread_stores_names_no_time_finer_than_a_day(movement: Movement) -> None:
    live(movement)
    for table, rows in dump().items():
        for row in rows:
            for column, found in row.items():
                if table == "storage_visit" and column in ("idle_until", "ends"):
                    assert str(found).endswith(":00")
                elif isinstance(found, str):
                    assert not re.search(r"\d\d:\d\d", found), (table, column)


@pytest.mark.embedded
def test_a_reader_in_the_middle_of_a_read_puts_emptying_off_and_the_next_job_does_it(movement: Movement) -> None:
    from concurrent.futures import ThreadPoolExecutor
    from threading import Event

    from django.db import connection, transaction

    def waits_to_truncate() -> bool:
        return writer.run(lambda: bool(connection._must_truncate))

    one = live(movement)
    begun, go_on = Event(), Event()

    def read() -> None:
        with transaction.atomic():
            list(models.Ask.objects.all())
            begun.set()
            go_on.wait()
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(read)
        begun.wait()
        movement.mark("Anouk", 0, "erased")
        assert waits_to_truncate()
        go_on.set()
        reading.result()
    timely.tidy_up()
    assert not waits_to_truncate()
    assert not found_in(on_disk(), one.code)


def test_a_hosted_ask_is_erased_by_its_visit(movement: Movement) -> None:
    given = build(movement, mode="hosted", text="")
    lodging.lodge_ask(given, by=PUBLIC, at=NOW, mode="hosted")
    token, _ = visits.enter_hosted(parse_b64(given["locator"]), by=PUBLIC, at=NOW)
    asking.move_ask({"ask": given["thread"], "move": "erased"}, by=visits.read_actor([token], at=NOW), at=NOW)
    assert not models.Ask.objects.exists()
    assert visits.read_actor([token], at=NOW) == PUBLIC


def test_tombstones_end_after_a_year(movement: Movement) -> None:
    live(movement)
    movement.mark("Anouk", 0, "erased")
    assert timely.forget_old(date(2032, 5, 1)) == 0
    assert timely.forget_old(date(2032, 7, 1)) == 1
    check_whole()
