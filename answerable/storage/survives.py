# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every field that is left of an erased thread, and why. A test compares this with a dump."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

# table → column → reason
SURVIVES: Final[Mapping[str, Mapping[str, str]]] = {
    "storage_tombstone": {
        "id": "the row key's random name, so that a rebuild knows that these envelopes have no content any more",
        "ended": "that it was erased; the same word for every thread",
        "month": "so that the tombstone itself can end after a year",
    },
    "storage_envelope": {
        "id": "random; the journal is append-only, so that nobody can take a line out of it in silence",
        "row_key": "the same random name: which lines belong together, and to nothing else that is left",
        "number": "its place among them, so that a missing line shows",
        "month": "when, no finer than that",
    },
}
