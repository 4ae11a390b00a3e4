# SPDX-License-Identifier: AGPL-3.0-or-later
"""PostgreSQL: a connection can only read unless its thread holds the write lease, and one process writes at a time.

The lease of a process is joined by a lock in the database that lasts until the commit is durable, so that several
processes, on whichever node is the primary now, write one after the other as the threads of one process do. What may
never be changed is not granted, not even to the owner of the tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.db import DatabaseError, OperationalError, transaction
from django.db.backends.postgresql import base

from answerable.core import health
from answerable.core.errors import Refused
from answerable.core.words import N_
from answerable.storage import lease
from answerable.storage.engine import NEVER_CHANGED, NEVER_TAKEN_AWAY, Progress
from answerable.storage.postgres.line import Line, note

NO_COPY: Final = N_(
    "On a PostgreSQL server no copy is kept before an upgrade. Put back what you dumped with pg_dump, and put a file "
    "`restored` into the data folder before you start."
)
LOCK: Final = 0x416E7377  # one number for one installation's database: "Answ"
BEGIN: Final = f"SET default_transaction_read_only = off; SELECT pg_advisory_lock({LOCK})"
END: Final = f"SELECT pg_advisory_unlock({LOCK}); SET default_transaction_read_only = on"
ELSEWHERE: Final = N_(
    "This installation keeps its database on a PostgreSQL server, which `answerable backup` does not back up: use "
    "pg_dump and pg_restore for the database, copy the data folder beside it, and seal both with `age`."
)
SETTLE: Final = "BEGIN READ WRITE; SELECT pg_logical_emit_message(true, 'answerable', ''); COMMIT"
UNDER_WAY: Final = "moving "
UNFINISHED: Final = N_(
    "A move into this PostgreSQL database was begun and not ended. Run the same `answerable move` again, without "
    "ANSWERABLE_STORE."
)
# A connection that broke or never was ("08", and what has no code), a machine without means, one that is being stopped,
# a disk that fails. https://www.postgresql.org/docs/15/errcodes-appendix.html
AWAY: Final = ("08", "53", "57", "58")
READ_ONLY: Final = "-c default_transaction_read_only=on -c synchronous_commit=on"


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's PostgreSQL back end with our rules about writing: one `storage.engine.Engine`."""

    is_shared = True
    _locked = False

    def line(self, run: str) -> Line:
        return Line(super().get_connection_params(), run)

    def get_connection_params(self) -> dict[str, Any]:
        given = super().get_connection_params()
        given["options"] = f"{given.get('options', '')} {READ_ONLY}".strip()
        return given

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self._locked = False
        made = super().get_new_connection(conn_params)
        note(made)
        return made

    def init_connection_state(self) -> None:
        """A connection that broke inside the lease and comes again has to wait for its turn again."""
        super().init_connection_state()
        if lease.is_mine():
            self._take_turn()

    def begin_writing(self) -> None:
        """A connection that broke while nobody wrote is made anew: nothing was lost with it."""
        self.close_if_unusable_or_obsolete()
        self.ensure_connection()
        try:
            self._take_turn()
        except OperationalError:
            self.close()
            self.ensure_connection()  # takes its turn as it begins

    def _take_turn(self) -> None:
        if not self._locked:
            self._run(BEGIN)
            self._locked = True

    def end_writing(self) -> None:
        """A connection that broke holds no lock any more; the next write begins with a new one."""
        if self.connection is None or not self._locked:
            return
        self._locked = False
        try:
            self._run(END)
        except DatabaseError:
            self.close()

    def _run(self, sql: str) -> None:
        with self.wrap_database_errors:
            self.connection.execute(sql)

    def is_whole(self) -> bool:
        """Its server looks after its files; a program that connects learns of damage where it reads."""
        return True

    def may_log_values(self) -> bool:
        with self.cursor() as cursor:
            cursor.execute("SELECT name, setting FROM pg_settings WHERE name LIKE 'log_%'")
            return health.may_log_values(dict(cursor.fetchall()))

    def is_away(self, problem: Exception) -> bool:
        code = getattr(problem.__cause__, "sqlstate", None)
        return code is None or str(code).startswith(AWAY)

    def stands_at(self) -> int:
        said = self.noted()
        if said.startswith(UNDER_WAY):
            raise Refused(UNFINISHED)
        return int(said or 0)

    def noted(self) -> str:
        """What `note` said last, "" for nothing; a comment that came with the database is none of ours."""
        with self.cursor() as cursor:
            cursor.execute("SELECT obj_description(oid) FROM pg_namespace WHERE nspname = current_schema()")
            row = cursor.fetchone()
        said = str(row[0]) if row and row[0] else ""
        return said if said.isdecimal() or said.startswith(UNDER_WAY) else ""

    def note_stands_at(self, count: int) -> None:
        """As the comment of the schema: the place that SQLite's `user_version` has."""
        self.note(f"{count:d}")

    def note(self, text: str) -> None:
        """A number, or that a move into this database is under way: letters, digits and spaces."""
        with self.cursor() as cursor:
            cursor.execute("SELECT quote_ident(current_schema())")
            cursor.execute(f"COMMENT ON SCHEMA {cursor.fetchone()[0]} IS '{text}'")

    @contextmanager
    def rebuilding(self) -> Iterator[None]:
        """What only grows belongs to us wholly meanwhile; afterwards the grants say again that it only grows."""
        self._grant("GRANT ALL ON {table} TO CURRENT_USER")
        try:
            yield
        finally:
            self._grant("GRANT ALL ON {table} TO CURRENT_USER")
            self._only_let_grow()

    def _only_let_grow(self) -> None:
        """A foreign key to a row needs the right to lock it, which the right to change one column carries."""
        kinds = {model._meta.db_table: model for model in apps.get_app_config("storage").get_models()}
        for table in NEVER_CHANGED:
            key = self.ops.quote_name(str(kinds[table]._meta.pk.column))
            self._grant(
                f"REVOKE UPDATE ON {{table}} FROM CURRENT_USER; GRANT UPDATE ({key}) ON {{table}} TO CURRENT_USER",
                [table],
            )
        self._grant("REVOKE DELETE, TRUNCATE ON {table} FROM CURRENT_USER", NEVER_TAKEN_AWAY)

    def _grant(self, sql: str, tables: Any = NEVER_CHANGED) -> None:
        known = set(self.introspection.table_names())
        with self.cursor() as cursor:
            for table in tables:
                if table in known:
                    cursor.execute(sql.format(table=self.ops.quote_name(table)))

    @contextmanager
    def taking_new_form(self, copy: Path) -> Iterator[None]:
        """Tables change within a transaction here, so no copy is made."""
        del copy
        with transaction.atomic():
            yield

    def put_back(self, copy: Path) -> None:
        del copy
        raise Refused(NO_COPY)

    def settle(self) -> None:
        """A commit whose writer broke off before another machine had it can be read all the same, once its own machine
        began again. Whoever commits after it waits for both; this one changes nothing."""
        assert not self.in_atomic_block
        self.ensure_connection()
        try:
            self._run(SETTLE)
        except DatabaseError:
            self.close()
            raise

    def tidy(self) -> None:
        """Nothing: checkpoints and cleaning run by themselves, beside every request."""

    def forget_pages(self) -> None:
        """Dead rows go now and not when there are enough of them. Their bytes may stay in a page until it is used."""
        self._each("VACUUM {table}")

    def copy_to(self, path: Path, progress: Progress) -> None:
        """Its own programs do that better, and its administrators have them."""
        raise Refused(ELSEWHERE)

    def write_anew(self) -> None:
        """Each table in the order of its random keys, in a new file."""
        self._each("CLUSTER {table} USING {key}")

    def _each(self, sql: str) -> None:
        with self.cursor() as cursor:
            cursor.execute(
                "SELECT t.oid::regclass, x.indexrelid::regclass FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid"
                " WHERE x.indisprimary AND t.relnamespace = current_schema()::regnamespace AND t.relname ^@ 'storage_'"
            )
            for table, key in cursor.fetchall():
                cursor.execute(sql.format(table=table, key=key))
