# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real SMTP server on loopback that keeps what it gets, byte for byte."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from answerable import config
from tests.serving import free_port


@dataclass
class Mailbox:
    """`refuse_after`: from then on every mail is refused, as by a server that is full."""

    mails: list[tuple[str, bytes]] = field(default_factory=list)
    refuse_after: int | None = None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        del server, session
        if self.refuse_after is not None and len(self.mails) >= self.refuse_after:
            return "452 full"
        content: Any = envelope.original_content
        self.mails.append((",".join(envelope.rcpt_tos), bytes(content)))
        return "250 OK"

    def take(self) -> list[tuple[str, bytes]]:
        found, self.mails = self.mails, []
        return found


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """The server, with this process configured to send to it."""
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    smtp = config.Smtp("127.0.0.1", controller.port)
    config.use(replace(config.current(), smtp=smtp, mail_from="desk@ask.example.org"))
    try:
        yield box
    finally:
        controller.stop()


def without_date(mail: bytes) -> bytes:
    """A mail without the two lines that may differ."""
    lines = mail.split(b"\r\n")
    return b"\r\n".join(line for line in lines if not line.startswith((b"Date: ", b"Message-ID: ")))
