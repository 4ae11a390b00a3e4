// SPDX-License-Identifier: AGPL-3.0-or-later
// Six words that stand for a reader's new keys, to be said by voice: 66 bits of a digest, in words of the list.

import { sha256 } from "@noble/hashes/sha2.js";
import { Refusal } from "./errors.ts";
import type { Card } from "./identity.ts";
import * as labels from "./labels.ts";
import { utf8 } from "./wire.ts";
import { bitsOf, splitWords, wordsOfBits } from "./words.ts";

const COUNT = 6;

/** The words of the keys that `handler` (a code) has now, joined by single spaces. */
export function voiceWords(origin: string, handler: string, card: Card): string {
  const said = [labels.VOICE, origin, handler, card.sealing, card.signing].join("\0");
  return wordsOfBits(bitsOf(sha256(utf8(said)).subarray(0, 9)) >> 6n, COUNT).join(" ");
}

/** Refuses voice unless these are the six words of exactly these keys. */
export function checkVoice(typed: string, origin: string, handler: string, card: Card): void {
  if (splitWords(typed).join(" ") !== voiceWords(origin, handler, card)) throw new Refusal("voice");
}
