// SPDX-License-Identifier: AGPL-3.0-or-later
// The asker's own file beyond keys: a baseline and a pod, in a file whose size does not tell of them.

import { recipientOf } from "./age.ts";
import type { Keys } from "./derive.ts";
import { sealSigned } from "./envelope.ts";
import * as labels from "./labels.ts";
import type { OpenedState } from "./state.ts";
import { b64, isFields, jcs, sha256Hex, utf8, type Fields, type Json } from "./wire.ts";

/** Bytes of the padded envelope of every own file that holds less: 4 of length, the rest content. */
const ROOM = 10_240;
const SIGNATURE = "0".repeat(86);

/** The fields with as many spaces under `room` as are missing to ROOM. */
function withRoom(fields: Fields): Fields {
  const bare = { ...fields, room: "" };
  const used = 4 + jcs({ signature: SIGNATURE, signed: { ...bare, domain: labels.KEEP } }).length;
  return { ...bare, room: " ".repeat(Math.max(0, ROOM - used)) };
}

/** The asker's own file, signed by the sign-in key. With and without a baseline or a pod it has one size. */
export async function sealOwn(keys: Keys, fields: Fields): Promise<string> {
  return b64(await sealSigned(labels.KEEP, withRoom(fields), keys.signin, [await recipientOf(keys.sealing)]));
}

/**
 * The own file as it stands when the move with the number `next` is to come (by default after the highest proven one), so
 * that an older copy of it is known for one.
 */
export function aged(opened: OpenedState, keep: Fields, next?: number): Fields {
  const highest = Math.max(0, ...opened.moves.filter((one) => one.proven).map((one) => one.number));
  return { ...keep, next: next ?? highest + 1 };
}

/** The JSON of `own`: the file anew with what changed (null takes a part out), and the digest of the one before. */
export async function buildOwn(opened: OpenedState, keys: Keys, file: string, changed: Fields): Promise<object> {
  const kept = Object.entries(aged(opened, { ...opened.keep, ...changed })).filter(([, value]) => value !== null);
  return { ask: opened.ask, own: await sealOwn(keys, Object.fromEntries(kept)), was: sha256Hex(utf8(file)) };
}

/** What was written on `day`: part to words. */
export interface Written {
  readonly day: string;
  readonly parts: Readonly<Record<string, string>>;
}

export interface Baseline extends Written {
  readonly now: Written | null;
}

function written(found: Json | undefined): Written | null {
  if (!isFields(found) || !isFields(found["parts"])) return null;
  const parts = Object.entries(found["parts"]).map(([name, words]) => [name, String(words)]);
  return { day: String(found["day"]), parts: Object.fromEntries(parts) as Record<string, string> };
}

/** How things were when she asked, as she wrote it for herself alone; null where nothing is written. */
export function baselineOf(opened: OpenedState): Baseline | null {
  const found = opened.keep["baseline"];
  const then = written(found);
  return then === null ? null : { ...then, now: written(isFields(found) ? found["now"] : undefined) };
}

/** Somebody who stands with her. `told` is a note for herself; nothing is sent to anybody. */
export interface PodPerson {
  readonly name: string;
  readonly told: string;
  readonly stage: "named" | "willing";
}

export function podOf(opened: OpenedState): readonly PodPerson[] {
  const found = opened.keep["pod"];
  if (!Array.isArray(found)) return [];
  return found.filter(isFields).map((each) => ({
    name: String(each["name"]), told: String(each["told"]), stage: each["stage"] === "willing" ? "willing" : "named",
  }));
}
