// SPDX-License-Identifier: AGPL-3.0-or-later
// What an asker's client asks of the record: that the keys it seals to stand there for all to see, and that each of the
// ask's own lines does. The policy comes with the page, so from the host: it binds as far as the page is checked.

import { checkOpening } from "./entry.ts";
import { orRefuse, Refusal } from "./errors.ts";
import * as labels from "./labels.ts";
import { checkSignatureAny } from "./signing.ts";
import { checkInclusion, checkPolicy, leafHash, parseVkey, type Checkpoint, type Policy } from "./tlog.ts";
import { b64, jcs, parseB64, sha256Hex, utf8, type Fields } from "./wire.ts";
import { base64 } from "@scure/base";

const DAY = 86_400_000;
/** A directory may be this many days old, and a line may wait this long for its batch. */
const MOST_DAYS = 2;
const DAYS_TO_STAND = 3;

/** Where a leaf stands: index, and its proof in standard base64. */
export interface Place {
  readonly index: number;
  readonly hashes: readonly string[];
}

export interface DirectoryRecord {
  readonly checkpoint: string | null;
  readonly leaves: readonly (Place & { readonly leaf: string })[];
}

/** A reader as the directory shows them; `body` where it is another one. */
export interface Keyed {
  readonly code: string;
  readonly sealing: string;
  readonly signing: string;
}

export interface Listed {
  readonly code: string;
  readonly role: string;
  readonly sealing: string;
  readonly signing: string;
  readonly since: string;
}

interface DirectoryLeaf {
  readonly type: string;
  readonly day: string;
  readonly first: string | null;
  readonly handlers: readonly Listed[];
}

export interface LeafPromise {
  readonly origin: string;
  readonly id: string;
  readonly c: string;
  readonly batch: string;
  readonly signature: string;
}

/** An entry as its asker holds it. */
export interface Entry {
  readonly id: string;
  readonly salt: string;
  readonly c: string;
  readonly fields: Fields;
}

export interface EntriesRecord {
  readonly checkpoint: string | null;
  readonly leaves: Readonly<Record<string, Place>>;
}

/** `stands` and `waits` are counts; `missing` are ids that should stand by now; `wrong` are ids whose parts do not fit. */
export interface Standing {
  readonly stands: number;
  readonly waits: number;
  readonly missing: readonly string[];
  readonly wrong: readonly string[];
}

/** What the log itself refuses is one thing for a person: its head cannot be believed. */
export function asRecord<T>(check: () => T): T {
  try {
    return check();
  } catch (mistake) {
    if (!(mistake instanceof Refusal) || mistake.code.startsWith("record-")) throw mistake;
    throw new Refusal("record-head");
  }
}

function daysBetween(early: string, late: string): number {
  return (Date.parse(late) - Date.parse(early)) / DAY;
}

/**
 * The day by which lists are old: the server's, or this client's own where that is later than time zones explain. By a day
 * of its own choice alone a server could show the list of that day, with a reader who left or keys that were lost since.
 */
export function laterDay(theirs: string, ours: string): string {
  const least = new Date(Date.parse(ours) - DAY).toISOString().slice(0, 10);
  return theirs < least ? least : theirs;
}

export function headOf(policy: Policy, checkpoint: string | null): Checkpoint {
  if (checkpoint === null) throw new Refusal("record-head");
  return checkPolicy(policy, utf8(checkpoint)).checkpoint;
}

export function checkPlace(place: Place, raw: Uint8Array, head: Checkpoint): void {
  const hashes = place.hashes.map((one) => orRefuse("base64", () => base64.decode(one)));
  checkInclusion(hashes, BigInt(place.index), head.size, leafHash(raw), head.root);
}

/**
 * Each of these readers' keys stands in the newest directory of the record, and long enough: three days, or from one
 * of the body's first three days on. `today` is an ISO day. Refuses record-head, record-old, record-key, record-new,
 * or as the log's checks.
 */
export function checkDirectory(policy: Policy, record: DirectoryRecord, chosen: readonly Keyed[], today: string): void {
  const leaves = openLeaves(policy, record);
  for (const reader of chosen) {
    const leaf = leaves.find((one) => one.handlers.some((each) => each.code === reader.code));
    if (!leaf) throw new Refusal("record-key");
    checkListed(leaf, leaf.handlers.find((each) => each.code === reader.code) as Listed, reader, today);
  }
}

/**
 * What the newest directory of a body says of one of its own readers, for that reader's client: all that it lists.
 * Refuses record-absent, record-key, record-old, record-head, or as the log's checks.
 */
export function watchOwn(policy: Policy, record: DirectoryRecord, own: Keyed, today: string): readonly Listed[] {
  const leaves = openLeaves(policy, record);
  const listed = leaves.flatMap((one) => one.handlers);
  const mine = listed.find((one) => one.code === own.code);
  if (!mine) throw new Refusal("record-absent");
  if (!isSame(mine, own)) throw new Refusal("record-key");
  if (leaves.some((one) => daysBetween(one.day, today) > MOST_DAYS)) throw new Refusal("record-old");
  return listed;
}

function openLeaves(policy: Policy, record: DirectoryRecord): DirectoryLeaf[] {
  const head = headOf(policy, record.checkpoint);
  const leaves = record.leaves.map((one) => {
    checkPlace(one, utf8(one.leaf), head);
    return JSON.parse(one.leaf) as DirectoryLeaf;
  });
  return leaves.filter((one) => one.type === "directory");
}

function isSame(listed: Listed, shown: Keyed): boolean {
  return listed.sealing === sha256Hex(utf8(shown.sealing)) && listed.signing === sha256Hex(utf8(shown.signing));
}

function checkListed(leaf: DirectoryLeaf, listed: Listed, reader: Keyed, today: string): void {
  if (daysBetween(leaf.day, today) > MOST_DAYS) throw new Refusal("record-old");
  if (!isSame(listed, reader)) throw new Refusal("record-key");
  const isFirst = daysBetween(leaf.first as string, listed.since) < DAYS_TO_STAND;
  if (!isFirst && daysBetween(listed.since, leaf.day) < DAYS_TO_STAND) throw new Refusal("record-new");
}

/**
 * The log's word that this line will stand in a batch, under any key that the policy pins for it: while one key follows
 * another, both sign. Refuses policy-log or signature.
 */
export function checkPromise(policy: Policy, promise: LeafPromise): void {
  const { origin, id, c, batch, signature } = promise;
  const keys = policy.logs.map(parseVkey).filter((one) => one.name === origin).map((one) => b64(one.key));
  if (keys.length === 0) throw new Refusal("policy-log");
  checkSignatureAny(keys, signature, labels.LEAF_PROMISE, { origin, id, c, batch });
}

/** What was promised is the line of this very move: ask, key, signature and value. Refuses commitment. */
export function checkTaken(
  entry: Entry, promise: LeafPromise, own: { ask: string; key: string; signature: string; value: string },
): void {
  const { fields } = entry;
  const signed = fields["signature"] as Fields | null;
  const isOwn = promise.id === entry.id && promise.c === entry.c && fields["thread"] === own.ask && fields["key"] === own.key
    && signed?.["signature"] === own.signature && fields["value"] === own.value && fields["type"] === "lodged";
  if (!isOwn) throw new Refusal("commitment");
  checkOpening({ v: 1, id: entry.id, c: entry.c }, parseB64(entry.salt, 32), fields);
}

/** How the ask's lines stand in the record. Refuses record-head or as the log's checks where the head is no head. */
export function standing(policy: Policy, record: EntriesRecord, entries: readonly Entry[], today: string): Standing {
  const head = headOf(policy, record.checkpoint);
  const [missing, wrong]: [string[], string[]] = [[], []];
  let [stands, waits] = [0, 0];
  for (const entry of entries) {
    const place = record.leaves[entry.id];
    if (!isRight(entry, place, head)) wrong.push(entry.id);
    else if (place) stands += 1;
    else if (daysBetween(String(entry.fields["day"]), today) > MOST_DAYS) missing.push(entry.id);
    else waits += 1;
  }
  return { stands, waits, missing, wrong };
}

function isRight(entry: Entry, place: Place | undefined, head: Checkpoint): boolean {
  const leaf = { c: entry.c, id: entry.id, v: 1 };
  try {
    checkOpening(leaf, parseB64(entry.salt, 32), entry.fields);
    if (place) checkPlace(place, jcs(leaf), head);
    return true;
  } catch (mistake) {
    if (mistake instanceof Refusal) return false;
    throw mistake;
  }
}
