// SPDX-License-Identifier: AGPL-3.0-or-later
// Code words: eight of 2,048, which are 80 bits of secret and 8 bits of checksum.

import { sha256 } from "@noble/hashes/sha2.js";
import listText from "../../answerable/sealing/words_en.txt";
import { Refusal } from "./errors.ts";
import * as labels from "./labels.ts";
import { join, systemRandom, utf8, type Random } from "./wire.ts";

export const LIST: readonly string[] = unfold(listText);
export const COUNT = 8;
const SECRET_BYTES = 10;

export interface Words {
  readonly secret: Uint8Array;
  readonly text: string;
}

/** The build folds the sorted list (trim.mjs): letters shared with the word before, then the rest. */
function unfold(folded: string): string[] {
  let last = "";
  return [...folded.matchAll(/(\d)([a-z]*)/g)].map(([, shared, rest]) => (last = last.slice(0, Number(shared)) + rest));
}

/** Eight new words, joined by single spaces. */
export function makeWords(random: Random = systemRandom): string {
  return wordsOf(random(SECRET_BYTES));
}

/** The words of exactly 10 bytes. */
export function wordsOf(secret: Uint8Array): string {
  return wordsOfBits(bitsOf(join(secret, checksum(secret))), COUNT).join(" ");
}

export function bitsOf(bytes: Uint8Array): bigint {
  return bytes.reduce((bits, byte) => (bits << 8n) | BigInt(byte), 0n);
}

/** `count` words that stand for the lowest 11 × count bits, the highest first. */
export function wordsOfBits(bits: bigint, count: number): string[] {
  return Array.from({ length: count }, (_, place) => LIST[Number((bits >> BigInt(11 * (count - 1 - place))) & 2047n)] as string);
}

function checksum(secret: Uint8Array): Uint8Array {
  return sha256(join(utf8(labels.WORDS), Uint8Array.of(0), secret)).subarray(0, 1);
}

/** Lower-case words; case, spaces, hyphens, commas and numbers in front do not matter. */
export function splitWords(text: string): string[] {
  return text.normalize("NFKC").toLowerCase().split(/[^\p{L}]+/u).filter(Boolean);
}

/** Refuses words-unknown (position, word), words-count (count) or words-checksum. */
export function parseWords(text: string): Words {
  const typed = splitWords(text);
  const places = typed.map((word) => LIST.indexOf(word));
  const unknown = places.indexOf(-1);
  if (unknown >= 0) throw new Refusal("words-unknown", { position: unknown + 1, word: typed[unknown] as string });
  if (typed.length !== COUNT) throw new Refusal("words-count", { count: typed.length });
  const bits = places.reduce((sum, place) => (sum << 11n) | BigInt(place), 0n);
  const secret = new Uint8Array(SECRET_BYTES);
  for (let at = 0; at < SECRET_BYTES; at++) secret[at] = Number((bits >> BigInt(80 - 8 * at)) & 255n);
  if (Number(bits & 255n) !== checksum(secret)[0]) throw new Refusal("words-checksum");
  return { secret, text: typed.join(" ") };
}

export const LOOK_COUNT = 4;
const LOOK_BYTES = 6;

/** Four words without a checksum: a code that tells one bit, and a wrong one tells "nothing new". */
export function makeLookWords(random: Random = systemRandom): string {
  const draw = random(LOOK_COUNT * 2);
  const at = (place: number): number => (((draw[2 * place] as number) << 8) | (draw[2 * place + 1] as number)) & 2047;
  return Array.from({ length: LOOK_COUNT }, (_, place) => LIST[at(place)] as string).join(" ");
}

/** Their 44 bits as six bytes. Refuses words-unknown and look-count. */
export function parseLookWords(text: string): Uint8Array {
  const typed = splitWords(text);
  const places = typed.map((word) => LIST.indexOf(word));
  const unknown = places.indexOf(-1);
  if (unknown >= 0) throw new Refusal("words-unknown", { position: unknown + 1, word: typed[unknown] as string });
  if (typed.length !== LOOK_COUNT) throw new Refusal("look-count", { count: typed.length });
  const bits = places.reduce((sum, place) => (sum << 11n) | BigInt(place), 0n);
  return Uint8Array.from({ length: LOOK_BYTES }, (_, at) => Number((bits >> BigInt(8 * (LOOK_BYTES - 1 - at))) & 255n));
}

/** Words of the list that begin like this, in order; none for an empty start. */
export function completeWord(start: string, limit = 6): string[] {
  const begin = splitWords(start).join("");
  return begin ? LIST.filter((word) => word.startsWith(begin)).slice(0, limit) : [];
}
