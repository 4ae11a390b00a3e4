# SPDX-License-Identifier: AGPL-3.0-or-later
"""The daily notice as a mail: the same text and size for everybody on every day, whether or not anything waits."""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
from contextlib import suppress
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import override

from answerable.config import Config, Smtp

TIMEOUT: Final = 20  # seconds for one answer
LONGEST: Final = 60  # seconds for one connection


def compose(given: Config, to: str, handle: str, at: datetime) -> EmailMessage:
    """One notice. Only the addressee, Date and Message-ID differ; `handle` is random and stands in the latter."""
    with override(given.language):
        subject, lines = _("Your desk, as every day"), _lines(given.origin)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = given.mail_from
    mail["To"] = to
    mail["Subject"] = subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{handle}@{urlsplit(given.origin).hostname or 'localhost'}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("\n".join(lines) + "\n", charset="utf-8", cte="8bit")
    return mail


def _lines(origin: str) -> list[str]:
    return [
        _("This comes every day, to everybody who has a seat here."),
        _("It says the same whether or not something waits, so it tells nobody anything."),
        "",
        _("Please look at your desk today:"),
        f"{origin}/desk/",
        "",
        _("We never ask for your passphrase by mail."),
    ]


class _Bounded(smtplib.SMTP):
    """Ends after LONGEST, whatever the other side does: one that sends a sign now and then never times out."""

    _watch: threading.Timer | None = None

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        made: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        self._watch = threading.Timer(LONGEST, _end, [made])
        self._watch.daemon = True
        self._watch.start()
        return made

    def close(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
        super().close()


def _end(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


class Line:
    """One connection to the mail server for all notices of a day."""

    def __init__(self, smtp: Smtp) -> None:
        self._server = _Bounded(smtp.host, smtp.port, timeout=TIMEOUT)
        if smtp.starttls:
            self._server.starttls(context=ssl.create_default_context())
        if smtp.user:
            self._server.login(smtp.user, smtp.password)

    def send(self, mail: EmailMessage) -> None:
        self._server.send_message(mail)

    def close(self) -> None:
        try:
            self._server.quit()
        except (OSError, smtplib.SMTPException):
            self._server.close()
