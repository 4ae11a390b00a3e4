// SPDX-License-Identifier: AGPL-3.0-or-later
// Every domain separator, as in answerable/sealing/labels.py. Append-only.

export const WORDS = "answerable.v1.words";
export const STRETCH = "answerable.v1.stretch";
export const LOCATOR = "answerable.v1.locator";
export const SIGNIN = "answerable.v1.signin";
export const SEALING = "answerable.v1.sealing";
export const UNLOCK_LOCATOR = "answerable.v1.unlock.locator";
export const UNLOCK_SIGNIN = "answerable.v1.unlock.signin";
export const UNLOCK_SEALING = "answerable.v1.unlock.sealing";
export const CHALLENGE = "answerable.v1.challenge";
export const KEEP = "answerable.v1.keep";
export const THREAD_KEY = "answerable.v1.thread-key";
export const MESSAGE = "answerable.v1.message";
export const MOVE = "answerable.v1.move";
export const IDENTITY = "answerable.v1.identity";
export const ENROLMENT = "answerable.v1.enrolment";
export const CERTIFICATE = "answerable.v1.certificate";
export const FINGERPRINT = "answerable.v1.fingerprint";
export const EXPORT = "answerable.v1.export";
export const LEAF_PROMISE = "answerable.v1.leaf-promise";
export const SHOW = "answerable.v1.show";
export const TALLY = "answerable.v1.tally";
export const LETTER_LOCATOR = "answerable.v1.letter.locator";
export const LETTER_SIGNIN = "answerable.v1.letter.signin";
export const LETTER_MARK = "answerable.v1.letter.mark";
export const LETTER_ACT = "answerable.v1.letter-act";
export const LETTER_TEXT = "answerable.v1.letter-text";
export const PASSKEY_SALT = "answerable.v1.passkey.salt";
export const PASSKEY_SIGNIN = "answerable.v1.passkey.signin";
export const PASSKEY_SEALING = "answerable.v1.passkey.sealing";
export const VOICE = "answerable.v1.voice";
export const DESK_KEY = "answerable.v1.desk-key";
export const NOTE = "answerable.v1.note";
export const DRAWER = "answerable.v1.drawer";
export const LOOK = "answerable.v1.look";
export const DEVICE = "answerable.v1.device";
