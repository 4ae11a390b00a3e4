// SPDX-License-Identifier: AGPL-3.0-or-later
// The key of a thread: one hybrid identity for each epoch, sealed to each holder by the one who made the copy.

import { recipientOf } from "./age.ts";
import { checkEnvelopeAny, checkPlace, openSigned, sealSigned } from "./envelope.ts";
import { Refusal } from "./errors.ts";
import * as labels from "./labels.ts";
import { ASKER } from "./message.ts";
import { b64, parseB64, type Random } from "./wire.ts";

/** By sender ("asker" or a code): every signing key that they have had, the newest last. */
export type Signers = ReadonlyMap<string, readonly string[]>;

export interface ThreadKey {
  readonly origin: string;
  readonly thread: string;
  readonly epoch: number;
  readonly seed: Uint8Array;
  readonly markKey: string;
}

/** The mark key that stands inside. Only for an ask through the host, whose server keeps no mark key. */
export async function claimedMarkKey(file: Uint8Array, seed: Uint8Array): Promise<string> {
  return String((await openSigned(file, seed)).signed["mark_key"] ?? "");
}

export function makeThreadKey(origin: string, thread: string, epoch: number, markKey: string, random: Random): ThreadKey {
  return { origin, thread, epoch, seed: random(32), markKey };
}

export function threadRecipient(key: ThreadKey): Promise<string> {
  return recipientOf(key.seed);
}

/**
 * The copy for one holder: "asker", a handler's code, or "standby:" and a code. Signed by its maker: the asker's mark
 * key, or the signing key of a member (a code) who seals it again.
 */
export function sealThreadKey(
  key: ThreadKey, holder: string, recipient: string, makerSeed: Uint8Array, maker: string = ASKER,
): Promise<Uint8Array> {
  const fields = {
    origin: key.origin, thread: key.thread, epoch: key.epoch, holder, maker, mark_key: key.markKey, seed: b64(key.seed),
  };
  return sealSigned(labels.THREAD_KEY, fields, makerSeed, [recipient]);
}

/**
 * Refuses age-…, key-swapped when another mark key stands inside than the one shown, signature, wrong-… `makers` maps
 * the code of a member who may have sealed it again to signing keys.
 */
export async function openThreadKey(
  file: Uint8Array, seed: Uint8Array, origin: string, thread: string, markKey: string, makers: Signers = new Map(),
): Promise<ThreadKey> {
  const envelope = await openSigned(file, seed);
  checkPlace(envelope.signed, origin, thread);
  if (envelope.signed["mark_key"] !== markKey) throw new Refusal("key-swapped");
  const maker = String(envelope.signed["maker"]);
  const keys = maker === ASKER ? [markKey] : (makers.get(maker) ?? []);
  const { epoch, seed: inner } = checkEnvelopeAny(envelope, labels.THREAD_KEY, keys);
  if (typeof epoch !== "number") throw new Refusal("json");
  return { origin, thread, epoch, seed: parseB64(inner, 32), markKey };
}
