// SPDX-License-Identifier: AGPL-3.0-or-later
// Other ways to an ask than its asker's words: support persons, the look code, new words, a device that can undo them.

import { recipientOf } from "./age.ts";
import { buildMove, buildNewEpoch, sealCopies, type Place } from "./asker.ts";
import { derive, signinOf, type Keys } from "./derive.ts";
import * as labels from "./labels.ts";
import { ASKER } from "./message.ts";
import { aged, sealOwn } from "./own.ts";
import type { OpenedState } from "./state.ts";
import { stretchLook } from "./stretch.ts";
import { b64, isFields, sha256Hex, utf8, type Fields, type Json } from "./wire.ts";
import type { SealedKey, SignedMove } from "./types.ts";

/** To read; to act in the asker's name; to mark too. */
export type Right = "see" | "act" | "mark";

export function asRight(given: unknown): Right {
  return given === "act" || given === "mark" ? given : "see";
}

/** A support person as the asker's own file names them. */
export interface Support {
  readonly name: string;
  readonly right: Right;
}

/** What stands under a support person's key in the asker's own file. */
function pinOf(recipient: string): string {
  return sha256Hex(utf8(recipient));
}

/** Who this key belongs to, as the asker wrote it down; null for a key that she never named. */
export function supportOf(opened: OpenedState, recipient: string): Support | null {
  const pinned = opened.keep["support"];
  const found = isFields(pinned) ? pinned[pinOf(recipient)] : undefined;
  return isFields(found) ? { name: String(found["name"]), right: asRight(found["right"]) } : null;
}

function withSupport(opened: OpenedState, recipient: string, support: Support | null): Fields {
  const before = opened.keep["support"];
  const pinned: Record<string, Json> = isFields(before) ? { ...before } : {};
  if (support === null) delete pinned[pinOf(recipient)];
  else pinned[pinOf(recipient)] = { name: support.name, right: support.right };
  return { ...opened.keep, support: pinned };
}

/** The JSON that lets somebody in with keys of their own. `theirs` comes from the words that the asker gives them. */
export async function buildSupport(opened: OpenedState, keys: Keys, theirs: Keys, support: Support): Promise<object> {
  const recipient = await recipientOf(theirs.sealing);
  const { mark_seed, readers, origin, thread } = opened.keep as Record<string, Json>;
  const marks = support.right === "see" ? { mark_key: opened.mark_key } : { mark_seed };
  const keep = { origin, thread, number: 1, readers, ...marks } as Fields;
  return {
    ask: opened.ask, kind: support.right, locator: theirs.locator, signin: signinOf(theirs), recipient,
    keep: await sealOwn(theirs, keep), own: await sealOwn(keys, aged(opened, withSupport(opened, recipient, support))),
    keys: await sealCopies(opened, new Map([["way:new", recipient]])),
  };
}

interface Epoch {
  readonly epoch: number;
  /** Everybody else who is to have the next key. */
  readonly holders: Readonly<Record<string, string>>;
  /** The signing keys of the readers among them. */
  readonly signers: Readonly<Record<string, string>>;
  readonly place: Place;
  /** Entered with help: nobody let in before the asker's own first words stays. */
  readonly alone?: boolean;
}

interface Renewal {
  readonly ask: string;
  readonly own: string;
  readonly move: SignedMove;
  readonly epoch_key: string;
  readonly keys: readonly SealedKey[];
}

async function renew(opened: OpenedState, keys: Keys, keep: Fields, words: boolean, next: Epoch): Promise<Renewal> {
  const recipient = await recipientOf(keys.sealing);
  const { epoch, part } = await buildNewEpoch({ ...opened, recipient }, next.holders, next);
  const move = buildMove(opened, "rekeyed", { epoch, words }, next.place);
  return { ask: opened.ask, own: await sealOwn(keys, aged(opened, keep, next.place.number + 1)), move, ...part };
}

/** Takes a support person away: the next thread key goes to all others. */
export async function buildRemoval(
  opened: OpenedState, keys: Keys, way: { readonly code: string; readonly recipient: string }, next: Epoch,
): Promise<object> {
  return { way: way.code, ...(await renew(opened, keys, withSupport(opened, way.recipient, null), false, next)) };
}

/** The look code needs nothing but its locator; the asker's own file stays as it is. */
export async function buildLook(opened: OpenedState, keys: Keys, words: string): Promise<object> {
  return { ask: opened.ask, kind: "look", locator: await lookLocator(words, opened.origin), own: await sealOwn(keys, aged(opened, opened.keep)) };
}

export async function buildLookRemoval(opened: OpenedState, keys: Keys, code: string): Promise<object> {
  return { ask: opened.ask, way: code, own: await sealOwn(keys, aged(opened, opened.keep)) };
}

/** What a look code is found by. Refuses words-count and words-unknown. */
export async function lookLocator(words: string, origin: string): Promise<string> {
  return b64(derive(await stretchLook(words, origin), labels.LOOK, origin, ""));
}

/** What a device proves for the new words, and for the old ones, so that the earliest device has the last word. */
export interface Device {
  readonly device: string;
  readonly here: string;
}

/** From new words: new keys for the asker, and a new thread key, so that copies of the old ones open nothing new. */
export async function buildNewWords(opened: OpenedState, fresh: Keys, next: Epoch, device: Device | null): Promise<object> {
  const recipient = await recipientOf(fresh.sealing);
  const keep = next.alone === true ? { ...opened.keep, support: {} } : opened.keep;
  const renewal = await renew(opened, fresh, keep, true, next);
  const named = { locator: fresh.locator, signin: signinOf(fresh), recipient };
  const own_keys = await sealCopies(opened, new Map([[ASKER, recipient]]));
  return { ...renewal, ...named, own_keys, ...device };
}

/** What a device proves to undo new words: its own secret, bound to the words that were there. */
export function deviceProof(secret: Uint8Array, origin: string, locator: string): string {
  return b64(derive(secret, labels.DEVICE, origin, locator));
}

