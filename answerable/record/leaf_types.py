# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which leaf tells of which act: one row for every move of `core`, and the leaves that the record makes by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from answerable.core.body import BodyMove
from answerable.core.handler import HandlerMove
from answerable.core.letter_state import LetterMove
from answerable.core.move import Move
from answerable.core.process_lines import ENDED, LINES, PART
from answerable.core.statement import StatementMove

# Inside a thread leaf, where nobody sees it; the names are append-only.
THREAD: Final[Mapping[Move, str]] = {
    Move.LODGED: "lodged",
    Move.ACKNOWLEDGED: "acknowledged",
    Move.WORD: "word",
    Move.ANSWER: "answer",
    Move.PROMISE: "promise",
    Move.ACCEPTED: "accepted",
    Move.DECLINED: "declined",
    Move.MOVED: "moved",
    Move.CLAIM: "claim",
    Move.MARK: "mark",
    Move.CHANGE: "change",
    Move.PAUSE: "pause",
    Move.RESUME: "resume",
    Move.WITHDRAWAL: "withdrawal",
    Move.REOPEN: "reopen",
    Move.TRANSFER: "transfer",
    Move.ADMITTED: "admitted",
    Move.REMOVED: "removed",
    Move.HANDED_OUT: "handed-out",
    Move.RELEASED: "released",
    Move.BREACH: "breach",
    Move.ERASED: "erased",
    Move.CONSENT_ASKED: "consent-asked",
    Move.CONSENT_GIVEN: "consent-given",
    Move.CONSENT_REFUSED: "consent-refused",
    Move.CONSENT_BACK: "consent-back",
    Move.CONSENT_USED: "consent-used",
    Move.BOUNDARY: "boundary",
    Move.BOUNDARY_YES: "boundary-yes",
    Move.BOUNDARY_NO: "boundary-no",
    Move.BOUNDARY_LIFTED: "boundary-lifted",
    Move.BREACH_ANSWER: "breach-answer",
    Move.CONFLICT: "conflict",
    Move.SAME_ROAD: "same-road",
    Move.RENEWED: "renewed",
    Move.NEW_KEYS: "new-keys",
    Move.KEYS_REFUSED: "keys-refused",
    Move.RESEALED: "resealed",
    Move.REKEYED: "rekeyed",
    Move.ATTESTER_OFFERED: "attester-offered",
    Move.ATTESTER_TOLD: "attester-told",
    Move.ATTESTER_ACCEPTED: "attester-accepted",
    Move.ATTESTER_ENDED: "attester-ended",
    Move.ATTESTED: "attested",
}
# Of runs of processes: inside a thread leaf as well, whichever of `core.process_lines` they are.
RUN: Final = frozenset({*(line for line in LINES.values() if line), PART, *ENDED.values()})
# Open to all. What waits for somebody (an invitation, a text) shows nothing.
OPEN: Final[Mapping[BodyMove | HandlerMove | StatementMove, str | None]] = {
    BodyMove.LIST: "clocks",
    BodyMove.LETTER: "clocks",
    BodyMove.PLEDGE: "clocks",
    BodyMove.PAUSE: "clocks",
    BodyMove.RESUME: "clocks",
    BodyMove.DISSOLVE: "clocks",
    BodyMove.MERGE: "clocks",
    BodyMove.LEAVE: "clocks",
    HandlerMove.INVITE: None,
    HandlerMove.ACCEPT: "directory",
    HandlerMove.REHEARSE: None,
    HandlerMove.RENEW: "handler-key",
    HandlerMove.LEAVE: "directory",
    HandlerMove.END: "directory",
    StatementMove.WRITE: None,
    StatementMove.CHECK: "statement",
    StatementMove.REPLACE: "statement",
    StatementMove.DROP: None,
    StatementMove.TAKE_OUT: "statement",
    StatementMove.PROMISE: "promise",
    StatementMove.MOVE: "moved",
    StatementMove.CLAIM: "claim",
    StatementMove.ASK_TO_JOIN: None,
    StatementMove.JOIN: "joint",
    StatementMove.STAY_OUT: None,
}
# Of letters: open from the start. Drafts, links and signatures that are not enough show nothing, nor what nobody saw.
LETTER: Final[Mapping[LetterMove, str | None]] = {
    LetterMove.DRAFTED: None,
    LetterMove.REWRITTEN: None,
    LetterMove.JOINED: None,
    LetterMove.DROPPED: None,
    LetterMove.STOP: None,
    LetterMove.PUT_UP: "letter",
    LetterMove.MARK: "letter-act",
    LetterMove.KEYS: "letter-act",
    LetterMove.PAUSE: "letter-act",
    LetterMove.RESUME: "letter-act",
    LetterMove.HIDE: "letter-act",
    LetterMove.SHOW: "letter-act",
    LetterMove.DATE: "letter-act",
    LetterMove.ANSWER: "answer",
    LetterMove.PROMISE: "promise",
    LetterMove.MOVED: "moved",
    LetterMove.CLAIM: "claim",
    LetterMove.LINKED: "link",
    LetterMove.LINK: "letter-act",
    LetterMove.HELPED: "letter-act",
    LetterMove.TAKEN_OUT: "taken-out",
}
BY_ITSELF: Final = ("batch", "bundle", "key", "opened", "policy", "redaction", "release", "tally")
