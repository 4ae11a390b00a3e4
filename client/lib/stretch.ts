// SPDX-License-Identifier: AGPL-3.0-or-later
// Argon2id in slices: a worker would need a trusted script address, which the page's policy forbids.

import { argon2idAsync } from "@noble/hashes/argon2.js";
import { sha256 } from "@noble/hashes/sha2.js";
import * as labels from "./labels.ts";
import { join, utf8 } from "./wire.ts";
import { parseLookWords, parseWords } from "./words.ts";

const SLICE_MS = 30;

/** 32 bytes from typed words. `onProgress` gets 0 … 1. Half a second, or some ten without a compiler. */
export async function stretch(words: string, origin: string, onProgress?: (part: number) => void): Promise<Uint8Array> {
  return stretchSecret(parseWords(words).secret, origin, onProgress);
}

/** The same of a look code's four words. */
export async function stretchLook(words: string, origin: string): Promise<Uint8Array> {
  return stretchSecret(parseLookWords(words), origin);
}

async function stretchSecret(secret: Uint8Array, origin: string, onProgress?: (part: number) => void): Promise<Uint8Array> {
  const salt = sha256(join(utf8(labels.STRETCH), Uint8Array.of(0), utf8(origin))).subarray(0, 16);
  const options = { t: 2, m: 19 * 1024, p: 1, dkLen: 32, asyncTick: SLICE_MS };
  return argon2idAsync(secret, salt, onProgress ? { ...options, onProgress } : options);
}
