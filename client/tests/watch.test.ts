// SPDX-License-Identifier: AGPL-3.0-or-later
// A reader's client and its own key in the record. tests/record/offline/watch_vectors.py makes the vectors.

import assert from "node:assert/strict";
import { test } from "node:test";
import { laterDay, watchOwn } from "../lib/record.ts";
import { mustRefuse, vectors, type Row } from "./vectors.ts";

const { valid, invalid } = vectors("watch");
const look = (row: Row): readonly unknown[] => watchOwn(valid["policy"], row["record"], row["own"], row["today"]);

test("a reader finds its own key", () => {
  for (const row of valid["rows"] as Row[]) assert.equal(look(row).length, row["listed"], row["name"]);
});

test("a key that is gone, swapped or old is named", async () => {
  for (const row of invalid as Row[]) await mustRefuse(row, () => look(row));
});

test("by a day of its own choice no server makes an old list new", () => {
  assert.equal(laterDay("2031-05-20", "2031-05-20"), "2031-05-20");
  assert.equal(laterDay("2031-05-20", "2031-05-21"), "2031-05-20", "a day for time zones");
  assert.equal(laterDay("2031-05-20", "2031-06-01"), "2031-05-31");
  assert.equal(laterDay("2031-05-20", "1970-01-01"), "2031-05-20", "a device that lost its date believes the server");
});
