# SPDX-License-Identifier: AGPL-3.0-or-later
"""The record betrays no quiet ask: not by its shape over a month, and not by what an unopened leaf looks like."""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from answerable import chance
from answerable.actions import timely
from answerable.cli.movement import Movement
from answerable.record import names, reading
from answerable.record.offline.audit import audit
from answerable.record.offline.standing import standing
from answerable.sealing.wire import parse_b64
from answerable.storage import models
from tests import stores
from tests.conftest import using
from tests.record.world import NORTH, Here, Record

DAYS = 31
DELTA = "river-delta"


def shape() -> list[tuple[str, int]]:
    """Every file of the record as anybody can fetch it: its name and its length."""
    found = (at for at in names.folder().rglob("*") if at.is_file())
    return sorted((str(at.relative_to(names.folder())), at.stat().st_size) for at in found)


def month(template: tuple[Path, Movement], folder: Path, live: Callable[[Record, int], None]) -> list[object]:
    """What the record is like on each of 31 days."""
    stores.copy(template[0], folder)
    seen: list[object] = []
    with using(folder), chance.seeded(b"a month"):
        record = Record(deepcopy(template[1])).begin()
        for day in range(DAYS):
            live(record, day)
            if record.today.day == 1:
                timely.release_month((record.today - timedelta(days=1)).isoformat()[:7], at=record.now)
            record.pass_days(1)
            seen.append((shape(), reading.head().size, reading.head().newest))
        assert models.Leaf.objects.filter(kind="tally").exists()
    return seen


def quiet(record: Record, day: int) -> None:
    """One quiet ask with a life: sent, read, a process around it, answered, said done, marked, deleted."""
    acts: dict[int, Callable[[], object]] = {
        3: record.lodge,
        6: lambda: record.process("Anouk", "propose", {"template": "boundary"}),
        8: lambda: record.process("Anouk", "stop", {}),
        5: lambda: record.act("Maren", "Anouk", "acknowledged", role="care_lead"),
        12: lambda: record.act("Maren", "Anouk", "answer", value="yes", reasons=[], power="board"),
        20: lambda: record.act("Maren", "Anouk", "claim", promise=None),
        24: lambda: record.mark("Anouk", "mark", value="not_met", audience="readers", promise=None),
        29: lambda: record.mark("Anouk", "erased"),
    }
    acts.get(day, lambda: None)()


def shown(record: Record, day: int) -> None:
    """The negative control: an asker who shows a line is seen."""
    quiet(record, day)
    if day == 6:
        record.show("Anouk", 0)


def test_a_month_with_one_quiet_ask_and_a_month_with_none_have_one_shape(
    movement_folder: tuple[Path, Movement], tmp_path: Path
) -> None:
    none = month(movement_folder, tmp_path / "none", lambda record, day: None)
    assert len(none) == DAYS
    assert month(movement_folder, tmp_path / "one", quiet) == none
    assert month(movement_folder, tmp_path / "shown", shown) != none


@dataclass(frozen=True)
class Unopened:
    """What everybody sees of a leaf, and what only its thread knows."""

    place: int
    day: int
    raw: bytes
    truth: tuple[str, str, str]


@pytest.fixture(scope="module")
def crowd(movement_folder: tuple[Path, Movement], tmp_path_factory: pytest.TempPathFactory) -> list[Unopened]:
    """Nine days of asks to two bodies, of two kinds, half of them acknowledged the same day."""
    folder = tmp_path_factory.mktemp("crowd") / "data"
    stores.copy(movement_folder[0], folder)
    with using(folder), chance.seeded(b"a crowd"):
        record = Record(deepcopy(movement_folder[1])).begin()
        for day in range(9):
            for number in range(8):
                name, to = f"{day}/{number}", (NORTH, DELTA)[number % 2]
                record.lodge(name, to, ("credit_work", "acknowledge")[number // 2 % 2])
                if number >= 4:
                    record.act(("Maren", "Bram")[number % 2], name, "acknowledged", role="care_lead")
            record.pass_days(1)
        return _unopened()


def _unopened() -> list[Unopened]:
    from answerable.storage import journal

    truths = {}
    for facts in journal.read(models.Ask.objects.values("id")).values():
        for noted in facts:
            fields = noted.fields
            truths[noted.entry["id"]] = (fields["type"], fields["body"], fields["kind"])
    found, starts = [], {row.index + 1 for row in models.Leaf.objects.filter(kind="batch")}
    start = day = 0
    for row in models.Leaf.objects.order_by("index"):
        if row.index in starts:
            start, day = row.index, day + 1
        if row.code in truths:
            found.append(Unopened(row.index - start, day, bytes(row.raw), truths[row.code]))
    return found


Features = Callable[[Unopened], Sequence[float]]


def as_seen(leaf: Unopened) -> list[float]:
    """All there is to go by: place in the batch, and every bit of id and commitment."""
    fields = json.loads(leaf.raw)
    bits = parse_b64(fields["c"], 32) + fields["id"].encode()
    return [leaf.place / 32, *(byte >> bit & 1 for byte in bits for bit in range(8))]


def guesses_right(leaves: Sequence[Unopened], of: int, features: Features) -> tuple[int, int, float]:
    """A guesser that learnt on one half (its own asks, opened) guesses the other: right, tried, and chance."""
    known, asked = leaves[::2], leaves[1::2]
    sums: dict[str, list[float]] = {}
    counts: Counter[str] = Counter()
    for leaf in known:
        row, label = features(leaf), leaf.truth[of]
        sums[label] = [a + b for a, b in zip(sums.get(label, [0.0] * len(row)), row, strict=True)]
        counts[label] += 1
    middle = {label: [one / counts[label] for one in row] for label, row in sums.items()}
    right = sum(_nearest(features(leaf), middle) == leaf.truth[of] for leaf in asked)
    most = max(Counter(leaf.truth[of] for leaf in asked).values())
    return right, len(asked), most / len(asked)


def _nearest(row: Sequence[float], middle: dict[str, list[float]]) -> str:
    return min(middle, key=lambda label: sum((a - b) ** 2 for a, b in zip(row, middle[label], strict=True)))


def limit(tried: int, often: float) -> float:
    """So many right guesses are luck, in all but one of a thousand worlds."""
    return tried * often + 3.1 * math.sqrt(tried * often * (1 - often))


@pytest.mark.parametrize(("of", "what"), [(0, "type"), (1, "body"), (2, "kind")])
def test_an_unopened_leaf_is_guessed_no_better_than_by_chance(crowd: list[Unopened], of: int, what: str) -> None:
    assert len({leaf.truth[of] for leaf in crowd}) > 1, what
    right, tried, often = guesses_right(crowd, of, as_seen)
    assert tried > 60
    assert right <= limit(tried, often)


def test_the_guesser_sees_a_leak(crowd: list[Unopened]) -> None:
    """The control: leaves that entered sorted by kind would be guessed."""
    by_day: dict[int, list[Unopened]] = defaultdict(list)
    for leaf in crowd:
        by_day[leaf.day].append(leaf)
    leaky = [
        Unopened(place * 8, day, leaf.raw, leaf.truth)
        for day, leaves in by_day.items()
        for place, leaf in enumerate(sorted(leaves, key=lambda one: one.truth[2]))
    ]
    right, tried, often = guesses_right(leaky, 2, lambda leaf: [leaf.place])
    assert right > limit(tried, often)


def test_lines_of_a_process_stand_in_the_record_and_its_asker_finds_them(movement: Movement) -> None:
    record = Record(movement).begin()
    record.lodge()
    record.process("Anouk", "propose", {"template": "boundary"})
    record.process("Anouk", "stop", {})
    lines = [{**each["entry"], "fields": each["fields"]} for each in record.run("Anouk").lines]
    assert [each["fields"]["type"] for each in lines] == ["run-proposed", "run-ended-stopped"]
    proofs = reading.proofs([each["id"] for each in lines])
    assert standing(record.policy, proofs, lines, record.today.isoformat()).waits == 2
    record.pass_days(2)
    proofs = reading.proofs([each["id"] for each in lines])
    assert standing(record.policy, proofs, lines, record.today.isoformat()).stands == 2
    assert audit(Here(), record.policy).findings == []
    bent = [{**lines[0], "fields": {**lines[0]["fields"], "type": "run-begun"}}]
    assert len(standing(record.policy, proofs, bent, record.today.isoformat()).wrong) == 1


def test_a_receipt_as_it_is_kept_shows_nothing(movement: Movement) -> None:
    record = Record(movement).begin()
    record.lodge()
    kept = json.dumps(record.receipt("Anouk"))
    one = record.movement.askers["Anouk"]
    thread = record.thread("Anouk")
    secrets = [one.code, NORTH, "credit_work", "lodged", thread.noted[0].entry["salt"], thread.body.code]
    assert [secret for secret in secrets if secret in kept] == []
