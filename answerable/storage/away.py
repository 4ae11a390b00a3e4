# SPDX-License-Identifier: AGPL-3.0-or-later
"""A store that does not answer, told from every mistake of our own: whoever asked is told to come again in a minute."""

from __future__ import annotations

from django.db import InterfaceError, OperationalError

from answerable.storage.engine import engine


class Away(OperationalError):
    """The store cannot be reached, or broke off: whether what was under way is kept is not known."""


def is_away(problem: BaseException) -> bool:
    """Whether the store did not answer; not that it was asked wrongly."""
    if isinstance(problem, Away):
        return True
    return isinstance(problem, OperationalError | InterfaceError) and engine().is_away(problem)
