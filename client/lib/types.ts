// SPDX-License-Identifier: AGPL-3.0-or-later
// The JSON that travels, as far as sealing reads or writes it. The rest of a state passes through untouched.

import type { ReaderEntry } from "./identity.ts";
import type { Fields } from "./wire.ts";

export interface Directory {
  readonly body: { readonly code: string; readonly name: string };
  readonly today: string;
  readonly enrolment_key: string;
  readonly readers: readonly ReaderEntry[];
  readonly backups: readonly ReaderEntry[];
}

export interface Choices {
  readonly kind: string;
  readonly helped?: boolean;
  readonly route: "body" | "past_body";
  readonly readers: readonly string[];
  readonly backups: readonly string[];
  readonly terms: Fields;
  readonly hold_until?: string | null;
  readonly text?: string;
  /** What her own file is to hold beside: sealed to her alone. */
  readonly own?: Fields;
}

export interface SealedKey {
  readonly holder: string;
  readonly epoch: number;
  readonly file: string;
}

export interface Lodging {
  readonly body: string;
  readonly kind: string;
  readonly helped: boolean;
  readonly route: string;
  readonly readers: readonly string[];
  readonly backups: readonly string[];
  readonly terms: Fields;
  readonly hold_until: string | null;
  readonly thread: string;
  readonly locator: string;
  readonly signin: string;
  readonly recipient: string;
  readonly mark_key: string;
  readonly epoch_key: string;
  readonly keys: readonly SealedKey[];
  readonly keep: string;
  readonly messages: readonly string[];
  readonly move: { readonly number: number; readonly prev: string; readonly day: string; readonly signature: string };
}

/** What the asker's client keeps in memory and never sends. Binary is base64url. */
export interface Private {
  readonly origin: string;
  readonly ask: string;
  readonly number: number;
  readonly mark_seed: string;
  readonly mark_key: string;
  readonly seeds: Readonly<Record<number, string>>;
  readonly recipient: string;
  /** The newest epoch that there must be, where it is known. */
  readonly due?: number;
}

export interface SignedMove {
  readonly ask: string;
  readonly move: string;
  readonly number: number;
  readonly prev: string;
  readonly day: string;
  readonly value: Fields;
  readonly signature: string;
}

export interface SealedMessage {
  readonly order: number;
  readonly epoch: number;
  readonly file: string;
}

/** What went by itself: no words, but that there were some. */
export interface Forgotten {
  readonly order: number;
  readonly from: string;
  readonly day: string;
}

export interface HistoryItem {
  readonly move: string;
  readonly day: string;
  readonly number?: number | null;
  readonly value?: Fields | null;
  readonly signature?: string | null;
}

/** A reader as a state names them, with the keys that the server shows now. */
export interface Named {
  readonly code: string;
  readonly signing?: string | null;
  readonly sealing?: string | null;
}

export interface State {
  readonly ask: string;
  readonly epoch?: number;
  readonly keep: string;
  readonly keys: readonly { readonly epoch: number; readonly file: string }[];
  readonly messages: readonly SealedMessage[];
  readonly forgotten?: readonly Forgotten[];
  readonly lodged?: string | null;
  readonly history: readonly HistoryItem[];
  readonly entries?: readonly { readonly number?: number | null; readonly signature?: string | null }[];
  readonly readers: readonly Named[];
  readonly backups: readonly Named[];
}

/** What a handler's client gets of one ask. */
export interface AskPayload {
  readonly ask: string;
  readonly mark_key: string;
  readonly epoch?: number;
  readonly body: { readonly code: string };
  readonly enrolment_key: string;
  readonly readers: readonly ReaderEntry[];
  readonly keys: readonly { readonly epoch: number; readonly file: string }[];
  readonly messages: readonly SealedMessage[];
  readonly forgotten?: readonly Forgotten[];
  readonly lodged?: string | null;
}
