// SPDX-License-Identifier: AGPL-3.0-or-later
// The browser's matcher agrees with the server's reader. tests/reading/coverage_vectors.py makes the vectors.

import assert from "node:assert/strict";
import { test } from "node:test";
import { cover } from "../lib/reading.ts";
import { vectors, type Row } from "./vectors.ts";

const { valid } = vectors("coverage");

for (const row of valid["rows"] as Row[])
  test(`coverage: ${row["name"]}`, () => {
    assert.deepEqual(cover(row["sentences"], row["asks"], valid["rules"][row["language"]]), row["covered"]);
  });
