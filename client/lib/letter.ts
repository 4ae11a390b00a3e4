// SPDX-License-Identifier: AGPL-3.0-or-later
// A letter's keys, signatures and texts, as in answerable/sealing/letter.py. No DOM.

import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { hex } from "@scure/base";
import { derive } from "./derive.ts";
import { Refusal } from "./errors.ts";
import * as labels from "./labels.ts";
import { sign, signingPublic } from "./signing.ts";
import { b64, join, parseB64, utf8, type Fields } from "./wire.ts";

/** What eight words derive for one letter: a name to be found by, seeds to come in with and to sign acts with. */
export interface LetterKeys {
  readonly locator: string;
  readonly signin: Uint8Array;
  readonly mark: Uint8Array;
}

export interface Act {
  readonly act: string;
  readonly round: number;
  readonly asked: string;
  readonly value: Fields;
}

export function deriveLetter(stretched: Uint8Array, origin: string): LetterKeys {
  return {
    locator: b64(derive(stretched, labels.LETTER_LOCATOR, origin, "")),
    signin: derive(stretched, labels.LETTER_SIGNIN, origin, ""),
    mark: derive(stretched, labels.LETTER_MARK, origin, ""),
  };
}

/** What the server is told of them. */
export function cardOf(keys: LetterKeys): { locator: string; signin: string; mark: string } {
  return { locator: keys.locator, signin: signingPublic(keys.signin), mark: signingPublic(keys.mark) };
}

export function signAct(keys: LetterKeys, origin: string, letter: string, { act, round, asked, value }: Act): string {
  return sign(keys.mark, labels.LETTER_ACT, { origin, letter, act, round, asked, value });
}

/** HMAC-SHA256 under the salt over label, zero byte and text; hex. */
export function commitText(salt: string, text: string): string {
  return hex.encode(hmac(sha256, parseB64(salt, 32), join(utf8(labels.LETTER_TEXT), Uint8Array.of(0), utf8(text))));
}

/** Refuses commitment unless salt and text open it. */
export function checkText(commitment: string, salt: string, text: string): void {
  if (commitText(salt, text) !== commitment) throw new Refusal("commitment");
}
