// SPDX-License-Identifier: AGPL-3.0-or-later
// What a handler's client builds and opens.

import { recipientOf } from "./age.ts";
import { deriveUnlock, signinOf, type UnlockKeys } from "./derive.ts";
import { Refusal } from "./errors.ts";
import {
  checkCertificate, cardOf, makeIdentity, sealIdentity, signEnrolment, type Card, type Identity, type ReaderEntry,
} from "./identity.ts";
import { ASKER, signThenSeal, type Vouch } from "./message.ts";
import { openKeys, readMessages, seedsOf, show, type Shown } from "./state.ts";
import { stretch } from "./stretch.ts";
import { signingPublic } from "./signing.ts";
import { claimedMarkKey, membersOf, membersOverTime, sealThreadKey, threadRecipient, type ThreadKey } from "./threadkey.ts";
import type { AskPayload, SealedKey } from "./types.ts";
import { b64, parseB64, sha256Hex, systemRandom, utf8, type Fields, type Random } from "./wire.ts";
import { makeWords } from "./words.ts";

export type Way = "carried" | "printed";

export interface Unlock {
  readonly kind: Way;
  readonly locator: string;
  readonly signin: string;
  readonly sealed: string;
}

export interface Enrolment {
  readonly card: Card;
  readonly proof: string;
  readonly unlocks: readonly Unlock[];
}

export interface OwnEnrolment {
  readonly passphrases: Readonly<Record<Way, string>>;
  readonly identity: Identity;
}

/**
 * [enrolment, own]: a new identity, with a generated passphrase of each kind to unlock it (passkeys are added by the page).
 * `own` is shown and kept in memory, never sent.
 */
export async function buildEnrolment(
  origin: string, token: string, kinds: readonly Way[] = ["carried", "printed"], random: Random = systemRandom,
): Promise<[Enrolment, OwnEnrolment]> {
  const identity = makeIdentity(random);
  const passphrases = { carried: makeWords(random), printed: makeWords(random) };
  const unlocks: Unlock[] = [];
  for (const kind of kinds) unlocks.push(await buildUnlock(identity, origin, kind, passphrases[kind]));
  const enrolment = { card: await cardOf(identity), proof: await signEnrolment(identity, origin, token), unlocks };
  return [enrolment, { passphrases, identity }];
}

/** One more way: a generated passphrase. */
export async function buildUnlock(identity: Identity, origin: string, kind: Way, passphrase: string): Promise<Unlock> {
  const keys = await unlockKeys(passphrase, origin);
  const sealed = b64(await sealIdentity(identity, origin, keys));
  return { kind, locator: keys.locator, signin: signinOf(keys), sealed };
}

/** Locator, sign-in and sealing keys of a generated passphrase. `onProgress` gets 0 … 1. */
export async function unlockKeys(passphrase: string, origin: string, onProgress?: (part: number) => void): Promise<UnlockKeys> {
  return deriveUnlock(await stretch(passphrase, origin, onProgress), origin);
}

export interface OpenedAsk extends Shown {
  readonly origin: string;
  readonly ask: string;
  readonly handler: string;
  readonly mark_key: string;
  /** The newest epoch there is, whether or not its key is at hand. */
  readonly epoch: number;
  readonly seeds: Readonly<Record<number, string>>;
  /** By epoch: holder to the digest of their recipient. */
  readonly members: Readonly<Record<number, Readonly<Record<string, string>>>>;
  /** By epoch: reader to the key that they sign with, where the list says it. */
  readonly signers: Readonly<Record<number, Readonly<Record<string, string>>>>;
  /** By epoch: the colleague who made that key, with the signing key that the certificate shows. */
  readonly makers: Readonly<Record<number, Maker>>;
  /** By epoch: why nothing is sealed to a key that a colleague made. `believe` asks the record. */
  readonly doubts: Readonly<Record<number, string>>;
}

export interface Maker {
  readonly code: string;
  readonly signing: string;
}

/** Refuses record-… unless the keys of this entry of a directory stand in the record. */
export type Look = (entry: ReaderEntry) => void;

/** A thread as a handler may read it. Refuses age-…, key-swapped, certificate. `today` as for `openStateWith`. */
export async function openAsk(
  identity: Identity, origin: string, handler: string, payload: AskPayload, today: string | null = null,
): Promise<OpenedAsk> {
  const markKey = await markKeyOf(identity, payload);
  const signers = checkSigners(origin, payload, [handler, signingPublic(identity.signing)]).set(ASKER, [markKey]);
  const keys = await openKeys(identity.sealing, origin, payload.ask, markKey, payload.keys, signers);
  const makers = makersOf(keys, handler, signingPublic(identity.signing));
  const seeds = seedsOf(keys);
  const thread = await readMessages(origin, payload.ask, seeds, signers, payload, membersOverTime(keys), today);
  return {
    origin, ask: payload.ask, handler, mark_key: markKey, epoch: payload.epoch ?? Math.max(0, ...seeds.keys()),
    seeds: Object.fromEntries([...seeds].map(([epoch, seed]) => [epoch, b64(seed)])),
    members: Object.fromEntries([...keys].map(([epoch, key]) => [epoch, key.members])),
    signers: Object.fromEntries([...keys].map(([epoch, key]) => [epoch, key.signers])),
    makers, doubts: Object.fromEntries(Object.keys(makers).map((epoch) => [epoch, "record-head"])), ...show(thread, handler),
  };
}

function makersOf(keys: ReadonlyMap<number, ThreadKey>, handler: string, own: string): OpenedAsk["makers"] {
  const others = [...keys].filter(([, { maker, signedBy }]) => maker !== ASKER && !(maker === handler && signedBy === own));
  return Object.fromEntries(others.map(([epoch, { maker, signedBy }]) => [epoch, { code: maker, signing: signedBy ?? "" }]));
}

/**
 * The opened thread once the record was asked for each colleague who made a key of it: a host that holds the enrolment key
 * can certify any key. `readers` as in the payload.
 */
export function believe(opened: OpenedAsk, readers: readonly ReaderEntry[], look: Look): OpenedAsk {
  const asked = Object.entries(opened.makers).map(([epoch, maker]) => [epoch, doubtOf(maker, readers, look)]);
  return { ...opened, doubts: Object.fromEntries(asked.filter(([, why]) => why !== null)) };
}

function doubtOf(maker: Maker, readers: readonly ReaderEntry[], look: Look): string | null {
  const entry = readers.find((one) => one.code === maker.code);
  if (entry?.signing !== maker.signing) return "record-key";
  try {
    look(entry);
    return null;
  } catch (mistake) {
    if (mistake instanceof Refusal) return mistake.code;
    throw mistake;
  }
}

/** For a hosted ask ("" in the payload) the one that its maker put into the thread key. */
async function markKeyOf(identity: Identity, { mark_key, keys }: AskPayload): Promise<string> {
  const first = keys[0];
  return mark_key || !first ? mark_key : claimedMarkKey(parseB64(first.file), identity.sealing);
}

/** Every signing key with a right certificate, former ones first; `own` is this reader's, whatever the server says. */
export function checkSigners(origin: string, payload: AskPayload, [handler, own]: readonly [string, string]): Map<string, readonly string[]> {
  const signers = new Map<string, readonly string[]>();
  for (const entry of payload.readers) {
    const cards = [...(entry.former ?? []).map((card) => ({ ...card, code: entry.code })), entry];
    for (const card of cards)
      checkCertificate(entry.enrolment_key || payload.enrolment_key, origin, entry.body || payload.body.code, card);
    signers.set(entry.code, cards.map((card) => card.signing));
  }
  return signers.set(handler, [...(signers.get(handler) ?? []).filter((key) => key !== own), own]);
}

/**
 * {"ask", "epoch", "file"}, sealed to the newest epoch. Refuses old-epoch: somebody without the newest key was
 * taken off, and so was whoever else still holds the older one; record-… where a colleague made the newest key and was
 * not seen in the record (`believe`).
 */
export async function buildMessage(
  identity: Identity, opened: OpenedAsk, body: Fields, next: { readonly number: number; readonly last: string },
): Promise<{ ask: string; epoch: number; file: string }> {
  const { epoch } = opened;
  const [seed, doubt] = [opened.seeds[epoch], opened.doubts[epoch]];
  if (seed === undefined) throw new Refusal("old-epoch");
  if (doubt !== undefined) throw new Refusal(doubt);
  const recipient = await recipientOf(parseB64(seed, 32));
  const message = { origin: opened.origin, thread: opened.ask, epoch, sender: opened.handler, ...next, body };
  return { ask: opened.ask, epoch, file: b64(await signThenSeal(message, identity.signing, recipient)) };
}

/**
 * Every epoch's key that is at hand, for a reader who has new keys. Only after the six words were heard (`checkVoice`).
 * `vouch` goes into the body of a message, so that all in the thread learn it.
 */
export async function buildReseal(identity: Identity, opened: OpenedAsk, entry: ReaderEntry): Promise<{ keys: SealedKey[]; vouch: Vouch }> {
  const keys: SealedKey[] = [];
  for (const [epoch, seed] of Object.entries(opened.seeds)) {
    const key = keyOf(opened, Number(epoch), parseB64(seed, 32), opened.members[Number(epoch)] ?? {}, opened.signers[Number(epoch)] ?? {});
    const file = await sealThreadKey(key, entry.code, entry.sealing, identity.signing);
    keys.push({ holder: entry.code, epoch: key.epoch, file: b64(file) });
  }
  return { keys, vouch: { handler: entry.code, sealing: sha256Hex(utf8(entry.sealing)), signing: entry.signing } };
}

type Named = Readonly<Record<string, string>>;

function keyOf(opened: OpenedAsk, epoch: number, seed: Uint8Array, members: Named, signers: Named): ThreadKey {
  return { origin: opened.origin, thread: opened.ask, epoch, seed, markKey: opened.mark_key, members, signers, maker: opened.handler };
}

export interface Renewal {
  readonly epoch: number;
  readonly epoch_key: string;
  readonly keys: readonly SealedKey[];
}

/**
 * A new epoch for those who stay, once somebody left. `holders` maps "asker", codes and standbys to recipients, as the
 * server names them. Refuses old-epoch without the newest key, reader-unknown unless the newest key names this reader,
 * and each of them with this recipient.
 */
export async function buildRenewal(
  identity: Identity, opened: OpenedAsk, holders: Readonly<Record<string, string>>, random: Random = systemRandom,
): Promise<Renewal> {
  if (opened.seeds[opened.epoch] === undefined) throw new Refusal("old-epoch");
  const known = opened.members[opened.epoch] ?? {};
  const named = new Map(Object.entries(holders).sort(([one], [other]) => (one < other ? -1 : 1)));
  const members = membersOf(named);
  const isKnown = Object.entries(members).every(([holder, digest]) => known[holder] === digest);
  if (!isKnown || !(ASKER in members) || !(opened.handler in members)) throw new Refusal("reader-unknown");
  const signers = Object.fromEntries(Object.entries(opened.signers[opened.epoch] ?? {}).filter(([code]) => code in members));
  const key = keyOf(opened, opened.epoch + 1, random(32), members, signers);
  const keys: SealedKey[] = [];
  for (const [holder, recipient] of named) {
    const file = await sealThreadKey(key, holder, recipient, identity.signing);
    keys.push({ holder, epoch: key.epoch, file: b64(file) });
  }
  return { epoch: key.epoch, epoch_key: await threadRecipient(key), keys };
}
