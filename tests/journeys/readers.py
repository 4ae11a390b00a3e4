# SPDX-License-Identifier: AGPL-3.0-or-later
"""A reader of the movement, acting over the wire while an asker's browser is looked at."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from answerable.sealing import reader
from tests.serving import Serving
from tests.visitor import DeskVisitor


@dataclass
class Reader:
    desk: DeskVisitor
    ask: str = ""
    opened: dict[str, Any] = field(default_factory=dict)
    answer: str = ""
    promised: str = ""

    @classmethod
    def of(cls, server: Serving, name: str) -> Reader:
        """Signed in, once in a test: a one-time code works once."""
        return cls(server.desk(name))

    def find_newest(self) -> Reader:
        """Opens the ask that was sent last: that of this test."""
        state = self.desk.post("/api/desk/state", {})
        self.ask = next(one["ask"] for one in state["asks"] if one["needs"] == "acknowledge")
        self.desk.read(self.ask)
        return self

    def acknowledge(self) -> Reader:
        self.desk.move(self.ask, "acknowledged", {"role": "care_lead"})
        return self

    def answer_yes(self) -> Reader:
        self.desk.move(self.ask, "answer", {"value": "yes", "reasons": [], "power": "board"})
        self.answer = self.desk.read(self.ask)["answers"][0]["code"]
        return self

    def promise(self) -> Reader:
        by = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()
        value = {
            "re": self.answer, "completes": None, "who": "chair", "what": "as_asked", "by": by, "how_seen": "letter",
            "with_what": None, "if_not": None,
        }  # fmt: skip
        self.desk.move(self.ask, "promise", value)
        self.promised = self.desk.read(self.ask)["promises"][0]["code"]
        return self

    def claim(self) -> Reader:
        self.desk.move(self.ask, "claim", {"promise": self.promised})
        return self

    def _open(self) -> dict[str, Any]:
        payload = self.desk.read(self.ask)
        return reader.open_ask(self.desk.identity, self.desk.origin, payload["seat"], payload)

    def write(self, text: str) -> Reader:
        opened = self._open()
        sealed = reader.build_message(
            self.desk.identity, opened, {"text": text}, random=secrets.token_bytes, **opened["next_message"]
        )
        self.desk.post("/api/desk/message", sealed)
        return self

    def read_words(self) -> str:
        return "\n".join(str(line["body"]["text"]) for line in self._open()["messages"] if line["body"])
