# SPDX-License-Identifier: AGPL-3.0-or-later
"""A log under load that is killed again and again: `python -m tests.faults.publisher FOLDER ROUNDS SEED`.

The process that is run never opens the store. It forks one child after the other; each child takes leaves, closes
batches and publishes heads, says of each what it has promised, and is killed at a random moment.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from datetime import date, timedelta
from pathlib import Path

from answerable import chance
from answerable.cli import control
from answerable.sealing.entry import make_null
from answerable.sealing.wire import jcs

SHORTEST, LONGEST = 0.25, 5.0  # seconds that a child may live at most: as long as the machine needs for a head
STEP = 1.2
SAID = "said"


def live(said: Path) -> None:
    """Until killed."""
    from answerable.record import batch, keeping, publishing
    from answerable.storage import models, schema
    from answerable.storage.writer import write, writer

    @write
    def take(leaf: dict[str, object]) -> None:
        models.WaitingLeaf(code=str(leaf["id"]), raw=jcs(leaf)).save(force_insert=True)

    writer.start()
    schema.ensure()
    keeping.begin()
    publishing.mend()
    last = models.Batch.objects.order_by("-day").first()
    day = last.day if last else date(2031, 1, 1)
    with said.open("a") as file:
        while True:
            for _ in range(3):
                leaf = make_null(chance.code("leaf"), random=os.urandom)
                take(leaf)
                print("leaf", leaf["id"], file=file, flush=True)
            day += timedelta(days=1)
            batch.close(day)
            head = publishing.publish()
            print("head", head.size, head.root.hex(), file=file, flush=True)
            publishing.archive()


def _heads(said: Path) -> int:
    return said.read_text().count("head") if said.exists() else 0


def main(folder: Path, rounds: int, seed: int) -> None:
    control.prepare()
    drawn, said, most = random.Random(seed), folder.parent / SAID, SHORTEST
    for round_ in range(rounds):
        before = _heads(said)
        child = os.fork()
        if child == 0:
            live(said)
            os._exit(1)
        while round_ == 0 and not _heads(said):
            time.sleep(0.01)  # the first child makes the tables
        time.sleep(drawn.random() * most)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if os.WTERMSIG(status) != signal.SIGKILL:
            raise SystemExit("a child ended by itself")
        most = max(SHORTEST, most / STEP) if _heads(said) > before else min(LONGEST, most * STEP)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
