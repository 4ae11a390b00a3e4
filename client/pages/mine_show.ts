// SPDX-License-Identifier: AGPL-3.0-or-later
// What only this browser can read: messages under the sender that their signature proves, and what is wrong or missing.
import { Refusal, silenceOf, type OpenedState } from "../lib/index.ts";
import type { AskerState } from "./asker_types.ts";
import { countedOf, standingOf } from "./asker_record.ts";
import { sentence } from "./asker_say.ts";
import { clone, dayText, fill, must, replace, say } from "./desk_dom.ts";
import { fileParts } from "./files.ts";
import { renderLines } from "./mine_lines.ts";
import { renderSaid } from "./mine_said.ts";
import type { Visit } from "./mine_visit.ts";

type Line = OpenedState["messages"][number];
type Gap = OpenedState["gaps"][number];

function nameOf(state: AskerState, sender: string | null | undefined): string {
  if (sender === "asker") return say("you");
  const known = [...state.readers, ...state.backups].find((reader) => reader.code === sender);
  return known?.title ?? say("someone");
}

function message(state: AskerState, line: Line, opened: OpenedState): HTMLElement {
  const made = clone("t-message");
  const mine = line.sender === "asker";
  made.classList.add(...(mine ? ["asked", "letter"] : ["reply"]));
  const head = say(mine ? "from_you" : "from_reader", { n: line.number ?? 0, who: nameOf(state, line.sender) });
  fill(made, { head, text: textOf(line) });
  made.append(...fileParts(line.body, "mine", opened, line.epoch ?? 0));
  return made;
}

/** What was written when it was sent: it stands under the ask itself, so it needs no sender beside it. */
function ownWords(line: Line, opened: OpenedState): HTMLElement {
  const made = clone("t-message");
  fill(made, { head: "", text: textOf(line) });
  made.append(...fileParts(line.body, "mine", opened, line.epoch ?? 0));
  return made;
}

function textOf(line: Line): string {
  const text = line.body?.["text"];
  return typeof text === "string" ? text : JSON.stringify(line.body);
}

function care(sentence: string): HTMLElement {
  const made = clone("t-flaw");
  made.textContent = sentence;
  return made;
}

function gapSentence(state: AskerState, gap: Gap): string {
  if (gap.number === null || gap.number === undefined) return say("flaw_missing_some");
  return say("flaw_missing", { n: gap.number, who: nameOf(state, gap.sender) });
}

function flaws(state: AskerState, opened: OpenedState): HTMLElement[] {
  const lines = opened.messages.filter((line) => line.flaw !== null).map((line) => say(`flaw_${line.flaw ?? ""}`));
  const moves = opened.moves.filter((move) => !move.proven).map((move) => say("flaw_move", { n: move.number }));
  const behind = opened.epoch < state.epoch ? [say(state.right === "own" ? "key_behind" : "key_behind_helper")] : [];
  const helpers = opened.helpers_unsure ? [say("helpers_unsure")] : [];
  return [...behind, ...helpers, ...lines, ...opened.gaps.map((gap) => gapSentence(state, gap)), ...moves].map(care);
}

function isShown(line: Line): boolean {
  return line.body !== null && line.body !== undefined;
}

function proofs(article: Element, opened: OpenedState): void {
  for (const move of opened.moves) {
    const place = article.querySelector(`[data-proof="${move.number}"]`);
    if (place !== null && move.proven) place.textContent = say("move_proven");
  }
}

function fillArticle(article: Element, state: AskerState, opened: OpenedState): void {
  const shown = opened.messages.filter(isShown);
  const first = shown.find((line) => line.sender === "asker" && line.order === 1);
  replace(must("[data-own-words]", article), first ? [ownWords(first, opened)] : []);
  replace(must("[data-messages]", article), shown.filter((line) => line !== first).map((line) => message(state, line, opened)));
  replace(must("[data-flaws]", article), flaws(state, opened));
  const news = opened.news.map((each) => care(say(`news_${each.what}`, { who: nameOf(state, each.code) })));
  replace(must("[data-news]", article), news);
  proofs(article, opened);
  replace(must("[data-record]", article), recordLines(state));
  if (state.mode === "keyed" && state.right === "own") renderLines(article, state);
  void renderSaid(article, state, first ? textOf(first) : "");
}

/** How the lines of this ask stand in the record, in one or two sentences. */
function recordLines(state: AskerState): HTMLElement[] {
  try {
    const { stands, waits, missing, wrong } = standingOf(state);
    const lines: HTMLElement[] = [Object.assign(document.createElement("p"), { textContent: say("record_stands", { n: stands, waits }) })];
    if (missing.length > 0) lines.push(care(say("record_missing", { n: missing.length })));
    if (wrong.length > 0) lines.push(care(say("record_wrong", { n: wrong.length })));
    return [...lines, ...silenceLine(state), ...tallyLines(state)];
  } catch (mistake) {
    return [care(sentence(mistake))];
  }
}

/** What the lines say alone: a server that shows another day is seen to. */
function silenceLine(state: AskerState): HTMLElement[] {
  const { due, late } = silenceOf(state.entries, state.today);
  if (due === null || late === 0) return [];
  const text = say("record_silence", { day: dayText(due), n: late });
  return [state.overdue.length > 0 ? Object.assign(document.createElement("p"), { textContent: text }) : care(text)];
}

/** The newest month, and every one that did not do what the terms say. A hosted ask has no signed terms to hold it to. */
function tallyLines(state: AskerState): HTMLElement[] {
  if (state.mode !== "keyed") return [];
  return countedOf(state).flatMap(({ month, counted }, at) => {
    const text = say(`tally_${counted}`, { month: month.says, level: month.name });
    if (counted === "out" || counted === "wrong") return [care(text)];
    return at === 0 ? [Object.assign(document.createElement("p"), { textContent: text })] : [];
  });
}

/** Fills the sealed parts of every ask on the page; files that were tampered with are named, not shown. */
export async function showSealed(visit: Visit): Promise<void> {
  for (const code of visit.codes) {
    const article = document.querySelector(`article[data-ask="${code}"]`);
    if (article === null) continue;
    try {
      fillArticle(article, visit.state(code), await visit.opened(code));
    } catch (mistake) {
      if (!(mistake instanceof Refusal)) throw mistake;
      replace(must("[data-flaws]", article), [care(mistake.code === "keep-old" ? sentence(mistake) : say("damaged"))]);
    }
  }
}
