// SPDX-License-Identifier: AGPL-3.0-or-later
// What the asker's pages check in the record, under the policy that came with the page.
import { asRecord, checkDirectory, checkPromise, checkTaken, countedIn, laterDay, levelAt, lodgedValue, Refusal, standing, valueDigest, type Counted, type Keyed, type Level, type Lodging, type Policy, type Standing } from "../lib/index.ts";
import type { AskerState, Month, Sheet, Taken } from "./asker_types.ts";
import { must, today as ours } from "./desk_dom.ts";

function policy(): Policy {
  return JSON.parse(must("[data-policy]").dataset["policy"] ?? "") as Policy;
}

/** Before anything is sealed: the keys of everybody chosen stand in the record. */
export function checkKeys(sheet: Sheet, chosen: readonly string[]): void {
  const listed = [...sheet.readers, ...sheet.backups].filter((one) => chosen.includes(one.code));
  asRecord(() => checkDirectory(policy(), sheet.record, listed, laterDay(sheet.today, ours())));
}

/** The directory of the ask's body as it is now: asks of one person whether their keys stand in the record. */
export async function lookUp(state: AskerState): Promise<(one: Keyed) => void> {
  const answer = await fetch(`/ask/to/${encodeURIComponent(state.body.slug)}.json`, { credentials: "omit" });
  if (!answer.ok) throw new Refusal("record-head");
  const { record, today } = (await answer.json()) as Sheet;
  return (one) => asRecord(() => checkDirectory(policy(), record, [one], laterDay(today, ours())));
}

/** After it was sent: whether the promise is the log's, and about this very ask. Nothing is lost where it is not. */
export function isPromised(taken: Taken, lodging: Lodging): boolean {
  try {
    checkReceived(taken, lodging);
    return true;
  } catch (mistake) {
    if (mistake instanceof Refusal) return false;
    throw mistake;
  }
}

function checkReceived(taken: Taken, lodging: Lodging): void {
  if (!taken.promise || taken.entry === undefined) throw new Refusal("record-head");
  checkPromise(policy(), taken.promise);
  const own = {
    ask: lodging.thread, key: lodging.mark_key, signature: lodging.move.signature, value: valueDigest(lodgedValue(lodging)),
  };
  checkTaken(taken.entry, taken.promise, own);
}

/** What the newest released months did with this ask; held asks began to count later than their first move. */
export function countedOf(state: AskerState): { readonly month: Month; readonly counted: Counted }[] {
  const lodged = state.entries[0]?.id ?? "";
  const now = state.terms["silence"] as Level;
  return state.record.tally.map((month) => {
    const expected = levelAt(state.history, now, month.month);
    return { month, counted: asRecord(() => countedIn(policy(), state.record, month, lodged, expected)) };
  });
}

export function standingOf(state: AskerState): Standing {
  return asRecord(() => standing(policy(), state.record, [...state.entries, ...(state.run_lines ?? [])], laterDay(state.today, ours())));
}
