# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealed keys and files of a thread, as they come in: looked at from outside, wrapped under the row key."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.db.models import Max

from answerable.core.errors import Refused
from answerable.core.value import UNKNOWN, parse_whole
from answerable.core.words import N_
from answerable.sealing.errors import Refusal
from answerable.sealing.wire import parse_b64
from answerable.storage import models, vault, words
from answerable.storage.inserting import insert_rows

LARGEST_FILE: Final = 1_200_000
MOST_KEYS: Final = 200
MOST_FILES: Final = 2_000
RECIPIENT: Final = re.compile(r"age1pq1[02-9ac-hj-np-z]{1900,2000}")
AGE: Final = b"age-encryption.org/v1\n"
TOO_LARGE = N_("This text is too long. 100,000 characters fit. Nothing was lost: it is still on your page.")
TOO_MANY = N_("This thread holds as many messages as it can.")
NO_KEY = N_("A key for one of the people you chose is missing. Please try again.")

Keys = Sequence[Mapping[str, Any]]


def check_recipient(found: object) -> None:
    """The form of a hybrid recipient. Whether it is a key only they find out who seal to it: this server never does."""
    if not isinstance(found, str) or not RECIPIENT.fullmatch(found):
        raise Refusal("age-recipient")


def parse_keys(found: object) -> Keys:
    """A list of {holder, epoch, file}, each holder and epoch once. Raises Refused."""
    if not isinstance(found, list) or len(found) > MOST_KEYS:
        raise Refused(UNKNOWN)
    for one in found:
        if not isinstance(one, dict) or set(one) != {"holder", "epoch", "file"} or not isinstance(one["holder"], str):
            raise Refused(UNKNOWN)
        parse_whole(one["epoch"])
    if len({(one["holder"], one["epoch"]) for one in found}) != len(found):
        raise Refused(UNKNOWN)
    return found


def check_holders(keys: Keys, needed: Collection[str], allowed: Collection[str], epochs: Collection[int]) -> None:
    """Everybody needed has a copy, and nobody that the asker's choices do not name."""
    given = {one["holder"] for one in keys}
    if not given.issuperset(needed):
        raise Refused(NO_KEY)
    if not given.issubset(allowed) or any(one["epoch"] not in epochs for one in keys):
        raise Refused(UNKNOWN)


def sealed_bytes(file: object) -> bytes:
    """An age file, base64url. Its size is known, its words are not."""
    raw = parse_b64(file)
    if len(raw) > LARGEST_FILE:
        raise Refused(TOO_LARGE)
    if not raw.startswith(AGE):
        raise Refused(UNKNOWN)
    return raw


def put_keys(row: models.Ask, keys: Keys) -> None:
    """New copies take the place of old ones for the same holder and epoch."""
    for one in keys:
        models.SealedKey.objects.filter(ask=row, holder=one["holder"], epoch=one["epoch"]).delete()
    put_new_keys(row, keys)


def put_new_keys(row: models.Ask, keys: Keys) -> None:
    insert_rows(
        models.SealedKey,
        [
            {
                "ask_id": row.id,
                "epoch": one["epoch"],
                "holder": one["holder"],
                "blob": vault.wrap(row.id, "key", sealed_bytes(one["file"])),
            }
            for one in keys
        ],
    )


def put_file(row: models.Ask, sender: str, epoch: int, file: object, day: date) -> models.SealedFile:
    """Append one sealed message."""
    last: int | None = models.SealedFile.objects.filter(ask=row).aggregate(last=Max("order"))["last"]
    return put_first_file(row, sender, epoch, file, day, order=(last or 0) + 1)


def put_first_file(
    row: models.Ask, sender: str, epoch: int, file: object, day: date, *, order: int = 1
) -> models.SealedFile:
    if order > MOST_FILES:
        raise Refused(TOO_MANY)
    return words.put(row, sender, epoch, order, sealed_bytes(file), day)
