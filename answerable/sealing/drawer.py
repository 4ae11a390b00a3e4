# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody with an account keeps for themselves: sealed to their own key, and signed with it.

The server knows the recipient, and could otherwise put a drawer of its own there.
"""

from collections.abc import Mapping
from typing import Any

from answerable.sealing import labels
from answerable.sealing.envelope import check_place, open_signed, seal_signed
from answerable.sealing.errors import Refusal
from answerable.sealing.identity import Identity
from answerable.sealing.wire import Random


def seal_drawer(identity: Identity, origin: str, content: Mapping[str, Any], *, random: Random) -> bytes:
    """An age file to one's own recipient."""
    card = identity.card
    fields = {"origin": origin, "content": content}
    return seal_signed(labels.DRAWER, fields, identity.signing, [card["sealing"]], random=random)


def open_drawer(identity: Identity, origin: str, file: bytes) -> dict[str, Any]:
    """The content. Raises age-…, signature, wrong-origin."""
    fields = open_signed(file, identity.sealing).check(labels.DRAWER, identity.card["signing"])
    check_place(fields, origin)
    content = fields.get("content")
    if not isinstance(content, dict):
        raise Refusal("json")
    return content
