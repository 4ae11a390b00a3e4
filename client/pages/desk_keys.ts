// SPDX-License-Identifier: AGPL-3.0-or-later
// Coming in: the passphrase never leaves this file; a locator, a signature and the one-time code do.
import { openIdentity, signChallenge, unlockKeys, type Identity } from "../lib/index.ts";
import { post } from "./desk_api.ts";
import { usePasskey, type Challenge as Asked } from "./passkey.ts";

export type Unlocked = Identity;

interface Challenge {
  readonly nonce: string;
  readonly expires: number;
}

interface Entered {
  readonly account: string;
  readonly unlock: string;
}

export interface Came {
  readonly account: string;
  readonly identity: Unlocked;
}

/** With a passkey: no name, no words, no code. */
export async function comeInWithPasskey(name: string): Promise<Came> {
  const challenge = await post<Asked>("/api/desk/passkey/challenge", {});
  const { sent, keys } = await usePasskey(challenge);
  const entered = await post<Entered>("/api/desk/passkey/enter", { ...sent, name: name.trim() });
  return { account: entered.account, identity: await openIdentity(entered.unlock, location.origin, keys) };
}

export async function comeIn(
  passphrase: string,
  code: string,
  name: string,
  progress: (share: number) => void,
): Promise<Came> {
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
