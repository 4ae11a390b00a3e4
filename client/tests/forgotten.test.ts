// SPDX-License-Identifier: AGPL-3.0-or-later
// What a server may say went by itself: tests/sealing/test_forgotten.py reads the same vectors.

import assert from "node:assert/strict";
import { test } from "node:test";
import { countForgotten } from "../lib/thread.ts";
import { vectors, type Row } from "./vectors.ts";

const all = vectors("forgotten");

test("what went by itself is believed for days that can be", () => {
  for (const row of [...all.valid as unknown as Row[], ...all.invalid as unknown as Row[]])
    assert.deepEqual(Object.fromEntries(countForgotten({ lodged: row["lodged"], forgotten: row["forgotten"] }, row["today"])), row["counts"], row["name"]);
});
