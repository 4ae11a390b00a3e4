// SPDX-License-Identifier: AGPL-3.0-or-later
// Opening the asker's state: what may be shown, with what is proven and what is not.

import { recipientOf } from "./age.ts";
import { signinOf, type AskerKeys } from "./derive.ts";
import { checkMove, moveDigest } from "./entry.ts";
import { checkEnvelope, checkPlace, openSigned, type Envelope } from "./envelope.ts";
import { Refusal } from "./errors.ts";
import * as labels from "./labels.ts";
import { ASKER } from "./message.ts";
import { signingPublic } from "./signing.ts";
import { countForgotten, Thread, type Gap, type Line } from "./thread.ts";
import { checkThreadKey, membersOverTime, openThreadKey, type Signers, type ThreadKey } from "./threadkey.ts";
import type { HistoryItem, Private, State } from "./types.ts";
import { b64, isFields, parseB64, sha256Hex, utf8, valueDigest, type Fields } from "./wire.ts";

export interface Shown {
  readonly messages: readonly Line[];
  readonly gaps: readonly Gap[];
  readonly next_message: { readonly number: number; readonly last: string };
}

export interface ProvenMove {
  readonly number: number;
  readonly move: string;
  readonly proven: boolean;
  readonly flaw: string | null;
}

/**
 * A reader who was not there at lodging ("new"), who now shows another key ("changed": the kept one stays in use), or
 * one for whose new key another reader has vouched ("vouched": it is used).
 */
export interface News {
  readonly code: string;
  readonly what: "new" | "changed" | "vouched";
}

export interface OpenedState extends Private, Shown {
  /** The newest epoch whose key is at hand. */
  readonly epoch: number;
  /** The newest that there must be: as the server says, and as the asker's own signed moves say. */
  readonly due: number;
  readonly moves: readonly ProvenMove[];
  readonly news: readonly News[];
  /** What the own file holds. A support person who only sees has no mark seed, and so makes no move. */
  readonly keep: Fields;
  /** Support persons stood in an own file of unknown age, and are not counted: nobody among them gets the next key. */
  readonly helpers_unsure: boolean;
}

/**
 * Refuses age-…, signature, key-swapped and keep-old where the asker's own files were replaced. `today` is the ISO day by this
 * client's own clock: without one nothing that is not there is believed to have gone by itself.
 */
export async function openStateWith(
  keys: AskerKeys, origin: string, number: number, state: State, today: string | null = null,
): Promise<OpenedState> {
  const own = await openKeep(keys, origin, state);
  const markSeed = own["mark_seed"] === undefined ? "" : b64(parseB64(own["mark_seed"], 32));
  const markKey = markSeed === "" ? String(own["mark_key"]) : signingPublic(parseB64(markSeed, 32));
  const { opened, pins, signers } = await openOwnKeys(keys.sealing, origin, markKey, own["readers"] as Fields, state);
  const seeds = seedsOf(opened);
  const history = signedHistory(state);
  const moves = checkMoves(origin, state.ask, markKey, history);
  const [keep, helpersUnsure] = checkAge(own, history, moves);
  const given = { ...state, lodged: lodgedDay(history, moves) ?? state.lodged ?? null };
  const everyone = new Map([...signers, [ASKER, [markKey]]]);
  const lists = membersOverTime(opened);
  const thread = await readMessages(origin, state.ask, seeds, everyone, given, lists, today, new Set(Object.keys(pins)));
  return {
    origin, ask: state.ask, number, mark_seed: markSeed, mark_key: markKey,
    seeds: Object.fromEntries([...seeds].map(([epoch, seed]) => [epoch, b64(seed)])),
    epoch: Math.max(0, ...seeds.keys()), due: dueEpoch(state, history, moves), recipient: await recipientOf(keys.sealing),
    news: nameNews(pins, state, signers, thread.vouched), moves, keep, helpers_unsure: helpersUnsure, ...show(thread, ASKER),
  };
}

async function openKeep(keys: AskerKeys, origin: string, state: State): Promise<Fields> {
  const envelope = await openSigned(parseB64(state.keep), keys.sealing);
  const fields = checkEnvelope(envelope, labels.KEEP, signinOf(keys));
  checkPlace(fields, origin, state.ask);
  if (!isFields(fields["readers"])) throw new Refusal("json");
  return fields;
}

/** Lines and gaps, with what the next message of `sender` carries. */
export function show(thread: Thread, sender: string): Shown {
  const next = { number: thread.nextNumber(sender), last: thread.last };
  return { messages: thread.lines, gaps: thread.gaps, next_message: next };
}

export async function readMessages(
  origin: string, ask: string, seeds: ReadonlyMap<number, Uint8Array>, signers: Signers,
  given: Pick<State, "messages" | "forgotten" | "lodged">, members: readonly Readonly<Record<string, string>>[], today: string | null,
  vouchers: ReadonlySet<string> | null = null,
): Promise<Thread> {
  const thread = new Thread(origin, ask, seeds, signers, labels.MESSAGE, countForgotten(given, today), members, vouchers);
  await thread.read(given.messages.map((one) => ({ order: one.order, epoch: one.epoch, file: parseB64(one.file) })));
  return thread;
}

/** Epoch to key, of the copies that open with this seed. Refuses age-…, key-swapped, signature. */
export async function openKeys(
  seed: Uint8Array, origin: string, ask: string, markKey: string, keys: readonly { readonly file: string }[], makers: Signers,
): Promise<ReadonlyMap<number, ThreadKey>> {
  const opened: ThreadKey[] = [];
  for (const one of keys) opened.push(await openThreadKey(parseB64(one.file), seed, origin, ask, markKey, makers));
  return follow(opened);
}

interface OwnKeys {
  readonly opened: ReadonlyMap<number, ThreadKey>;
  /** The readers' keys as the asker knows them. */
  readonly pins: Fields;
  readonly signers: ReadonlyMap<string, readonly string[]>;
}

/** An asker's copies. A key of a maker whom she does not know is passed over: only the server vouches for them. */
async function openOwnKeys(seed: Uint8Array, origin: string, markKey: string, kept: Fields, state: State): Promise<OwnKeys> {
  const copies: Envelope[] = [];
  for (const one of state.keys) copies.push(await openSigned(parseB64(one.file), seed));
  const isHers = (one: Envelope): boolean => one.signed["maker"] === ASKER;
  const own = copies.filter(isHers).map((one) => checkThreadKey(one, origin, state.ask, markKey));
  const pins = renewPins(kept, own);
  const signers = nameSigners(kept, pins, state);
  const others = copies.filter((one) => !isHers(one)).map((one) => checkThreadKey(one, origin, state.ask, markKey, signers));
  return { opened: follow([...own, ...others.filter((one) => Object.hasOwn(pins, one.maker))]), pins, signers };
}

/** What her own file kept, and what she wrote into the newest key that she made, which is newer. */
function renewPins(kept: Fields, own: readonly ThreadKey[]): Fields {
  const named = own.filter((one) => Object.keys(one.signers).length > 0).sort((one, other) => one.epoch - other.epoch).at(-1);
  if (named === undefined) return kept;
  const listed = Object.entries(named.signers).filter(([code]) => Object.hasOwn(named.members, code));
  return { ...kept, ...Object.fromEntries(listed.map(([code, signing]) => [code, { sealing: named.members[code] as string, signing }])) };
}

/** Epoch to key, where each by a member follows from the one before. */
function follow(opened: ThreadKey[]): ReadonlyMap<number, ThreadKey> {
  const found = new Map<number, ThreadKey>();
  opened.sort((one, other) => one.epoch - other.epoch || Number(one.maker !== ASKER) - Number(other.maker !== ASKER));
  for (const key of opened) {
    const known = found.get(key.epoch);
    if (known === undefined) checkFollows(found, key);
    else if (b64(known.seed) !== b64(key.seed)) throw new Refusal("key-swapped");
    found.set(key.epoch, known ?? key);
  }
  return found;
}

/**
 * A member's new epoch counts where the one before names that member, and everybody whom it is sealed to. A standby copy
 * and a helper's key make nobody a maker: their names in the list ("standby:…", "way:…") are no codes. Where a list by
 * somebody else names the keys that readers sign with, no other one counts, whatever a certificate says.
 */
function checkFollows(before: ReadonlyMap<number, ThreadKey>, key: ThreadKey): void {
  if (key.maker === ASKER) return;
  const newestFirst = [...before.values()].reverse();
  const known = newestFirst.find((one) => Object.keys(one.members).length > 0)?.members;
  const signers = newestFirst.find((one) => Object.keys(one.signers).length > 0 && one.maker !== key.maker)?.signers;
  const isReader = known === undefined || (Object.hasOwn(known, key.maker) && !key.maker.includes(":"));
  const signs = { ...key.signers, [key.maker]: key.signedBy ?? "" };
  if (!isReader || !isWithin(key.members, known) || !isWithin(signs, signers)) throw new Refusal("key-swapped");
}

type Names = Readonly<Record<string, string>>;

function isWithin(listed: Names, known: Names | undefined): boolean {
  return known === undefined || Object.entries(listed).every(([name, value]) => Object.hasOwn(known, name) && known[name] === value);
}

export function seedsOf(keys: ReadonlyMap<number, ThreadKey>): ReadonlyMap<number, Uint8Array> {
  return new Map([...keys].map(([epoch, key]) => [epoch, key.seed]));
}

/** Signing keys by code, the newest last. Those of readers whom the asker named nowhere are taken from the state. */
function nameSigners(kept: Fields, pins: Fields, state: State): Map<string, readonly string[]> {
  const signers = new Map<string, readonly string[]>();
  for (const [code, card] of [...Object.entries(kept), ...Object.entries(pins)])
    signers.set(code, [...new Set([...(signers.get(code) ?? []), String((card as Fields)["signing"])])]);
  for (const { code, signing } of [...state.readers, ...state.backups]) {
    if (signing && !signers.has(code)) signers.set(code, [signing]);
  }
  return signers;
}

function nameNews(pinned: Fields, state: State, signers: Signers, vouched: ReadonlyMap<string, Fields>): News[] {
  const news: News[] = [];
  for (const { code, signing, sealing } of [...state.readers, ...state.backups]) {
    if (!signing) continue;
    if (sealing && vouched.has(code) && isPinned(vouched.get(code), signing, sealing)) news.push({ code, what: "vouched" });
    else if (!signers.get(code)?.includes(signing) || !isPinned(pinned[code], signing, sealing)) news.push({ code, what: "changed" });
    else if (!Object.hasOwn(pinned, code)) news.push({ code, what: "new" });
  }
  return news;
}

/** Whether the keys are the known ones, as far as both are known: a new epoch would go to them. */
function isPinned(card: unknown, signing: string, sealing: string | null | undefined): boolean {
  if (!isFields(card)) return true;
  return card["signing"] === signing && (!sealing || card["sealing"] === sha256Hex(utf8(sealing)));
}

/**
 * With each `rekeyed` the own file is written anew, and `next` in it is the number of the move that was to come. Refuses
 * keep-old for one from before somebody was taken away. Words that an undo brought back have the file of their time, and one
 * from before there was such a number says nothing of its age: there a later `rekeyed` leaves nobody in it who gets the next key.
 */
function checkAge(keep: Fields, history: readonly HistoryItem[], moves: readonly ProvenMove[]): readonly [Fields, boolean] {
  const { next, support } = keep;
  const from = typeof next === "number" ? next : 0;
  const since = history.filter((one, at) => moves[at]?.proven && one.move === "rekeyed" && (one.number ?? 0) >= from);
  if (since.length === 0) return [keep, false];
  if (typeof next === "number" && since[0]?.value?.["words"] !== true) throw new Refusal("keep-old");
  return [{ ...keep, support: {} }, isFields(support) && Object.keys(support).length > 0];
}

/** The day that the asker signed when it was sent; null where no proven move says it. */
function lodgedDay(history: readonly HistoryItem[], moves: readonly ProvenMove[]): string | null {
  return history.find((one, at) => one.move === "lodged" && moves[at]?.proven)?.day ?? null;
}

function dueEpoch(state: State, history: readonly HistoryItem[], moves: readonly ProvenMove[]): number {
  const signed = history.map((one, at) => (moves[at]?.proven ? one.value?.["epoch"] : undefined));
  return Math.max(0, ...[state.epoch, ...signed].filter((one): one is number => Number.isInteger(one)));
}

/** The asker's numbered moves, each with its signature, which a state may carry in its entries. */
function signedHistory(state: State): HistoryItem[] {
  const signatures = new Map((state.entries ?? []).map((one) => [one.number, one.signature]));
  return state.history.filter((one) => one.number).map((one) => ({ ...one, signature: one.signature ?? signatures.get(one.number) ?? "" }));
}

function checkMoves(origin: string, ask: string, markKey: string, history: readonly HistoryItem[]): ProvenMove[] {
  let prev = "";
  return history.map((one, at) => {
    const number = one.number as number;
    const claim = { origin, ask, number, prev, move: one.move, day: one.day, value: valueDigest(one.value ?? {}) };
    const flaw = refusalOf(() => checkMove(markKey, one.signature as string, claim, at + 1, claim.prev));
    prev = moveDigest(claim);
    return { number, move: one.move, proven: flaw === null, flaw };
  });
}

function refusalOf(attempt: () => void): string | null {
  try {
    attempt();
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}
