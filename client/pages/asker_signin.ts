// SPDX-License-Identifier: AGPL-3.0-or-later
// From code words to the asks under them. Words and keys stay here; a locator and a signature travel.
import { deriveAsker, deviceProof, signChallenge, stretch, type AskerKeys } from "../lib/index.ts";
import type { AskerState } from "./asker_types.ts";
import { post, Spoken } from "./desk_api.ts";

/** So many numbers in a row that open nothing end the search: one deleted ask does not hide the next. */
const GAP = 2;

/** Words that open nothing are no error of the page: the server says so in an ordinary answer. */
const OPENS_NOTHING = 200;

export interface Found {
  readonly keys: AskerKeys;
  readonly number: number;
  readonly state: AskerState;
  /** What was said when it was sent, for a sending whose answer was lost. */
  readonly received: readonly string[];
}

export interface Search {
  readonly found: readonly Found[];
  /** The first number that a new ask under these words can take. */
  readonly free: number;
}

type Entered = Pick<Found, "state" | "received">;

interface Challenge {
  readonly nonce: string;
  readonly expires: number;
}

/** `device` is what a chosen device proves, to bring words back that were set aside. */
async function enter(keys: AskerKeys, beside: readonly string[], device: string | null = null): Promise<Entered | null> {
  const { locator, signin } = keys;
  const { nonce, expires } = await post<Challenge>("/api/mine/challenge", { locator });
  const signature = signChallenge(signin, location.origin, "mine", nonce, expires);
  try {
    const signed = { locator, nonce, expires, signature };
    return await (device === null ? post<Entered>("/api/mine/enter", { ...signed, beside }) : post<Entered>("/api/mine/undo", { ...signed, beside, device }));
  } catch (mistake) {
    if (mistake instanceof Spoken && mistake.status === OPENS_NOTHING) return null;
    throw mistake;
  }
}

/** Tries 1, 2, 3 … under these stretched words. Wrong words and deleted asks take the same steps. */
export function search(stretched: Uint8Array): Promise<Search> {
  return searchWith(stretched, () => null);
}

/** The same for words that were set aside, with the secret of a device that may bring them back. */
export function searchPast(stretched: Uint8Array, secret: Uint8Array): Promise<Search> {
  return searchWith(stretched, (keys) => deviceProof(secret, location.origin, keys.locator));
}

async function searchWith(stretched: Uint8Array, prove: (keys: AskerKeys) => string | null): Promise<Search> {
  const found: Found[] = [];
  let last = 0;
  for (let number = 1; number <= last + GAP; number++) {
    const keys = deriveAsker(stretched, location.origin, number);
    const entered = await enter(keys, found.map((each) => each.state.ask), prove(keys));
    if (entered === null) continue;
    found.push({ keys, number, state: entered.state, received: entered.received });
    last = number;
  }
  return { found, free: last + 1 };
}

export function stretchHere(words: string): Promise<Uint8Array> {
  return stretch(words, location.origin);
}
