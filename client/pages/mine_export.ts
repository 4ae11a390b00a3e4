// SPDX-License-Identifier: AGPL-3.0-or-later
// Everything of one ask as one sealed file, for `answerable open`. Nothing in it is readable without the words.
import { buildExport } from "../lib/index.ts";
import type { Visit } from "./mine_visit.ts";

/** Hands the file over under a name that tells nothing. */
export function exportThread(visit: Visit, code: string): void {
  const text = buildExport(location.origin, visit.number(code), visit.state(code));
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = Object.assign(document.createElement("a"), { href: address, download: "notes.json" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
