# SPDX-License-Identifier: AGPL-3.0-or-later
"""A program whose database waits for another machine, and is read again before that one has what was written:
`python -m tests.faults.not_on_another` says what it signed, with ANSWERABLE_STORE and DATA as a server has them."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor, wait

import psycopg
from django.db import DatabaseError
from psycopg.conninfo import conninfo_to_dict

from answerable import config
from answerable.cli import control

WAITING = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'"


def main() -> None:
    host = conninfo_to_dict(config.current().store)["host"]
    with control.here(), psycopg.connect(host=host, user="owner", dbname="postgres", autocommit=True) as owner:
        from answerable.record import publishing
        from answerable.storage import models

        publishing.publish()
        print("signed")
        followers(owner, "nobody")
        broken = threading.Thread(target=tried)
        broken.start()
        while not (found := owner.execute(WAITING).fetchone()):
            time.sleep(0.02)
        owner.execute("SELECT pg_terminate_backend(%s)", found)
        broken.join()
        print("read", models.JobDay.objects.filter(name="alone").count())
        with ThreadPoolExecutor(1) as pool:
            signing = pool.submit(publishing.publish)
            print("signed" if wait([signing], 2).done else "waits")
            followers(owner, "")
            signing.result(30)
            print("signed")


def tried() -> None:
    from answerable.storage import models
    from answerable.storage.writer import writer

    try:
        writer.run(lambda: models.JobDay.objects.create(name="alone", done="2031-01-01"))
    except DatabaseError:
        print("not acknowledged")


def followers(owner: psycopg.Connection[object], names: str) -> None:
    owner.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{names}'".encode())
    owner.execute("SELECT pg_reload_conf()")
    while owner.execute("SHOW synchronous_standby_names").fetchone() != (names,):
        time.sleep(0.02)


if __name__ == "__main__":
    main()
