// SPDX-License-Identifier: AGPL-3.0-or-later
// What this visit holds in memory: the keys of each ask that was found, its newest state, and what opened.
import { openStateWith, type OpenedState } from "../lib/index.ts";
import type { Found } from "./asker_signin.ts";
import type { AskerState } from "./asker_types.ts";
import { post } from "./desk_api.ts";

interface Held {
  readonly found: Found;
  state: AskerState;
  opened: Promise<OpenedState> | null;
}

export class Visit {
  private readonly held: ReadonlyMap<string, Held>;

  constructor(found: readonly Found[]) {
    this.held = new Map(found.map((each) => [each.state.ask, { found: each, state: each.state, opened: null }]));
  }

  get codes(): readonly string[] {
    return [...this.held.keys()];
  }

  state(code: string): AskerState {
    return this.one(code).state;
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
    const opened = held.opened ?? openStateWith(held.found.keys, location.origin, held.found.number, held.state);
    held.opened = opened;
    return opened;
  }

  /** Everything is opened, or known not to open, so that the page can change in one step. */
  async ready(): Promise<void> {
    await Promise.allSettled(this.codes.map((code) => this.opened(code)));
  }

  /** Sends something of this ask; the answer carries its state after it. */
  async send(code: string, path: string, body: object): Promise<void> {
    const held = this.one(code);
    held.state = (await post<{ state: AskerState }>(path, body)).state;
    held.opened = null;
  }

  private one(code: string): Held {
    const held = this.held.get(code);
    if (held === undefined) throw new Error("this visit holds no such ask");
    return held;
  }
}
