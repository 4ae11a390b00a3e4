# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is sent again because its answer was lost is taken once, and answered as it was the first time.

Nobody is shown any of it, and it follows from the thread's row key: a copy of the database without that key cannot
even be asked whether a certain message was sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from answerable.sealing.wire import jcs, sha256_hex
from answerable.storage import models, vault
from answerable.storage.inserting import find, insert

PURPOSE: Final = "sent"
LEAST: Final = 22
"""So many signs has a mark at least: 16 random bytes."""


def is_repeated(row: models.Ask, sender: str, given: Mapping[str, Any], mark: object) -> bool:
    """Inside a write: whether this sender sent the very same before. If not, it counts as sent from this commit on.

    `mark` is the part of it that no two sendings share: a sealed file, a signature, or `once`, which is random. Without
    one it is new each time, since a reader may well send the same bare word twice.
    """
    if not isinstance(mark, str) or len(mark) < LEAST:
        return False
    if was_sent(row, sender, given):
        return True
    insert([models.Sent(ask=row, digest=_digest(row, sender, given))])
    return False


def was_sent(row: models.Ask, sender: str, given: Mapping[str, Any]) -> bool:
    return find(models.Sent, "id", ask=row.id, digest=_digest(row, sender, given)) is not None


def forget() -> None:
    """Inside a write, once a month: all of it. What was sent is not known longer than what was written in it."""
    models.Sent.objects.all().delete()


def _digest(row: models.Ask, sender: str, given: Mapping[str, Any]) -> bytes:
    return vault.derive(row.id, PURPOSE, sha256_hex(jcs({"sender": sender, "given": dict(given)})))
