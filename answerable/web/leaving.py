# SPDX-License-Identifier: AGPL-3.0-or-later
"""Leaving never fails and never waits: where the store cannot end a visit now, the browser forgets it all the same.

What could not be done at once is done as soon as the store lets it; a visit that it never hears of ends by itself.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Final

from django.db import connection

from answerable.web.errors import is_passing

PATIENCE: Final = 1.0
"""So many seconds somebody may still see a page that they want to be gone from."""
_one_by_one: Final = ThreadPoolExecutor(1, "leaving")


def end_visit(end: Callable[[], None]) -> None:
    with suppress(TimeoutError):
        _one_by_one.submit(_attempt, end).result(PATIENCE)


def _attempt(end: Callable[[], None]) -> None:
    """In a thread of its own, whose connection waits for nobody between two of them."""
    try:
        end()
    except Exception as mistake:
        if not is_passing(mistake):
            raise
    finally:
        connection.close()
