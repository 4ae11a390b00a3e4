// SPDX-License-Identifier: AGPL-3.0-or-later
// Sizes tell little: Padmé, then whole steps of 512 bytes. Layout: 4 bytes length, content, zeros.

import { Refusal } from "./errors.ts";

const STEP = 512;

/** The padded size in bytes of a content of `length` bytes. */
export function paddedSize(length: number): number {
  return Math.ceil(padme(Math.max(length + 4, STEP)) / STEP) * STEP;
}

function padme(size: number): number {
  const exponent = Math.floor(Math.log2(size));
  const lowBits = exponent - (Math.floor(Math.log2(exponent)) + 1);
  const unit = 2 ** Math.max(lowBits, 0);
  return Math.ceil(size / unit) * unit;
}

export function pad(content: Uint8Array): Uint8Array {
  const padded = new Uint8Array(paddedSize(content.length));
  new DataView(padded.buffer).setUint32(0, content.length);
  padded.set(content, 4);
  return padded;
}

/** The content. Refuses padding for a wrong size, a wrong length or a byte that should be zero. */
export function unpad(padded: Uint8Array): Uint8Array {
  if (padded.length < STEP) throw new Refusal("padding");
  const length = new DataView(padded.buffer, padded.byteOffset).getUint32(0);
  const isRight = padded.length === paddedSize(length) && padded.subarray(4 + length).every((byte) => byte === 0);
  if (!isRight) throw new Refusal("padding");
  return padded.slice(4, 4 + length);
}
