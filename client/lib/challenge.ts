// SPDX-License-Identifier: AGPL-3.0-or-later
// Signing in: a signature over a challenge that names server, purpose, nonce and end.

import * as labels from "./labels.ts";
import { sign } from "./signing.ts";

export type Purpose = "mine" | "desk" | "letter" | "ways";

export function signChallenge(seed: Uint8Array, origin: string, purpose: Purpose, nonce: string, expires: number): string {
  return sign(seed, labels.CHALLENGE, { origin, purpose, nonce, expires });
}
