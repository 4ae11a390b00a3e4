# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is said beside each asker of the invented movement."""

from typing import Final

# What the ways-in page says beside each asker's words.
SAYS: Final = {
    "new": "sent three days ago",
    "late": "nobody has read it in twelve days",
    "read": "read, not answered yet",
    "answered": "answered: no, with reasons",
    "promised": "a promise is due in twenty days",
    "past": "a promise whose day has passed",
    "done": "they say it is done; you decide",
    "met": "marked met",
    "paused": "paused",
    "taken": "taken back",
    "held": "waits for its day",
    "round": "a reader was left out; the backup only",
    "beyond": "sent past the organisation, to the backup",
    "silent": "silent for 100 days, and shows by name",
    "unjoined": "to an organisation that has not joined",
}
