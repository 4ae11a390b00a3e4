// SPDX-License-Identifier: AGPL-3.0-or-later
// Signatures on the edge of what is right: tests/tlog/test_curve.py reads the same file.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isSigned } from "../lib/curve.ts";
import { checkSignature } from "../lib/signing.ts";
import { parseB64 } from "../lib/wire.ts";
import { mustRefuse, vectors, type Row } from "./vectors.ts";

const { valid, invalid } = vectors("signatures");
const isRight = (row: Row): boolean => isSigned(parseB64(row["key"], 32), parseB64(row["signature"], 64), parseB64(row["message"]));

test("signatures on the edge are right or wrong as on the command line", () => {
  assert.deepEqual((valid as Row[]).filter((row) => !isRight(row)).map((row) => row["name"]), []);
  assert.deepEqual((invalid as Row[]).filter(isRight).map((row) => row["name"]), []);
  assert.ok(!isSigned(parseB64(valid[0].key), parseB64(valid[0].signature).subarray(0, 63), parseB64(valid[0].message)));
});

test("none of them signs canonical JSON either", async () => {
  for (const { name, key, signature } of invalid as Row[])
    await mustRefuse({ name, refused: "signature" }, () => checkSignature(key, signature, "answerable.v1.move", {}));
});
