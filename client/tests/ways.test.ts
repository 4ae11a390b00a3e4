// SPDX-License-Identifier: AGPL-3.0-or-later
// Look codes, devices and support persons: tests/sealing/test_ways_vectors.py reads the same vectors.

import assert from "node:assert/strict";
import { test } from "node:test";
import { recipientOf } from "../lib/age.ts";
import { deriveAsker } from "../lib/derive.ts";
import { openStateWith, type OpenedState } from "../lib/state.ts";
import { deviceProof, lookLocator, supportOf } from "../lib/ways.ts";
import { parseB64 } from "../lib/wire.ts";
import { makeLookWords, parseLookWords } from "../lib/words.ts";
import { mustRefuse, vectors, type Row } from "./vectors.ts";

const { valid, invalid } = vectors("ways");

async function open(row: Row): Promise<OpenedState> {
  const keys = deriveAsker(parseB64(row["stretched"]), row["origin"], 1);
  assert.equal(await recipientOf(keys.sealing), row["recipient"]);
  return openStateWith(keys, row["origin"], 1, row["state"]);
}

test("a look code and a device are found by other values at each server", async () => {
  for (const row of valid["looks"] as Row[]) assert.equal(await lookLocator(row["words"], row["origin"]), row["locator"]);
  for (const row of valid["devices"] as Row[])
    assert.equal(deviceProof(parseB64(row["secret"]), row["origin"], row["locator"]), row["proof"]);
});

test("a look code is four words of 44 bits, each as likely", () => {
  assert.equal(parseLookWords(makeLookWords(() => new Uint8Array(8).fill(255))).length, 6);
  assert.deepEqual(parseLookWords(makeLookWords(() => new Uint8Array(8))), new Uint8Array(6));
  for (const row of invalid["looks"] as Row[]) void mustRefuse(row, () => parseLookWords(row["typed"]));
});

test("a support person reads, and only where they may act holds the mark seed", async () => {
  for (const row of valid["helpers"] as Row[]) {
    const opened = await open(row);
    assert.deepEqual(opened.messages.map((line) => (line.body as Row)["text"]), [row["text"]]);
    assert.deepEqual([opened.mark_key, opened.mark_seed !== ""], [row["mark_key"], row["acts"]]);
    const named = { ...opened, keep: { ...opened.keep, support: { [row["pin"]]: { name: "a friend", right: row["right"] } } } };
    assert.deepEqual(supportOf(named, row["recipient"]), { name: "a friend", right: row["right"] });
    assert.equal(supportOf(opened, row["recipient"]), null);
  }
});

test("what a support person must not believe", async () => {
  for (const row of invalid["helpers"] as Row[]) await mustRefuse(row, () => open(row));
});

test("whom the asker's own file names counts where its age is known", async () => {
  for (const row of valid["own"] as Row[]) {
    const opened = await open(row);
    assert.ok(opened.moves.every((move) => move.proven), row["name"]);
    const counts = Object.keys(opened.keep["support"] as object).length > 0;
    assert.deepEqual([counts, opened.helpers_unsure], [row["counts"], row["unsure"]], row["name"]);
  }
});

test("an older copy of the asker's own file is refused", async () => {
  for (const row of invalid["own"] as Row[]) await mustRefuse(row, () => open(row));
});
