// SPDX-License-Identifier: AGPL-3.0-or-later
// The sealed thread of one ask: opened, with every flaw named; and words signed, then sealed to it.
import { believe, buildMessage, openAsk, type Identity, type OpenedAsk } from "../lib/index.ts";
import type { Act } from "./desk_act.ts";
import type { ShownMessage } from "./desk_ask.ts";
import { say, today } from "./desk_dom.ts";
import { lookUpReaders } from "./desk_record.ts";
import { fileParts, sendFiles } from "./files.ts";
import type { AskState } from "./desk_types.ts";

export interface OpenedThread {
  readonly opened: OpenedAsk;
  readonly messages: readonly ShownMessage[];
  readonly troubles: readonly string[];
}

type Line = OpenedAsk["messages"][number];
type Gap = OpenedAsk["gaps"][number];

function textOf(line: Line): string {
  const text = line.body?.["text"];
  return typeof text === "string" ? text : "";
}

function shown(line: Line, opened: OpenedAsk): ShownMessage {
  return {
    files: fileParts(line.body, "desk", opened, line.epoch ?? 0),
    order: line.order,
    sender: line.body === null ? null : line.sender,
    text: textOf(line),
    trouble: line.flaw === null ? "" : say(`flaw_${line.flaw}`),
  };
}

function gapLine(gap: Gap, ask: AskState): string {
  if (gap.number === null) return say("gap_seen");
  if (gap.sender === "asker") return say("gap_asker", { n: gap.number });
  const who = ask.readers.find((reader) => reader.code === gap.sender)?.title ?? "";
  return say("gap_reader", { n: gap.number, who });
}

/** Opened, and where a colleague made the newest key, that colleague looked up in the record before anything is sealed to it. */
export async function openBelieved(identity: Identity, ask: AskState): Promise<OpenedAsk> {
  const opened = await openAsk(identity, location.origin, ask.seat, ask, today());
  return opened.doubts[opened.epoch] === undefined ? opened : believe(opened, ask.readers, await lookUpReaders(ask));
}

function doubtLine({ epoch, doubts, makers }: OpenedAsk, ask: AskState): string[] {
  const who = ask.readers.find((reader) => reader.code === makers[epoch]?.code)?.title ?? "";
  return doubts[epoch] === undefined ? [] : [say("key_doubt", { who })];
}

export async function openThread(identity: Identity, ask: AskState): Promise<OpenedThread> {
  const opened = await openBelieved(identity, ask);
  const troubles = [...doubtLine(opened, ask), ...opened.gaps.map((gap) => gapLine(gap, ask))];
  return { opened, messages: opened.messages.map((each) => shown(each, opened)), troubles };
}

export interface Sealed {
  readonly epoch: number;
  readonly file: string;
  readonly files?: readonly string[];
}

/** The words of an act as a sealed message that says which act it belongs to. */
export async function sealWords(identity: Identity, thread: OpenedThread, act: Act): Promise<Sealed> {
  const files = await sendFiles(act.form, "desk", thread.opened);
  const refs = files.length === 0 ? {} : { files: files.map((each) => ({ ...each })) };
  const body = { text: act.words, ...(act.move === "message" ? {} : { with: act.move }), ...refs };
  const { number, last } = thread.opened.next_message;
  const { epoch, file } = await buildMessage(identity, thread.opened, body, { number, last });
  return files.length === 0 ? { epoch, file } : { epoch, file, files: files.map((each) => each.code) };
}
