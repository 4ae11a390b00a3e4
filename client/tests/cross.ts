// SPDX-License-Identifier: AGPL-3.0-or-later
// What pytest asks the browser's side to do: one JSON order on standard input, one JSON answer.

import { readFileSync, writeFileSync } from "node:fs";
import * as age from "../lib/age.ts";
import { buildAdmission, buildLodging, buildMessage, buildMove, buildNewEpoch } from "../lib/asker.ts";
import { clean, kindOf, NotWhole } from "../lib/clean.ts";
import { deriveAsker } from "../lib/derive.ts";
import { Refusal } from "../lib/errors.ts";
import { buildExport } from "../lib/export.ts";
import { openFile, sealFile } from "../lib/file.ts";
import { openIdentity } from "../lib/identity.ts";
import { baselineOf, buildOwn, podOf } from "../lib/own.ts";
import { believe, buildEnrolment, buildMessage as buildReply, openAsk, unlockKeys } from "../lib/reader.ts";
import { openStateWith } from "../lib/state.ts";
import { stretch } from "../lib/stretch.ts";
import { b64, parseB64 } from "../lib/wire.ts";
import { cctvVectors } from "./cctv.ts";
import type { Row } from "./vectors.ts";

type Order = (order: Row) => Promise<unknown>;

const orders: Readonly<Record<string, Order>> = {
  seal: async ({ plain, recipients }) => b64(await age.seal(parseB64(plain), recipients)),
  open: async ({ file, seed }) => b64(await age.open(parseB64(file), parseB64(seed))),
  lodge: async ({ words, origin, directory, choices }) =>
    buildLodging(await stretch(words, origin), origin, directory, choices),
  state: async ({ words, origin, number, state, today }) =>
    openStateWith(deriveAsker(await stretch(words, origin), origin, number), origin, number, state, today),
  own: async ({ words, origin, number, state, changed }) => {
    const keys = deriveAsker(await stretch(words, origin), origin, number);
    const opened = await openStateWith(keys, origin, number, state);
    return { body: await buildOwn(opened, keys, state.keep, changed), baseline: baselineOf(opened), pod: podOf(opened) };
  },
  move: async ({ own, move, value, place }) => buildMove(own, move, value, place),
  message: async ({ own, body, next }) => buildMessage(own, body, next),
  epoch: async ({ own, holders, signers }) => buildNewEpoch(own, holders, { signers }),
  admission: async ({ own, code, recipient }) => buildAdmission(own, code, recipient),
  enrol: async ({ origin, token }) => {
    const [request, { passphrases }] = await buildEnrolment(origin, token);
    return { request, passphrases };
  },
  reply: async ({ passphrase, sealed, seeds, origin, handler, payload, body, record }) => {
    const identity = seeds
      ? { sealing: parseB64(seeds.sealing), signing: parseB64(seeds.signing) }
      : await openIdentity(sealed, origin, await unlockKeys(passphrase, origin));
    const found = await openAsk(identity, origin, handler, payload);
    const opened = record ? believe(found, payload.readers, (entry) => mustStand(record, entry)) : found;
    return { opened, reply: await buildReply(identity, opened, body, opened.next_message) };
  },
  seal_file: async ({ content, recipient }) => {
    const { blob, ...digests } = await sealFile(new Blob([parseB64(content) as BlobPart]), recipient);
    return { ...digests, file: b64(new Uint8Array(await blob.arrayBuffer())) };
  },
  open_file: async ({ file, seed, ref }) => {
    const opened = await openFile(new Blob([parseB64(file) as BlobPart]), parseB64(seed), ref);
    return { type: opened.type, content: b64(new Uint8Array(await opened.arrayBuffer())) };
  },
  clean: async ({ path, out }) => {
    const given = new Blob([readFileSync(path)]);
    const kind = await kindOf(given);
    if (kind !== "jpeg" && kind !== "png") return { kind };
    try {
      const { blob, cut } = await clean(given, kind);
      writeFileSync(out, new Uint8Array(await blob.arrayBuffer()));
      return { kind, cut, type: blob.type };
    } catch (error) {
      if (error instanceof NotWhole) return { kind, broken: true };
      throw error;
    }
  },
  export: async ({ origin, number, state }) => buildExport(origin, number, state),
  cctv: async () =>
    cctvVectors()
      .filter(({ file, head }) => file.length < 100_000 && head["identity"])
      .map(({ name, head, file }) => ({ name, head, file: b64(file) })),
};

/** `record` is code to signing key, in place of a log. */
function mustStand(record: Row, { code, signing }: { code: string; signing: string }): void {
  if (record[code] !== signing) throw new Refusal("record-key");
}

async function answer(order: Row): Promise<unknown> {
  try {
    return { value: await (orders[order["do"]] as Order)(order) };
  } catch (error) {
    if (error instanceof Refusal) return { refused: error.code };
    throw error;
  }
}

process.stdout.write(JSON.stringify(await answer(JSON.parse(readFileSync(0, "utf8")))));
