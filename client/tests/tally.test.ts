// SPDX-License-Identifier: AGPL-3.0-or-later
// The vectors of the monthly tally, read by the browser's side. tests/record/offline/test_tally.py reads the same.

import assert from "node:assert/strict";
import { test } from "node:test";
import { countedIn, levelAt } from "../lib/tally.ts";
import { vectors, type Row } from "./vectors.ts";

const { valid, invalid } = vectors("tally");

test("what a month did with an ask", () => {
  for (const row of [...(valid["counted"] as Row[]), ...(invalid as Row[])]) {
    assert.equal(countedIn(valid["policy"], row["record"], row["member"], row["lodged"], row["expected"]), row["counted"], row["name"]);
  }
});

test("where an ask counts follows from what its asker signed", () => {
  for (const row of valid["levels"] as Row[]) assert.equal(levelAt(row["history"], row["now"], row["month"]), row["level"], row["name"]);
});
