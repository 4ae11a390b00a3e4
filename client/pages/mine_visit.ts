// SPDX-License-Identifier: AGPL-3.0-or-later
// What this visit holds in memory: the keys of each ask that was found, its newest state, and what opened.
import { openStateWith, type AskerKeys, type OpenedState } from "../lib/index.ts";
import type { Found } from "./asker_signin.ts";
import type { AskerState } from "./asker_types.ts";
import { post } from "./desk_api.ts";
import { today } from "./desk_dom.ts";
import { Unanswered } from "./unanswered.ts";

interface Held {
  readonly found: Found;
  state: AskerState;
  opened: Promise<OpenedState> | null;
}

export class Visit {
  private readonly held: Map<string, Held>;
  private readonly unanswered = new Unanswered();

  constructor(found: readonly Found[]) {
    this.held = new Map(found.map((each) => [each.state.ask, { found: each, state: each.state, opened: null }]));
  }

  get codes(): readonly string[] {
    return [...this.held.keys()];
  }

  state(code: string): AskerState {
    return this.one(code).state;
  }

  keys(code: string): AskerKeys {
    return this.one(code).found.keys;
  }

  /** The asks whose own words opened them, and not a support person's. */
  get own(): readonly string[] {
    return this.codes.filter((code) => this.state(code).right === "own");
  }

  number(code: string): number {
    return this.one(code).found.number;
  }

  isKeyed(code: string): boolean {
    return this.state(code).mode === "keyed";
  }

  /** Opened once for each state; a refusal is thrown each time. */
  opened(code: string): Promise<OpenedState> {
    const held = this.one(code);
    const opened = held.opened ?? openStateWith(held.found.keys, location.origin, held.found.number, held.state, today());
    held.opened = opened;
    return opened;
  }

  /** Everything is opened, or known not to open, so that the page can change in one step. */
  async ready(): Promise<void> {
    await Promise.allSettled(this.codes.map((code) => this.opened(code)));
  }

  /**
   * Sends something of this ask; the answer carries its state after it. `said` is all that it comes from: the same said
   * again, because no answer came, is the same bytes again.
   */
  async send(code: string, path: string, said: string, make: () => Promise<object>): Promise<void> {
    const fresh = (where: string) => async (body: object): Promise<void> => {
      const held = this.one(code);
      held.state = (await post<{ state: AskerState }>(where, body)).state;
      held.opened = null;
    };
    await this.unanswered.send(code, `${path} ${said}`, make, fresh(path), () => fresh("/api/mine/state")({ ask: code }));
  }

  /** From new words on, the keys that open this ask are others. */
  async renew(code: string, keys: AskerKeys, make: () => Promise<object>): Promise<void> {
    await this.send(code, "/api/mine/words", keys.locator, make);
    const held = this.one(code);
    this.held.set(code, { ...held, found: { ...held.found, keys } });
  }

  private one(code: string): Held {
    const held = this.held.get(code);
    if (held === undefined) throw new Error("this visit holds no such ask");
    return held;
  }
}
