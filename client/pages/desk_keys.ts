// SPDX-License-Identifier: AGPL-3.0-or-later
// Coming in: the passphrase never leaves this file; a locator, a signature and the one-time code do.
import { openIdentity, signChallenge, unlockKeys, type Identity } from "../lib/index.ts";
import { post } from "./desk_api.ts";

export type Unlocked = Identity;

interface Challenge {
  readonly nonce: string;
  readonly expires: number;
}

interface Entered {
  readonly account: string;
  readonly unlock: string;
}

export async function comeIn(
  passphrase: string,
  code: string,
  name: string,
  progress: (share: number) => void,
): Promise<{ account: string; identity: Unlocked }> {
  const { origin } = location;
  const keys = await unlockKeys(passphrase, origin, progress);
  const challenge = await post<Challenge>("/api/desk/challenge", { locator: keys.locator });
  const signature = signChallenge(keys.signin, origin, "desk", challenge.nonce, challenge.expires);
  const entered = await post<Entered>("/api/desk/enter", {
    locator: keys.locator,
    nonce: challenge.nonce,
    expires: challenge.expires,
    signature,
    code: code.replace(/\D/gu, ""),
    name: name.trim(),
  });
  return { account: entered.account, identity: await openIdentity(entered.unlock, origin, keys) };
}
