// SPDX-License-Identifier: AGPL-3.0-or-later
// What the server tells the asker's pages (answerable/web/asker makes it). Days are ISO strings, binary is base64url.
import type { Directory, DirectoryRecord, EntriesRecord, Entry, Fields, LeafPromise, Membership, ReaderEntry, Right, State } from "../lib/index.ts";

export interface Person {
  readonly code: string;
  readonly title: string;
  readonly about: string;
  /** Roles that this person holds or is tied to, as their organisation keeps it in public. */
  readonly tied: readonly string[];
}

/** Sentences about one organisation, ready to be shown: the server words them, for both ways of reading. */
export interface Shown {
  readonly readers_lead: string;
  readonly backup_lead: string;
  readonly nobody: string;
  readonly small: string;
  readonly host: readonly string[];
  readonly law: readonly string[];
  readonly pledges_title: string;
  readonly pledges: readonly { readonly about: string; readonly says: string }[];
  readonly readers: readonly Person[];
  readonly backups: readonly Person[];
  readonly roles: readonly { readonly key: string; readonly title: string; readonly leads: boolean }[];
}

/** The directory of one organisation, with its sentences. */
export interface Sheet extends Directory {
  readonly body: { readonly code: string; readonly slug: string; readonly name: string };
  readonly shown: Shown;
  readonly record: DirectoryRecord;
}

export interface Taken {
  readonly received: readonly string[];
  /** Only where this very visit sent it. */
  readonly promise?: LeafPromise | null;
  readonly entry?: Entry;
}

export interface Reader {
  readonly code: string;
  readonly title: string;
  readonly signing?: string | null;
  readonly sealing?: string | null;
  /** Whether this person reads the ask now, and not only did so once. */
  readonly reads: boolean;
}

/** Another way in: a support person's, the look code's, or a device's. Only a person's has a key to seal to. */
export interface Way {
  readonly code: string;
  readonly kind: Right | "look" | "device";
  readonly recipient: string;
  readonly since: string;
}

/** A month's figures and this ask: `says` is the month, `name` the level, in words. */
export interface Month extends Membership {
  readonly says: string;
  readonly name: string;
}

export interface AskerState extends State {
  readonly mode: "keyed" | "hosted";
  readonly body: { readonly code: string; readonly name: string; readonly slug: string };
  readonly kind: string;
  readonly kind_title: string;
  readonly today: string;
  readonly right: "own" | Right;
  readonly helped: boolean;
  /** The day on which what was written at the lodging goes; null while nothing has ended, or while it is kept. */
  readonly own_until: string | null;
  readonly ways: readonly Way[];
  readonly next: { readonly number: number; readonly prev: string };
  readonly terms: Fields;
  readonly overdue: readonly string[];
  readonly epoch: number;
  readonly readers: readonly Reader[];
  readonly backups: readonly Reader[];
  readonly admissible: readonly ReaderEntry[];
  readonly directory: Directory;
  readonly entries: readonly (Entry & { readonly number?: number | null; readonly signature?: string | null; readonly says: string })[];
  /** Lines of processes around the ask: their page holds them against the record, and shows them to nobody. */
  readonly run_lines?: readonly Entry[];
  readonly record: EntriesRecord & { readonly shown: readonly string[]; readonly times: Readonly<Record<string, number>>; readonly promise: LeafPromise | null; readonly tally: readonly Month[] };
}
