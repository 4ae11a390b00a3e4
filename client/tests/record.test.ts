// SPDX-License-Identifier: AGPL-3.0-or-later
// What the asker's pages check in the record. tests/record/offline/test_standing.py reads the same file.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { checkDirectory, checkPromise, checkTaken, standing } from "../lib/record.ts";
import type { Policy } from "../lib/tlog.ts";
import { mustRefuse, type Row } from "./vectors.ts";

const all: Row = JSON.parse(readFileSync(join(process.env["VECTORS"] as string, "record.json"), "utf8"));
const policyOf = (row: Row): Policy => all["policies"][row["policy"]].parsed;

const CHECKS: Record<string, (row: Row) => unknown> = {
  directory: (row) => checkDirectory(policyOf(row), row["record"], row["chosen"], row["today"]),
  promise: (row) => checkPromise(policyOf(row), row["promise"]),
  taken: (row) => checkTaken(row["entry"], row["promise"], row["own"]),
  standing: (row) => assert.deepEqual(standing(policyOf(row), row["record"], row["entries"], row["today"]), row["standing"], row["name"]),
};

for (const [kind, check] of Object.entries(CHECKS)) {
  test(`${kind}: what is valid is taken`, () => {
    for (const row of all["valid"][kind]) check(row);
  });
  test(`${kind}: what is invalid is refused by its name`, async () => {
    assert.ok(all["invalid"][kind].length > 2);
    for (const row of all["invalid"][kind] as Row[]) await mustRefuse(row, () => check(row));
  });
}

test("a witness that signs with ML-DSA-44 is not counted here", async () => {
  for (const row of all["valid"]["mldsa"] as Row[]) await mustRefuse(row, () => CHECKS["directory"]?.(row));
});
