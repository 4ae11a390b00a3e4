// SPDX-License-Identifier: AGPL-3.0-or-later
// What the pages use. Only what a page imports comes into its bundle.

export { afterMove, buildAdmission, buildLodging, buildMessage as buildAskerMessage, buildMove, buildNewEpoch, buildProcessAct, buildShow, checkReaders, signersOf, lodgedValue, type Next } from "./asker.ts";
export { clean, kindOf, NotWhole, type Cleaned, type Kind } from "./clean.ts";
export { filesOf, MOST_BYTES, openFile, sealFile, type FileRef, type Progress, type SealedBlob } from "./file.ts";
export { signChallenge, type Purpose } from "./challenge.ts";
export { deriveAsker, derivePasskey, deriveUnlock, passkeySalt, signinOf, type AskerKeys, type UnlockKeys } from "./derive.ts";
export { Refusal } from "./errors.ts";
export { buildExport, buildReaderExport } from "./export.ts";
export { cardOf, checkCertificate, fingerprint, openIdentity, sealIdentity, type Card, type Certificate, type Identity, type ReaderEntry } from "./identity.ts";
export { believe, buildEnrolment, buildMessage, buildRenewal, buildReseal, buildUnlock, openAsk, unlockKeys, type Enrolment, type Look, type OpenedAsk, type OwnEnrolment, type Unlock, type Way } from "./reader.ts";
export { asRecord, checkDirectory, checkPromise, checkTaken, laterDay, standing, watchOwn, type DirectoryRecord, type Entry, type EntriesRecord, type Keyed, type LeafPromise, type Standing } from "./record.ts";
export { buildNote, openDesk, type AskWithDesk, type DeskPayload, type OpenedDesk, type SealedNote } from "./desk.ts";
export { openDrawer, sealDrawer } from "./drawer.ts";
export { canBeSaved, isOnlyPhrases } from "./phrases.ts";
export { baselineOf, buildOwn, podOf, type Baseline, type PodPerson } from "./own.ts";
export { silenceOf, type Silence } from "./silence.ts";
export { openStateWith, type News, type OpenedState, type ProvenMove, type Shown } from "./state.ts";
export { cover, type Covered, type CoverageRules, type CoverState } from "./reading.ts";
export { countedIn, levelAt, type Counted, type Level, type Membership } from "./tally.ts";
export { stretch } from "./stretch.ts";
export type { Flaw, Gap, Line } from "./thread.ts";
export type { AskPayload, Choices, Directory, HistoryItem, Lodging, Private, SealedKey, SignedMove, State } from "./types.ts";
export type { Policy } from "./tlog.ts";
export type { Fields, Json, Random } from "./wire.ts";
export { b64, cleanText, parseB64, systemRandom, valueDigest } from "./wire.ts";
export { checkVoice, voiceWords } from "./voice.ts";
export { asRight, buildLook, buildLookRemoval, buildNewWords, buildRemoval, buildSupport, deviceProof, lookLocator, supportOf, type Right, type Support } from "./ways.ts";
export { completeWord, makeLookWords, makeWords, parseWords, type Words } from "./words.ts";
