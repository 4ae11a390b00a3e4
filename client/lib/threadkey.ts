// SPDX-License-Identifier: AGPL-3.0-or-later
// The key of a thread: one hybrid identity for each epoch, sealed to each holder by the one who made the copy.

import { recipientOf } from "./age.ts";
import { checkPlace, openSigned, sealSigned, signedBy, type Envelope } from "./envelope.ts";
import { Refusal } from "./errors.ts";
import * as labels from "./labels.ts";
import { ASKER } from "./message.ts";
import { b64, isFields, parseB64, sha256Hex, utf8, type Random } from "./wire.ts";

/** By sender ("asker" or a code): every signing key that they have had, the newest last. */
export type Signers = ReadonlyMap<string, readonly string[]>;

export interface ThreadKey {
  readonly origin: string;
  readonly thread: string;
  readonly epoch: number;
  readonly seed: Uint8Array;
  readonly markKey: string;
  /** Holder to the digest of their recipient; empty in copies from before there was such a list. */
  readonly members: Readonly<Record<string, string>>;
  /** Of each reader among them the key that they sign with; empty likewise. */
  readonly signers: Readonly<Record<string, string>>;
  readonly maker: string;
  /** The key that signed this copy, once it was opened. */
  readonly signedBy?: string;
}

/** Holder to the digest of the recipient that a key is sealed to: who stays may seal the next to nobody else. */
export function membersOf(holders: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries([...holders].map(([holder, recipient]) => [holder, sha256Hex(utf8(recipient))]));
}

/** Who held each key, the newest last, as far as the keys say it. `keys` by epoch. */
export function membersOverTime(keys: ReadonlyMap<number, ThreadKey>): Readonly<Record<string, string>>[] {
  const sorted = [...keys.values()].sort((one, other) => one.epoch - other.epoch);
  return sorted.map((one) => one.members).filter((one) => Object.keys(one).length > 0);
}

/** The mark key that stands inside. Only for an ask through the host, whose server keeps no mark key. */
export async function claimedMarkKey(file: Uint8Array, seed: Uint8Array): Promise<string> {
  return String((await openSigned(file, seed)).signed["mark_key"] ?? "");
}

export function makeThreadKey(origin: string, thread: string, epoch: number, markKey: string, random: Random): ThreadKey {
  return { origin, thread, epoch, seed: random(32), markKey, members: {}, signers: {}, maker: ASKER };
}

export function threadRecipient(key: ThreadKey): Promise<string> {
  return recipientOf(key.seed);
}

/**
 * The copy for one holder: "asker", a handler's code, or "standby:" and a code. Signed by its maker: the asker's mark
 * key, or the signing key of a member (a code) who seals it again.
 */
export function sealThreadKey(
  key: ThreadKey, holder: string, recipient: string, makerSeed: Uint8Array,
): Promise<Uint8Array> {
  const { origin, thread, epoch, maker, members, signers, markKey, seed } = key;
  const named = { ...(Object.keys(members).length > 0 && { members }), ...(Object.keys(signers).length > 0 && { signers }) };
  const fields = { origin, thread, epoch, holder, maker, mark_key: markKey, seed: b64(seed), ...named };
  return sealSigned(labels.THREAD_KEY, fields, makerSeed, [recipient]);
}

/**
 * Refuses age-…, key-swapped when another mark key stands inside than the one shown, signature, wrong-… `makers` maps
 * the code of a member who may have sealed it again to signing keys.
 */
export async function openThreadKey(
  file: Uint8Array, seed: Uint8Array, origin: string, thread: string, markKey: string, makers: Signers = new Map(),
): Promise<ThreadKey> {
  return checkThreadKey(await openSigned(file, seed), origin, thread, markKey, makers);
}

/** The same for a copy that was opened. */
export function checkThreadKey(envelope: Envelope, origin: string, thread: string, markKey: string, makers: Signers = new Map()): ThreadKey {
  checkPlace(envelope.signed, origin, thread);
  if (envelope.signed["mark_key"] !== markKey) throw new Refusal("key-swapped");
  const maker = String(envelope.signed["maker"]);
  const by = signedBy(envelope, labels.THREAD_KEY, maker === ASKER ? [markKey] : (makers.get(maker) ?? []));
  const { epoch, seed, members, signers } = envelope.signed;
  if (typeof epoch !== "number") throw new Refusal("json");
  return { origin, thread, epoch, seed: parseB64(seed, 32), markKey, members: listOf(members), signers: listOf(signers), maker, signedBy: by };
}

function listOf(found: unknown = {}): Readonly<Record<string, string>> {
  if (!isFields(found) || !Object.values(found).every((one) => typeof one === "string")) throw new Refusal("json");
  return found as Record<string, string>;
}
