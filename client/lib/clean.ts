// SPDX-License-Identifier: AGPL-3.0-or-later
// What a file is by its first bytes, and pictures without what cameras and programs write into them: place, time,
// device, name, thumbnail. Segments are cut out; no picture is encoded anew, so every pixel stays as it was.

export type Kind = "jpeg" | "png" | "program" | "pdf" | "office" | "other";

export interface Cleaned {
  readonly blob: Blob;
  /** What was cut, in the names of the formats. */
  readonly cut: readonly string[];
}

/** The picture does not hold together as its format says. */
export class NotWhole extends Error {}

const WINDOW = 1 << 18;
const PROGRAMS: readonly (readonly number[])[] = [
  [0x4d, 0x5a], [0x7f, 0x45, 0x4c, 0x46], [0xfe, 0xed, 0xfa, 0xce], [0xfe, 0xed, 0xfa, 0xcf], [0xce, 0xfa, 0xed, 0xfe],
  [0xcf, 0xfa, 0xed, 0xfe], [0xca, 0xfe, 0xba, 0xbe], [0x23, 0x21], [0x64, 0x65, 0x78, 0x0a], [0x4c, 0x00, 0x00, 0x00],
];
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

async function read(blob: Blob, at: number, count: number): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await blob.slice(at, at + count).arrayBuffer());
}

const begins = (bytes: Uint8Array, start: readonly number[]): boolean => start.every((byte, at) => bytes[at] === byte);
const ascii = (bytes: Uint8Array, at: number, count: number): string => String.fromCharCode(...bytes.subarray(at, at + count));

/** By content, whatever the name says. */
export async function kindOf(blob: Blob): Promise<Kind> {
  const head = await read(blob, 0, 16);
  if (begins(head, [0xff, 0xd8, 0xff])) return "jpeg";
  if (begins(head, PNG)) return "png";
  if (PROGRAMS.some((start) => begins(head, start))) return "program";
  if (ascii(head, 0, 5) === "%PDF-") return "pdf";
  const isOffice = begins(head, [0x50, 0x4b, 0x03, 0x04]) || begins(head, [0xd0, 0xcf, 0x11, 0xe0]);
  return isOffice ? "office" : "other";
}

/** The same picture without metadata. Throws NotWhole. */
export async function clean(blob: Blob, kind: "jpeg" | "png"): Promise<Cleaned> {
  return kind === "jpeg" ? cleanJpeg(blob) : cleanPng(blob);
}

/* The orientation is written back, as the one thing without which a picture lies on its side. */

function tiff(orientation: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0);
}

/** 1 where none is given. `bytes` begin with the TIFF header. */
export function orientationOf(bytes: Uint8Array): number {
  if (bytes.length < 14) return 1;
  const little = ascii(bytes, 0, 2) === "II";
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = view.getUint32(4, little);
  if (first + 2 > bytes.length) return 1;
  const count = view.getUint16(first, little);
  for (let at = first + 2; at + 12 <= bytes.length && at < first + 2 + 12 * count; at += 12) {
    if (view.getUint16(at, little) !== 0x0112) continue;
    const found = view.getUint16(at + 8, little);
    return found >= 1 && found <= 8 ? found : 1;
  }
  return 1;
}

/* JPEG: markers and segments, ITU T.81 annex B */

const isStandalone = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
const isApp = (marker: number): boolean => marker >= 0xe0 && marker <= 0xef;

interface Jpeg {
  readonly kept: BlobPart[];
  readonly cut: string[];
  orientation: number;
}

async function cleanJpeg(blob: Blob): Promise<Cleaned> {
  const found: Jpeg = { kept: [], cut: [], orientation: 1 };
  let at = 2;
  for (;;) {
    const head = await read(blob, at, 4);
    const marker = head[1] ?? 0;
    if (head[0] !== 0xff || (head.length < 4 && marker !== 0xd9)) throw new NotWhole();
    if (marker === 0xff) at += 1;
    else if (marker === 0xd9) return jpegOf(blob, found, at + 2);
    else if (isStandalone(marker)) at += 2;
    else at = await takeSegment(blob, found, at, marker, new DataView(head.buffer).getUint16(2));
  }
}

async function takeSegment(blob: Blob, found: Jpeg, at: number, marker: number, length: number): Promise<number> {
  const end = at + 2 + length;
  if (length < 2 || end > blob.size) throw new NotWhole();
  if (isApp(marker) || marker === 0xfe) await takeApp(blob, found, at, marker, end);
  else found.kept.push(blob.slice(at, end));
  if (marker !== 0xda) return end;
  const next = await scanEnd(blob, end);
  found.kept.push(blob.slice(end, next));
  return next;
}

async function takeApp(blob: Blob, found: Jpeg, at: number, marker: number, end: number): Promise<void> {
  const bytes = await read(blob, at + 4, end - at - 4);
  const name = ascii(bytes, 0, 6).replace(/[^A-Za-z_].*$/su, "");
  if (marker === 0xee && name === "Adobe") return void found.kept.push(blob.slice(at, end)); // how colours were turned
  if (marker === 0xe1 && name === "Exif") found.orientation = orientationOf(bytes.subarray(6));
  found.cut.push(name === "" ? (marker === 0xfe ? "comment" : `APP${marker - 0xe0}`) : name);
}

/** Where the coded picture ends: at the next marker that is neither a stuffed byte nor a restart. */
async function scanEnd(blob: Blob, from: number): Promise<number> {
  for (let at = from; at < blob.size; at += WINDOW) {
    const bytes = await read(blob, at, WINDOW + 1);
    for (let here = bytes.indexOf(0xff); here >= 0 && here < WINDOW; here = bytes.indexOf(0xff, here + 1)) {
      const next = bytes[here + 1];
      if (next === undefined) throw new NotWhole();
      if (next !== 0x00 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at + here;
    }
  }
  throw new NotWhole();
}

function jpegOf(blob: Blob, { kept, cut, orientation }: Jpeg, end: number): Cleaned {
  if (end < blob.size) cut.push("after the picture");
  const exif = tiff(orientation);
  const turned = orientation === 1 ? [] : [Uint8Array.of(0xff, 0xe1, 0, exif.length + 8, 0x45, 0x78, 0x69, 0x66, 0, 0), exif];
  const parts = [Uint8Array.of(0xff, 0xd8), ...turned, ...kept, Uint8Array.of(0xff, 0xd9)];
  return { blob: new Blob(parts, { type: "image/jpeg" }), cut };
}

/* PNG: chunks */

const CHUNKS = new Set(["IHDR", "PLTE", "IDAT", "tRNS", "gAMA", "cHRM", "sRGB", "sBIT", "bKGD", "acTL", "fcTL", "fdAT"]);

async function cleanPng(blob: Blob): Promise<Cleaned> {
  const kept: BlobPart[] = [Uint8Array.from(PNG)];
  const cut: string[] = [];
  let orientation = 1;
  for (let at = PNG.length; ; ) {
    const head = await read(blob, at, 8);
    const name = ascii(head, 4, 4);
    const end = at + 12 + (head.length === 8 ? new DataView(head.buffer).getUint32(0) : 0);
    if (head.length < 8 || end > blob.size) throw new NotWhole();
    if (name === "eXIf") orientation = orientationOf(await read(blob, at + 8, end - at - 12));
    if (CHUNKS.has(name)) kept.push(blob.slice(at, end));
    else if (name !== "IEND") cut.push(name);
    if (name === "IHDR") kept.push("");
    if (name === "IEND") return pngOf(blob, { kept, cut, orientation }, at, end);
    at = end;
  }
}

function pngOf(blob: Blob, { kept, cut, orientation }: Jpeg, last: number, end: number): Cleaned {
  if (end < blob.size) cut.push("after the picture");
  const place = kept.indexOf("");
  if (place < 0) throw new NotWhole();
  if (orientation !== 1) kept[place] = chunk("eXIf", tiff(orientation));
  return { blob: new Blob([...kept, blob.slice(last, end)], { type: "image/png" }), cut };
}

function chunk(name: string, content: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const made = new Uint8Array(content.length + 12);
  const view = new DataView(made.buffer);
  view.setUint32(0, content.length);
  for (let at = 0; at < 4; at++) made[4 + at] = name.charCodeAt(at);
  made.set(content, 8);
  view.setUint32(content.length + 8, crc(made.subarray(4, content.length + 8)));
  return made;
}

function crc(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return (value ^ 0xffffffff) >>> 0;
}
