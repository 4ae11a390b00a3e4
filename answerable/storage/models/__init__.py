# SPDX-License-Identifier: AGPL-3.0-or-later
"""The models, one noun a file. Only storage and actions may import them."""

from answerable.storage.models.account import Account, Passkey, SpentNonce, Unlock
from answerable.storage.models.ask import Ask
from answerable.storage.models.asker import Asker
from answerable.storage.models.attachment import Attachment, AttachmentPart
from answerable.storage.models.backer import Backer
from answerable.storage.models.body import Body
from answerable.storage.models.carrier import Carrier
from answerable.storage.models.desk_note import DeskKey, DeskNote
from answerable.storage.models.drawer import Drawer
from answerable.storage.models.installation import Installation
from answerable.storage.models.invitation import Invitation
from answerable.storage.models.journal import Envelope, Payload
from answerable.storage.models.letter import Keyholder, Letter, LetterFact, LetterInvitation, LetterText, Saying
from answerable.storage.models.notice import JobDay, Notice
from answerable.storage.models.practice import Practice
from answerable.storage.models.reader import Attester, Backup, Reader
from answerable.storage.models.record import Batch, Leaf, Log, Opening, Tally, WaitingLeaf
from answerable.storage.models.release import ReleasedFigure, ReleasedLine
from answerable.storage.models.run import Run, RunFact
from answerable.storage.models.sealed_file import SealedFile
from answerable.storage.models.sealed_key import SealedKey
from answerable.storage.models.seat import FormerKeys, Seat
from answerable.storage.models.sent import Sent
from answerable.storage.models.serving import Serving
from answerable.storage.models.statement import Statement, StatementPartner, StatementPromise
from answerable.storage.models.support import Support
from answerable.storage.models.tie import Tie
from answerable.storage.models.tombstone import Tombstone
from answerable.storage.models.visit import Visit
from answerable.storage.models.way import PastWords, Way

__all__ = [
    "Account",
    "Ask",
    "Asker",
    "Attachment",
    "Attester",
    "AttachmentPart",
    "Backup",
    "Batch",
    "Backer",
    "Body",
    "Carrier",
    "DeskKey",
    "DeskNote",
    "Drawer",
    "Envelope",
    "FormerKeys",
    "Installation",
    "Invitation",
    "JobDay",
    "Keyholder",
    "Leaf",
    "Letter",
    "LetterFact",
    "LetterInvitation",
    "LetterText",
    "Log",
    "Notice",
    "Opening",
    "Passkey",
    "PastWords",
    "Payload",
    "Practice",
    "Reader",
    "ReleasedFigure",
    "ReleasedLine",
    "Run",
    "RunFact",
    "Saying",
    "SealedFile",
    "SealedKey",
    "Seat",
    "Sent",
    "Serving",
    "SpentNonce",
    "Statement",
    "StatementPartner",
    "StatementPromise",
    "Support",
    "Tally",
    "Tie",
    "Tombstone",
    "Unlock",
    "Visit",
    "WaitingLeaf",
    "Way",
]
