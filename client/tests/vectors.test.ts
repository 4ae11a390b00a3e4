// SPDX-License-Identifier: AGPL-3.0-or-later
// Every shared vector, read by the browser's side. tests/sealing/test_vectors.py reads the same files.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as age from "../lib/age.ts";
import { signChallenge } from "../lib/challenge.ts";
import { deriveAsker, deriveUnlock, signinOf, type Keys } from "../lib/derive.ts";
import { checkMove, checkOpening, moveDigest, signMove, type MoveClaim } from "../lib/entry.ts";
import { checkCertificate, fingerprint, openIdentity } from "../lib/identity.ts";
import { pad, paddedSize, unpad } from "../lib/padding.ts";
import { openAsk, unlockKeys } from "../lib/reader.ts";
import { openStateWith } from "../lib/state.ts";
import { stretch } from "../lib/stretch.ts";
import { Thread } from "../lib/thread.ts";
import { b64, canonical, parseB64, parseJcs, sha256Hex, utf8, valueDigest } from "../lib/wire.ts";
import { completeWord, parseWords, wordsOf } from "../lib/words.ts";
import { mustRefuse, vectors, type Row } from "./vectors.ts";

const stretched = new Map<string, Promise<Uint8Array>>();

/** Stretches the same words only once. */
function stretchOnce(words: string, origin: string): Promise<Uint8Array> {
  const key = `${origin} ${words}`;
  const done = stretched.get(key) ?? stretch(words, origin);
  stretched.set(key, done);
  return done;
}

const claimOf = ({ origin, ask, number, prev, move, day, value }: Row): MoveClaim => ({ origin, ask, number, prev, move, day, value });

test("words are made, typed and completed", () => {
  const { valid } = vectors("words");
  for (const row of valid["made"]) {
    assert.equal(wordsOf(parseB64(row.secret)), row.words);
    assert.equal(b64(parseWords(row.words).secret), row.secret);
  }
  for (const row of valid["typed"]) assert.equal(parseWords(row.typed).text, row.words);
  for (const row of valid["completed"]) assert.deepEqual(completeWord(row.start), row.words);
});

test("wrong words are refused", async () => {
  for (const row of vectors("words").invalid as Row[]) {
    const refusal = await mustRefuse(row, () => parseWords(row["typed"]));
    assert.equal(refusal.details["position"], row["position"]);
  }
});

async function checkKeys(keys: Keys, row: Row): Promise<void> {
  assert.equal(keys.locator, row["locator"]);
  assert.equal(signinOf(keys), row["signin"]);
  assert.equal(age.identityFromSeed(keys.sealing), row["identity"]);
  assert.equal(sha256Hex(utf8(await age.recipientOf(keys.sealing))), row["recipient_sha256"]);
}

test("keys are derived", async () => {
  for (const row of vectors("derive").valid as Row[]) {
    const stretched = await stretch(row["words"], row["origin"]);
    assert.equal(b64(stretched), row["stretched"]);
    await checkKeys(deriveAsker(stretched, row["origin"], row["number"]), row["asker"]);
    await checkKeys(deriveUnlock(stretched, row["origin"]), row["unlock"]);
  }
});

test("age files open, and bad ones are refused", async () => {
  const { valid, invalid } = vectors("age");
  for (const row of valid["files"]) assert.equal(b64(await age.open(parseB64(row.file), parseB64(row.seed))), row.plain);
  for (const row of valid["recipients"]) assert.equal(await age.recipientOf(parseB64(row.seed)), row.recipient);
  for (const row of invalid["files"]) await mustRefuse(row, () => age.open(parseB64(row.file), parseB64(row.seed)));
  for (const row of invalid["recipients"]) await mustRefuse(row, () => age.seal(utf8("x"), row.recipients));
});

test("sizes fall in classes", async () => {
  const { valid, invalid } = vectors("padding");
  for (const row of valid as Row[]) assert.equal(paddedSize(row["length"]), row["size"]);
  for (const size of [0, 1, 508, 509, 5000]) assert.equal(unpad(pad(new Uint8Array(size))).length, size);
  for (const row of invalid as Row[]) await mustRefuse(row, () => unpad(parseB64(row["padded"])));
});

test("canonical text", async () => {
  const { valid, invalid } = vectors("jcs");
  for (const row of valid as Row[]) {
    assert.equal(canonical(row["value"]), row["text"]);
    assert.deepEqual(parseJcs(utf8(row["text"])), row["value"]);
  }
  for (const row of invalid as Row[]) await mustRefuse(row, () => parseJcs(utf8(row["text"])));
});

test("moves are signed and chained", async () => {
  const { valid, invalid } = vectors("moves");
  const moves: Row[] = valid["moves"];
  for (const [at, row] of moves.entries()) {
    assert.equal(valueDigest(row["signed"]), row["value"]);
    assert.equal(signMove(parseB64(valid["seed"]), claimOf(row)), row["signature"]);
    assert.equal(moveDigest(claimOf(row)), row["digest"]);
    checkMove(valid["key"], row["signature"], claimOf(row), at + 1, row["prev"]);
  }
  const before = moves[1]?.["digest"];
  for (const row of invalid as Row[]) {
    await mustRefuse(row, () => checkMove(valid["key"], row["signature"], claimOf(row), 3, before));
  }
});

test("entries open, bent ones do not", async () => {
  const { valid, invalid } = vectors("entries");
  for (const row of valid as Row[]) checkOpening(row["leaf"], parseB64(row["salt"]), row["fields"]);
  for (const row of invalid as Row[]) await mustRefuse(row, () => checkOpening(row["leaf"], parseB64(row["salt"]), row["fields"]));
});

test("certificates; a swapped handler key is refused", async () => {
  const { valid, invalid } = vectors("certificates");
  const check = (row: Row): void => checkCertificate(valid["key"], row["origin"], row["body"], row["entry"], row["today"]);
  assert.equal(fingerprint(valid["key"]), valid["fingerprint"]);
  valid["readers"].forEach(check);
  for (const row of invalid as Row[]) await mustRefuse(row, () => check(row));
});

test("challenges", () => {
  for (const row of vectors("challenges").valid as Row[]) {
    const made = signChallenge(parseB64(row["seed"]), row["origin"], row["purpose"], row["nonce"], row["expires"]);
    assert.equal(made, row["signature"]);
  }
});

test("a reader names what is wrong with a thread", async () => {
  const place = vectors("messages").valid;
  const seeds = new Map(Object.entries<string>(place["seeds"]).map(([epoch, seed]) => [Number(epoch), parseB64(seed)]));
  for (const row of place["scenes"]) {
    const thread = new Thread(place["origin"], place["thread"], seeds, new Map(Object.entries<string>(place["keys"]).map(([who, key]) => [who, [key]])));
    await thread.read(row.messages.map((one: Row) => ({ ...one, file: parseB64(one["file"]) })));
    assert.deepEqual(thread.lines, row.lines, row.name);
    assert.deepEqual(thread.gaps, row.gaps, row.name);
    assert.equal(thread.last, row.last, row.name);
  }
});

test("an ask opens for its asker and for its handler", async () => {
  const row = vectors("lodging").valid;
  const { origin, handler } = row;
  const keys = deriveAsker(await stretchOnce(row["words"], origin), origin, row["number"]);
  const opened: Row = { ...(await openStateWith(keys, origin, row["number"], row["state"])) };
  for (const [name, value] of Object.entries(row["opened"])) assert.deepEqual(opened[name], value, name);
  for (const unlock of handler.request.unlocks) {
    const ways = await unlockKeys(handler.passphrases[unlock.kind], origin);
    assert.equal(ways.locator, unlock.locator);
    const shown = await openAsk(await openIdentity(unlock.sealed, origin, ways), origin, handler.code, handler.payload);
    assert.deepEqual(shown.messages[0]?.body, { text: row["choices"].text });
  }
});

test("what a host puts in its place is refused", async () => {
  for (const row of vectors("lodging").invalid as Row[]) {
    const keys = deriveAsker(await stretchOnce(row["words"], row["origin"]), row["origin"], row["number"]);
    await mustRefuse(row, () => openStateWith(keys, row["origin"], row["number"], row["state"]));
  }
});
