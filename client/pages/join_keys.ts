// SPDX-License-Identifier: AGPL-3.0-or-later
// What joining makes: an identity, and two passphrases that unlock it.
import { buildEnrolment, fingerprint, parseWords } from "../lib/index.ts";

export interface Enrolment {
  readonly carried: string;
  readonly printed: string;
  readonly request: object;
}

export async function makeEnrolment(token: string): Promise<Enrolment> {
  const [request, kept] = await buildEnrolment(location.origin, token);
  return { carried: kept.passphrases.carried, printed: kept.passphrases.printed, request };
}

/** The line that stands on the invitation too. */
export const checkLineOf = (enrolmentKey: string): string => fingerprint(enrolmentKey);

/** Throws the sentence of the first word that is not one of ours. */
export const isSameWords = (typed: string, made: string): boolean => parseWords(typed).text === parseWords(made).text;
