// SPDX-License-Identifier: AGPL-3.0-or-later
// The vectors that both languages read.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Refusal } from "../lib/errors.ts";

export type Row = Record<string, any>;

export function vectors(name: string): { valid: Row; invalid: Row } {
  return JSON.parse(readFileSync(join(process.env["VECTORS"] as string, `${name}.json`), "utf8"));
}

/** Runs `attempt`, which must be refused with the row's code. */
export async function mustRefuse(row: Row, attempt: () => unknown): Promise<Refusal> {
  try {
    await attempt();
  } catch (error) {
    assert.ok(error instanceof Refusal, `${row["name"]}: ${String(error)}`);
    assert.equal(error.code, row["refused"], row["name"]);
    return error;
  }
  return assert.fail(`${row["name"]}: not refused`);
}
