// SPDX-License-Identifier: AGPL-3.0-or-later
// Ed25519 over canonical JSON that always names its domain.

import { ed25519 } from "@noble/curves/ed25519.js";
import { isSigned } from "./curve.ts";
import { Refusal } from "./errors.ts";
import { b64, jcs, parseB64, type Fields } from "./wire.ts";

export function signingPublic(seed: Uint8Array): string {
  return b64(ed25519.getPublicKey(seed));
}

export function signedBytes(domain: string, fields: Fields): Uint8Array {
  return jcs({ ...fields, domain });
}

export function sign(seed: Uint8Array, domain: string, fields: Fields): string {
  return b64(ed25519.sign(signedBytes(domain, fields), seed));
}

/** Refuses signature unless it is right; strict (curve.ts), so that both languages agree. */
export function checkSignature(publicKey: unknown, signature: unknown, domain: string, fields: Fields): void {
  const key = parseB64(publicKey, 32);
  const given = parseB64(signature, 64);
  if (!isSigned(key, given, signedBytes(domain, fields))) throw new Refusal("signature");
}

/** The same where any of several keys (one at least) may have signed. */
export function checkSignatureAny(keys: readonly string[], signature: unknown, domain: string, fields: Fields): void {
  const isRight = (key: string): boolean => isSigned(parseB64(key, 32), parseB64(signature, 64), signedBytes(domain, fields));
  if (!keys.some(isRight)) throw new Refusal("signature");
}
