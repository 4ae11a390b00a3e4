# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealed keys and files of a thread, as they come in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from answerable.core.errors import Refused
from answerable.core.value import UNKNOWN
from answerable.core.words import N_
from answerable.sealing.wire import parse_b64
from answerable.storage import models, vault

LARGEST_FILE: Final = 600_000
MOST_KEYS: Final = 120
MOST_FILES: Final = 2_000
AGE: Final = b"age-encryption.org/v1\n"
TOO_LARGE = N_("This text is too long. 100,000 characters fit. Nothing was lost: it is still on your page.")
TOO_MANY = N_("This thread holds as many messages as it can.")
NO_KEY = N_("A key for one of the people you chose is missing. Please try again.")


def check_keys_of(keys: Sequence[Mapping[str, Any]], holders: Collection[str]) -> None:
    """Every holder needs a copy, and only the second line may have one beside (standby)."""
    given = {str(one.get("holder")) for one in keys}
    if len(keys) > MOST_KEYS or not given.issuperset(holders):
        raise Refused(NO_KEY)
    if any(one not in holders and not one.startswith("standby:") for one in given):
        raise Refused(UNKNOWN)


def sealed_bytes(file: object) -> bytes:
    raw = parse_b64(file)
    if len(raw) > LARGEST_FILE:
        raise Refused(TOO_LARGE)
    if not raw.startswith(AGE):
        raise Refused(UNKNOWN)
    return raw


def put_keys(row: models.Ask, keys: Sequence[Mapping[str, Any]]) -> None:
    models.SealedKey.objects.bulk_create(
        [
            models.SealedKey(
                ask=row,
                epoch=int(one["epoch"]),
                holder=str(one["holder"]),
                blob=vault.wrap(row.id, "key", sealed_bytes(one["file"])),
            )
            for one in keys
        ]
    )


def put_file(row: models.Ask, sender: str, epoch: int, file: object) -> None:
    """Append one sealed message."""
    order = models.SealedFile.objects.filter(ask=row).count() + 1
    if order > MOST_FILES:
        raise Refused(TOO_MANY)
    models.SealedFile.objects.create(
        ask=row, order=order, epoch=epoch, sender=sender, blob=vault.wrap(row.id, "file", sealed_bytes(file))
    )
