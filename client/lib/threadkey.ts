// SPDX-License-Identifier: AGPL-3.0-or-later
// The key of a thread: one hybrid identity for each epoch, sealed to each holder by the asker.

import { recipientOf } from "./age.ts";
import { checkEnvelope, checkPlace, openSigned, sealSigned } from "./envelope.ts";
import { Refusal } from "./errors.ts";
import * as labels from "./labels.ts";
import { b64, parseB64, type Random } from "./wire.ts";

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

/** The copy for one holder: "asker", a handler's code, or "standby:" and a code. */
export function sealThreadKey(key: ThreadKey, holder: string, recipient: string, markSeed: Uint8Array): Promise<Uint8Array> {
  const fields = {
    origin: key.origin, thread: key.thread, epoch: key.epoch, holder, maker: "asker",
    mark_key: key.markKey, seed: b64(key.seed),
  };
  return sealSigned(labels.THREAD_KEY, fields, markSeed, [recipient]);
}

/** Refuses age-…, key-swapped when another mark key stands inside than the one shown, signature, wrong-… */
export async function openThreadKey(
  file: Uint8Array, seed: Uint8Array, origin: string, thread: string, markKey: string,
): Promise<ThreadKey> {
  const envelope = await openSigned(file, seed);
  checkPlace(envelope.signed, origin, thread);
  if (envelope.signed["mark_key"] !== markKey) throw new Refusal("key-swapped");
  const { epoch, maker, seed: inner } = checkEnvelope(envelope, labels.THREAD_KEY, markKey);
  if (typeof epoch !== "number" || maker !== "asker") throw new Refusal("json");
  return { origin, thread, epoch, seed: parseB64(inner, 32), markKey };
}
