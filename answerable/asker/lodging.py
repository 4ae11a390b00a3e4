# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lodging one ask: built and sealed here, sent, and held against the log's promise. Nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from answerable.asker.choosing import Answers, check_answers, choices
from answerable.asker.parse import parse_sheet, parse_taken
from answerable.asker.server import Server, parse_object
from answerable.asker.trust import Trust
from answerable.core.errors import Refused
from answerable.sealing import asker
from answerable.sealing.signing import signing_public
from answerable.sealing.wire import Random, parse_b64

NO_BODY: Final = "No organisation that can be asked stands there under the name {slug}."
PROMISED: Final = (
    "This server signed that your ask will stand in its record with the next night's batch. There it tells nobody "
    "whose it is or what it says."
)
NOT_PROMISED: Final = (
    "It was sent. But this server did not sign for it as it should: look at your ask in two days, and see if it stands "
    "in the record."
)
KEYS_CHANGED: Final = (
    "The keys of the readers are not those that this was sealed to. Nothing was sent. Please write it again with "
    "`answerable ask new`."
)
Part = Mapping[str, Any]


@dataclass(frozen=True)
class Built:
    """A lodging ready to be sent: what travels, and the mark seed, which stays."""

    lodging: dict[str, Any] = field(repr=False)
    mark_seed: str = field(repr=False)
    number: int
    slug: str
    cards: Sequence[Part] = field(repr=False)

    def kept(self, origin: str) -> dict[str, Any]:
        """What a sealed file holds of it, to be sent later: the readers' keys beside it, to be compared then."""
        cards = [{name: each[name] for name in ("code", "sealing", "signing")} for each in self.cards]
        return {
            "origin": origin, "slug": self.slug, "number": self.number, "lodging": self.lodging,
            "mark_seed": self.mark_seed, "cards": cards,
        }  # fmt: skip


def fetch_sheet(server: Server, slug: str) -> dict[str, Any]:
    """The directory of one body, with its sentences. Raises Refused."""
    is_slug = slug.isascii() and slug.replace("-", "").replace("_", "").isalnum()
    content = server.get(f"/ask/to/{slug}.json") if is_slug else None
    if content is None:
        raise Refused(NO_BODY.format(slug=slug))
    return parse_sheet(parse_object(content, server.origin))


def build(
    origin: str, sheet: Part, answers: Answers, words: str, trust: Trust, *, number: int = 1, random: Random
) -> Built:
    """Checks every chosen key in the record, then seals. Raises Refused, record-…, certificate, words-…"""
    check_answers(answers, sheet)
    chosen = choices(answers, sheet, random=random)
    cards = asker.check_readers(origin, sheet, [*chosen["readers"], *chosen["backups"]])
    trust.check_keys(sheet["record"], list(cards.values()), sheet["today"])
    lodging, private = asker.build_lodging(words, origin, sheet, chosen, random=random, number=number)
    return Built(lodging, private["mark_seed"], number, sheet["body"]["slug"], list(cards.values()))


def send(server: Server, built: Built) -> dict[str, Any]:
    """What the server took. The same lodging sent twice is taken once. Raises Unreached, Said, Refused."""
    server.open_door("/ask/")
    return parse_taken(server.post("/api/ask/lodge", built.lodging))


def received(trust: Trust, taken: Part, built: Built) -> list[str]:
    """The server's sentences about the days, and whether the log signed for this very lodging."""
    return [*taken["received"], PROMISED if trust.is_promised(taken, built.lodging) else NOT_PROMISED]


def renew(kept: Part, sheet: Part, trust: Trust) -> Built:
    """A kept lodging for today: every key it was sealed to still stands, and its first move is signed anew.

    Raises Refused, record-…, certificate.
    """
    codes = [each["code"] for each in kept["cards"]]
    now = asker.check_readers(kept["origin"], sheet, codes)
    for each in kept["cards"]:
        if any(now[each["code"]][name] != each[name] for name in ("sealing", "signing")):
            raise Refused(KEYS_CHANGED)
    trust.check_keys(sheet["record"], list(now.values()), sheet["today"])
    lodging = dict(kept["lodging"])
    if str(lodging["hold_until"] or "") <= sheet["today"]:
        lodging["hold_until"] = None  # the day that was drawn has passed: it goes at once
    lodging["move"] = _first_move(kept, lodging, sheet["today"])
    return Built(lodging, kept["mark_seed"], kept["number"], kept["slug"], kept["cards"])


def _first_move(kept: Part, lodging: Part, today: str) -> dict[str, Any]:
    seed = kept["mark_seed"]
    private = {
        "origin": kept["origin"], "ask": lodging["thread"], "mark_seed": seed,
        "mark_key": signing_public(parse_b64(seed, 32)),
    }  # fmt: skip
    return asker.first_move(private, asker.lodged_value(lodging), today)
