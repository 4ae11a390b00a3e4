// SPDX-License-Identifier: AGPL-3.0-or-later
// Passkeys, six words and threads sealed again: tests/sealing/test_passkey_vectors.py reads the same vectors.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as age from "../lib/age.ts";
import { derivePasskey, passkeySalt, signinOf } from "../lib/derive.ts";
import { openAsk } from "../lib/reader.ts";
import { Thread } from "../lib/thread.ts";
import { checkVoice, voiceWords } from "../lib/voice.ts";
import { b64, parseB64 } from "../lib/wire.ts";
import { mustRefuse, vectors, type Row } from "./vectors.ts";

const { valid, invalid } = vectors("passkey");

function open(row: Row): ReturnType<typeof openAsk> {
  const identity = { sealing: parseB64(row["identity"].sealing), signing: parseB64(row["identity"].signing) };
  return openAsk(identity, row["origin"], row["handler"], row["payload"]);
}

test("a passkey gives keys of its own at each server", () => {
  for (const row of valid["passkeys"] as Row[]) {
    const keys = derivePasskey(parseB64(row["prf"]), row["origin"], parseB64(row["credential"]));
    assert.equal(b64(passkeySalt(row["origin"])), row["salt"]);
    assert.deepEqual([keys.locator, signinOf(keys), age.identityFromSeed(keys.sealing)], [row["locator"], row["signin"], row["identity"]]);
  }
});

test("six words stand for exactly these keys", async () => {
  for (const row of valid["voices"] as Row[]) {
    assert.equal(voiceWords(row["origin"], row["handler"], row["card"]), row["words"]);
    checkVoice(row["words"].toUpperCase(), row["origin"], row["handler"], row["card"]);
  }
  for (const row of invalid["voices"] as Row[])
    await mustRefuse(row, () => checkVoice(row["typed"], row["origin"], row["handler"], row["card"]));
});

test("a thread sealed again opens with the new keys; a copy by nobody known does not", async () => {
  const opened = await open(valid["resealed"]);
  assert.deepEqual(opened.messages.map((one) => one.flaw), [null, null, null]);
  for (const row of invalid["resealed"] as Row[]) await mustRefuse(row, () => open(row));
});

test("an asker believes a new key only after another reader vouched", async () => {
  const row = valid["asker"] as Row;
  const seeds = new Map(Object.entries<string>(row["seeds"]).map(([epoch, seed]) => [Number(epoch), parseB64(seed)]));
  const keys = new Map(Object.entries<string>(row["keys"]).map(([who, key]) => [who, [key]]));
  const served = row["messages"].map((one: Row) => ({ ...one, file: parseB64(one["file"]) }));
  const thread = new Thread(row["origin"], row["thread"], seeds, keys);
  assert.deepEqual((await thread.read(served)).map((one) => one.sender), row["senders"]);
  const alone = await new Thread(row["origin"], row["thread"], seeds, keys).read([served[0], served[2]]);
  assert.deepEqual(alone.map((one) => one.flaw), [null, "forged"]);
});
