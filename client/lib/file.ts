// SPDX-License-Identifier: AGPL-3.0-or-later
// A sealed file of a thread: padded, sealed to the thread's key, as a stream from Blob to Blob. A signed message names
// its digests, so whoever opens it knows whose it is. Memory holds one piece at a time.

import { sha256 } from "@noble/hashes/sha2.js";
import { hex } from "@scure/base";
import { Decrypter, Encrypter } from "age-encryption";
import { checkRecipient, identityFromSeed } from "./age.ts";
import { Refusal } from "./errors.ts";
import { paddedSize } from "./padding.ts";

export const MOST_BYTES = 50_000_000;
const PIECE = 1 << 18;
const PREFIX = 4;

/** As it stands in a message: `digest` and `sealed` are of the sealed file, `content` and `size` of what is in it. */
export interface FileRef {
  readonly code: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly content: string;
  readonly digest: string;
  readonly sealed: number;
}

export type Progress = (share: number) => void;

type Bytes = Uint8Array<ArrayBuffer>;

/** The pieces of a blob, one after another. */
async function* pieces(blob: Blob): AsyncGenerator<Bytes> {
  for (let at = 0; at < blob.size; at += PIECE) {
    yield new Uint8Array(await blob.slice(at, at + PIECE).arrayBuffer());
  }
}

/** SHA-256 in hex. */
export async function digestOf(blob: Blob): Promise<string> {
  const hash = sha256.create();
  for await (const piece of pieces(blob)) hash.update(piece);
  return hex.encode(hash.digest());
}

async function* padded(blob: Blob, progress: Progress): AsyncGenerator<Bytes> {
  const prefix = new Uint8Array(PREFIX);
  new DataView(prefix.buffer).setUint32(0, blob.size);
  yield prefix;
  let done = 0;
  for await (const piece of pieces(blob)) {
    yield piece;
    done += piece.length;
    progress(done / blob.size);
  }
  for (let left = paddedSize(blob.size) - PREFIX - blob.size; left > 0; left -= PIECE) {
    yield new Uint8Array(Math.min(left, PIECE));
  }
}

function streamOf(source: AsyncGenerator<Bytes>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await source.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
  });
}

/** A stream as a Blob: the browser keeps large ones on its own disk, not in this page's memory. */
async function blobOf(stream: ReadableStream<Uint8Array>, take: (piece: Uint8Array) => void): Promise<Blob> {
  const parts: Blob[] = [];
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(parts);
    take(value);
    parts.push(new Blob([value as Bytes]));
  }
}

export interface SealedBlob {
  readonly blob: Blob;
  readonly digest: string;
  readonly content: string;
}

/** Refuses file-size for an empty or too large file, age-recipient for a key that is none. */
export async function sealFile(blob: Blob, recipient: string, progress: Progress = () => undefined): Promise<SealedBlob> {
  if (blob.size === 0 || blob.size > MOST_BYTES) throw new Refusal("file-size");
  checkRecipient(recipient);
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  const inner = sha256.create();
  let left = blob.size;
  let isPrefix = true;
  const source = (async function* (): AsyncGenerator<Bytes> {
    for await (const piece of padded(blob, progress)) {
      if (!isPrefix && left > 0) inner.update(piece);
      left -= isPrefix ? 0 : piece.length;
      isPrefix = false;
      yield piece;
    }
  })();
  const outer = sha256.create();
  const sealed = await blobOf(await encrypter.encrypt(streamOf(source)), (piece) => outer.update(piece));
  return { blob: sealed, digest: hex.encode(outer.digest()), content: hex.encode(inner.digest()) };
}

/** The content, once everything is as the signed message said. Refuses the age-… codes, padding, file-digest. */
export async function openFile(sealed: Blob, seed: Uint8Array, ref: FileRef): Promise<Blob> {
  if (sealed.size !== ref.sealed || (await digestOf(sealed)) !== ref.digest) throw new Refusal("file-digest");
  const decrypter = new Decrypter();
  decrypter.addIdentity(identityFromSeed(seed));
  let whole: Blob;
  try {
    whole = await blobOf(await decrypter.decrypt(streamOf(pieces(sealed))), () => undefined);
  } catch {
    throw new Refusal("age-damaged");
  }
  return unpadded(whole, ref);
}

async function unpadded(whole: Blob, ref: FileRef): Promise<Blob> {
  const prefix = new Uint8Array(await whole.slice(0, PREFIX).arrayBuffer());
  const size = prefix.length === PREFIX ? new DataView(prefix.buffer).getUint32(0) : -1;
  if (size !== ref.size || whole.size !== paddedSize(size)) throw new Refusal("padding");
  for await (const piece of pieces(whole.slice(PREFIX + size))) {
    if (piece.some((byte) => byte !== 0)) throw new Refusal("padding");
  }
  const content = whole.slice(PREFIX, PREFIX + size, ref.type);
  if ((await digestOf(content)) !== ref.content) throw new Refusal("file-digest");
  return content;
}

const HEX = /^[0-9a-f]{64}$/u;
const CODE = /^[a-z2-7]{26}$/u;

/** The files that a message names; what is not of their form is left out. */
export function filesOf(body: unknown): readonly FileRef[] {
  const listed: unknown = typeof body === "object" && body !== null && "files" in body ? body.files : [];
  return Array.isArray(listed) ? listed.filter(isRef) : [];
}

function isRef(found: unknown): found is FileRef {
  if (typeof found !== "object" || found === null) return false;
  const { code, name, type, size, content, digest, sealed } = found as Record<string, unknown>;
  const texts = typeof code === "string" && CODE.test(code) && typeof name === "string" && typeof type === "string";
  const digests = [content, digest].every((one) => typeof one === "string" && HEX.test(one));
  return texts && digests && [size, sealed].every((one) => Number.isSafeInteger(one) && (one as number) > 0);
}
