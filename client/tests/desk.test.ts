// SPDX-License-Identifier: AGPL-3.0-or-later
// Notes among readers, new keys when one left, a drawer: tests/sealing/test_desk_vectors.py reads the same vectors.

import assert from "node:assert/strict";
import { test } from "node:test";
import { buildNote, openDesk, type AskWithDesk } from "../lib/desk.ts";
import { openDrawer, sealDrawer } from "../lib/drawer.ts";
import { Refusal } from "../lib/errors.ts";
import type { Identity } from "../lib/identity.ts";
import { believe, buildMessage, buildRenewal, openAsk, type Look } from "../lib/reader.ts";
import { parseB64 } from "../lib/wire.ts";
import { mustRefuse, vectors, type Row } from "./vectors.ts";

const { valid, invalid } = vectors("desk");

const own = (row: Row): Identity => ({ sealing: parseB64(row["identity"].sealing), signing: parseB64(row["identity"].signing) });
const notes = (row: Row): ReturnType<typeof openDesk> => openDesk(own(row), row["origin"], row["payload"]);
const ask = (row: Row): ReturnType<typeof openAsk> => openAsk(own(row), row["origin"], row["payload"].seat, row["payload"]);

const stands = (): void => undefined;

async function write(row: Row, payload: AskWithDesk, look: Look = stands): ReturnType<typeof buildNote> {
  return buildNote(own(row), row["origin"], payload, await openDesk(own(row), row["origin"], payload), { text: "x" }, look);
}

test("notes open for those who hold the key, and whoever left opens nothing that came later", async () => {
  const opened = await notes(valid["notes"]);
  assert.deepEqual(opened.messages.map((one) => one.body?.["text"]), valid["notes"].texts);
  assert.deepEqual(opened.gaps, []);
  assert.deepEqual((await notes(valid["left"])).messages.map((one) => one.flaw), valid["left"].flaws);
});

test("a desk key that no member made for this reader is refused, and a message is no note", async () => {
  for (const row of invalid["notes"] as Row[]) await mustRefuse(row, () => notes(row));
  assert.deepEqual((await notes(invalid["flaws"])).messages.map((one) => one.flaw), invalid["flaws"].flaws);
});

test("a note goes to the newest key only where exactly those who read hold it", async () => {
  const row = valid["notes"] as Row;
  const payload = row["payload"] as AskWithDesk;
  const same = await write(row, payload);
  assert.deepEqual([same.epoch, same.keys.length], [2, 0]);
  const more = await write(row, { ...payload, readers: payload.readers.map((one) => ({ ...one, active: true })) });
  assert.deepEqual([more.epoch, more.keys.length], [3, 3]);
  const alone = payload.readers.map((one) => ({ ...one, active: one.code === payload.seat }));
  assert.deepEqual((await write(row, { ...payload, readers: alone })).keys.map((one) => one.holder), [payload.seat]);
  await assert.rejects(write(valid["left"], valid["left"].payload), (error) => error instanceof Refusal && error.code === "old-epoch");
});

test("a member makes a new epoch for those whom the asker named and nobody else", async () => {
  const row = valid["renewed"] as Row;
  const opened = await ask(row);
  const made = await buildRenewal(own(row), opened, row["holders"]);
  assert.equal(made.epoch, 3);
  assert.deepEqual(made.keys.map((one) => one.holder).sort(), Object.keys(row["holders"]).sort());
  const unknown = (error: unknown): boolean => error instanceof Refusal && error.code === "reader-unknown";
  for (const holders of [row["bad_holders"], { asker: row["holders"].asker }, {}])
    await assert.rejects(buildRenewal(own(row), opened, holders), unknown);
  for (const bad of invalid["renewed"] as Row[]) await mustRefuse(bad, () => ask(bad));
});

/** `record` is code to signing key, in place of a log. */
const inRecord = (row: Row): Look => (entry) => {
  if (row["record"][entry.code] !== entry.signing) throw new Refusal("record-key");
};

async function seal(row: Row, look: Look | null): Promise<number> {
  const opened = await ask(row);
  const believed = look === null ? opened : believe(opened, row["payload"].readers, look);
  return (await buildMessage(own(row), believed, { text: "x" }, opened.next_message)).epoch;
}

test("a colleague's key is written to once the record showed that colleague", async () => {
  for (const row of [valid["renewed"], valid["renewed_with_an_older_list"]] as Row[]) {
    assert.deepEqual((await ask(row)).makers, { 2: row["maker"] });
    await mustRefuse({ name: "not asked", refused: "record-head" }, () => seal(row, null));
    assert.equal(await seal(row, inRecord(row)), 2);
  }
});

test("nothing is sealed to the key of a colleague whom the record does not show", async () => {
  for (const row of invalid["unseen"] as Row[]) {
    assert.deepEqual(Object.keys((await ask(row)).seeds), ["1", "2"]);
    await mustRefuse(row, () => seal(row, inRecord(row)));
  }
});

test("no note goes to a colleague whom the record does not show; one's own desk key needs no record", async () => {
  for (const row of invalid["unseen_notes"] as Row[]) {
    await mustRefuse(row, () => write(row, row["payload"], inRecord(row)));
    assert.ok((await write(row, row["payload"])).file);
  }
  const made = await write(valid["former"], valid["former"].payload, inRecord(valid["former"]));
  assert.deepEqual([made.epoch, made.keys.length], [3, 2]);
  assert.deepEqual((await write(valid["notes"], valid["notes"].payload, inRecord({ record: {} }))).keys, []);
});

test("a drawer opens for its owner", async () => {
  const row = valid["drawer"] as Row;
  assert.deepEqual(await openDrawer(own(row), row["origin"], row["file"]), row["content"]);
  const again = await sealDrawer(own(row), row["origin"], { phrases: ["x"] });
  assert.deepEqual(await openDrawer(own(row), row["origin"], again), { phrases: ["x"] });
  for (const bad of invalid["drawer"] as Row[]) await mustRefuse(bad, () => openDrawer(own(bad), bad["origin"], bad["file"]));
});
