// SPDX-License-Identifier: AGPL-3.0-or-later
// The vectors of the log, read by the browser's side. tests/tlog/test_vectors.py reads the same file.

import assert from "node:assert/strict";
import { test } from "node:test";
import { base64 } from "@scure/base";
import * as tlog from "../lib/tlog.ts";
import { utf8 } from "../lib/wire.ts";
import { mustRefuse, vectors, type Row } from "./vectors.ts";

const { valid, invalid } = vectors("tlog");
const raw = (text: string): Uint8Array => base64.decode(text);
const oldestOf = (row: Row): bigint | undefined => (row["oldest"] === undefined ? undefined : BigInt(row["oldest"]));

const CHECKS: Record<string, (row: Row) => any> = {
  inclusion: (row) =>
    tlog.checkInclusion(row["proof"].map(raw), BigInt(row["index"]), BigInt(row["size"]), raw(row["leaf_hash"]), raw(row["root"])),
  consistency: (row) =>
    tlog.checkConsistency(row["proof"].map(raw), BigInt(row["old"]), BigInt(row["size"]), raw(row["old_root"]), raw(row["root"])),
  vkeys: (row) => tlog.parseVkey(row["vkey"]),
  notes: (row) => tlog.openNote(utf8(row["note"]), row["vkeys"].map(tlog.parseVkey)),
  checkpoints: (row) => tlog.parseCheckpoint(row["text"]),
  cosignatures: (row) => tlog.checkCosignature(tlog.parseNote(utf8(row["note"])), tlog.parseVkey(row["vkey"])),
  policies: (row) => tlog.checkPolicy(row["parsed"], utf8(row["note"]), oldestOf(row)),
  proofs: (row) => tlog.checkProof(utf8(row["proof"]), raw(row["leaf_hash"]), row["parsed"], oldestOf(row)),
};

test("leaves are hashed", () => {
  for (const row of valid["leaves"]) assert.equal(base64.encode(tlog.leafHash(raw(row.data))), row.hash);
});

test("trees, keys and notes are taken", () => {
  for (const kind of ["inclusion", "consistency"]) for (const row of valid[kind]) CHECKS[kind]?.(row);
  for (const row of valid["vkeys"]) {
    const { name, id, kind } = tlog.parseVkey(row.vkey);
    assert.deepEqual({ name, id, kind }, { name: row.key, id: row.id, kind: row.kind });
  }
  for (const row of valid["notes"]) assert.equal(CHECKS["notes"]?.(row), row.text);
  for (const row of valid["checkpoints"]) {
    const found = tlog.parseCheckpoint(row.text);
    assert.deepEqual([found.origin, found.size, base64.encode(found.root)], [row.origin, BigInt(row.size), row.root]);
  }
});

test("who vouches is named", () => {
  for (const row of valid["cosignatures"]) assert.equal(CHECKS["cosignatures"]?.(row), BigInt(row.time));
  for (const row of valid["policies"]) {
    const found = Object.fromEntries([...CHECKS["policies"]?.(row).witnesses].map(([name, time]) => [name, Number(time)]));
    assert.deepEqual(found, row.witnesses);
  }
  for (const row of valid["proofs"]) {
    const found = CHECKS["proofs"]?.(row);
    assert.deepEqual([found.index, found.checkpoint.size], [BigInt(row.index), BigInt(row.size)]);
  }
});

for (const [kind, check] of Object.entries(CHECKS)) {
  test(`bent ${kind} are refused`, async () => {
    assert.ok(invalid[kind].length > 5);
    for (const row of invalid[kind] as Row[]) await mustRefuse(row, () => check(row));
  });
}

test("a witness that signs with ML-DSA-44 is not counted here", async () => {
  const [row] = valid["mldsa"];
  const policy = { ...valid["policies"][0].parsed, witnesses: { east: row.vkey }, groups: [], quorum: "east" };
  await mustRefuse({ name: "ML-DSA-44", refused: "quorum" }, () => tlog.checkPolicy(policy, utf8(row.note)));
});
