# SPDX-License-Identifier: AGPL-3.0-or-later
"""What sealing refuses: a code shared with the browser's side, and a sentence for a person.

`str()` and `args` of a refusal hold the code alone, so that a log line can never hold what somebody typed.
"""

from typing import Final

from answerable.core.errors import Refused
from answerable.core.words import N_

SENTENCES: Final = {
    "words-count": N_("There must be eight words. Here there are {count}."),
    "look-count": N_("There must be four words. Here there are {count}."),
    "words-unknown": N_("Word {position} is not one of our words: “{word}”. Please look at that word again."),
    "words-checksum": N_("These eight words do not fit together. One of them is a different word."),
    "base64": N_("A part of this is damaged: it is not written as it should be."),
    "json": N_("A part of this is damaged: it cannot be read."),
    "padding": N_("A part of this is damaged: its length does not fit."),
    "file-size": N_("A file has at least one byte and at most 50 MB."),
    "file-digest": N_("This file is not the one that was sent with these words. It was not opened."),
    "age-format": N_("This is not a sealed file, or it is damaged."),
    "age-classic": N_("This file is sealed in an older way that we do not accept."),
    "age-mixed": N_("This file is sealed in two ways at once. We do not accept that."),
    "age-recipient": N_("This is not a key that we can seal to."),
    "age-identity": N_("This is not a key that we can open with."),
    "age-no-key": N_("None of your keys opens this."),
    "age-damaged": N_("This sealed file was changed or is damaged."),
    "signature": N_("The signature is not right. This does not come from whom it says."),
    "unsigned": N_("This has no signature, so nobody can know who wrote it."),
    "wrong-domain": N_("This was signed for something else."),
    "wrong-origin": N_("This belongs to another server."),
    "wrong-thread": N_("This belongs to another ask."),
    "expired": N_("This took too long. Please try again."),
    "certificate": N_("The key of a reader is not signed by the organisation. We do not seal anything to it."),
    "certificate-term": N_("A reader is not in office on this day."),
    "reader-unknown": N_("A reader that was chosen is not on the list of this organisation."),
    "key-swapped": N_("A key is not the one that was kept. Nothing was sealed to it."),
    "old-epoch": N_("This would be sealed with a key that somebody who left still has."),
    "keep-old": N_(
        "This server gave an older copy of your own file than the one that belongs here. Somebody whom you took away "
        "stands in it, so nothing was opened. Come back later; if it stays so, tell somebody whom you trust."
    ),
    "move-number": N_("This step does not follow the one before it."),
    "move-chain": N_("This step does not belong to the steps before it."),
    "commitment": N_("The entry does not open: this is not what was written down then."),
    "row": N_("A stored part cannot be opened. It was changed, or its key is gone."),
    "length": N_("A key does not have the length it should have."),
    "tally": N_("What should prove that a month counted this ask proves something else."),
    "export": N_("This file is not an export of a thread."),
    "backup": N_("This is not a backup of Answerable, or it is damaged. Nothing was put in place. Take another one."),
    "voice": N_("These are not the six words of this key. Do not seal anything to it before they fit."),
    "record-head": N_(
        "The record of this server cannot be believed just now: its newest head is not signed as it should be."
    ),
    "record-old": N_(
        "The list of readers in the record is too old, or the date of this device is wrong, so nothing was sent. "
        "Please look at the date, or try again later."
    ),
    "record-key": N_(
        "The key of a reader is not the one that stands in the record for everybody. Somebody may want to read along, "
        "so nothing was sent."
    ),
    "record-new": N_(
        "The key of a reader is newer than three days. Nothing was sent to it. "
        "Leave this reader out, or come back later."
    ),
}


class Refusal(Refused):
    """Something from outside that sealing does not accept. `code` is shared with the browser's side."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details
        self.msgid = SENTENCES[code]
        self.sentence = self.msgid.format(**details)

    def __str__(self) -> str:
        return self.code
