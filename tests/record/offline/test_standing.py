# SPDX-License-Identifier: AGPL-3.0-or-later
"""The shared vectors of what an asker's client checks. client/tests/record.test.ts reads the same file."""

import json
from typing import Any

import pytest

from answerable.record.offline.standing import Standing, check_directory, check_promise, check_taken, standing
from answerable.sealing.errors import Refusal
from answerable.tlog.errors import Invalid
from answerable.tlog.policy import Policy, parse_policy
from tests.record.offline.vectors_make import FILE, content, printed

TEXT = FILE.read_text("utf-8")
ALL = json.loads(TEXT)
Row = dict[str, Any]


def policy(row: Row) -> Policy:
    return parse_policy(ALL["policies"][row["policy"]]["text"].encode())


def _standing(row: Row) -> None:
    found = standing(policy(row), row["record"], row["entries"], row["today"])
    wanted = row["standing"]
    assert found == Standing(wanted["stands"], wanted["waits"], tuple(wanted["missing"]), tuple(wanted["wrong"]))


CHECKS = {
    "directory": lambda row: check_directory(policy(row), row["record"], row["chosen"], row["today"]),
    "mldsa": lambda row: check_directory(policy(row), row["record"], row["chosen"], row["today"]),
    "promise": lambda row: check_promise(policy(row), row["promise"]),
    "taken": lambda row: check_taken(row["entry"], row["promise"], row["own"]),
    "standing": _standing,
}


def rows(which: str) -> list[Any]:
    return [pytest.param(kind, row, id=f"{kind}: {row['name']}") for kind, each in ALL[which].items() for row in each]


def test_the_file_is_what_its_maker_makes() -> None:
    assert printed(content(ALL)) == TEXT


@pytest.mark.parametrize(("kind", "row"), rows("valid"))
def test_what_is_valid_is_taken(kind: str, row: Row) -> None:
    CHECKS[kind](row)


def _name(mistake: BaseException) -> str:
    return mistake.code if isinstance(mistake, Refusal) else str(mistake)


@pytest.mark.parametrize(("kind", "row"), rows("invalid"))
def test_what_is_invalid_is_refused_by_its_name(kind: str, row: Row) -> None:
    with pytest.raises((Refusal, Invalid), check=lambda error: _name(error) == row["refused"]):
        CHECKS[kind](row)
