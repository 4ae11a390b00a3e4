# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the doctor says is wrong, from what was measured. The measuring itself is tried in tests/cli/test_doctor.py."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from answerable.core import health
from answerable.core.body import Body, BodyStage
from answerable.core.handler import Handler, HandlerStage
from answerable.core.health import Trouble, file_system, may_log_values
from answerable.core.move import Role
from tests.core.scene import joined, seat

TODAY = date(2031, 3, 4)
NOW = datetime(2031, 3, 4, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MOUNTS = """\
rootfs / ext4 rw 0 0
/dev/sdb1 /srv xfs rw 0 0
/dev/sdc1 /srv/BOX vfat rw 0 0
server:/data /srv/answerable/ nfs4 rw 0 0
tmpfs /srv/other tmpfs
a line that names nothing
short /srv/answerable
"""
QUIET = {
    "log_min_error_statement": "panic",
    "log_min_messages": "panic",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
}


def said(found: Iterable[Trouble]) -> list[tuple[str, str]]:
    return [(each.name, each.about) for each in found]


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_each_trouble_is_one_sentence_with_what_to_do() -> None:
    for name in health.SAYS:
        sentence = Trouble(name, "7").sentence
        assert "{" not in sentence
        assert name == "settings" or sentence.endswith(".")


def test_nothing_is_said_of_none_of_a_thing() -> None:
    assert said(health.counted("tile-missing", 0)) == []
    assert said(health.counted("tile-missing", 1)) == [("tile-missing", "1")]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "ext4"),
        ("/home/keeper", "ext4"),
        ("/srv", "xfs"),
        ("/srv/answerable", "nfs4"),
        ("/srv/answerable/data", "nfs4"),
        ("/srv/answerable-old", "xfs"),
        ("/srv/BOX", "vfat"),
        ("/srv/BO", "xfs"),
        ("/srv/other", "tmpfs"),
        ("", "ext4"),
    ],
)
def test_a_folder_lies_on_the_nearest_mount_above_it(path: str, kind: str) -> None:
    """Whatever the order of the lines; a folder beside, of a longer name, lies elsewhere."""
    turned = "\n".join(reversed(MOUNTS.splitlines()))
    assert file_system(path, MOUNTS) == file_system(path, turned) == kind
    assert file_system(path, "") == ""


def test_of_two_mounts_at_one_place_the_last_counts() -> None:
    assert file_system("/srv/x", "a /srv zfs\nb /srv ext4\nc / btrfs") == "ext4"
    assert file_system("/srv/x", "b /srv ext4\nc / btrfs\na /srv zfs") == "zfs"


def test_a_mount_of_three_words_counts() -> None:
    assert file_system("/srv", "disk /srv btrfs") == "btrfs"
    assert file_system("/elsewhere", "disk /srv btrfs") == ""


@pytest.mark.parametrize(
    ("stands", "expected", "name"), [(40, 41, "database-older"), (41, 41, ""), (42, 41, "database-newer")]
)
def test_the_database_is_as_old_as_the_program(stands: int, expected: int, name: str) -> None:
    assert said(health.of_version(stands, expected)) == ([(name, "")] if name else [])


@pytest.mark.parametrize(
    ("name", "value", "may"),
    [
        *(
            (name, level, False)
            for name in ("log_min_error_statement", "log_min_messages")
            for level in sorted(health.QUIET)
        ),
        *((name, "error", True) for name in ("log_min_error_statement", "log_min_messages")),
        *(("log_statement", value, value in ("mod", "all")) for value in ("none", "ddl", "mod", "all")),
        *(("log_min_duration_statement", value, value != "-1") for value in ("-1", "0", "250")),
    ],
)
def test_a_server_that_prints_statements_is_loud_by_each_of_its_settings(name: str, value: str, may: bool) -> None:
    assert may_log_values(QUIET | {name: value}) is may


@pytest.mark.parametrize(
    ("gone", "may"),
    [
        ("log_min_error_statement", True),
        ("log_min_messages", True),
        ("log_statement", False),
        ("log_min_duration_statement", False),
    ],
)
def test_a_setting_that_is_not_said_is_what_a_fresh_server_does(gone: str, may: bool) -> None:
    """Fresh, it prints failed statements with their values, and no others."""
    assert may_log_values({name: value for name, value in QUIET.items() if name != gone}) is may


@pytest.mark.parametrize(
    ("days", "names"),
    [
        ([], [("no-key-backup", "")]),
        ([0], []),
        ([2], []),
        ([3], [("no-key-backup", "")]),
        ([3, 1], []),
        ([0, 7], []),
        ([0, 8], [("old-key-backup", "1")]),
        ([0, 8, 9], [("old-key-backup", "2")]),
        ([8], [("no-key-backup", ""), ("old-key-backup", "1")]),
    ],
)
def test_backups_of_the_key_file_are_new_and_none_is_old(days: list[int], names: list[tuple[str, str]]) -> None:
    """At most two days old, and deleted after seven: an older one could open what was erased."""
    assert said(health.of_backups([ago(each) for each in days], True, TODAY)) == names


def test_without_an_offline_key_there_can_be_no_backup() -> None:
    assert said(health.of_backups([], False, TODAY)) == [("no-offline-key", "")]
    assert said(health.of_backups([ago(9)], False, TODAY)) == [("no-offline-key", ""), ("old-key-backup", "1")]


@pytest.mark.parametrize(
    ("daily", "newest", "names"),
    [
        ("", [], []),
        ("2031-03-04", ["2031-03-04"], []),
        ("2031-03-03", ["", "2031-03-01"], []),
        ("2031-03-02", [], [("jobs-late", "2031-03-02")]),
        ("2031-02-25", [], [("jobs-late", "2031-02-25")]),
        ("2031-02-24", [], [("clock-ahead", "8")]),
        ("2030-03-04", [], [("clock-ahead", "365")]),
        ("2031-03-04", ["2031-03-05", "2031-03-01"], [("clock-back", "2031-03-05")]),
        ("2031-03-04", ["2031-03-04T23:59:00+00:00"], []),
        ("2031-03-04", ["2031-03-05T00:00:00+00:00"], [("clock-back", "2031-03-05")]),
        ("2031-03-01", ["2031-03-05"], [("clock-back", "2031-03-05"), ("jobs-late", "2031-03-01")]),
    ],
)
def test_the_days_of_an_installation(daily: str, newest: list[str], names: list[tuple[str, str]]) -> None:
    """No stored day lies ahead of the clock, and the daily jobs were done yesterday or today."""
    assert said(health.of_days(daily, newest, TODAY)) == names


@pytest.mark.parametrize(
    ("at", "size", "late"),
    [
        (None, 0, False),
        (None, 1, True),
        (NOW - health.HEAD_EVERY, 1, False),
        (NOW - health.HEAD_EVERY - SECOND, 1, True),
        (NOW - health.HEAD_EVERY - SECOND, 0, False),
    ],
)
def test_a_head_is_published_each_hour_where_there_is_something_to_publish(
    at: datetime | None, size: int, late: bool
) -> None:
    assert said(health.of_head(at, size, NOW)) == ([("head-late", "")] if late else [])


def test_witnesses_signed_within_three_hours() -> None:
    least = int((NOW - health.COSIGNED_EVERY).timestamp())
    assert said(health.of_cosigned([least, least + 1], NOW)) == []
    assert said(health.of_cosigned([least - 1, None, least], NOW)) == [("witness-stale", "2")]


def of_bodies(bodies: list[Body], seats: list[Handler]) -> dict[str, str]:
    days = {each.code: TODAY for each in bodies} | {"": TODAY}
    return dict(said(health.of_bodies(bodies, seats, days)))


def test_an_open_door_has_two_readers() -> None:
    body, two = joined("harbour", "Harbour chapter", None), [seat("ines", "harbour"), seat("tomas", "harbour")]
    assert of_bodies([body], two) == {}
    assert of_bodies([body], two[:1]) == {"door-short": "1"}
    assert of_bodies([body], [two[0], replace(two[1], stage=HandlerStage.INVITED)]) == {"door-short": "1"}
    assert of_bodies([body], [two[0], seat("petra", "mill")]) == {"door-short": "1"}
    assert of_bodies([replace(body, door_open=False)], two[:1]) == {}
    assert of_bodies([replace(body, stage=BodyStage.DISSOLVED)], two[:1]) == {}


def test_a_body_that_joined_has_a_backup() -> None:
    body = replace(joined("harbour", "Harbour chapter", None, None), door_open=False)
    assert of_bodies([body, replace(body, code="mill")], []) == {"no-second-line": "2"}
    assert of_bodies([replace(body, joined_date=None)], []) == {}
    assert of_bodies([replace(body, second_line="lantern")], []) == {}
    assert of_bodies([replace(body, stage=BodyStage.DISSOLVED)], []) == {}


def test_a_body_whose_days_nobody_can_count_is_left_out() -> None:
    """Its time zone is unknown to this machine: that has a sentence of its own."""
    body = joined("harbour", "Harbour chapter", None, None)
    ending = replace(seat("ines", "harbour"), until_date=TODAY)
    assert said(health.of_bodies([body], [ending], {"": TODAY})) == []


LAST = TODAY + health.TERM_ENDS


@pytest.mark.parametrize(
    ("until", "beside", "ends"),
    [
        (None, [], 0),
        (LAST + timedelta(days=1), [], 0),
        (LAST, [], 1),
        (TODAY, [], 1),
        (TODAY - timedelta(days=1), [], 0),
        (TODAY, [LAST], 2),
        (TODAY, [LAST + timedelta(days=1)], 0),
        (TODAY, [None], 0),
    ],
)
def test_a_term_that_ends_within_thirty_days_with_nobody_beside(
    until: date | None, beside: list[date | None], ends: int
) -> None:
    seats = [replace(seat("ines", "", Role.OPERATOR), until_date=until)]
    seats += [replace(seat(f"other{count}", "", Role.OPERATOR), until_date=day) for count, day in enumerate(beside)]
    assert of_bodies([], seats) == ({"term-ends": str(ends)} if ends else {})


@pytest.mark.parametrize(
    "other",
    [
        seat("elif", "mill", Role.OPERATOR),
        seat("elif", "", Role.HANDLER),
        replace(seat("elif", "", Role.OPERATOR), stage=HandlerStage.LEFT),
        replace(seat("elif", "", Role.OPERATOR), from_date=TODAY + timedelta(days=1)),
    ],
)
def test_who_holds_another_seat_or_is_not_in_office_takes_nothing_over(other: Handler) -> None:
    ending = replace(seat("ines", "", Role.OPERATOR), until_date=TODAY)
    assert of_bodies([joined("mill", "Mill Lane chapter", None)], [ending, other])["term-ends"] == "1"


def test_a_seat_of_a_body_that_ended_or_is_unknown_is_not_counted() -> None:
    body = replace(joined("harbour", "Harbour chapter", None), stage=BodyStage.DISSOLVED)
    ending = replace(seat("ines", "harbour"), until_date=TODAY)
    assert of_bodies([body], [ending, replace(ending, body="nowhere")]) == {}


def test_days_are_counted_where_each_body_is() -> None:
    """On the last day of a term it is already over where the sun rises first."""
    body = replace(joined("harbour", "Harbour chapter", None), door_open=False)
    ending = replace(seat("ines", "harbour"), until_date=TODAY)
    for day, names in ((TODAY, [("term-ends", "1")]), (TODAY + timedelta(days=1), [])):
        assert said(health.of_bodies([body], [ending], {"harbour": day, "": TODAY})) == names
