// SPDX-License-Identifier: AGPL-3.0-or-later
// Who gets the next thread key, and where the next move stands.
import { checkReaders, Refusal, signersOf, supportOf, type Keyed, type OpenedState } from "../lib/index.ts";
import { lookUp } from "./asker_record.ts";
import type { AskerState } from "./asker_types.ts";

type Holders = Readonly<Record<string, string>>;

type Look = (one: Keyed) => void;

/** Who gets the next thread key, and the keys that the readers among them sign with. */
export interface Staying {
  readonly holders: Holders;
  readonly signers: Holders;
}

/** Their keys were pinned when they were named; a changed one is not used, and one that came later stands in the record. */
function readers(state: AskerState, opened: OpenedState, leaving: string, look: Look): Keyed[] {
  const codes = (what: string) => new Set(opened.news.filter((each) => each.what === what).map((each) => each.code));
  const [changed, later] = [codes("changed"), codes("new")];
  const others = state.readers.filter((each) => each.reads && each.code !== leaving && !changed.has(each.code));
  const keyed = others.flatMap(({ code, sealing, signing }) => (sealing ? [{ code, sealing, signing: signing ?? "" }] : []));
  keyed.filter((each) => later.has(each.code)).forEach(look);
  return keyed;
}

/** Support persons whom the asker's own file names, and no other. */
function support(state: AskerState, opened: OpenedState, leaving: string): Holders {
  const named = leaving === OLD_WORDS && state.helped ? [] : state.ways.filter((each) => each.code !== leaving && each.recipient !== "" && supportOf(opened, each.recipient) !== null);
  return Object.fromEntries(named.map((each) => [`way:${each.code}`, each.recipient]));
}

/** Backups that the terms let hold a copy, each with a right certificate. Whose key does not stand in the record gets none. */
function standbys(state: AskerState, leaving: string, look: Look): Holders {
  const codes = state.directory.backups.map((each) => each.code).filter((code) => code !== leaving);
  const cards = [...checkReaders(location.origin, state.directory, codes)].filter(([, card]) => isStanding(look, card));
  return Object.fromEntries(cards.map(([code, card]) => [`standby:${code}`, card.sealing]));
}

function isStanding(look: Look, card: Keyed): boolean {
  try {
    look(card);
    return true;
  } catch (mistake) {
    if (mistake instanceof Refusal && mistake.code !== "record-head") return false;
    throw mistake;
  }
}

/** Who leaves when new words are made: whoever knew the old ones. With help, all that was made before (see ways.ts). */
export const OLD_WORDS = "";

/** All who hold the key once `leaving` (a reader's or a way's code, or OLD_WORDS) is gone; the asker is not among them. */
export async function staying(state: AskerState, opened: OpenedState, leaving: string): Promise<Staying> {
  const asks = state.directory.backups.length > 0 || opened.news.some((each) => each.what === "new");
  const look = asks ? await lookUp(state) : () => undefined;
  const others = readers(state, opened, leaving, look);
  const keyed = Object.fromEntries(others.map((each) => [each.code, each.sealing]));
  return { holders: { ...keyed, ...support(state, opened, leaving), ...standbys(state, leaving, look) }, signers: signersOf(others) };
}

export function place(state: AskerState): { number: number; prev: string; day: string } {
  return { ...state.next, day: state.today };
}
