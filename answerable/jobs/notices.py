# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sending what the outbox holds. A row goes only after the mail server took the mail, so a crash loses none."""

from __future__ import annotations

import smtplib
from datetime import date, datetime, timedelta

from answerable import config
from answerable.actions import noticing
from answerable.jobs.mail import Line, compose


def put_out(day: date, at: datetime) -> None:
    """The notices of one day, into the outbox."""
    noticing.drop_older_than(day - timedelta(days=noticing.KEPT_DAYS))
    noticing.put_notices(day, at=at)


def send_waiting(at: datetime) -> int:
    """Everything that waits, over one connection. What the server does not take now stays for the next time."""
    given = config.current()
    waiting = noticing.waiting() if given.smtp is not None else []
    if given.smtp is None or not waiting:
        return 0
    try:
        line = Line(given.smtp)
    except (OSError, smtplib.SMTPException):
        return 0
    try:
        return sum(_send(line, each, given, at) for each in waiting)
    finally:
        line.close()


def _send(line: Line, each: noticing.Waiting, given: config.Config, at: datetime) -> bool:
    try:
        line.send(compose(given, each.address, each.handle, at))
    except (OSError, smtplib.SMTPException):
        return False
    noticing.took(each.row)
    return True
