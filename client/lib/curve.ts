// SPDX-License-Identifier: AGPL-3.0-or-later
// Ed25519 as RFC 8032 has it without cofactor, to the letter as answerable/curve.py: a signature is right on both sides or
// on none. The library's own check multiplies by the cofactor, so whoever holds a key could sign for browsers alone.

import { ed25519 } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { join } from "./wire.ts";

const { Point } = ed25519;

/** Little-endian, as scalars are written. */
function numberOf(bytes: Uint8Array): bigint {
  return bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

/** Whether this key (32 bytes) made this signature (64). Keys written in a second way, or of small order, sign nothing. */
export function isSigned(key: Uint8Array, signature: Uint8Array, message: Uint8Array): boolean {
  try {
    const point = Point.fromBytes(key);
    const r = signature.subarray(0, 32);
    const k = numberOf(sha512(join(r, key, message))) % Point.Fn.ORDER;
    const given = Point.BASE.multiplyUnsafe(numberOf(signature.subarray(32))).subtract(point.multiplyUnsafe(k)).toBytes();
    return signature.length === 64 && !point.isSmallOrder() && given.every((byte, at) => byte === r[at]);
  } catch {
    return false; // no point of the curve, or S is not below the order
  }
}
