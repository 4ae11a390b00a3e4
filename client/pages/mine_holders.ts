// SPDX-License-Identifier: AGPL-3.0-or-later
// Who gets the next thread key, and where the next move stands.
import { checkReaders, supportOf, type OpenedState } from "../lib/index.ts";
import type { AskerState } from "./asker_types.ts";

type Holders = Readonly<Record<string, string>>;

/** Their keys were pinned when they were named; a changed one is not used. */
function readers(state: AskerState, opened: OpenedState, leaving: string): Holders {
  const changed = new Set(opened.news.filter((each) => each.what === "changed").map((each) => each.code));
  const others = state.readers.filter((each) => each.reads && each.code !== leaving && !changed.has(each.code));
  return Object.fromEntries(others.flatMap((each) => (each.sealing ? [[each.code, each.sealing] as const] : [])));
}

/** Support persons whom the asker's own file names, and no other. */
function support(state: AskerState, opened: OpenedState, leaving: string): Holders {
  const named = leaving === OLD_WORDS && state.helped ? [] : state.ways.filter((each) => each.code !== leaving && each.recipient !== "" && supportOf(opened, each.recipient) !== null);
  return Object.fromEntries(named.map((each) => [`way:${each.code}`, each.recipient]));
}

/** Backups that the terms let hold a copy, each with a right certificate. */
function standbys(state: AskerState, leaving: string): Holders {
  const codes = state.directory.backups.map((each) => each.code).filter((code) => code !== leaving);
  const cards = checkReaders(location.origin, state.directory, codes);
  return Object.fromEntries([...cards].map(([code, card]) => [`standby:${code}`, card.sealing]));
}

/** Who leaves when new words are made: whoever knew the old ones. With help, all that was made before (see ways.ts). */
export const OLD_WORDS = "";

/** All who hold the key once `leaving` (a reader's or a way's code, or OLD_WORDS) is gone; the asker is not among them. */
export function staying(state: AskerState, opened: OpenedState, leaving: string): Holders {
  return { ...readers(state, opened, leaving), ...support(state, opened, leaving), ...standbys(state, leaving) };
}

export function place(state: AskerState): { number: number; prev: string; day: string } {
  return { ...state.next, day: state.today };
}
