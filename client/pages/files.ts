// SPDX-License-Identifier: AGPL-3.0-or-later
// Files beside words: chosen, cleaned, sealed here, sent part by part with breaks survived; and opened here again.
import { filesOf, MOST_BYTES, openFile, Refusal, sealFile, type FileRef, type Kind } from "../lib/index.ts";
import { recipientOf } from "../lib/age.ts";
import { parseB64 } from "../lib/wire.ts";
import { getBytes, post, sendBytes, sentenceOf, Spoken } from "./desk_api.ts";
import { clone, fill, must, say } from "./desk_dom.ts";
import { later } from "./later_load.ts";

/** The thread that a file belongs to, and what opens it. */
export interface FileKeys {
  readonly ask: string;
  readonly epoch: number;
  readonly seeds: Readonly<Record<number, string>>;
  /** The newest epoch that there must be, where it is known. */
  readonly due?: number;
  /** By epoch: why nothing is sealed to a key that a colleague made. */
  readonly doubts?: Readonly<Record<number, string>>;
}

export type Side = "mine" | "desk";

interface Chosen {
  readonly file: File;
  readonly row: HTMLElement;
  readonly kind: Kind;
  /** Null where it cannot be sent at all. */
  readonly ready: Blob | null;
  readonly isOdd: boolean;
  sealed: SealedHere | null;
  original: SealedHere | null;
}

interface SealedHere {
  readonly blob: Blob;
  readonly epoch: number;
  ref: FileRef;
}

const TRIES = 6;
const chosenOf = new WeakMap<HTMLElement, Chosen[]>();

export function sizeText(bytes: number): string {
  const mega = bytes / 1_000_000;
  return mega >= 0.95 ? `${mega.toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1000))} kB`;
}

/* Choosing */

interface Looked {
  readonly kind: Kind;
  readonly ready: Blob | null;
  readonly says: string;
  readonly isOdd: boolean;
}

async function look(file: File): Promise<Looked> {
  if (file.size > MOST_BYTES) return { kind: "other", ready: null, says: say("file_large"), isOdd: false };
  if (file.size === 0) return { kind: "other", ready: null, says: say("file_empty"), isOdd: false };
  const { clean, kindOf, NotWhole } = await later();
  const kind = await kindOf(file);
  if (kind === "program") return { kind, ready: null, says: say("file_program"), isOdd: false };
  if (kind !== "jpeg" && kind !== "png") return { kind, ready: file, says: say(`file_${kind}`), isOdd: true };
  try {
    const { blob, cut } = await clean(file, kind);
    return { kind, ready: blob, says: say(cut.length > 0 ? "file_cut" : "file_clean"), isOdd: false };
  } catch (mistake) {
    if (!(mistake instanceof NotWhole)) throw mistake;
    return { kind, ready: file, says: say("file_broken"), isOdd: true };
  }
}

/** What looks into files could not be fetched: it stays in the list, and is not sent unseen. */
function notLooked(mistake: unknown): Looked {
  if (!(mistake instanceof Spoken)) throw mistake;
  return { kind: "other", ready: null, says: mistake.sentence, isOdd: false };
}

async function choose(field: HTMLElement, file: File): Promise<void> {
  const row = clone("t-file");
  must("[data-file-list]", field).append(row);
  fill(row, { name: file.name, size: sizeText(file.size), says: say("file_looking") });
  const { kind, ready, says, isOdd } = await look(file).catch(notLooked);
  fill(row, { says });
  must("[data-anyway]", row).hidden = !isOdd;
  must("[data-original]", row).hidden = ready === null || isOdd;
  const one: Chosen = { file, row, kind, ready, isOdd, sealed: null, original: null };
  chosenOf.set(field, [...(chosenOf.get(field) ?? []), one]);
  must("[data-remove]", row).addEventListener("click", () => {
    chosenOf.set(field, (chosenOf.get(field) ?? []).filter((each) => each !== one));
    row.remove();
  });
}

/** Listens wherever a field for files stands or will stand. */
export function watchFiles(): void {
  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || input.type !== "file") return;
    const field = input.closest<HTMLElement>("[data-files]");
    if (field === null) return;
    const files = [...(input.files ?? [])];
    input.value = "";
    void files.reduce<Promise<void>>((before, file) => before.then(() => choose(field, file)), Promise.resolve());
  });
}

function chosenFor(form: HTMLElement): readonly Chosen[] {
  const field = form.querySelector<HTMLElement>("[data-files]");
  return field === null ? [] : (chosenOf.get(field) ?? []);
}

export const hasFiles = (form: HTMLElement): boolean => chosenFor(form).length > 0;

/** Which files they are, and which originals go beside them. */
export function chosenIn(form: HTMLElement): string {
  return JSON.stringify(chosenFor(form).map(({ file, row }) => [file.name, file.size, file.lastModified, ticked(row, "data-original")]));
}

/* Sending */

const ticked = (row: HTMLElement, name: string): boolean => must<HTMLInputElement>(`[${name}] input`, row).checked;

function refuse(key: string, name: string): never {
  throw new Spoken(say(key, { name }), 0);
}

/** Everything that was chosen in this form, sealed and sent. What arrived stays there if it breaks; call it again. */
export async function sendFiles(form: HTMLElement, side: Side, keys: FileKeys): Promise<readonly FileRef[]> {
  const chosen = chosenFor(form);
  for (const one of chosen) {
    if (one.ready === null) refuse("file_take_out", one.file.name);
    if (one.isOdd && !ticked(one.row, "data-anyway")) refuse("file_tick", one.file.name);
  }
  const refs: FileRef[] = [];
  for (const one of chosen) refs.push(...(await sendOne(one, side, keys)));
  return refs;
}

async function sendOne(one: Chosen, side: Side, keys: FileKeys): Promise<FileRef[]> {
  const bar = must<HTMLProgressElement>("progress", one.row);
  bar.hidden = false;
  const typed = one.kind === "jpeg" || one.kind === "png" ? `image/${one.kind}` : one.file.type;
  one.sealed = await sealOnce(one.sealed, one.ready as Blob, { name: one.file.name, type: typed }, keys, bar);
  await upload(one.sealed, side, keys, bar);
  if (!ticked(one.row, "data-original")) return [one.sealed.ref];
  const named = { name: say("file_original", { name: one.file.name }), type: typed };
  one.original = await sealOnce(one.original, one.file, named, keys, bar);
  await upload(one.original, side, keys, bar);
  return [one.sealed.ref, one.original.ref];
}

/** Sealed once and kept until it was sent: sealed anew it would be another file to the server. */
async function sealOnce(
  before: SealedHere | null, blob: Blob, { name, type }: { name: string; type: string }, keys: FileKeys, bar: HTMLProgressElement,
): Promise<SealedHere> {
  if (before !== null && before.epoch === keys.epoch) return before;
  if ((keys.due ?? 0) > keys.epoch) throw new Refusal("old-epoch");
  const doubt = keys.doubts?.[keys.epoch];
  if (doubt !== undefined) throw new Refusal(doubt);
  const seed = keys.seeds[keys.epoch];
  if (seed === undefined) throw new Error("the newest key is at hand");
  const sealed = await sealFile(blob, await recipientOf(parseB64(seed, 32)), (share) => (bar.value = share / 4));
  const { digest, content } = sealed;
  const ref = { code: "", name, type, size: blob.size, content, digest, sealed: sealed.blob.size };
  return { blob: sealed.blob, ref, epoch: keys.epoch };
}

interface Announced {
  readonly file: string;
  readonly part: number;
  readonly parts: number;
  readonly have: readonly number[];
}

async function upload(sealed: SealedHere, side: Side, keys: FileKeys, bar: HTMLProgressElement): Promise<void> {
  const { digest } = sealed.ref;
  const about = { ask: keys.ask, size: sealed.blob.size, digest };
  const { file, part, parts, have } = await again(() => post<Announced>(`/api/${side}/file/announce`, about));
  const there = new Set(have);
  for (let number = 0; number < parts; number++) {
    if (!there.has(number)) {
      const content = sealed.blob.slice(number * part, (number + 1) * part);
      const head = { "X-Ask": keys.ask, "X-File": file, "X-Part": String(number) };
      await again(() => sendBytes(`/api/${side}/file/part`, head, content));
    }
    bar.value = 0.25 + (0.75 * (number + 1)) / parts;
  }
  sealed.ref = { ...sealed.ref, code: file };
}

/** A connection that breaks is tried again, longer and longer apart; what the server refuses is not. */
async function again<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await attempt();
    } catch (mistake) {
      const isBroken = mistake instanceof Spoken && (mistake.status === 0 || mistake.status === 429 || mistake.status >= 502);
      if (!isBroken || tried === TRIES) throw mistake;
      await new Promise((go) => setTimeout(go, 250 * 2 ** tried));
    }
  }
}

/* Opening */

/** The files of a message, each with its own button. Nothing is fetched before it is pressed. */
export function fileParts(body: unknown, side: Side, keys: FileKeys, epoch: number): HTMLElement[] {
  return filesOf(body).map((ref) => {
    const part = clone("t-sent-file");
    fill(part, { name: ref.name, size: sizeText(ref.size) });
    const button = must<HTMLButtonElement>("[data-open-file]", part);
    button.addEventListener("click", () => void openInto(part, button, ref, { side, keys, epoch }));
    return part;
  });
}

interface From {
  readonly side: Side;
  readonly keys: FileKeys;
  readonly epoch: number;
}

async function openInto(part: HTMLElement, button: HTMLButtonElement, ref: FileRef, from: From): Promise<void> {
  const bar = must<HTMLProgressElement>("progress", part);
  const problem = must("[data-problem]", part);
  button.disabled = true;
  bar.hidden = false;
  problem.textContent = "";
  try {
    const opened = await fetchFile(ref, from, bar);
    await place(must("[data-file-place]", part), opened, ref);
    button.hidden = true;
  } catch (mistake) {
    problem.textContent = mistake instanceof Refusal ? say("file_damaged") : sentenceOf(mistake);
  } finally {
    bar.hidden = true;
    button.disabled = false;
  }
}

async function fetchFile(ref: FileRef, { side, keys, epoch }: From, bar: HTMLProgressElement): Promise<Blob> {
  const seed = keys.seeds[epoch];
  if (seed === undefined) throw new Spoken(say("file_no_key"), 0);
  const count = Math.ceil(ref.sealed / (1 << 20));
  const pieces: Blob[] = [];
  for (let number = 0; number < count; number++) {
    pieces.push(await again(() => getBytes(`/api/${side}/file/read`, { ask: keys.ask, file: ref.code, part: number })));
    bar.value = (number + 1) / count;
  }
  return openFile(new Blob(pieces), parseB64(seed, 32), ref);
}

const MOST_TEXT = 200_000;

/** Pictures and plain text are shown in the page and leave nothing on the disk; all else can only be saved. */
async function place(where: HTMLElement, opened: Blob, ref: FileRef): Promise<void> {
  const { kindOf } = await later();
  const kind = await kindOf(opened);
  if (kind === "jpeg" || kind === "png") {
    const picture = document.createElement("img");
    picture.alt = ref.name;
    picture.src = URL.createObjectURL(opened.slice(0, opened.size, `image/${kind}`));
    where.append(picture);
  } else if (ref.type.startsWith("text/") && opened.size <= MOST_TEXT) {
    const text = document.createElement("pre");
    text.textContent = await opened.text();
    where.append(text);
  }
  where.append(saving(opened, ref, kind));
}

function saving(opened: Blob, ref: FileRef, kind: Kind): HTMLElement {
  const part = clone("t-save-file");
  fill(part, { warn: say(kind === "program" ? "file_save_program" : "file_save_warn") });
  const link = must<HTMLAnchorElement>("a", part);
  link.href = URL.createObjectURL(opened.slice(0, opened.size, "application/octet-stream"));
  link.download = ref.name.replace(/[^\p{L}\p{N}._ -]/gu, "_").slice(0, 120);
  return part;
}
