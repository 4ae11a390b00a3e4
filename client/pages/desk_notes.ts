// SPDX-License-Identifier: AGPL-3.0-or-later
// Notes among the readers of one ask. The person who asked holds no key to them, and is told that there are such notes.
import { buildNote, openDesk, Refusal, type AskWithDesk, type Identity, type OpenedDesk, type SealedNote } from "../lib/index.ts";
import { Spoken } from "./desk_api.ts";
import { clone, fill, line, must, replace, say } from "./desk_dom.ts";
import { lookUpReaders } from "./desk_record.ts";
import type { AskState } from "./desk_types.ts";

/** What was typed, by ask: it outlives closing, locking and a failed sending. */
const begun = new Map<string, string>();

const hasDesk = (ask: AskState): ask is AskState & AskWithDesk => ask.desk !== null;

const field = (): HTMLTextAreaElement => must<HTMLTextAreaElement>("#note-words");

export async function openNotes(identity: Identity, ask: AskState): Promise<OpenedDesk | null> {
  return hasDesk(ask) ? openDesk(identity, location.origin, ask) : null;
}

function noteRow(one: OpenedDesk["messages"][number], ask: AskState): HTMLElement {
  const row = clone("t-note");
  const who = ask.readers.find((reader) => reader.code === one.sender)?.title ?? say("from_nobody");
  const text = one.body?.["text"];
  const flaw = one.flaw === null ? "" : say(`flaw_${one.flaw}`);
  fill(row, { head: one.body === null ? flaw : [who, flaw].filter((part) => part !== "").join(". "), line: typeof text === "string" ? text : "" });
  return row;
}

function gapLine(one: OpenedDesk["gaps"][number], ask: AskState): HTMLElement {
  const who = ask.readers.find((reader) => reader.code === one.sender)?.title ?? "";
  return line(one.number === null ? say("gap_note") : say("gap_reader", { n: one.number, who }));
}

/** What is sealed to an epoch from before this reader came stays shut, and says nothing here. */
export function renderNotes(ask: AskState, opened: OpenedDesk | null): void {
  must("#ask-notes-part").hidden = opened === null;
  const rows = opened === null ? [] : [...opened.messages.map((one) => noteRow(one, ask)), ...opened.gaps.map((one) => gapLine(one, ask))];
  replace(must("#ask-notes-list"), rows);
  must("#note-alone").hidden = ask.readers.filter((one) => one.active).length > 1;
  field().value = begun.get(ask.ask) ?? "";
  field().oninput = () => void begun.set(ask.ask, field().value);
}

export function forgetNotes(): void {
  replace(must("#ask-notes-list"), []);
  field().value = "";
}

export const typedNote = (): string => field().value.trim();

/** The note as it is sent. Throws a sentence where nothing was typed. */
export async function sealNote(identity: Identity, ask: AskState, opened: OpenedDesk | null): Promise<SealedNote> {
  const text = typedNote();
  if (text === "") {
    field().focus();
    throw new Spoken(say("lack_words"), 0);
  }
  if (opened === null || !hasDesk(ask)) throw new Refusal("old-epoch");
  return buildNote(identity, location.origin, ask, opened, { text }, await lookUpReaders(ask));
}

export const dropNote = (ask: string): void => void begun.delete(ask);
