// SPDX-License-Identifier: AGPL-3.0-or-later
// The silence of one's own ask, from the lines that were committed to and from nothing that the server says of it now.

import type { Entry } from "./record.ts";

const DAY = 86_400_000;

/** `due` is the day that the newest line commits to; `late` the days past it without an answer, 0 for none. */
export interface Silence {
  readonly due: string | null;
  readonly late: number;
}

/** Whatever opens the ask again, or lets it wait, is a line of its own, and the newest counts. Another kind asks anew. */
const ENDS = new Set(["answer", "withdrawal", "pause"]);
const BEGINS = new Set(["lodged", "reopen", "resume", "transfer"]);

/** `entries` in the order in which they came, each checked against its commitment before; `today` is an ISO day. */
export function silenceOf(entries: readonly Entry[], today: string): Silence {
  let [due, waits]: [string | null, boolean] = [null, false];
  for (const { fields } of entries) {
    const type = String(fields["type"]);
    const next: string | null = typeof fields["due"] === "string" ? fields["due"] : due;
    if (BEGINS.has(type) || (type === "change" && next !== due)) waits = true;
    due = next;
    if (ENDS.has(type)) waits = false;
  }
  const days = due === null ? 0 : Math.round((Date.parse(today) - Date.parse(due)) / DAY);
  return { due: waits ? due : null, late: waits ? Math.max(0, days) : 0 };
}
