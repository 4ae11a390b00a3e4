// SPDX-License-Identifier: AGPL-3.0-or-later
// The silence of an ask follows from its lines alone.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Entry } from "../lib/record.ts";
import { silenceOf } from "../lib/silence.ts";

/** "type day" or "type" for each line, in order. */
function lines(...each: readonly string[]): Entry[] {
  return each.map((one) => {
    const [type, due = null] = one.split(" ") as [string, string?];
    return { id: "", salt: "", c: "", fields: { type, due } };
  });
}

const TODAY = "2031-06-10";

for (const [name, entries, due, late] of [
  ["nothing was due yet", lines("lodged 2031-06-20"), "2031-06-20", 0],
  ["its last day is today", lines("lodged 2031-06-10"), "2031-06-10", 0],
  ["nobody answered", lines("lodged 2031-06-01", "acknowledged 2031-06-01", "handed-out 2031-06-01"), "2031-06-01", 9],
  ["word is no answer", lines("lodged 2031-06-01", "word 2031-06-01"), "2031-06-01", 9],
  ["somebody answered", lines("lodged 2031-06-01", "answer 2031-06-01"), null, 0],
  ["a claim is no answer", lines("lodged 2031-06-01", "claim 2031-06-01"), "2031-06-01", 9],
  ["its asker paused it", lines("lodged 2031-06-01", "pause"), null, 0],
  ["and went on", lines("lodged 2031-06-01", "pause", "resume 2031-06-08"), "2031-06-08", 2],
  ["its asker took it back", lines("lodged 2031-06-01", "withdrawal 2031-06-01"), null, 0],
  ["and opened it again", lines("lodged 2031-06-01", "answer 2031-06-01", "reopen 2031-06-09"), "2031-06-09", 1],
  ["another kind asks anew", lines("lodged 2031-05-01", "answer 2031-05-01", "change 2031-06-05"), "2031-06-05", 5],
  ["other terms ask nothing anew", lines("lodged 2031-05-01", "answer 2031-05-01", "change 2031-05-01"), null, 0],
  ["it is held", lines("lodged"), null, 0],
] as const) {
  test(`silence: ${name}`, () => assert.deepEqual(silenceOf(entries, TODAY), { due, late }));
}
