// SPDX-License-Identifier: AGPL-3.0-or-later
// What joining makes: an identity, and the ways that unlock it.
import { buildEnrolment, fingerprint, parseWords, type Identity, type Unlock, type Way } from "../lib/index.ts";
import type { PasskeyWay } from "./passkey.ts";

export interface Enrolment {
  readonly carried: string;
  readonly printed: string;
  readonly identity: Identity;
  readonly request: { readonly unlocks: readonly (Unlock | PasskeyWay)[] };
}

/** With a passphrase of each of these kinds; passkeys come to it one by one. */
export async function makeEnrolment(token: string, kinds: readonly Way[]): Promise<Enrolment> {
  const [request, kept] = await buildEnrolment(location.origin, token, kinds);
  return { carried: kept.passphrases.carried, printed: kept.passphrases.printed, identity: kept.identity, request };
}

export function withWays({ request, ...rest }: Enrolment, more: readonly PasskeyWay[]): Enrolment {
  return { ...rest, request: { ...request, unlocks: [...request.unlocks, ...more] } };
}

/** The line that stands on the invitation too. */
export const checkLineOf = (enrolmentKey: string): string => fingerprint(enrolmentKey);

/** Throws the sentence of the first word that is not one of ours. */
export const isSameWords = (typed: string, made: string): boolean => parseWords(typed).text === parseWords(made).text;
