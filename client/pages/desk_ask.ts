// SPDX-License-Identifier: AGPL-3.0-or-later
// One ask on the desk: its state in words, the row of days, what was answered, and what the sealed thread says.
import { agreedActs, renderAgreed } from "./desk_agreed.ts";
import { clone, dayText, fill, line, listText, must, replace, say, tell } from "./desk_dom.ts";
import type { AnswerState, AskState, PromiseState } from "./desk_types.ts";

export interface AskDoors {
  form(move: string, about: string): void;
}

/** One opened message, or what is wrong with it. The sender is what the signature proves, else null. */
export interface ShownMessage {
  readonly order: number;
  readonly sender: string | null;
  readonly text: string;
  readonly trouble: string;
  /** Its files, each with a button to open it. */
  readonly files: readonly HTMLElement[];
}

function stateSentence(ask: AskState): string {
  if (ask.flags.withdrawn) return say("state_withdrawn");
  const paused = ask.flags.paused ? [say("state_paused")] : [];
  if (ask.needs === "") return paused[0] ?? say("state_nothing");
  const key = `state_${ask.needs}${ask.late > 0 ? "_late" : ""}`;
  return [...paused, say(key, { day: ask.needs_by === null ? "" : dayText(ask.needs_by) })].join(" ");
}

function renderDays(ask: AskState): void {
  const dots = ask.dots.map((words) => {
    const dot = clone("t-day");
    for (const word of words.split(" ")) if (word !== "") dot.classList.add(word);
    return dot;
  });
  const late = ask.dots.filter((words) => words.includes("late")).length;
  const row = must("#ask-days");
  replace(row, dots);
  row.setAttribute("aria-label", say(late > 0 ? "days_late" : "days", { day: ask.day, n: late }));
}

function notes(ask: AskState): string[] {
  const found: string[] = [];
  if (!ask.may_write) found.push(say("note_answers_only"));
  if (ask.slow) found.push(say("note_slow"));
  if (ask.look_back !== "") found.push(ask.look_back);
  if (ask.helped) found.push(say("note_helped"));
  if (!ask.keyed) found.push(say("note_hosted"));
  if (ask.standby) found.push(say("note_standby"));
  return found;
}

function answerPart(answer: AnswerState): HTMLElement {
  const part = clone("t-answer");
  fill(part, {
    head: answer.value,
    line: answer.reasons.join(" "),
    foot: say(answer.replaced ? "answer_replaced" : "answer_foot", { power: answer.power, day: dayText(answer.day) }),
  });
  return part;
}

function promiseTag(promise: PromiseState): string {
  if (promise.past_due) return say("promise_past_due");
  if (promise.is_intention) return say(promise.completed ? "promise_completed" : "promise_intention");
  return say(`promise_${promise.stage}`);
}

function promiseFoot(promise: PromiseState): string {
  const parts = promise.old_dates.map((old) => say("promise_old_date", { day: dayText(old) }));
  if (promise.is_intention && !promise.completed)
    parts.push(say("promise_missing", { slots: listText(promise.missing.map((slot) => say(`slot_${slot}`))) }));
  if (promise.stage === "said_done") parts.push(say("promise_claim"));
  return parts.join(" ");
}

function promiseActs(promise: PromiseState, ask: AskState, doors: AskDoors): Node[] {
  const acts: Node[] = [];
  const add = (move: string): void => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = say(`act_${move === "promise" ? "complete" : move}`);
    button.addEventListener("click", () => doors.form(move, promise.code));
    acts.push(button);
  };
  if (promise.can_claim && ask.moves.includes("claim")) add("claim");
  if (promise.can_move && ask.moves.includes("moved")) add("moved");
  if (promise.is_intention && !promise.completed && ask.moves.includes("promise")) add("promise");
  return acts;
}

/** What is needed and not said is an empty line; what may be left out is not shown when it is. */
function showSlot(part: HTMLElement, slot: string, text: string): void {
  const place = must(`[data-slot="${slot}"]`, part);
  const extra = place.closest<HTMLElement>("[data-extra]");
  place.textContent = text === "" ? say("slot_empty") : text;
  place.classList.toggle("empty-line", text === "");
  if (extra !== null) extra.hidden = text === "";
}

function promisePart(promise: PromiseState, ask: AskState, doors: AskDoors): HTMLElement {
  const part = clone("t-promise");
  fill(part, { head: say(promise.is_intention ? "head_intention" : "head_promise"), tag: promiseTag(promise), foot: promiseFoot(promise) });
  for (const slot of ["who", "what", "how_seen", "with_what", "if_not"] as const) showSlot(part, slot, promise[slot]);
  showSlot(part, "by", promise.by === null ? "" : dayText(promise.by));
  must('[data-slot="tag"]', part).classList.toggle("late", promise.past_due);
  replace(must("[data-acts]", part), promiseActs(promise, ask, doors));
  return part;
}

function emptyLine(sentence: string): HTMLElement {
  const part = clone("t-empty");
  fill(part, { line: sentence });
  return part;
}

function renderAnswers(ask: AskState, doors: AskDoors): void {
  const nothing = ask.answers.length === 0 ? [emptyLine(say("no_answer", { day: ask.day }))] : [];
  replace(must("#ask-answers"), [...nothing, ...ask.answers.map(answerPart)]);
  replace(must("#ask-promises"), ask.promises.map((one) => promisePart(one, ask, doors)));
  replace(must("#ask-marks"), ask.marks.map((one) => line(one.sentence)));
}

function renderActions(ask: AskState, doors: AskDoors): void {
  const buttons = ["acknowledged", "answer", "promise", "claim", "word", "message", ...agreedActs(ask), "propose", "removed"]
    .filter((move) => ask.moves.includes(move))
    .filter((move) => move !== "claim" || ask.promises.length === 0)
    .filter((move) => ask.answers.length > 0 || (move !== "claim" && move !== "promise"))
    .map((move) => {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset["act"] = move;
      button.textContent = say(move === "answer" && ask.answers.length > 0 ? "act_answer_anew" : `act_${move}`);
      button.classList.toggle("strong", move === strongMove(ask));
      button.addEventListener("click", () => doors.form(move, ""));
      return button;
    });
  replace(must("#ask-actions"), buttons);
  must("#ask-do").hidden = buttons.length === 0;
}

function strongMove(ask: AskState): string {
  return { acknowledge: "acknowledged", answer: "answer", word: "answer", promise: "promise" }[ask.needs] ?? "";
}

/** A practice ask says on its page, and in each of its steps, that nobody asked it. */
function showPractice(ask: AskState): void {
  must("#ask-practice").hidden = ask.practice === null;
  replace(must("#ask-practice-left"), (ask.practice ?? []).map((one) => line(one.text)));
}

export function renderAsk(ask: AskState, doors: AskDoors): void {
  showPractice(ask);
  tell("ask-title", ask.kind.title);
  tell("ask-plain", ask.kind.plain);
  tell("ask-body", say("ask_body", { body: ask.body_name, day: ask.day }));
  const tag = must("#ask-tag");
  tag.textContent = ask.late > 0 ? say("late", { n: ask.late }) : "";
  tag.hidden = ask.late === 0;
  tag.classList.toggle("late", ask.late > 0);
  tell("ask-state", stateSentence(ask));
  renderDays(ask);
  replace(must("#ask-notes"), notes(ask).map(line));
  renderActions(ask, doors);
  renderAnswers(ask, doors);
  renderAgreed(ask, (move, about) => doors.form(move, about));
  replace(must("#ask-readers"), ask.readers.filter((one) => one.active).map((one) => line(one.name === null ? one.title : `${one.name}, ${one.title}`)));
  replace(must("#ask-history"), ask.history.map((one) => line(say("history", { n: one.on, day: dayText(one.day), what: one.sentence }))));
}

function messagePart(message: ShownMessage, ask: AskState): HTMLElement {
  const part = clone("t-message");
  const known = ask.readers.find((reader) => reader.code === message.sender);
  const asker = message.sender === "asker";
  part.classList.toggle("asked", asker);
  part.classList.toggle("reply", !asker && message.sender !== null);
  const sender = asker ? say("from_asker") : (known?.title ?? say("from_nobody"));
  const head = message.sender === null ? message.trouble : [sender, message.trouble].filter((one) => one !== "").join(". ");
  fill(part, { head, line: message.text });
  part.append(...message.files);
  return part;
}

export function renderThread(messages: readonly ShownMessage[], troubles: readonly string[], ask: AskState): void {
  replace(must("#ask-trouble"), troubles.map(line));
  const nothing = messages.length === 0 && (ask.forgotten ?? []).length === 0 ? [line(say("no_words"))] : [];
  replace(must("#ask-messages"), [...nothing, ...messages.map((one) => messagePart(one, ask))]);
  tell("ask-words-go", [went(ask), ask.words_go ? say("words_go", { day: dayText(ask.words_go) }) : ""].join(" ").trim());
}

function went(ask: AskState): string {
  const days = (ask.forgotten ?? []).map((one) => one.day).sort();
  const last = days.at(-1);
  return last === undefined ? "" : say("words_went", { n: days.length, day: dayText(last) });
}

/** On locking: nothing that was opened stays in the document. */
export function forgetAsk(): void {
  for (const id of ["ask-title", "ask-plain", "ask-state", "ask-body"]) tell(id, "");
  for (const id of ["ask-messages", "ask-trouble", "ask-answers", "ask-promises", "ask-marks", "ask-agreed", "ask-history", "ask-notes", "ask-readers"])
    replace(must(`#${id}`), []);
}
