// SPDX-License-Identifier: AGPL-3.0-or-later
// What was sent and never answered may have arrived. Sealing draws anew each time, so the bytes are kept and sent again
// as they were: the server takes the same bytes once.
import { Spoken } from "./desk_api.ts";

interface Kept {
  readonly said: string;
  readonly body: object;
}

/** One thing at a time may be without an answer at each place (an ask, a drawer). */
export class Unanswered {
  private readonly kept = new Map<string, Kept>();

  /**
   * Sends what `make` builds, or, where the same was `said` before and not answered, what was built then. Where
   * something else was, `look` comes first: only then is it known what the next thing follows on.
   */
  async send<T>(place: string, said: string, make: () => Promise<object>, post: (body: object) => Promise<T>, look: () => Promise<unknown>): Promise<T> {
    const before = this.kept.get(place);
    if (before !== undefined && before.said !== said) {
      await look();
      this.kept.delete(place);
    }
    const now = this.kept.get(place) ?? { said, body: await make() };
    this.kept.set(place, now);
    try {
      const answer = await post(now.body);
      this.kept.delete(place);
      return answer;
    } catch (mistake) {
      if (!isUnheard(mistake)) this.kept.delete(place);
      throw mistake;
    }
  }
}

/** Nothing was said of it: no answer came, or the visit had ended before it was looked at. */
const isUnheard = (mistake: unknown): boolean => mistake instanceof Spoken && (mistake.status === 0 || mistake.status === 401 || mistake.status >= 500);

/** What no two sendings share: the server tells by it the same sending from the same thing said anew. */
export function once(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** All that stands in a form. */
export function typedIn(form: HTMLFormElement): string {
  return JSON.stringify([...new FormData(form)].map(([name, value]) => [name, String(value)]));
}
