// SPDX-License-Identifier: AGPL-3.0-or-later
// What an asker can take out: everything of one ask as one sealed file, for `answerable open`, which nobody reads
// without the words; and a receipt of the record, in which there is nothing to read.
import { buildExport } from "../lib/index.ts";
import type { Visit } from "./mine_visit.ts";

/** Hands the file over under a name that tells nothing. */
export function exportThread(visit: Visit, code: string): void {
  handOver(buildExport(location.origin, visit.number(code), visit.state(code)), "notes.json");
}

/** `record verify` reads it. It proves that one line stands in the record, and tells nothing about that line. */
export function exportReceipt(visit: Visit, code: string): void {
  const { record, entries } = visit.state(code);
  const place = record.leaves[entries[0]?.id ?? ""];
  const proof = place && record.checkpoint
    ? ["c2sp.org/tlog-proof@v1", `index ${place.index}`, ...place.hashes, "", record.checkpoint].join("\n") : null;
  const receipt = { format: "answerable.v1.receipt", promise: record.promise, proof };
  handOver(`${JSON.stringify(receipt, null, 2)}\n`, "receipt.json");
}

function handOver(text: string, download: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = Object.assign(document.createElement("a"), { href: address, download });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
