// SPDX-License-Identifier: AGPL-3.0-or-later
// What an asker's client builds: from values to the JSON that travels.

import { deriveAsker, signinOf, type Keys } from "./derive.ts";
import { recipientOf } from "./age.ts";
import { moveDigest, signMove, type MoveClaim } from "./entry.ts";
import { Refusal } from "./errors.ts";
import { checkCertificate, type Card, type ReaderEntry } from "./identity.ts";
import * as labels from "./labels.ts";
import { ASKER, signThenSeal } from "./message.ts";
import { sealOwn } from "./own.ts";
import { sign, signingPublic } from "./signing.ts";
import { makeThreadKey, membersOf, sealThreadKey, threadRecipient, type ThreadKey } from "./threadkey.ts";
import type { Choices, Directory, Lodging, Private, SealedKey, SignedMove } from "./types.ts";
import { base32 } from "@scure/base";
import { b64, cleanText, parseB64, sha256Hex, systemRandom, utf8, valueDigest, type Fields, type Random } from "./wire.ts";

type Cards = ReadonlyMap<string, ReaderEntry>;

/** 26 characters: the public code of an ask and of its thread. */
function threadCode(random: Random): string {
  return base32.encode(random(16)).replace(/=+$/, "").toLowerCase();
}

/**
 * The JSON of `lodge` and what stays here. `stretched` is of `stretch`; `number` counts the asks under the words.
 * Refuses certificate, certificate-term, reader-unknown, age-recipient.
 */
export async function buildLodging(
  stretched: Uint8Array, origin: string, directory: Directory, choices: Choices,
  { number = 1, random = systemRandom }: { number?: number; random?: Random } = {},
): Promise<{ lodging: Lodging; private: Private }> {
  const keys = deriveAsker(stretched, origin, number);
  const cards = checkReaders(origin, directory, [...choices.readers, ...choices.backups]);
  const markSeed = random(32);
  const key = makeThreadKey(origin, threadCode(random), 1, signingPublic(markSeed), random);
  const chosen = choose(directory, choices);
  const names = await nameKeys(keys, key);
  const own: Private = {
    origin, ask: key.thread, number, mark_seed: b64(markSeed), mark_key: key.markKey,
    seeds: { 1: b64(key.seed) }, recipient: names.recipient,
  };
  const holders = nameHolders(chosen, cards, names.recipient);
  const place = { number: 1, prev: "", day: directory.today };
  const { signature } = buildMove(own, "lodged", lodgedValue({ ...chosen, ...names }), place);
  const lodging = {
    ...chosen, ...names,
    keys: await sealToHolders([key], holders, markSeed, signersOf(choices.readers.map((code) => cards.get(code) as ReaderEntry))),
    keep: await sealKeep(keys, own, chosen.readers, cards, choices.own),
    messages: await firstMessage(own, choices.text ?? ""),
    move: { ...place, signature },
  };
  return { lodging, private: own };
}

type Chosen = Pick<Lodging, "body" | "kind" | "helped" | "route" | "readers" | "backups" | "terms" | "hold_until">;

/** Silence starts at "second_line" when not every reader was chosen (rule 21). */
function choose(directory: Directory, choices: Choices): Chosen {
  const everyone = directory.readers.length === choices.readers.length
    && directory.readers.every((one) => choices.readers.includes(one.code));
  const isNarrow = !everyone || choices.route === "past_body";
  return {
    body: directory.body.code, kind: choices.kind, helped: choices.helped ?? false, route: choices.route,
    readers: [...choices.readers], backups: [...choices.backups],
    terms: isNarrow ? { ...choices.terms, silence: "second_line" } : choices.terms, hold_until: choices.hold_until ?? null,
  };
}

type Names = Pick<Lodging, "thread" | "locator" | "signin" | "recipient" | "mark_key" | "epoch_key">;

async function nameKeys(keys: Keys, key: ThreadKey): Promise<Names> {
  return {
    thread: key.thread, locator: keys.locator, signin: signinOf(keys), recipient: await recipientOf(keys.sealing),
    mark_key: key.markKey, epoch_key: await threadRecipient(key),
  };
}

/** The chosen entries by code, each with a right certificate. Use it too before showing readers as ticked. */
export function checkReaders(origin: string, directory: Directory, chosen: readonly string[]): Cards {
  const entries = new Map([...directory.backups, ...directory.readers].map((one) => [one.code, one]));
  const cards = new Map<string, ReaderEntry>();
  for (const code of chosen) {
    const entry = entries.get(code);
    if (!entry) throw new Refusal("reader-unknown");
    checkCertificate(entry.enrolment_key || directory.enrolment_key, origin, entry.body || directory.body.code, entry, directory.today);
    cards.set(code, entry);
  }
  return cards;
}

function nameHolders(chosen: Chosen, cards: Cards, recipient: string): ReadonlyMap<string, string> {
  const holders = new Map([[ASKER, recipient]]);
  const add = (holder: string, code: string): void => void holders.set(holder, (cards.get(code) as ReaderEntry).sealing);
  chosen.readers.forEach((code) => add(code, code));
  if (chosen.terms["standby"]) {
    chosen.backups.filter((code) => !chosen.readers.includes(code)).forEach((code) => add(`standby:${code}`, code));
  }
  return holders;
}

/** Of each of these readers the key that they sign with: the others then believe no other key that one of them makes. */
export function signersOf(readers: readonly { readonly code: string; readonly signing: string }[]): Readonly<Record<string, string>> {
  return Object.fromEntries(readers.map(({ code, signing }) => [code, signing]));
}

async function sealToHolders(
  keys: readonly ThreadKey[], holders: ReadonlyMap<string, string>, markSeed: Uint8Array, named: Readonly<Record<string, string>> = {},
): Promise<SealedKey[]> {
  const sealed: SealedKey[] = [];
  const members = holders.has(ASKER) ? membersOf(holders) : {};
  const signers = Object.fromEntries(Object.entries(named).filter(([code]) => Object.hasOwn(members, code)));
  for (const one of keys) {
    const key = { ...one, members, signers };
    for (const [holder, recipient] of holders) {
      sealed.push({ holder, epoch: key.epoch, file: b64(await sealThreadKey(key, holder, recipient, markSeed)) });
    }
  }
  return sealed;
}

/** A reader's keys as they are now: the signing key, and the digest of the (long) sealing key. */
function pin(entry: Card): Fields {
  return { sealing: sha256Hex(utf8(entry.sealing)), signing: entry.signing };
}

/**
 * The asker's own file, signed by the sign-in key: the server knows the recipient, not that key. `next` is the number of
 * the move that comes next (after the first), so that an older copy is known for one.
 */
async function sealKeep(keys: Keys, own: Private, readers: readonly string[], cards: Cards, hers: Fields = {}): Promise<string> {
  const pinned = Object.fromEntries(readers.map((code) => [code, pin(cards.get(code) as ReaderEntry)]));
  const fields = { origin: own.origin, thread: own.ask, number: own.number, mark_seed: own.mark_seed, readers: pinned, next: 2 };
  return sealOwn(keys, { ...fields, ...hers });
}

/** The value of the fact "lodged", which the first move signs. */
export function lodgedValue(lodging: Chosen & { readonly thread: string }): Fields {
  const { body, kind, helped, route, readers, backups, terms, hold_until, thread } = lodging;
  return { body, kind, helped, route, readers, backups, terms, hold_until, code: thread, mode: "keyed", door: "open" };
}

async function firstMessage(own: Private, text: string): Promise<string[]> {
  if (text === "") return [];
  return [(await buildMessage(own, { text: cleanText(text) }, { number: 1, last: "" })).file];
}

/** Number and previous digest of the next move, as in the state's `next`. */
export interface Next {
  readonly number: number;
  readonly prev: string;
}

/** Where a move stands: `next` and the day (ISO). */
export interface Place extends Next {
  readonly day: string;
}

function claimOf(own: Private, move: string, value: Fields, { number, prev, day }: Place): MoveClaim {
  return { origin: own.origin, ask: own.ask, number, prev, move, day, value: valueDigest(value) };
}

/** The JSON of `move`, signed with the mark key. */
export function buildMove(own: Private, move: string, value: Fields, place: Place): SignedMove {
  const signature = signMove(parseB64(own.mark_seed, 32), claimOf(own, move, value, place));
  return { ask: own.ask, move, number: place.number, prev: place.prev, day: place.day, value, signature };
}

/**
 * The JSON of `show`: this line of the record is for everybody to see, or no longer. `number` counts from 1 how often the
 * line was shown or hidden, so that each signature counts once.
 */
export function buildShow(own: Private, entry: string, shown: boolean, number: number, day: string): Fields {
  const fields = { origin: own.origin, ask: own.ask, entry, shown, number, day };
  return { ask: own.ask, entry, shown, number, day, signature: sign(parseB64(own.mark_seed, 32), labels.SHOW, fields) };
}

/** The JSON of an act in a run of a process: signed over where the run stands, so that it counts once. */
export function buildProcessAct(own: Private, act: { run: string; act: string; value: Fields; number: number; day: string }): Fields {
  const fields = { origin: own.origin, ask: own.ask, ...act };
  return { ask: own.ask, ...act, signature: sign(parseB64(own.mark_seed, 32), labels.PROCESS, fields) };
}

/** The `next` once this move was taken. */
export function afterMove(own: Private, sent: SignedMove): Next {
  return { number: sent.number + 1, prev: moveDigest(claimOf(own, sent.move, sent.value, sent)) };
}

function keyOf(own: Private, epoch: number): ThreadKey {
  return { origin: own.origin, thread: own.ask, epoch, seed: parseB64(own.seeds[epoch], 32), markKey: own.mark_key, members: {}, signers: {}, maker: ASKER };
}

function newestKey(own: Private): ThreadKey {
  return keyOf(own, Math.max(...Object.keys(own.seeds).map(Number)));
}

/**
 * The JSON of `message`. `body` is {"text": …} or any JSON object; `next` as `next_message` of the opened state. Refuses
 * old-epoch where a newer key must exist than those at hand: whoever was taken off may hold these.
 */
export async function buildMessage(
  own: Private, body: Fields, next: { readonly number: number; readonly last: string },
): Promise<{ ask: string; epoch: number; file: string }> {
  const key = newestKey(own);
  if ((own.due ?? 0) > key.epoch) throw new Refusal("old-epoch");
  const message = { origin: own.origin, thread: own.ask, epoch: key.epoch, sender: ASKER, ...next, body };
  const sealed = await signThenSeal(message, parseB64(own.mark_seed, 32), await threadRecipient(key));
  return { ask: own.ask, epoch: key.epoch, file: b64(sealed) };
}

/**
 * After somebody is removed: a new key for those who stay. `holders` maps each of them (not the asker) to a recipient,
 * `signers` the readers among them to their signing keys; `epoch` is the next one, where the newest key is not at hand.
 */
export async function buildNewEpoch(
  own: Private, holders: Readonly<Record<string, string>>,
  { signers = {}, epoch = newestKey(own).epoch + 1, random = systemRandom }:
  { signers?: Readonly<Record<string, string>>; epoch?: number; random?: Random } = {},
): Promise<{ epoch: number; part: { epoch_key: string; keys: SealedKey[] }; private: Private }> {
  const key = makeThreadKey(own.origin, own.ask, epoch, own.mark_key, random);
  const everyone = new Map([[ASKER, own.recipient], ...Object.entries(holders)]);
  const keys = await sealToHolders([key], everyone, parseB64(own.mark_seed, 32), signers);
  const part = { epoch_key: await threadRecipient(key), keys };
  return { epoch, part, private: { ...own, seeds: { ...own.seeds, [epoch]: b64(key.seed) } } };
}

/** Every epoch's key for somebody who joins late, so that the thread so far opens. */
export async function buildAdmission(own: Private, code: string, recipient: string): Promise<{ keys: SealedKey[] }> {
  return { keys: await sealCopies(own, new Map([[code, recipient]])) };
}

/** Copies of every key at hand, one for each holder. */
export function sealCopies(own: Private, holders: ReadonlyMap<string, string>): Promise<SealedKey[]> {
  const keys = Object.keys(own.seeds).map((epoch) => keyOf(own, Number(epoch)));
  return sealToHolders(keys, holders, parseB64(own.mark_seed, 32));
}
