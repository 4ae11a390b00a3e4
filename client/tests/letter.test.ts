// SPDX-License-Identifier: AGPL-3.0-or-later
// Letters in the browser: the vectors that tests/sealing/test_vectors.py reads too.

import assert from "node:assert/strict";
import { test } from "node:test";
import { cardOf, checkText, commitText, deriveLetter, signAct } from "../lib/letter.ts";
import { stretch } from "../lib/stretch.ts";
import { parseB64 } from "../lib/wire.ts";
import { mustRefuse, vectors, type Row } from "./vectors.ts";

const { valid, invalid } = vectors("letter");

test("the words of one who holds a letter make its card", async () => {
  for (const row of valid["keys"] as Row[]) {
    assert.deepEqual(cardOf(deriveLetter(await stretch(row["words"], row["origin"]), row["origin"])), row["card"]);
  }
});

test("acts are signed as everywhere", () => {
  for (const { seed, fields, signature } of valid["signed"] as Row[]) {
    const keys = { locator: "", signin: parseB64(seed), mark: parseB64(seed) };
    assert.equal(signAct(keys, fields.origin, fields.letter, fields), signature);
  }
});

test("texts open their commitments, and others do not", async () => {
  for (const row of valid["texts"] as Row[]) assert.equal(commitText(row["salt"], row["text"]), row["commitment"]);
  for (const row of invalid["texts"] as Row[]) await mustRefuse(row, () => checkText(row["commitment"], row["salt"], row["text"]));
});
