# SPDX-License-Identifier: AGPL-3.0-or-later
"""A database that everything is about to be moved to: whether it can take it, each mistake in one sentence."""

from __future__ import annotations

from typing import Any, Final

import psycopg
from psycopg.conninfo import conninfo_to_dict

from answerable.core.errors import Refused
from answerable.core.words import N_

OLDEST: Final = 150000
BY_BYTES: Final = ("C", "POSIX", "C.UTF-8", "C.utf8")
NOT_AN_ADDRESS: Final = N_("This is not the address of a PostgreSQL database. It looks like {like}.")
LIKE: Final = "postgresql://user@host:5432/database"
NO_ANSWER: Final = N_("{to} does not let this account in or does not answer. It says: {says}")
TOO_OLD: Final = N_("{to} runs PostgreSQL {version}. It needs 15 or newer.")
FOLLOWS: Final = N_("{to} only follows another node. Name the one that takes writes, or all of them with commas.")
OTHER_ENCODING: Final = N_(
    "The database at {to} keeps text otherwise than it must. Let its administrator make a new one: CREATE DATABASE "
    "answerable OWNER answerable ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0"
)
TOO_MIGHTY: Final = N_(
    "The role at {to} is a superuser, whom no rule of a table holds. Use a role of its own: CREATE ROLE "
    "answerable LOGIN"
)
NO_RIGHTS: Final = N_(
    "The role may make no tables at {to}. Let its administrator make it the owner: ALTER DATABASE {name} OWNER TO "
    "{role}"
)
NOT_EMPTY: Final = N_(
    "There is something in the database at {to} already. Name one that is empty; an unfinished move goes on only from "
    "the data folder that began it, with the same version of the program."
)
ABOUT: Final = """
SELECT pg_is_in_recovery(),
 (SELECT datlocprovider <> 'i' AND pg_encoding_to_char(encoding) = 'UTF8' AND datcollate = ANY(%s)
  FROM pg_database WHERE datname = current_database()),
 (SELECT rolsuper FROM pg_roles WHERE rolname = current_user),
 coalesce(has_schema_privilege(current_schema(), 'CREATE'), false),
 current_database(), current_user,
 (SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace),
 (SELECT obj_description(oid) FROM pg_namespace WHERE nspname = current_schema())
"""


def shown(address: str) -> str:
    """HOST:PORT/DATABASE, without account and password. Raises Refused where it is no address."""
    if not address.startswith(("postgresql://", "postgres://")):
        raise Refused(NOT_AN_ADDRESS.format(like=LIKE))
    try:
        parts = conninfo_to_dict(address)
    except psycopg.ProgrammingError:
        raise Refused(NOT_AN_ADDRESS.format(like=LIKE)) from None
    if not parts.get("dbname"):
        raise Refused(NOT_AN_ADDRESS.format(like=LIKE))
    port = f":{parts['port']}" if parts.get("port") else ""
    return f"{parts.get('host', 'localhost')}{port}/{parts['dbname']}"


def _which(address: str) -> dict[str, Any]:
    """Of several machines the one that takes writes; a single one is looked at, whatever it is."""
    several = "," in str(conninfo_to_dict(address).get("host", ""))
    return {"target_session_attrs": "primary"} if several else {}


def check(address: str, unfinished: str) -> None:
    """Whether it is empty or holds what the move that left the mark `unfinished` has brought so far. Raises Refused."""
    to = shown(address)
    try:
        with psycopg.connect(address, connect_timeout=10, **_which(address)) as line:
            number = line.info.server_version
            if number < OLDEST:
                raise Refused(TOO_OLD.format(to=to, version=f"{number // 10000}.{number % 10000}"))
            found = line.execute(ABOUT, [list(BY_BYTES)]).fetchone()
    except psycopg.OperationalError as mistake:
        says = next(iter(str(mistake).strip().splitlines()), type(mistake).__name__)
        raise Refused(NO_ANSWER.format(to=to, says=says)) from None
    assert found is not None
    _check_kind(to, found)
    name, role, tables, mark = found[4:]
    if not found[3]:
        raise Refused(NO_RIGHTS.format(to=to, name=name, role=role))
    if tables and mark != unfinished:
        raise Refused(NOT_EMPTY.format(to=to))


def _check_kind(to: str, found: tuple[Any, ...]) -> None:
    follows, sorts_by_bytes, mighty = found[:3]
    if follows:
        raise Refused(FOLLOWS.format(to=to))
    if not sorts_by_bytes:
        raise Refused(OTHER_ENCODING.format(to=to))
    if mighty:
        raise Refused(TOO_MIGHTY.format(to=to))
