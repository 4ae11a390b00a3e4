// SPDX-License-Identifier: AGPL-3.0-or-later
// Checks what a transparency log shows: proofs (RFC 9162), signed notes, cosignatures 0x04 and `.tlog-proof` files (C2SP).
// Only checks, and only Ed25519: a witness that signs with ML-DSA-44 is not counted here. The names of what is refused
// are those of answerable/tlog.

import { sha256 } from "@noble/hashes/sha2.js";
import { base64, hex } from "@scure/base";
import { isSigned } from "./curve.ts";
import { orRefuse, Refusal } from "./errors.ts";
import { join, utf8 } from "./wire.ts";

const BIGGEST = 2n ** 63n - 1n;
const MAX_NOTE = 1_000_000;
const MAX_PROOF = 2_000_000;
const LOG = 1;
const WITNESS = 4;
const KEY_BYTES: Readonly<Record<number, number>> = { 1: 32, 4: 32, 6: 1312 };
const NAME = /^[^+\0-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ud800-\udfff]+$/u;
const CONTROL = /[\0-\x09\x0b-\x1f]/;

/** `id` is four bytes in hex; `kind` the type byte. */
export interface Verifier {
  readonly name: string;
  readonly id: string;
  readonly kind: number;
  readonly key: Uint8Array;
}

/** `raw` is what follows the key id. */
export interface Signature {
  readonly name: string;
  readonly id: string;
  readonly raw: Uint8Array;
}

/** Worth nothing before `openNote`, `checkPolicy` or `checkProof`. */
export interface Note {
  readonly text: string;
  readonly signatures: readonly Signature[];
}

export interface Checkpoint {
  readonly origin: string;
  readonly size: bigint;
  readonly root: Uint8Array;
}

export interface Proof {
  readonly index: bigint;
  readonly hashes: readonly Uint8Array[];
  readonly checkpoint: Uint8Array;
  readonly extra: Uint8Array | null;
}

/** A tlog-policy as JSON has it; keys are verifier keys (`name+id+key`), groups come after what they name. */
export interface Policy {
  readonly logs: readonly string[];
  readonly witnesses: Readonly<Record<string, string>>;
  readonly groups: readonly { readonly name: string; readonly threshold: number; readonly members: readonly string[] }[];
  readonly quorum: string;
}

/** The checkpoint, and the time (seconds since 1970) of each witness that counted, by its name in the policy. */
export interface Witnessed {
  readonly checkpoint: Checkpoint;
  readonly witnesses: ReadonlyMap<string, bigint>;
}

function refuseIf(isWrong: boolean, code: string): void {
  if (isWrong) throw new Refusal(code);
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

function parseBase64(text: string): Uint8Array {
  const raw = orRefuse("base64", () => base64.decode(text));
  refuseIf(base64.encode(raw) !== text, "base64");
  return raw;
}

function checkHash(raw: Uint8Array): Uint8Array {
  refuseIf(raw.length !== 32, "hash-length");
  return raw;
}

function parseHash(text: string): Uint8Array {
  return checkHash(parseBase64(text));
}

function parseNumber(text: string): bigint {
  refuseIf(!/^(0|[1-9][0-9]{0,18})$/.test(text) || BigInt(text) > BIGGEST, "number");
  return BigInt(text);
}

function decode(data: Uint8Array, code: string): string {
  return orRefuse(code, () => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data));
}

/** SHA-256 of 0x00 and the data. */
export function leafHash(data: Uint8Array): Uint8Array {
  return sha256(join(Uint8Array.of(0), data));
}

function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(join(Uint8Array.of(1), left, right));
}

/** Refuses index-range, hash-length, proof-length or inclusion. */
export function checkInclusion(
  proof: readonly Uint8Array[], index: bigint, size: bigint, leaf: Uint8Array, root: Uint8Array,
): void {
  refuseIf(index < 0n || index >= size || size > BIGGEST, "index-range");
  let whole = checkHash(leaf);
  const last = climb(proof, index, size - 1n, (one, isLeft) => {
    whole = isLeft ? nodeHash(one, whole) : nodeHash(whole, one);
  });
  checkEnd(last, isSame(whole, root), "inclusion");
}

/** Walks up from a node (RFC 9162 §2.1.3.2); `step` hears whether the hash stands to the left. Gives what is left over. */
function climb(
  proof: readonly Uint8Array[], index: bigint, last: bigint, step: (one: Uint8Array, isLeft: boolean) => void,
): bigint {
  for (const one of proof) {
    checkHash(one);
    refuseIf(last === 0n, "proof-length");
    const isLeft = index % 2n === 1n || index === last;
    step(one, isLeft);
    while (isLeft && index % 2n === 0n) [index, last] = [index / 2n, last / 2n];
    [index, last] = [index / 2n, last / 2n];
  }
  return last;
}

function checkEnd(left: bigint, isRight: boolean, code: string): void {
  refuseIf(left !== 0n, "proof-length");
  refuseIf(!isRight, code);
}

/** Refuses size-range, hash-length, proof-length, empty-root or consistency. */
export function checkConsistency(
  proof: readonly Uint8Array[], old: bigint, size: bigint, oldRoot: Uint8Array, root: Uint8Array,
): void {
  refuseIf(old < 0n || old > size || size > BIGGEST, "size-range");
  [...proof, oldRoot, root].forEach(checkHash);
  refuseIf(old === 0n && !isSame(oldRoot, sha256(new Uint8Array())), "empty-root");
  if (old === 0n || old === size) {
    checkEnd(BigInt(proof.length), (old === 0n && size > 0n) || isSame(oldRoot, root), "consistency");
  } else {
    checkGrowth(proof, old, size, oldRoot, root);
  }
}

function checkGrowth(
  proof: readonly Uint8Array[], old: bigint, size: bigint, oldRoot: Uint8Array, root: Uint8Array,
): void {
  const step = old & -old;
  const [first, ...path] = step === old ? [oldRoot, ...proof] : proof;
  if (!first) throw new Refusal("proof-length");
  let [before, after] = [first, first];
  const last = climb(path, (old - 1n) / step, (size - 1n) / step, (one, isLeft) => {
    if (isLeft) before = nodeHash(one, before);
    after = isLeft ? nodeHash(one, after) : nodeHash(after, one);
  });
  checkEnd(last, isSame(before, oldRoot) && isSame(after, root), "consistency");
}

/** `name+id+base64(type ‖ key)`. Refuses vkey, base64, key-name, key-type, key-length, key-id. */
export function parseVkey(text: string): Verifier {
  const [, name = "", id = "", rest = ""] = /^([^+]*)\+([0-9a-f]{8})\+([^]*)$/.exec(text) ?? [];
  refuseIf(id === "", "vkey");
  const raw = parseBase64(rest);
  const [kind, key] = [raw[0] ?? 0, raw.subarray(1)];
  refuseIf(!NAME.test(name), "key-name");
  refuseIf(!(kind in KEY_BYTES), "key-type");
  refuseIf(key.length !== KEY_BYTES[kind], "key-length");
  refuseIf(hex.encode(sha256(join(utf8(`${name}\n`), raw)).subarray(0, 4)) !== id, "key-id");
  return { name, id, kind, key };
}

/** Refuses note-size, note-text, note-form, signature-lines, signature-line, key-name, base64. */
export function parseNote(data: Uint8Array): Note {
  refuseIf(data.length > MAX_NOTE, "note-size");
  const whole = decode(data, "note-text");
  refuseIf(CONTROL.test(whole), "note-text");
  const gap = whole.lastIndexOf("\n\n");
  const lines = whole.slice(gap + 2).split("\n");
  refuseIf(gap < 0 || lines.length < 2 || lines.pop() !== "", "note-form");
  refuseIf(lines.length > 100, "signature-lines");
  return { text: whole.slice(0, gap + 1), signatures: lines.map(parseLine) };
}

function parseLine(line: string): Signature {
  const [, name = "", text = ""] = /^— ([^ ]+) ([^ ]+)$/.exec(line) ?? [];
  refuseIf(name === "", "signature-line");
  refuseIf(!NAME.test(name), "key-name");
  const raw = parseBase64(text);
  refuseIf(raw.length < 5, "signature-line");
  return { name, id: hex.encode(raw.subarray(0, 4)), raw: raw.subarray(4) };
}

/** The signed time for a witness's key, null for a log's. Refuses signature, timestamp, or as `parseCheckpoint`. */
function checkSignature({ kind, key }: Verifier, text: string, raw: Uint8Array): bigint | null {
  const start = kind === WITNESS ? 8 : 0;
  refuseIf(raw.length !== start + 64, "signature");
  const time = start ? BigInt(`0x${hex.encode(raw.subarray(0, 8))}`) : null;
  refuseIf((time ?? 0n) > BIGGEST, "timestamp");
  if (time !== null) parseCheckpoint(text);
  const message = utf8(time === null ? text : `cosignature/v1\ntime ${time}\n${text}`);
  refuseIf(!isSigned(key, raw.subarray(start), message), "signature");
  return time;
}

/** Who of these signed, with the newest time of each. Refuses signature if one of theirs is wrong, not if none is there. */
export function checkSignatures(note: Note, verifiers: readonly Verifier[]): Map<Verifier, bigint | null> {
  const found = new Map<Verifier, bigint | null>();
  for (const { name, id, raw } of note.signatures) {
    const verifier = verifiers.find((one) => one.name === name && one.id === id && one.kind in { [LOG]: 0, [WITNESS]: 0 });
    if (!verifier) continue;
    const [time, before] = [checkSignature(verifier, note.text, raw), found.get(verifier) ?? 0n];
    found.set(verifier, time !== null && time < before ? before : time);
  }
  return found;
}

/** The text, if at least one of these keys signed it. Refuses unsigned, signature, or as `parseNote`. */
export function openNote(data: Uint8Array, verifiers: readonly Verifier[]): string {
  const note = parseNote(data);
  refuseIf(checkSignatures(note, verifiers).size === 0, "unsigned");
  return note.text;
}

/** Origin, size, root, and no more lines. Refuses checkpoint, checkpoint-extension, number, base64, hash-length. */
export function parseCheckpoint(text: string): Checkpoint {
  const lines = text.split("\n");
  refuseIf(lines.length < 4 || lines.pop() !== "" || lines.includes(""), "checkpoint");
  refuseIf(lines.length > 3, "checkpoint-extension");
  const [origin, size, root] = lines as [string, string, string];
  refuseIf(CONTROL.test(origin), "checkpoint");
  return { origin, size: parseNumber(size), root: parseHash(root) };
}

/** The newest time at which this witness signed. Refuses cosignature, key-type, signature, timestamp. */
export function checkCosignature(note: Note, verifier: Verifier): bigint {
  refuseIf(verifier.kind !== WITNESS, "key-type");
  const time = checkSignatures(note, [verifier]).get(verifier);
  refuseIf(time === undefined, "cosignature");
  refuseIf(!time, "timestamp");
  return time as bigint;
}

/** A file of `c2sp.org/tlog-proof@v1`. Refuses proof, proof-extra, proof-length, number, base64, or as `parseNote`. */
export function parseProof(data: Uint8Array): Proof {
  const end = data.findIndex((byte, at) => byte === 10 && data[at + 1] === 10);
  const head = decode(data.subarray(0, Math.max(end, 0)), "proof");
  refuseIf(data.length > MAX_PROOF || /[^\0-\x7f]/.test(head), "proof");
  const lines = head.split("\n");
  const extra = lines[1]?.startsWith("extra ") ? (lines.splice(1, 1)[0] as string).slice(6) : null;
  refuseIf(lines[0] !== "c2sp.org/tlog-proof@v1" || !lines[1]?.startsWith("index "), "proof");
  refuseIf(extra === "", "proof-extra");
  refuseIf(lines.length > 65, "proof-length");
  const [index, hashes] = [parseNumber((lines[1] as string).slice(6)), lines.slice(2).map(parseHash)];
  const checkpoint = data.subarray(end + 2);
  parseNote(checkpoint);
  return { index, hashes, checkpoint, extra: extra === null ? null : parseBase64(extra) };
}

/**
 * Who of the policy signed this cosigned checkpoint. Times before `oldest` (seconds since 1970) do not count.
 * Refuses policy-log, quorum, stale, signature, timestamp, or as `parseNote` and `parseCheckpoint`.
 */
export function checkPolicy(policy: Policy, data: Uint8Array, oldest?: bigint): Witnessed {
  const note = parseNote(data);
  const checkpoint = parseCheckpoint(note.text);
  const logs = policy.logs.map(parseVkey).filter((one) => one.name === checkpoint.origin);
  refuseIf(checkSignatures(note, logs).size === 0, "policy-log");
  const times = timesOf(policy, note);
  const witnesses = new Map([...times].filter(([, time]) => oldest === undefined || time >= oldest));
  checkQuorum(policy, times, "quorum");
  checkQuorum(policy, witnesses, "stale");
  refuseIf(oldest !== undefined && witnesses.size === 0, "stale");
  return { checkpoint, witnesses };
}

function timesOf(policy: Policy, note: Note): Map<string, bigint> {
  const keys = new Map(Object.entries(policy.witnesses).map(([name, text]) => [name, parseVkey(text)]));
  const found = checkSignatures(note, [...keys.values()]);
  refuseIf([...found.values()].some((time) => !time), "timestamp");
  return new Map([...keys].flatMap(([name, key]) => (found.has(key) ? [[name, found.get(key) as bigint]] : [])));
}

function checkQuorum(policy: Policy, signed: ReadonlyMap<string, bigint>, code: string): void {
  const met = new Set(["none", ...signed.keys()]);
  for (const { name, threshold, members } of policy.groups) {
    if (members.filter((one) => met.has(one)).length >= threshold) met.add(name);
  }
  refuseIf(!met.has(policy.quorum), code);
}

/** Who vouches that this leaf is in the log at its index. Refuses as `parseProof`, `checkPolicy`, `checkInclusion`. */
export function checkProof(
  data: Uint8Array, leaf: Uint8Array, policy: Policy, oldest?: bigint,
): Witnessed & { readonly index: bigint } {
  const proof = parseProof(data);
  const found = checkPolicy(policy, proof.checkpoint, oldest);
  checkInclusion(proof.hashes, proof.index, found.checkpoint.size, leaf, found.checkpoint.root);
  return { ...found, index: proof.index };
}
