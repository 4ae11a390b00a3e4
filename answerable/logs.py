# SPDX-License-Identifier: AGPL-3.0-or-later
"""Logs know that something happened, never what was said."""

import logging
import traceback


class WithoutContent(logging.Filter):
    """Replaces what others log by what is safe: an exception's type and place, never its text or a request's path."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("answerable"):
            return True
        if getattr(record, "status_code", 0) == 503:  # said once, by whoever answered so
            return False
        record.msg, record.args = _place(record), ()
        record.exc_info = record.exc_text = record.stack_info = None
        return True


def _place(record: logging.LogRecord) -> str:
    if record.exc_info and record.exc_info[0] is not None:
        last = traceback.extract_tb(record.exc_info[2])[-1:]
        where = f" at {last[0].filename.rpartition('/')[2]}:{last[0].lineno}" if last else ""
        return f"{record.exc_info[0].__name__}{where}"
    return f"something happened in {record.module}:{record.lineno}"
