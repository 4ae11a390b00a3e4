// SPDX-License-Identifier: AGPL-3.0-or-later
// Notes among the readers of one ask: sealed to a desk key that its asker does not hold, one for each epoch.

import { recipientOf } from "./age.ts";
import { checkPlace, openSigned, sealSigned, signedBy } from "./envelope.ts";
import { Refusal } from "./errors.ts";
import type { Identity, ReaderEntry } from "./identity.ts";
import * as labels from "./labels.ts";
import { ASKER, signThenSeal } from "./message.ts";
import { checkSigners, type Look } from "./reader.ts";
import { signingPublic } from "./signing.ts";
import { show, type Shown } from "./state.ts";
import { Thread } from "./thread.ts";
import type { Signers } from "./threadkey.ts";
import type { AskPayload, SealedMessage } from "./types.ts";
import { b64, parseB64, systemRandom, type Fields, type Random } from "./wire.ts";

/** `members` are the codes of all who hold it, sorted; `maker` is one of them. */
export interface DeskKey {
  readonly origin: string;
  readonly thread: string;
  readonly epoch: number;
  readonly maker: string;
  readonly members: readonly string[];
  readonly seed: Uint8Array;
  /** The key that signed this copy, once it was opened. */
  readonly signedBy?: string;
}

/** What the server hands over beside an ask. `epoch` is the newest there is, 0 before the first. */
export interface DeskPayload {
  readonly epoch: number;
  readonly keys: readonly { readonly epoch: number; readonly file: string }[];
  readonly notes: readonly SealedMessage[];
}

export interface AskWithDesk extends AskPayload {
  readonly seat: string;
  readonly desk: DeskPayload;
  readonly readers: readonly (ReaderEntry & { readonly active: boolean })[];
}

export interface OpenedDesk extends Shown {
  readonly keys: ReadonlyMap<number, DeskKey>;
}

export interface SealedNote {
  readonly ask: string;
  readonly epoch: number;
  readonly keys: readonly { readonly holder: string; readonly file: string }[];
  readonly file: string;
}

/** The copy for one member, signed by its maker's signing seed. */
export function sealDeskKey(key: DeskKey, holder: string, recipient: string, makerSeed: Uint8Array): Promise<Uint8Array> {
  const { origin, thread, epoch, maker, members, seed } = key;
  return sealSigned(labels.DESK_KEY, { origin, thread, epoch, holder, maker, members, seed: b64(seed) }, makerSeed, [recipient]);
}

/** Refuses age-…, wrong-…, signature unless a member made it, key-swapped for a copy that is somebody else's. */
export async function openDeskKey(
  file: Uint8Array, seed: Uint8Array, origin: string, thread: string, holder: string, makers: Signers,
): Promise<DeskKey> {
  const envelope = await openSigned(file, seed);
  checkPlace(envelope.signed, origin, thread);
  const maker = String(envelope.signed["maker"]);
  const by = signedBy(envelope, labels.DESK_KEY, maker === ASKER ? [] : (makers.get(maker) ?? []));
  const fields = envelope.signed;
  const { epoch, members } = fields;
  if (typeof epoch !== "number" || !Array.isArray(members) || !members.every((one) => typeof one === "string")) throw new Refusal("json");
  const names = members as readonly string[];
  if (fields["holder"] !== holder || !names.includes(holder) || !names.includes(maker) || names.includes(ASKER)) throw new Refusal("key-swapped");
  return { origin, thread, epoch, maker, members: names, seed: parseB64(fields["seed"], 32), signedBy: by };
}

/** The notes of an ask as one of its readers may read them. Refuses age-…, signature, key-swapped, certificate. */
export async function openDesk(identity: Identity, origin: string, payload: AskWithDesk): Promise<OpenedDesk> {
  const { ask, seat, desk } = payload;
  const signers = checkSigners(origin, payload, [seat, signingPublic(identity.signing)]);
  const keys = new Map<number, DeskKey>();
  for (const one of desk.keys) {
    const key = await openDeskKey(parseB64(one.file), identity.sealing, origin, ask, seat, signers);
    keys.set(key.epoch, key);
  }
  const seeds = new Map([...keys].map(([epoch, key]) => [epoch, key.seed]));
  const thread = new Thread(origin, ask, seeds, signers, labels.NOTE);
  await thread.read(desk.notes.map((one) => ({ order: one.order, epoch: one.epoch, file: parseB64(one.file) })));
  return { keys, ...show(thread, seat) };
}

/**
 * Sealed to the newest key only where exactly those who read now hold it; else a new epoch is made for them, and `keys`
 * are its copies. So nothing is ever sealed to a key that somebody holds who has left. A colleague's keys
 * must stand in the record (`look`) before theirs is used, or anything sealed to them: a host that holds the enrolment key
 * can certify any key. Refuses record-….
 */
export async function buildNote(
  identity: Identity, origin: string, payload: AskWithDesk, opened: OpenedDesk, body: Fields, look: Look, random: Random = systemRandom,
): Promise<SealedNote> {
  const { ask, seat, desk } = payload;
  const members = payload.readers.filter((one) => one.active);
  const codes = members.map((one) => one.code).sort();
  if (!codes.includes(seat)) throw new Refusal("old-epoch");
  const newest = opened.keys.get(desk.epoch);
  const maker = members.find((one) => one.code === newest?.maker);
  const signs = maker?.code === seat ? signingPublic(identity.signing) : maker?.signing;
  const holds = newest !== undefined && newest.members.length === codes.length
    && newest.members.every((one) => codes.includes(one)) && newest.signedBy === signs;
  members.filter((one) => one.code !== seat && (!holds || one === maker)).forEach(look);
  const key = holds ? newest : { origin, thread: ask, epoch: desk.epoch + 1, maker: seat, members: codes, seed: random(32) };
  const keys = holds ? [] : await Promise.all(members.map(async (one) => ({
    holder: one.code, file: b64(await sealDeskKey(key, one.code, one.sealing, identity.signing)),
  })));
  const note = { origin, thread: ask, epoch: key.epoch, sender: seat, ...opened.next_message, body };
  const file = await signThenSeal(note, identity.signing, await recipientOf(key.seed), labels.NOTE);
  return { ask, epoch: key.epoch, keys, file: b64(file) };
}
