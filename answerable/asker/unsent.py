# SPDX-License-Identifier: AGPL-3.0-or-later
"""What could not be sent, as one sealed file: a bare age file that only the code words open, and that names no server.

Its key comes from the words under no origin at all, so that the file need not say in clear where it would go.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from answerable.asker.parse import fits
from answerable.sealing import labels
from answerable.sealing.derive import Keys, derive
from answerable.sealing.envelope import open_signed, seal_signed
from answerable.sealing.errors import Refusal
from answerable.sealing.wire import Random
from answerable.sealing.words import stretch

NO_ORIGIN: Final = ""
SHAPES: Final[Mapping[str, Any]] = {
    "lodging": {
        "origin": str, "slug": str, "number": int, "lodging": dict, "mark_seed": str,
        "cards": [{"code": str, "sealing": str, "signing": str}],
    },
    "act": {"origin": str, "number": int, "ask": str, "act": dict, "place": int, "path?": str, "body?": dict},
}  # fmt: skip


def unsent_keys(words: str) -> Keys:
    """The keys of such a file. Takes about 50 ms. Raises the words-… codes."""
    seed = derive(stretch(words, NO_ORIGIN), labels.UNSENT, NO_ORIGIN, "")
    return Keys(*(derive(seed, label, NO_ORIGIN, "") for label in (labels.LOCATOR, labels.SIGNIN, labels.SEALING)))


def seal_unsent(words: str, what: str, given: Mapping[str, Any], *, random: Random) -> bytes:
    """`what` is "lodging" or "act"; what each holds stands in SHAPES."""
    keys = unsent_keys(words)
    fields = {"what": what, "given": dict(given)}
    return seal_signed(labels.UNSENT, fields, keys.signin, [keys.recipient], random=random)


def open_unsent(words: str, file: bytes) -> tuple[str, dict[str, Any]]:
    """(what, given). Raises words-…, age-…, signature, json."""
    keys = unsent_keys(words)
    fields = open_signed(file, keys.sealing).check(labels.UNSENT, keys.signin_public)
    what = str(fields.get("what"))
    if what not in SHAPES or not fits(fields.get("given"), SHAPES[what]):
        raise Refusal("json")
    return what, fields["given"]
