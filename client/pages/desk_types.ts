// SPDX-License-Identifier: AGPL-3.0-or-later
// What the desk's answers hold (answerable/web/handler/views.py makes them). Days are ISO strings, binary is base64url.

import type { AskPayload, DeskPayload, ReaderEntry } from "../lib/index.ts";

export interface Seat {
  readonly code: string;
  readonly body: string;
  readonly slug: string;
  readonly body_name: string;
  readonly role: string;
  readonly title: string;
  readonly shown_name: string | null;
  readonly until: string | null;
  /** False for a reader of an organisation that nobody can reach yet: two must have rehearsed. */
  readonly door_open: boolean;
  readonly rehearsed: boolean;
  readonly can_rehearse: boolean;
  /** How many readers of the organisation have rehearsed. */
  readonly ready: number;
}

export interface Waiting {
  readonly ask: string;
  readonly body_name: string;
  readonly needs: string;
  readonly due: string | null;
  readonly late: number;
  readonly day: number;
  readonly kind_title: string | null;
  readonly seat: string;
  readonly epoch: number;
  /** All that is due on a day, the next first. */
  readonly days: readonly { readonly what: string; readonly due: string; readonly late: number }[];
  /** Who of those who read it has taken it. */
  readonly carrier: { readonly title: string; readonly mine: boolean } | null;
}

export interface Signal {
  readonly body_name: string;
  readonly kind_title: string | null;
  readonly signals: readonly string[];
  readonly standby: string | null;
}

export interface Duty {
  readonly body_name: string;
  readonly from_name: string;
}

/** An ask that may be sealed to another reader's new keys. */
export interface Renewal extends Waiting {
  readonly handler: string;
  readonly title: string;
  readonly since: string;
  readonly from: string;
  readonly ready: boolean;
  readonly refused: boolean;
}

/** One's own seat with new keys, which what came before is not sealed to. */
export interface Waits {
  readonly code: string;
  readonly title: string;
  readonly body_name: string;
  readonly since: string;
  readonly from: string;
}

export interface Visit {
  readonly handle: string;
  readonly name: string;
  readonly last_day: string;
  readonly here: boolean;
}

export interface DeskState {
  readonly today: string;
  readonly seats: readonly Seat[];
  readonly asks: readonly Waiting[];
  /** How many more this person reads. None of them is late. */
  readonly more: number;
  /** How many of all need something. */
  readonly waiting: number;
  /** How many of all each reader has taken: by title, null for this one. And how many nobody has. */
  readonly loads: readonly { readonly title: string | null; readonly n: number }[];
  readonly free: number;
  readonly signals: readonly Signal[];
  readonly duties: readonly Duty[];
  readonly renewals: readonly Renewal[];
  readonly waits: readonly Waits[];
}

export interface Reader extends ReaderEntry {
  readonly title: string;
  readonly name: string | null;
  /** Reads it now. Others wrote here before: their key still proves what they wrote. */
  readonly active: boolean;
}

export interface PromiseState {
  readonly code: string;
  readonly stage: string;
  readonly who: string;
  readonly what: string;
  readonly by: string | null;
  readonly how_seen: string;
  readonly with_what: string;
  readonly if_not: string;
  readonly missing: readonly string[];
  readonly is_intention: boolean;
  readonly past_due: boolean;
  readonly old_dates: readonly string[];
  readonly can_move: boolean;
  readonly can_claim: boolean;
  readonly completed: boolean;
}

export interface AnswerState {
  readonly code: string;
  readonly day: string;
  readonly value: string;
  readonly reasons: readonly string[];
  readonly power: string;
  readonly replaced: boolean;
}

/** Leave that was asked for, or a boundary: in words, with what this reader may do with it. */
export interface AgreedState {
  readonly code: string;
  readonly line: string;
  readonly says: string;
  readonly breaches?: readonly string[];
  /** What the person concerned is told today; empty on any other day and for anybody else. */
  readonly sheet?: readonly { readonly head: string; readonly says: string }[];
  readonly moves: readonly string[];
}

export interface AskState extends AskPayload {
  readonly body_name: string;
  readonly seat: string;
  readonly kind: { readonly key: string; readonly title: string; readonly plain: string; readonly form: string };
  readonly stage: string;
  readonly needs: string;
  readonly needs_by: string | null;
  readonly late: number;
  readonly day: number;
  readonly lodged: string;
  readonly today: string;
  readonly epoch: number;
  /** One word or more for each day since sending, the newest last: act, late, still. */
  readonly dots: readonly string[];
  readonly due: Readonly<Record<"acknowledge_by" | "answer_by" | "word_by" | "promise_by", string | null>>;
  readonly flags: { readonly paused: boolean; readonly withdrawn: boolean };
  readonly helped: boolean;
  readonly keyed: boolean;
  readonly may_write: boolean;
  readonly slow: boolean;
  /** What of the past it is about, in words, where its asker said so; else "". */
  readonly look_back: string;
  readonly standby: boolean;
  /** Notes among readers; null for whom there are none to open. */
  readonly desk: DeskPayload | null;
  /** Who is to hold a new key, once somebody left; empty when none is due. */
  readonly renew: Readonly<Record<string, string>>;
  /** What is left to go through, for a practice ask; null for a true one. */
  readonly practice: readonly { readonly text: string }[] | null;
  /** By when what was written leaves this desk; not for a practice ask. */
  readonly words_go?: string | null;
  readonly moves: readonly string[];
  readonly history: readonly { readonly day: string; readonly on: number; readonly by_body: boolean; readonly sentence: string }[];
  readonly answers: readonly AnswerState[];
  readonly promises: readonly PromiseState[];
  readonly marks: readonly { readonly sentence: string; readonly day: string }[];
  readonly consents: readonly AgreedState[];
  readonly boundaries: readonly AgreedState[];
  readonly same_roads: readonly string[];
  /** What attesters said, with ties and payment, and without a name. */
  readonly attested: readonly { readonly told: string; readonly said: readonly string[] }[];
  readonly about_a_person: boolean;
  readonly readers: readonly Reader[];
}
