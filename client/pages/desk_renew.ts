// SPDX-License-Identifier: AGPL-3.0-or-later
// Once somebody left who could open what is written next, the first who opens the ask makes a new key for those who stay.
import { buildRenewal, Refusal, type Identity } from "../lib/index.ts";
import { openThread } from "./desk_thread.ts";
import type { AskState } from "./desk_types.ts";

export interface Renewed {
  readonly state: AskState;
  readonly said: "" | "key_renewed" | "key_waits";
}

/** The ask as it stands after it, and what to say of it. Where this client may not, somebody else's does. */
export async function renewKey(
  identity: Identity, state: AskState, send: (sent: unknown) => Promise<AskState>,
): Promise<Renewed> {
  if (Object.keys(state.renew).length === 0) return { state, said: "" };
  const { opened } = await openThread(identity, state);
  try {
    const made = await buildRenewal(identity, opened, state.renew);
    return { state: await send({ ask: state.ask, ...made }), said: "key_renewed" };
  } catch (mistake) {
    if (!(mistake instanceof Refusal)) throw mistake;
    return { state, said: "key_waits" };
  }
}
