// SPDX-License-Identifier: AGPL-3.0-or-later
// The vectors of the package cctv-age, parsed: a head of fields, then an age file.

import { inflateSync } from "node:zlib";
import * as cctv from "cctv-age";

export interface Vector {
  readonly name: string;
  readonly head: Readonly<Record<string, string>>;
  readonly file: Uint8Array;
}

function parse(name: string, raw: Uint8Array): Vector {
  const end = Buffer.from(raw).indexOf("\n\n");
  const lines = Buffer.from(raw.subarray(0, end)).toString().split("\n");
  const head = Object.fromEntries(lines.map((line) => line.split(": ", 2) as [string, string]));
  const rest = raw.slice(end + 2);
  return { name, head, file: head["compressed"] ? new Uint8Array(inflateSync(rest)) : rest };
}

export function cctvVectors(): Vector[] {
  return Object.entries(cctv).map(([name, raw]) => parse(name, raw as Uint8Array));
}
