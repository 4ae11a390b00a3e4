// SPDX-License-Identifier: AGPL-3.0-or-later
// Fetches `later.js`, under the name that the page gives it, the first time that something in it is needed.
import { Spoken } from "./desk_api.ts";
import { must, say } from "./desk_dom.ts";

type Later = typeof import("./later.ts");

let fetched: Promise<Later> | null = null;

/** Raises Spoken where the connection broke; asked again it tries again. */
export function later(): Promise<Later> {
  const address = must<HTMLMetaElement>('meta[name="later"]').content;
  fetched ??= (import(address) as Promise<Later>).catch(() => {
    fetched = null;
    throw new Spoken(say("offline"), 0);
  });
  return fetched;
}
