// SPDX-License-Identifier: AGPL-3.0-or-later
// An export is what the server handed over, still sealed: `answerable open` reads it offline, with the words.

import * as labels from "./labels.ts";
import type { AskPayload, State } from "./types.ts";

/** The text of the file to save: JSON of format, origin, number of the ask under the words, and state. */
export function buildExport(origin: string, number: number, state: State): string {
  return JSON.stringify({ format: labels.EXPORT, kind: "asker", origin, number, state }, null, 1);
}

/** The same for a handler. `unlock` is the sealed identity that came with the sign-in. */
export function buildReaderExport(origin: string, handler: string, payload: AskPayload, unlock: string): string {
  return JSON.stringify({ format: labels.EXPORT, kind: "reader", origin, handler, payload, unlock }, null, 1);
}
