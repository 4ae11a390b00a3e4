// SPDX-License-Identifier: AGPL-3.0-or-later
// Keys from stretched words: HKDF-SHA512, info = label ‖ 0x00 ‖ origin ‖ 0x00 ‖ number.

import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import * as labels from "./labels.ts";
import { signingPublic } from "./signing.ts";
import { b64, join, utf8 } from "./wire.ts";

/** A name to be found by (base64url, as it is sent), a seed to sign in with, a seed to open with (32 bytes each). */
export interface Keys {
  readonly locator: string;
  readonly signin: Uint8Array;
  readonly sealing: Uint8Array;
}

export type AskerKeys = Keys;
export type UnlockKeys = Keys;

export function derive(stretched: Uint8Array, label: string, origin: string, number: string): Uint8Array {
  return hkdf(sha512, stretched, undefined, utf8([label, origin, number].join("\0")), 32);
}

/** The keys of one ask. `number` counts the asks under these words from 1. */
export function deriveAsker(stretched: Uint8Array, origin: string, number: number): Keys {
  return {
    locator: b64(derive(stretched, labels.LOCATOR, origin, String(number))),
    signin: derive(stretched, labels.SIGNIN, origin, String(number)),
    sealing: derive(stretched, labels.SEALING, origin, String(number)),
  };
}

/** The keys of one way to unlock a handler's identity. */
export function deriveUnlock(stretched: Uint8Array, origin: string): Keys {
  return {
    locator: b64(derive(stretched, labels.UNLOCK_LOCATOR, origin, "")),
    signin: derive(stretched, labels.UNLOCK_SIGNIN, origin, ""),
    sealing: derive(stretched, labels.UNLOCK_SEALING, origin, ""),
  };
}

/** What a passkey is asked about (the `first` of its PRF extension): the same for all of one server. */
export function passkeySalt(origin: string): Uint8Array {
  return sha256(join(utf8(labels.PASSKEY_SALT), Uint8Array.of(0), utf8(origin)));
}

/** The keys of one passkey, from the 32 bytes that its PRF extension answers. It is found by its credential id. */
export function derivePasskey(prf: Uint8Array, origin: string, credential: Uint8Array): Keys {
  return {
    locator: b64(sha256(credential)),
    signin: derive(prf, labels.PASSKEY_SIGNIN, origin, ""),
    sealing: derive(prf, labels.PASSKEY_SEALING, origin, ""),
  };
}

/** The public sign-in key as it is sent. */
export function signinOf(keys: Keys): string {
  return signingPublic(keys.signin);
}
