// SPDX-License-Identifier: AGPL-3.0-or-later
// Whether a month's released figures counted this ask, where its own signed moves let it count. Each level of a month has
// a leaf in the record that commits to what was counted; only the ask's asker is given what finds hers in it.

import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { base64 } from "@scure/base";
import { Refusal } from "./errors.ts";
import * as labels from "./labels.ts";
import { checkPlace, headOf, type EntriesRecord } from "./record.ts";
import { checkInclusion, leafHash, type Policy } from "./tlog.ts";
import type { HistoryItem } from "./types.ts";
import { parseB64, utf8, type Fields } from "./wire.ts";

/** `level` is null where the ask counted nowhere; `released` is false where no figures exist at its level. */
export interface Membership {
  readonly month: string;
  readonly level: string | null;
  readonly released: boolean;
  readonly leaf?: string;
  readonly id?: string;
  readonly salt?: string;
  readonly index?: number;
  readonly hashes?: readonly string[];
}

export type Counted = "counted" | "quiet" | "none" | "out" | "wrong";

const LEVELS = ["second_line", "pooled", "by_name"] as const;
export type Level = (typeof LEVELS)[number];

interface Version {
  readonly day: string;
  readonly level: Level;
}

/** HMAC-SHA256(salt, label ‖ 0x00 ‖ id of the leaf of the lodging). */
export function tallyElement(salt: Uint8Array, lodged: string): Uint8Array {
  return hmac(sha256, salt, utf8(`${labels.TALLY}\0${lodged}`));
}

/** This membership stands in the record and is of this ask. Refuses tally, inclusion or as the log's checks. */
export function checkMembership(policy: Policy, record: EntriesRecord, member: Membership, lodged: string): void {
  const { leaf, id, salt, index, hashes } = member;
  const place = record.leaves[id ?? ""];
  if (leaf === undefined || salt === undefined || index === undefined || hashes === undefined || !place) throw new Refusal("tally");
  checkPlace(place, utf8(leaf), headOf(policy, record.checkpoint));
  const fields = JSON.parse(leaf) as Fields;
  const isIts = fields["type"] === "tally" && fields["month"] === member.month && fields["level"] === member.level;
  if (!isIts || typeof fields["size"] !== "number" || typeof fields["root"] !== "string") throw new Refusal("tally");
  const element = leafHash(tallyElement(parseB64(salt, 32), lodged));
  checkInclusion(hashes.map((one) => base64.decode(one)), BigInt(index), BigInt(fields["size"]), element, base64.decode(fields["root"]));
}

/** Where the ask lets its silence count at the end of a month, by the moves that its asker signed; `now` as shown to her. */
export function levelAt(history: readonly HistoryItem[], now: Level, month: string): Level {
  const made = versions(history);
  const begun = made.filter((one) => one.day.slice(0, 7) <= month);
  const later = made.filter((one) => one.day.slice(0, 7) > month);
  return narrowest([begun.at(-1)?.level ?? "second_line", now, ...later.map((one) => one.level)]);
}

function narrowest(levels: readonly Level[]): Level {
  return LEVELS[Math.min(...levels.map((one) => LEVELS.indexOf(one)))] as Level;
}

function versions(history: readonly HistoryItem[]): Version[] {
  const found: Version[] = [];
  const readers = new Set<unknown>();
  for (const { move, day, value, number } of history) {
    if (!value || !number) continue; // only the asker's own moves carry a number
    if (move === "lodged") (value["readers"] as unknown[]).forEach((one) => readers.add(one));
    if (move === "admitted") readers.add(value["handler"]);
    const level = move === "removed" && readers.has(value["handler"]) ? "second_line" : silence(value);
    if (level !== null) found.push({ day, level });
  }
  return found;
}

function silence(value: Fields): Level | null {
  const given = (value["terms"] as Fields | undefined)?.["silence"];
  return LEVELS.includes(given as Level) ? (given as Level) : null;
}

/** What a month did with this ask. `expected` is the level of that month. */
export function countedIn(
  policy: Policy, record: EntriesRecord, member: Membership, lodged: string, expected: Level,
): Counted {
  if (member.level === null) return expected === "second_line" ? "quiet" : member.released ? "out" : "none";
  try {
    checkMembership(policy, record, member, lodged);
    return expected === "second_line" ? "wrong" : "counted";
  } catch (mistake) {
    if (mistake instanceof Refusal) return "wrong";
    throw mistake;
  }
}
