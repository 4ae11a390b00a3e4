# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which mistakes are said as a sentence; every other is our own and is never caught."""

from answerable.config import ConfigError
from answerable.core.errors import Refused
from answerable.sealing.errors import Refusal


def say_problem(problem: Exception) -> str | None:
    if isinstance(problem, ConfigError):
        return "Answerable cannot start yet:\n" + "\n".join(f"  · {sentence}" for sentence in problem.sentences)
    if isinstance(problem, (Refused, Refusal)):
        return problem.sentence
    if isinstance(problem, FileNotFoundError):
        return f"There is no file {problem.filename}."
    if isinstance(problem, PermissionError):
        return f"This account may not open {problem.filename}."
    return None
