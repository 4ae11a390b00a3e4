// SPDX-License-Identifier: AGPL-3.0-or-later
// Ed25519 over canonical JSON that always names its domain.

import { ed25519 } from "@noble/curves/ed25519.js";
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

/** Refuses signature unless it is right; strict as in RFC 8032, so that both languages agree. */
export function checkSignature(publicKey: unknown, signature: unknown, domain: string, fields: Fields): void {
  const key = parseB64(publicKey, 32);
  const given = parseB64(signature, 64);
  if (!isRight(given, signedBytes(domain, fields), key)) throw new Refusal("signature");
}

function isRight(signature: Uint8Array, bytes: Uint8Array, key: Uint8Array): boolean {
  try {
    return ed25519.verify(signature, bytes, key, { zip215: false });
  } catch {
    return false;
  }
}
