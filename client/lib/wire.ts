// SPDX-License-Identifier: AGPL-3.0-or-later
// How values are written: base64url without padding, RFC 8785 JSON in a restricted profile, digests.

import { sha256 } from "@noble/hashes/sha2.js";
import { base64urlnopad, hex } from "@scure/base";
import { orRefuse, Refusal } from "./errors.ts";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Fields = { readonly [key: string]: Json };
/** Makes so many random bytes. */
export type Random = (size: number) => Uint8Array;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export const systemRandom: Random = (size) => crypto.getRandomValues(new Uint8Array(size));

export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** One array of all parts. */
export function join(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function b64(raw: Uint8Array): string {
  return base64urlnopad.encode(raw);
}

/** Bytes of canonical base64url, of exactly `length` bytes where given. Refuses base64, length. */
export function parseB64(text: unknown, length?: number): Uint8Array {
  if (typeof text !== "string") throw new Refusal("base64");
  const raw = orRefuse("base64", () => base64urlnopad.decode(text));
  if (length !== undefined && raw.length !== length) throw new Refusal("length");
  return raw;
}

/** The RFC 8785 text. Refuses json for fractions, numbers beyond 2^53 - 1 and lone surrogates. */
export function canonical(value: Json): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new Refusal("json");
    return String(value);
  }
  if (typeof value === "string") {
    if (/\p{Cs}/u.test(value)) throw new Refusal("json");
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(canonical).join(",")}]`;
  if (typeof value !== "object") throw new Refusal("json");
  const fields = value as Fields;
  const parts = Object.keys(fields).sort().map((key) => `${canonical(key)}:${canonical(fields[key] as Json)}`);
  return `{${parts.join(",")}}`;
}

export function jcs(value: Json): Uint8Array {
  return utf8(canonical(value));
}

/** An object whose bytes are already canonical; anything else is refused. */
export function parseJcs(raw: Uint8Array): Fields {
  const text = orRefuse("json", () => decoder.decode(raw));
  const value = orRefuse("json", () => JSON.parse(text) as Json);
  if (!isFields(value) || canonical(value) !== text) throw new Refusal("json");
  return value;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function sha256Hex(raw: Uint8Array): string {
  return hex.encode(sha256(raw));
}

/** SHA-256 hex of the canonical form. */
export function valueDigest(value: Json): string {
  return sha256Hex(jcs(value));
}

/** What somebody typed, without lone surrogates (a keyboard can make them, RFC 8785 cannot carry them). */
export function cleanText(text: string): string {
  return new TextDecoder().decode(encoder.encode(text));
}
