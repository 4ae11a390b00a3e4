# SPDX-License-Identifier: AGPL-3.0-or-later
"""The names that a reading uses. Each language file says each of them in words; only ever added to."""

from typing import Final

KINDS: Final = (
    "responsibility", "harm", "impact", "regret", "explanation", "change", "repair", "forgiveness", "promise",
    "value", "praise", "condition", "counter", "call", "link",
)  # fmt: skip
SLOTS: Final = ("who", "what", "ask", "when", "seen", "resource", "marks", "if_not")
LEVELS: Final = range(8)
CUES: Final = (
    "agentless", "noun", "conditional", "hedge", "verbs", "plural", "praise_first", "reversal", "unnamed", "bravery",
)  # fmt: skip
NAMED: Final = "named"
ASSUMED: Final = "assumed"
VAGUE: Final = "vague"
MISSING: Final = "missing"
STATES: Final = (NAMED, ASSUMED, VAGUE, MISSING)
ANSWERED_YES: Final = "answered_yes"
ANSWERED_NO: Final = "answered_no"
ECHOED: Final = "echoed"
NOT_MENTIONED: Final = "not_mentioned"
COVERAGE: Final = (ANSWERED_YES, ANSWERED_NO, ECHOED, NOT_MENTIONED)
QUESTIONS: Final = (*SLOTS, "yes_or_no", "not_mentioned")
PAGE: Final = ("title", "assumed", "promise", "ask", "limits")
