// SPDX-License-Identifier: AGPL-3.0-or-later
// Commitments of the record to come, and the asker's signed, chained moves.

import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { Refusal } from "./errors.ts";
import * as labels from "./labels.ts";
import { pad } from "./padding.ts";
import { checkSignature, sign, signedBytes } from "./signing.ts";
import { b64, jcs, sha256Hex, type Fields } from "./wire.ts";

const FIELDS = ["type", "body", "thread", "kind", "day", "due", "re", "prev", "key", "signature", "value"] as const;

/** HMAC-SHA256 under a random 32-byte salt over the padded canonical form. Exactly the eleven fields. */
export function commit(salt: Uint8Array, fields: Fields): string {
  if (salt.length !== 32) throw new Refusal("length");
  const isWhole = Object.keys(fields).length === FIELDS.length && FIELDS.every((name) => name in fields);
  if (!isWhole) throw new Refusal("json");
  return b64(hmac(sha256, salt, pad(jcs(fields))));
}

/** Refuses commitment unless salt and fields open this leaf. */
export function checkOpening(leaf: Fields, salt: Uint8Array, fields: Fields): void {
  const isLeaf = Object.keys(leaf).length === 3 && leaf["v"] === 1 && typeof leaf["id"] === "string";
  if (!isLeaf || leaf["c"] !== commit(salt, fields)) throw new Refusal("commitment");
}

/** What the asker signs. `prev` is the digest of the move before, "" for the first; `value` a digest. */
export interface MoveClaim {
  readonly origin: string;
  readonly ask: string;
  readonly number: number;
  readonly prev: string;
  readonly move: string;
  readonly day: string;
  readonly value: string;
}

function fieldsOf({ origin, ask, number, prev, move, day, value }: MoveClaim): Fields {
  return { origin, ask, number, prev, move, day, value };
}

export function signMove(seed: Uint8Array, claim: MoveClaim): string {
  return sign(seed, labels.MOVE, fieldsOf(claim));
}

/** SHA-256 hex of the signed bytes: the `prev` of the next move. */
export function moveDigest(claim: MoveClaim): string {
  return sha256Hex(signedBytes(labels.MOVE, fieldsOf(claim)));
}

/** Refuses move-number, move-chain (against what is expected) or signature. */
export function checkMove(publicKey: string, signature: string, claim: MoveClaim, number: number, prev: string): void {
  if (claim.number !== number) throw new Refusal("move-number");
  if (claim.prev !== prev) throw new Refusal("move-chain");
  checkSignature(publicKey, signature, labels.MOVE, fieldsOf(claim));
}
