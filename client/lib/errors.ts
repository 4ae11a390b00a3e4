// SPDX-License-Identifier: AGPL-3.0-or-later
// What sealing refuses: a code (the same as in Python); the page finds the sentence for it in its HTML.

export type Details = Readonly<Record<string, string | number>>;

/** Something from outside that is not accepted. The message is the code alone: nothing typed, no secret. */
export class Refusal extends Error {
  readonly code: string;
  readonly details: Details;

  constructor(code: string, details: Details = {}) {
    super(code);
    this.name = "Refusal";
    this.code = code;
    this.details = details;
  }
}

/** Runs `attempt`; whatever it throws becomes a refusal with this code. */
export function orRefuse<T>(code: string, attempt: () => T): T {
  try {
    return attempt();
  } catch {
    throw new Refusal(code);
  }
}
