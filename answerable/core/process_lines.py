# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which lines of the record a run of a process leaves: that it began, went on to its next part, ended and how, that the
party asked left it, and who holds it since when or no longer.

They are lines like those of the ask: nobody sees what one is. What only prepares, consents and refusals leave none.
"""

from collections.abc import Mapping
from typing import Final

from answerable.core.process_move import RunFact, RunMove
from answerable.core.process_state import Run
from answerable.core.process_template import EndingKind

# The names are append-only, as all inside a leaf are. None: it leaves no line, unless the run ends by it.
LINES: Final[Mapping[RunMove, str | None]] = {
    RunMove.PROPOSE: "run-proposed",
    RunMove.AGREE: None,
    RunMove.DECLINE: None,
    RunMove.BEGIN: "run-begun",
    RunMove.DONE: None,
    RunMove.LEAVE_OUT: None,
    RunMove.CONSENT: None,
    RunMove.TAKE_BACK: None,
    RunMove.LATE: None,
    RunMove.PAUSE: None,
    RunMove.RESUME: None,
    RunMove.LEAVE: "run-left",
    RunMove.STOP: None,
    RunMove.OVERTAKE: None,
    RunMove.OFFER: None,
    RunMove.DECLARE: None,
    RunMove.ACCEPT: "facilitator-accepted",
    RunMove.END_FACILITATOR: "facilitator-ended",
    RunMove.WISH_ANOTHER: None,
}
PART: Final = "run-part"
ENDED: Final[Mapping[EndingKind, str]] = {
    EndingKind.DONE: "run-ended-done",
    EndingKind.NOT_TAKEN_UP: "run-ended-not-taken-up",
    EndingKind.STOPPED: "run-ended-stopped",
    EndingKind.OVERTAKEN: "run-ended-overtaken",
}


def line_of(before: Run | None, fact: RunFact, after: Run) -> str | None:
    """The type of the line that a fact leaves, or None."""
    if before is not None and before.ending is None and after.ending is not None:
        return ENDED[after.ending]
    left, reached = before.step if before else None, after.step
    if left is not None and reached is not None and left.phase != reached.phase:
        return PART
    return LINES[fact.move]
