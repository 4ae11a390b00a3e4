# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which mistakes are said as a sentence; every other is our own and is never caught."""

import errno
from typing import Final

from answerable.config import ConfigError
from answerable.core.errors import Refused
from answerable.sealing.errors import Refusal

FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
NO_ROOM: Final = "There is no room left on the disk. Make room, then run this again."


def say_problem(problem: Exception) -> str | None:
    if isinstance(problem, ConfigError):
        return "Answerable cannot start yet:\n" + "\n".join(f"  · {sentence}" for sentence in problem.sentences)
    if isinstance(problem, (Refused, Refusal)):
        return problem.sentence
    if getattr(problem, "errno", None) in FULL or "disk is full" in str(problem):
        return NO_ROOM
    if isinstance(problem, FileNotFoundError):
        return f"There is no file {problem.filename}."
    if isinstance(problem, PermissionError):
        return f"This account may not open {problem.filename}."
    return None
