# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rule 21: whoever an ask routes around gets the same bytes, mails and statements as if it did not exist."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import stores
from tests.serving import ROOT, Serving, free_port

MOST_SECONDS = 400


@pytest.fixture(scope="module")
def runs(movement_template: Serving, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Three runs over copies of one folder: no ask, an ask that routes around Nuri, one that its asker let show."""
    found = {}
    for how in ("none", "ask", "named"):
        folder = tmp_path_factory.mktemp(how) / "data"
        stores.copy(movement_template.data, folder)
        own = Serving(folder, movement_template.port)
        own.env = {
            **movement_template.env, "ANSWERABLE_SMTP": f"smtp://127.0.0.1:{free_port()}",
            "ANSWERABLE_MAIL_FROM": "daily@movement.example", "ANSWERABLE_NOTICE_HOUR": "0",
        }  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", "tests.left_out", how], cwd=ROOT, env=own.environment(), capture_output=True,
            text=True, timeout=MOST_SECONDS, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-4000:]
        found[how] = json.loads(done.stdout.strip().split("\n")[-1])
    return found


def differing(one: dict[str, Any], other: dict[str, Any], field: str, seen: str = "seen") -> list[str]:
    pairs = zip(one[seen], other[seen], strict=True)
    return [f"{place} {mine['what']}" for place, (mine, theirs) in enumerate(pairs) if mine[field] != theirs[field]]


@pytest.mark.parametrize("field", ["what", "status", "digest", "headers", "cookies"])
def test_rule_21_every_answer_is_the_same_byte_for_byte(runs: dict[str, Any], field: str) -> None:
    assert len(runs["none"]["seen"]) > 400
    assert differing(runs["none"], runs["ask"], field) == []


def test_rule_21_every_request_runs_the_same_statements(runs: dict[str, Any]) -> None:
    assert sum(len(one["statements"]) for one in runs["none"]["seen"]) > 400
    assert differing(runs["none"], runs["ask"], "statements") == []


def test_rule_21_every_mail_is_the_same(runs: dict[str, Any]) -> None:
    assert len(runs["none"]["mails"]) > 100
    assert runs["none"]["mails"] == runs["ask"]["mails"]


def test_rule_21_jobs_are_done_on_the_same_days_and_mails_go_with_the_same_ones(runs: dict[str, Any]) -> None:
    assert sum(len(done) for _day, done, _mails in runs["none"]["jobs"]) > 400
    assert runs["none"]["jobs"] == runs["ask"]["jobs"]


def test_rule_21_a_record_taken_out_is_the_same(runs: dict[str, Any]) -> None:
    """Every file and its length, every open leaf; of the others there are as many, and `test_nothing_shows` holds that
    they tell nothing. What an asker shows by name is in the figures of the month, and so in the export.
    """
    assert len(runs["none"]["exports"]) == 5
    for (files, leaves), (files_with, leaves_with) in zip(runs["none"]["exports"], runs["ask"]["exports"], strict=True):
        assert files == files_with
        assert leaves == leaves_with
    assert runs["none"]["exports"][-1] != runs["named"]["exports"][-1]


def test_rule_21_whoever_may_know_does(runs: dict[str, Any]) -> None:
    """The negative control: the same looks of the backup, and of Odile while she still reads it, find the asks."""
    found = differing(runs["none"], runs["ask"], "digest", "control")
    assert [one.split(" ", 1)[1] for one in found if one.endswith("state")] == [
        "sefa /api/desk/state", "odile /api/desk/state", "sefa /api/desk/state", "odile /api/desk/state",
    ]  # fmt: skip


def test_rule_21_silence_that_its_asker_lets_show_by_name_is_seen(runs: dict[str, Any]) -> None:
    """The negative control: the same comparison finds what an asker chose to show."""
    found = differing(runs["none"], runs["named"], "digest")
    assert any("/organisations/river-hillside/" in one for one in found)


def test_the_pages_of_the_runs_were_pages(runs: dict[str, Any], tmp_path: Path) -> None:
    good = [one for one in runs["none"]["seen"] if one["status"] == 200]
    assert len(good) > 0.9 * len(runs["none"]["seen"])
    assert {one["what"] for one in good} >= {
        "nuri /api/desk/state", "public /organisations/river-hillside/", "public /record/",
        "public /organisations/river-hillside/promises.ics", "public /organisations/river-north-bank/promises.ics",
        "maren /api/desk/state", "kato /api/desk/state", "odile /api/desk/state",
        "yuna /steward/river-north-bank/help/",
    }  # fmt: skip
    aside = [one for one in runs["ask"]["seen"] if one["what"].startswith("odile ")]
    assert len(aside) == 9, "three looks after she stepped aside"
