// SPDX-License-Identifier: AGPL-3.0-or-later
// Reading a thread as the server hands it over, and naming what is wrong with it.

import { checkEnvelopeAny, type Envelope } from "./envelope.ts";
import { Refusal } from "./errors.ts";
import * as labels from "./labels.ts";
import { ASKER, messageDigest, openMessage, parseVouch, type Message } from "./message.ts";
import type { Signers } from "./threadkey.ts";
import type { State } from "./types.ts";
import type { Fields } from "./wire.ts";

/** Append-only: shared with Python and with the pages. */
export type Flaw =
  | "forged" | "unsigned" | "replayed" | "repeated" | "reordered" | "missing" | "old_epoch" | "misplaced" | "unopened";

/** One sealed message as the server gives it. Its order and epoch are claims. */
export interface Served {
  readonly order: number;
  readonly file: Uint8Array;
  readonly epoch: number;
}

/** What may be shown. Without a proven sender there is neither sender nor body. */
export interface Line {
  readonly order: number;
  readonly flaw: Flaw | null;
  readonly sender: string | null;
  readonly number: number | null;
  readonly epoch: number | null;
  readonly body: Fields | null;
  readonly digest: string | null;
}

/** A message that was not handed over: its sender and number, or only who has seen it. */
export interface Gap {
  readonly flaw: "missing";
  readonly sender: string | null;
  readonly number: number | null;
  readonly seen_by: string | null;
}

const GAPS_SHOWN = 100;

/**
 * Reads messages in the order served. `seeds` maps epoch to seed, `keys` sender to signing keys (base64url). A reader's
 * message can vouch for another reader's new key; from then on both of that reader's keys prove. `forgotten` counts by
 * sender what went by itself: so many missing ones are none. `members` are the lists of who held each key, the newest last.
 * `vouchers`, where given, are all who may vouch: for an asker, readers whom she knows.
 */
export class Thread {
  readonly lines: Line[] = [];
  last = "";
  /** Code to the keys that another reader vouched for: the digest of the one to seal to, and the one that signs. */
  readonly vouched = new Map<string, Fields>();
  private readonly keys: Map<string, readonly string[]>;
  private readonly members: ReadonlyMap<string, string>;
  /** Who held an older key and not the newest. */
  private readonly gone: ReadonlySet<string>;
  private readonly proven = new Map<string, Message>();
  private readonly highest = new Map<string, number>();
  private epoch = 0;

  constructor(
    private readonly origin: string, private readonly thread: string,
    private readonly seeds: ReadonlyMap<number, Uint8Array>, keys: Signers,
    private readonly domain: string = labels.MESSAGE,
    private readonly forgotten: ReadonlyMap<string, number> = new Map(),
    members: readonly Readonly<Record<string, string>>[] = [],
    private readonly vouchers: ReadonlySet<string> | null = null,
  ) {
    this.keys = new Map(keys);
    this.members = new Map(Object.entries(members.at(-1) ?? {}));
    this.gone = new Set(members.flatMap(Object.keys).filter((one) => !this.members.has(one)));
  }

  /** All lines so far, with these added. */
  async read(served: readonly Served[]): Promise<readonly Line[]> {
    const opened: (Message | Flaw)[] = [];
    for (const one of served) opened.push(await this.open(one));
    const later = opened.flatMap((one) => (typeof one === "string" ? [] : [messageDigest(one, this.domain)]));
    served.forEach((one, at) => {
      const found = opened[at] as Message | Flaw;
      if (typeof found === "string") {
        this.lines.push(lineOf(one, found));
      } else {
        later.shift();
        this.lines.push(this.take(one, found, later));
      }
    });
    return this.lines;
  }

  nextNumber(sender: string): number {
    return Math.max(this.highest.get(sender) ?? 0, this.forgotten.get(sender) ?? 0) + 1;
  }

  /** What is held back, as far as the messages at hand can tell. The newest can always be held back. */
  get gaps(): Gap[] {
    return [...this.missingNumbers(), ...this.missingDigests()];
  }

  private async open(one: Served): Promise<Message | Flaw> {
    const seed = this.seeds.get(one.epoch);
    if (!seed) return "unopened";
    try {
      const [message, envelope] = await openMessage(one.file, seed);
      const flaw = this.flawOf(message, envelope, one);
      if (flaw === null) this.vouch(message);
      return flaw ?? message;
    } catch (error) {
      if (error instanceof Refusal) return "unopened";
      throw error;
    }
  }

  /**
   * Who has no key yet gets none this way, and nobody vouches for themselves. Whoever was taken off vouches for no other
   * key than one that the newest list of holders has.
   */
  private vouch({ sender, body }: Message): void {
    const found = parseVouch(body);
    const known = found === null ? undefined : this.keys.get(found.handler);
    if (found === null || known === undefined || found.handler === sender || found.handler === ASKER) return;
    if (this.vouchers !== null && !this.vouchers.has(sender)) return;
    if (this.gone.has(sender) && this.members.get(found.handler) !== found.sealing) return;
    if (!known.includes(found.signing)) this.keys.set(found.handler, [...known, found.signing]);
    this.vouched.set(found.handler, { sealing: found.sealing, signing: found.signing });
  }

  private flawOf(message: Message, envelope: Envelope, one: Served): Flaw | null {
    if (envelope.signature === null) return "unsigned";
    try {
      checkEnvelopeAny(envelope, this.domain, this.keys.get(message.sender) ?? []);
    } catch {
      return "forged";
    }
    const isHere = message.origin === this.origin && message.thread === this.thread && message.epoch === one.epoch;
    return isHere ? null : "misplaced";
  }

  private take(one: Served, message: Message, later: readonly string[]): Line {
    const flaw = this.orderFlaw(message, later);
    if (flaw === "replayed") return { ...lineOf(one, flaw, message), body: null, digest: null };
    const digest = messageDigest(message, this.domain);
    this.proven.set(digest, message);
    this.highest.set(message.sender, Math.max(message.number, this.highest.get(message.sender) ?? 0));
    this.epoch = Math.max(this.epoch, message.epoch);
    this.last = digest;
    return { ...lineOf(one, flaw, message), digest };
  }

  private orderFlaw(message: Message, later: readonly string[]): Flaw | null {
    if (this.proven.has(messageDigest(message, this.domain))) return "replayed";
    if (this.has(message.sender, message.number)) return "repeated";
    if (message.number < (this.highest.get(message.sender) ?? 0) || later.includes(message.last)) return "reordered";
    return message.epoch < this.epoch ? "old_epoch" : null;
  }

  private has(sender: string, number: number): boolean {
    return [...this.proven.values()].some((one) => one.sender === sender && one.number === number);
  }

  private missingNumbers(): Gap[] {
    const gaps: Gap[] = [];
    for (const [sender, highest] of this.highest) {
      const most = Math.min(highest, this.proven.size + GAPS_SHOWN);
      let explained = this.forgotten.get(sender) ?? 0;
      for (let number = 1; number <= most; number++) {
        if (!this.has(sender, number) && explained-- <= 0) gaps.push({ flaw: "missing", sender, number, seen_by: null });
      }
    }
    return gaps;
  }

  private missingDigests(): Gap[] {
    const unknown = new Map<string, string>();
    for (const { last, sender } of this.proven.values()) {
      if (last && !this.proven.has(last)) unknown.set(last, sender);
    }
    const explained = [...this.forgotten.values()].reduce((sum, count) => sum + count, 0);
    return [...unknown.values()].slice(explained).map((who) => ({ flaw: "missing", sender: null, number: null, seen_by: who }));
  }
}

/** Nothing that was written goes by itself sooner: a server that says so holds it back. */
const FORGOTTEN_DAYS = 90;

const plusDays = (day: string, days: number): string => new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

/**
 * By sender, what a state or payload says went by itself, as far as that can be: 90 days after it was sent, and not on a day
 * that has not come. `today` is an ISO day by this client's own clock, with a day of grace for time zones; without one
 * nothing went.
 */
export function countForgotten({ lodged, forgotten }: Pick<State, "lodged" | "forgotten">, today: string | null): ReadonlyMap<string, number> {
  if (!lodged || today === null) return new Map();
  const [earliest, latest] = [plusDays(lodged, FORGOTTEN_DAYS), plusDays(today, 1)];
  const counts = new Map<string, number>();
  for (const { from, day } of forgotten ?? []) if (earliest <= day && day <= latest) counts.set(from, (counts.get(from) ?? 0) + 1);
  return counts;
}

function lineOf(one: Served, flaw: Flaw | null, message?: Message): Line {
  return {
    order: one.order, flaw, sender: message?.sender ?? null, number: message?.number ?? null,
    epoch: message?.epoch ?? null, body: message?.body ?? null, digest: null,
  };
}
