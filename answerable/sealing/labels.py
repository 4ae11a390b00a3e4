# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every domain separator. Append-only: a label that was ever used keeps its meaning for good."""

from typing import Final

WORDS: Final = "answerable.v1.words"
STRETCH: Final = "answerable.v1.stretch"
LOCATOR: Final = "answerable.v1.locator"
SIGNIN: Final = "answerable.v1.signin"
SEALING: Final = "answerable.v1.sealing"
UNLOCK_LOCATOR: Final = "answerable.v1.unlock.locator"
UNLOCK_SIGNIN: Final = "answerable.v1.unlock.signin"
UNLOCK_SEALING: Final = "answerable.v1.unlock.sealing"
CHALLENGE: Final = "answerable.v1.challenge"
NONCE: Final = "answerable.v1.nonce"
KEEP: Final = "answerable.v1.keep"
THREAD_KEY: Final = "answerable.v1.thread-key"
MESSAGE: Final = "answerable.v1.message"
MOVE: Final = "answerable.v1.move"
IDENTITY: Final = "answerable.v1.identity"
ENROLMENT: Final = "answerable.v1.enrolment"
CERTIFICATE: Final = "answerable.v1.certificate"
FINGERPRINT: Final = "answerable.v1.fingerprint"
ROW: Final = "answerable.v1.row"
EXPORT: Final = "answerable.v1.export"
LOG_KEY: Final = "answerable.v1.log-key"
LEAF_PROMISE: Final = "answerable.v1.leaf-promise"
SHOW: Final = "answerable.v1.show"
TALLY: Final = "answerable.v1.tally"
UNSENT: Final = "answerable.v1.unsent"
LETTER_LOCATOR: Final = "answerable.v1.letter.locator"
LETTER_SIGNIN: Final = "answerable.v1.letter.signin"
LETTER_MARK: Final = "answerable.v1.letter.mark"
LETTER_ACT: Final = "answerable.v1.letter-act"
LETTER_TEXT: Final = "answerable.v1.letter-text"
PASSKEY_SALT: Final = "answerable.v1.passkey.salt"
PASSKEY_SIGNIN: Final = "answerable.v1.passkey.signin"
PASSKEY_SEALING: Final = "answerable.v1.passkey.sealing"
VOICE: Final = "answerable.v1.voice"
DESK_KEY: Final = "answerable.v1.desk-key"
NOTE: Final = "answerable.v1.note"
DRAWER: Final = "answerable.v1.drawer"
LOOK: Final = "answerable.v1.look"
DEVICE: Final = "answerable.v1.device"
PROCESS: Final = "answerable.v1.process"
BACKUP: Final = "answerable.v1.backup"

ALL: Final = (
    WORDS, STRETCH, LOCATOR, SIGNIN, SEALING, UNLOCK_LOCATOR, UNLOCK_SIGNIN, UNLOCK_SEALING, CHALLENGE, NONCE, KEEP,
    THREAD_KEY, MESSAGE, MOVE, IDENTITY, ENROLMENT, CERTIFICATE, FINGERPRINT, ROW, EXPORT, LOG_KEY, LEAF_PROMISE,
    SHOW, TALLY, UNSENT, LETTER_LOCATOR, LETTER_SIGNIN, LETTER_MARK, LETTER_ACT, LETTER_TEXT,
    PASSKEY_SALT, PASSKEY_SIGNIN, PASSKEY_SEALING, VOICE, DESK_KEY, NOTE, DRAWER,
    LOOK, DEVICE, PROCESS, BACKUP,
)  # fmt: skip
