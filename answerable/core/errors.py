# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is said when something cannot be done. A mistake of our own is never one of these."""

from answerable.core.words import N_

NOTHING_HERE = N_("There is nothing here that you can open.")


class Refused(Exception):
    """Mistaken or hostile input. `sentence` is an English msgid for a person: no secret and no content in it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Denied(Refused):
    """No permission. Absent and forbidden say the same sentence, so the sentence cannot be chosen."""

    def __init__(self) -> None:
        super().__init__(NOTHING_HERE)
