// SPDX-License-Identifier: AGPL-3.0-or-later
// The age test vectors of C2SP CCTV, as far as they are hybrid; and classic ones, which must be refused.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { bech32 } from "@scure/base";
import * as age from "../lib/age.ts";
import { Refusal } from "../lib/errors.ts";
import { cctvVectors, type Vector } from "./cctv.ts";

/** Open with other tools, but hold a stanza of another kind too: refused here on purpose. */
const MIXED = ["hybrid_and_x25519", "hybrid_grease"];

const all = cctvVectors();
const seedOf = ({ head }: Vector): Uint8Array =>
  bech32.decodeToBytes((head["identity"] ?? "").toLowerCase()).bytes;

async function outcome(vector: Vector): Promise<string> {
  try {
    const plain = await age.open(vector.file, seedOf(vector));
    return createHash("sha256").update(plain).digest("hex");
  } catch (error) {
    if (error instanceof Refusal) return "refused";
    throw error;
  }
}

test("hybrid vectors open, or are refused", async () => {
  const hybrid = all.filter(({ head }) => head["identity"]?.startsWith("AGE-SECRET-KEY-PQ-1") && !head["armored"]);
  assert.ok(hybrid.length >= 3, `${hybrid.length} hybrid vectors`);
  for (const vector of hybrid) {
    const opens = vector.head["expect"] === "success" && !MIXED.includes(vector.name);
    const expected = opens ? vector.head["payload"] : "refused";
    assert.equal(await outcome(vector), expected, vector.name);
  }
});

test("classic vectors are refused, whatever they hold", async () => {
  const classic = all.filter(({ head }) => head["identity"]?.startsWith("AGE-SECRET-KEY-1") && !head["armored"]);
  assert.ok(classic.length > 20, `${classic.length} classic vectors`);
  for (const vector of classic) assert.equal(await outcome(vector), "refused", vector.name);
});
