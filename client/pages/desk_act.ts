// SPDX-License-Identifier: AGPL-3.0-or-later
// The forms of a reader: each is one move with a structured value, and, if the reader wrote some, sealed words.
import { isOnlyPhrases } from "../lib/index.ts";
import { askingSentence } from "../lib/pressing.ts";
import { clone, dayText, fill, listText, must, replace, say, speak } from "./desk_dom.ts";
import { offerPhrases, saved } from "./desk_drawer.ts";
import type { AskState } from "./desk_types.ts";

export interface Act {
  readonly move: string;
  readonly value: Record<string, unknown>;
  readonly words: string;
  readonly form: HTMLFormElement;
}

/** Forms that were begun, by ask, move and promise: typed text outlives closing, locking and a failed sending. */
const begun = new Map<string, HTMLFormElement>();

const text = (form: HTMLFormElement, name: string): string => {
  const field = form.elements.namedItem(name);
  return field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement
    ? field.value
    : field instanceof RadioNodeList
      ? field.value
      : "";
};

const orNull = (value: string): string | null => (value === "" ? null : value);

const ticked = (form: HTMLFormElement, name: string): string[] =>
  [...form.querySelectorAll<HTMLInputElement>(`[name="${name}"]:checked`)].map((box) => box.value);

const SLOTS = ["who", "what", "by", "how_seen"] as const;

type Values = (form: HTMLFormElement, about: string, ask: AskState) => Record<string, unknown>;

const VALUES: Readonly<Record<string, Values>> = {
  acknowledged: (form) => ({ role: orNull(text(form, "role")) }),
  word: () => ({}),
  answer: (form) => ({
    value: text(form, "value"),
    reasons: text(form, "value") === "no" ? ticked(form, "reasons") : [],
    power: text(form, "power"),
  }),
  promise: (form, about, ask) => ({
    re: ask.answers.find((answer) => !answer.replaced)?.code ?? null,
    completes: orNull(about),
    who: orNull(text(form, "who")),
    what: orNull(text(form, "what")),
    by: orNull(text(form, "by")),
    how_seen: orNull(text(form, "how_seen")),
    with_what: orNull(text(form, "with_what")),
    if_not: orNull(text(form, "if_not")),
  }),
  moved: (form, about) => ({ promise: about, to: text(form, "to") }),
  claim: (_form, about) => ({ promise: orNull(about) }),
  message: () => ({}),
  removed: (_form, _about, ask) => ({ handler: ask.seat, epoch: ask.epoch }),
  conflict: (form) => ({ tie: text(form, "tie"), weight: text(form, "weight") }),
  "consent-asked": (form) => {
    const [purpose, thing] = text(form, "leave").split(":");
    return { purpose, thing, party: text(form, "party"), until: orNull(text(form, "until")) };
  },
  "consent-used": (_form, about) => ({ consent: about }),
  propose: (form) => ({ template: text(form, "template") }),
  telling: (form, about) => ({ consent: about, support: text(form, "support") }),
  "boundary-yes": (_form, about) => ({ boundary: about }),
  "boundary-no": (_form, about) => ({ boundary: about }),
  breach: (form, about) => ({ boundary: about, on: orNull(text(form, "on")) }),
  "breach-answer": (form, about) => ({ boundary: about, answer: text(form, "answer") }),
  "same-road": (form) => ({
    last_role: text(form, "last_role"),
    done: text(form, "done"),
    year: text(form, "year") === "" ? null : Number(text(form, "year")),
  }),
};

/** What must be chosen in a form before it may be sent, and the sentence that says so. */
const NEEDED: Readonly<Record<string, readonly [lack: string, ...fields: string[]]>> = {
  conflict: ["lack_tie", "tie", "weight"],
  "consent-asked": ["lack_leave", "leave", "party"],
  propose: ["lack_process", "template"],
  telling: ["lack_support", "support"],
  "breach-answer": ["lack_said", "answer"],
  "same-road": ["lack_said", "last_role", "done"],
};

export function readAct(form: HTMLFormElement, about: string, ask: AskState): Act {
  const move = form.dataset["move"] ?? "";
  const value = VALUES[move];
  if (value === undefined) throw new Error(`no such form: ${move}`);
  return { move, value: value(form, about, ask), words: wordsOf(form, ask), form };
}

/** An acknowledgement carries its letter as it stood on the page; other moves carry only what was typed. */
function wordsOf(form: HTMLFormElement, _ask: AskState): string {
  const typed = text(form, "words").trim();
  const letter = form.querySelector<HTMLElement>("[data-letter]");
  if (letter === null) return typed;
  const said = [...letter.querySelectorAll("p")].map((p) => (p.textContent ?? "").replace(/\s+/gu, " ").trim());
  return [said.join("\n"), typed].filter((part) => part !== "").join("\n\n");
}

function chosen(form: HTMLFormElement, name: string): string {
  const select = must<HTMLSelectElement>(`select[name="${name}"]`, form);
  return select.selectedOptions[0]?.textContent?.trim() ?? "";
}

/** "The chair" inside a sentence: "the chair". */
const inside = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

function letterLine(form: HTMLFormElement, ask: AskState): void {
  const others = ask.readers.filter((one) => one.active && one.code !== ask.seat).map((one) => one.title);
  const role = text(form, "role");
  fill(form, {
    role: role === "" ? say("letter_title", { role: ownTitle(ask) }) : say("letter_role", { role: inside(chosen(form, "role")) }),
    others: others.length === 0 ? say("letter_alone") : say("letter_others", { n: others.length, others: listText(others) }),
    by: ask.due.answer_by === null ? "" : say("letter_by", { day: dayText(ask.due.answer_by) }),
  });
}

const ownTitle = (ask: AskState): string => ask.readers.find((one) => one.code === ask.seat)?.title ?? "";

/** The seat's own title stands first: the role in which this reader was named to the person who asked. */
function nameOwnRole(form: HTMLFormElement, ask: AskState): void {
  const first = must<HTMLSelectElement>('select[name="role"]', form).options[0];
  if (first !== undefined) first.textContent = ownTitle(ask);
}

function followAcknowledge(form: HTMLFormElement, ask: AskState): void {
  nameOwnRole(form, ask);
  letterLine(form, ask);
  form.addEventListener("input", () => letterLine(form, ask));
}

/** A reason that fits one kind of ask alone is shown with that kind alone. */
function followAnswer(form: HTMLFormElement, ask: AskState): void {
  for (const one of form.querySelectorAll<HTMLElement>("[data-kinds]")) one.hidden = one.dataset["kinds"] !== ask.kind.key;
  form.addEventListener("input", () => {
    const value = text(form, "value");
    must("[data-reasons]", form).hidden = value !== "no";
    must("[data-promise-follows]", form).hidden = value !== "yes" && value !== "in_part";
    must("[data-words-needed]", form).hidden = value !== "other_offer" && value !== "in_part";
  });
}

function slotsLine(form: HTMLFormElement): void {
  const missing = SLOTS.filter((slot) => text(form, slot) === "").map((slot) => say(`slot_${slot}`));
  const place = must("[data-slots]", form);
  place.textContent = missing.length === 0 ? say("slots_full") : say("slots_missing", { slots: listText(missing) });
  place.classList.toggle("missing", missing.length > 0);
}

function followPromise(form: HTMLFormElement, ask: AskState, about: string): void {
  must<HTMLInputElement>('[name="by"]', form).min = ask.today;
  must("[data-completes]", form).hidden = about === "";
  slotsLine(form);
  form.addEventListener("input", () => slotsLine(form));
}

function followMoved(form: HTMLFormElement, ask: AskState, about: string): void {
  const old = ask.promises.find((one) => one.code === about)?.by ?? ask.today;
  must<HTMLInputElement>('[name="to"]', form).min = old;
}

function follow(form: HTMLFormElement, ask: AskState, about: string): void {
  if (form.dataset["move"] === "acknowledged") followAcknowledge(form, ask);
  if (form.dataset["move"] === "answer") followAnswer(form, ask);
  if (form.dataset["move"] === "promise") followPromise(form, ask, about);
  if (form.dataset["move"] === "moved") followMoved(form, ask, about);
  if (form.dataset["move"] === "removed") must("[data-last]", form).hidden = ask.readers.filter((one) => one.active).length > 1;
}

/** What is missing before it may be sent, as a sentence; "" when nothing is. */
export function lacking(form: HTMLFormElement): string {
  const move = form.dataset["move"];
  const pressing = askingSentence(text(form, "words"));
  if (pressing !== "") return say("lack_mark", { words: pressing });
  if (move === "message" && text(form, "words").trim() === "") return say("lack_words");
  if (isOnlyPhrases(text(form, "words"), saved().phrases)) return say("only_phrases");
  if (move === "answer" && text(form, "value") === "") return say("lack_answer");
  if (move === "answer" && text(form, "value") === "no" && ticked(form, "reasons").length === 0) return say("lack_reason");
  if (move === "answer" && text(form, "power") === "") return say("lack_power");
  if (move === "moved" && text(form, "to") === "") return say("lack_day");
  if (move === "word" && ticked(form, "sure").length === 0) return say("lack_sure");
  const [lack, ...fields] = NEEDED[move ?? ""] ?? [""];
  return fields.some((field) => text(form, field) === "") ? say(lack) : "";
}

function make(ask: AskState, move: string, about: string): HTMLFormElement {
  const form = clone<HTMLFormElement>(`f-${move === "acknowledged" ? "acknowledge" : move === "removed" ? "aside" : move}`);
  form.noValidate = true;
  const place = form.querySelector<HTMLElement>("[data-words]");
  if (place !== null && !ask.may_write && move === "message") place.hidden = true;
  const files = form.querySelector<HTMLElement>("[data-files]");
  if (files !== null) files.hidden = ask.practice !== null;
  follow(form, ask, about);
  return form;
}

const keyOf = (ask: AskState, move: string, about: string): string => `${ask.ask} ${move} ${about}`;

/** Opens a form below the buttons, as it was left. `send` is called with what stands in it. */
export function openForm(ask: AskState, move: string, about: string, send: (form: HTMLFormElement, act: Act) => Promise<void>): void {
  const key = keyOf(ask, move, about);
  const form = begun.get(key) ?? make(ask, move, about);
  offerPhrases(form);
  begun.set(key, form);
  form.onsubmit = (event) => {
    event.preventDefault();
    const lack = lacking(form);
    speak(must("[data-status]", form), lack, true);
    if (lack === "") void send(form, readAct(form, about, ask));
  };
  must<HTMLButtonElement>("[data-cancel]", form).onclick = () => closeForm(move);
  show(form);
  form.scrollIntoView({ block: "nearest" });
  form.querySelector<HTMLElement>("select, input, textarea, button")?.focus();
}

/** While a form stands open its own button is the one to press: the others wait. */
function show(form: HTMLFormElement | null): void {
  replace(must("#ask-form"), form === null ? [] : [form]);
  must("#ask-actions").hidden = form !== null;
}

/** Another ask is shown, or the same one anew: what was begun waits behind its button. */
export const foldForms = (): void => show(null);

export function closeForm(move: string): void {
  show(null);
  document.querySelector<HTMLElement>(`[data-act="${move}"]`)?.focus();
}

/** After it was sent: the next such form begins empty. This one stands, and sends nothing more, until what it sent does. */
export function dropForm(ask: AskState, { move, form }: Act, about: string): void {
  begun.delete(keyOf(ask, move, about));
  form.inert = true;
}
