// SPDX-License-Identifier: AGPL-3.0-or-later
// age v1 files to hybrid recipients (age1pq1…) and to no others: the library would mix them without a word.

import { bech32 } from "@scure/base";
import { Decrypter, Encrypter, identityToRecipient } from "age-encryption";
import { orRefuse, Refusal } from "./errors.ts";

const HYBRID = "age1pq1";
const STANZA = "-> mlkem768x25519 ";
const KEY_BYTES = 1216;

/** The AGE-SECRET-KEY-PQ-1… text of a 32-byte seed. */
export function identityFromSeed(seed: Uint8Array): string {
  if (seed.length !== 32) throw new Refusal("length");
  return bech32.encodeFromBytes("AGE-SECRET-KEY-PQ-", seed).toUpperCase();
}

/** The age1pq1… text to seal to. */
export function recipientOf(seed: Uint8Array): Promise<string> {
  return identityToRecipient(identityFromSeed(seed));
}

/** Refuses age-classic for a recipient of another kind, age-recipient for anything else that is not hybrid. */
export function checkRecipient(text: string): void {
  if (!text.startsWith(HYBRID)) throw new Refusal(text.startsWith("age1") ? "age-classic" : "age-recipient");
  const { prefix, words } = orRefuse("age-recipient", () => bech32.decode(text as `${string}1${string}`, false));
  const raw = orRefuse("age-recipient", () => bech32.fromWords(words));
  if (prefix !== "age1pq" || raw.length !== KEY_BYTES) throw new Refusal("age-recipient");
}

/** Refuses age-mixed before any of them is used. */
export function checkRecipients(recipients: readonly string[]): void {
  const hybrid = recipients.filter((one) => one.startsWith(HYBRID)).length;
  if (recipients.length === 0) throw new Refusal("age-recipient");
  if (hybrid > 0 && hybrid < recipients.length) throw new Refusal("age-mixed");
  recipients.forEach(checkRecipient);
}

export async function seal(plain: Uint8Array, recipients: readonly string[]): Promise<Uint8Array> {
  checkRecipients(recipients);
  const encrypter = new Encrypter();
  for (const one of recipients) encrypter.addRecipient(one);
  try {
    return await encrypter.encrypt(plain);
  } catch {
    throw new Refusal("age-recipient");
  }
}

/** The content, for a 32-byte seed. Refuses the age-… codes. */
export async function open(file: Uint8Array, seed: Uint8Array): Promise<Uint8Array> {
  checkKinds(file);
  const decrypter = new Decrypter();
  decrypter.addIdentity(identityFromSeed(seed));
  try {
    return await decrypter.decrypt(file);
  } catch (error) {
    throw new Refusal(codeOf(error));
  }
}

/** Reads the stanzas' kinds without opening anything. */
function checkKinds(file: Uint8Array): void {
  const kinds = headerLines(file).filter((line) => line.startsWith("-> "));
  const hybrid = kinds.filter((line) => line.startsWith(STANZA)).length;
  if (kinds.length === 0) throw new Refusal("age-format");
  if (hybrid < kinds.length) throw new Refusal(hybrid > 0 ? "age-mixed" : "age-classic");
}

function headerLines(file: Uint8Array): string[] {
  const lines: string[] = [];
  for (let at = 0, end = 0; end >= 0; at = end + 1) {
    end = file.indexOf(10, at);
    const line = String.fromCharCode(...file.subarray(at, end < 0 ? at : Math.min(end, at + 4096)));
    if (line.startsWith("---")) break;
    lines.push(line);
  }
  return lines[0] === "age-encryption.org/v1" ? lines : [];
}

function codeOf(error: unknown): string {
  const text = error instanceof Error ? error.message : "";
  if (text.startsWith("no identity matched")) return "age-no-key";
  return /invalid (stanza|mlkem|header$|version)|stream ended/.test(text) ? "age-format" : "age-damaged";
}
