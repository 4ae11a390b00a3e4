// SPDX-License-Identifier: AGPL-3.0-or-later
// The browser's matcher agrees with the server's reader. tests/reading/coverage_vectors.py makes the vectors.

import assert from "node:assert/strict";
import { test } from "node:test";
import { askingSentence } from "../lib/pressing.ts";
import { cover } from "../lib/reading.ts";
import { vectors, type Row } from "./vectors.ts";

const { valid } = vectors("coverage");

for (const row of valid["rows"] as Row[])
  test(`coverage: ${row["name"]}`, () => {
    assert.deepEqual(cover(row["sentences"], row["asks"], valid["rules"][row["language"]]), row["covered"]);
  });

test("words that ask for a mark are found, and others pass", () => {
  const { asks, leaves } = vectors("pressing") as unknown as Record<"asks" | "leaves", string[]>;
  assert.ok(asks.length > 25 && leaves.length > 20);
  for (const text of asks) assert.notEqual(askingSentence(`We painted the hall. ${text.toUpperCase()} The care lead`), "", text);
  for (const text of leaves) assert.equal(askingSentence(text), "", text);
});
