# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the figures are called, and what is said beside them."""

from collections.abc import Mapping

from answerable.core.words import N_

LINES: Mapping[str, str] = {
    "waited_90": N_("At least one ask has waited more than 90 days without an answer."),
    "done_not_met": N_("The body says done; the asker has not marked it met."),
    "look_back_90": N_(
        "At least one ask about years before, or somebody who left or led, has waited more than 90 days."
    ),
}
# Of each figure: what is counted. `of` is its denominator, `missing` what could not be counted yet.
TITLES: Mapping[str, str] = {
    "received": N_("Asks received"),
    "acknowledged_in_time": N_("Read, and said so in time"),
    "answered_in_time": N_("Answered in time"),
    "waiting_past_day": N_("Asks that have waited longer than was promised"),
    "waiting_over_90": N_("Asks that have waited more than 90 days without an answer"),
    "taken_back": N_("Asks taken back by their asker"),
    "promises_due": N_("Promises whose day has come"),
    "promises_said_done": N_("Promises the body says are done"),
    "promises_marked_met": N_("Promises marked met by their asker"),
    "promises_past_due": N_("Promises past due"),
    "promises_moved": N_("Promises whose day was moved"),
    "claimed_done": N_("Asks the body says are done"),
    "marked_met": N_("Asks marked met by their asker"),
    "look_back_before": N_("Answers to asks about the years before the organisation joined"),
    "look_back_left": N_("Answers to asks about people who left"),
    "look_back_led": N_("Answers to asks about past leaders"),
    "hops": N_("Moves of asks from one organisation to another"),
    "same_road": N_("Answers about a person, where it was written what was done the last time"),
    "told": N_("Asks about a person, where that person was told as the asker allowed"),
    "recused": N_("Readers who stepped aside this year because they were too close"),
    "silence_now": N_("Longest silence now, in days"),
    "silence_longest": N_("Longest silence so far, in days"),
}
# Anybody can lodge through the open door, so there a mark is a count and never a share.
NEVER_A_SHARE = frozenset({"promises_marked_met", "marked_met"})
NOT_COUNTED = N_("Asks whose askers chose the backup only are in no figure.")
ANYBODY_CAN = N_("Anybody can send an ask, so friends and enemies can too. “Met” here is a count, never a share.")
DURATION_HIDDEN = N_("A length of time is printed only where at least five asks wait.")
MAY_BE_NONE = N_("0 to 4 may be none; that does not mean no one was harmed.")
