# SPDX-License-Identifier: AGPL-3.0-or-later
"""A program in whose middle another server takes the database: `python -m tests.faults.taken_over` says what it could
still do, with ANSWERABLE_STORE and DATA as a server has them."""

from __future__ import annotations

from collections.abc import Callable

import psycopg

from answerable import config
from answerable.cli import control


def main() -> None:
    with control.here():
        from answerable.record import publishing
        from answerable.storage import models
        from answerable.storage.serving import Fenced
        from answerable.storage.writer import writer

        def write() -> None:
            writer.run(lambda: models.JobDay.objects.create(name="late", done="2031-01-01"))

        def tried(act: Callable[[], object]) -> str:
            try:
                act()
            except Fenced:
                return "refused"
            return "done"

        print("publish", tried(publishing.publish))
        with psycopg.connect(config.current().store) as line:
            line.execute("UPDATE storage_serving SET run = 'another'")
        print("write", tried(write))
        print("publish", tried(publishing.publish))
        print("rows", models.JobDay.objects.filter(name="late").count())


if __name__ == "__main__":
    main()
