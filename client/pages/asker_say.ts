// SPDX-License-Identifier: AGPL-3.0-or-later
// From what went wrong to a sentence of this page.
import { Refusal } from "../lib/index.ts";
import { Spoken } from "./desk_api.ts";
import { hasSaying, say } from "./desk_dom.ts";

/** The sentence for a refusal of the server, of sealing, or of the network. A mistake of ours is thrown on. */
export function sentence(mistake: unknown): string {
  if (mistake instanceof Spoken) return mistake.sentence || say("offline");
  if (!(mistake instanceof Refusal)) throw mistake;
  const key = `refusal_${mistake.code}`;
  return hasSaying(key) ? say(key, mistake.details) : say("damaged");
}
