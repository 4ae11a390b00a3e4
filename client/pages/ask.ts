// SPDX-License-Identifier: AGPL-3.0-or-later
// The asker's way in: questions one at a time, sealing in this browser, sending, and the code words.
import { buildLodging, makeWords, parseWords } from "../lib/index.ts";
import { AskForm } from "./ask_form.ts";
import { fillSheet, leaveOut } from "./ask_sheet.ts";
import { showSent } from "./ask_sent.ts";
import { summary } from "./ask_summary.ts";
import { keepInPlace } from "./asker_page.ts";
import { checkKeys, isPromised } from "./asker_record.ts";
import { sentence } from "./asker_say.ts";
import { search, stretchHere } from "./asker_signin.ts";
import type { Sheet, Taken } from "./asker_types.ts";
import { completeWords, forgetTyped } from "./asker_words.ts";
import { post, Spoken } from "./desk_api.ts";
import { must, say } from "./desk_dom.ts";
import { section, status, Steps } from "./steps.ts";

const element = must<HTMLFormElement>("#ask-form");
const form = new AskForm(element);
// Made now and stretched while the person fills in the form: the words are needed before sending, shown after.
const fresh = makeWords();
const stretched = stretchHere(fresh);
let tried = false;

const steps = new Steps(
  [
    { name: "who", applies: () => element.querySelector('[data-step="who"]') !== null },
    { name: "readers", problem: () => readersProblem() },
    { name: "backup", applies: () => form.ticked("backup").length > 0 && !form.isPast },
    { name: "law" },
    { name: "kind", problem: () => kindProblem() },
    { name: "words", problem: () => wordsProblem() },
    { name: "met", applies: () => form.canWrite },
    { name: "never", applies: () => form.canWrite },
    { name: "know" },
    { name: "contact" },
    { name: "pace" },
    { name: "day" },
    { name: "helped", applies: () => element.querySelector('[data-step="helped"]') !== null },
    { name: "send" },
  ],
  arrive,
);

/** Everybody may be left out as long as the backup learns that an ask waits; past them needs somebody there. */
function readersProblem(): string {
  const nobody = form.ticked("backup").length === 0 && (form.isPast || form.readers.length === 0);
  return nobody ? say("choose_reader") : "";
}

function kindProblem(): string {
  return form.text("kind") === "" ? say("choose_kind") : "";
}

function wordsProblem(): string {
  if (form.isTooLong) return say("too_long");
  if (form.text("kind") === "own_words" && form.text("words").trim() === "") return say(form.canWrite ? "need_words" : "no_own_words");
  return "";
}

function arrive(name: string, place: number, all: number): void {
  must("[data-count]").textContent = say("count", { place, all });
  if (name === "words") must('[data-part="no-words"]').hidden = form.canWrite;
  if (name === "met") showExamples();
  if (name === "know") narrow();
  if (name === "send") summary(form);
}

function showExamples(): void {
  const examples = element.querySelector('[name="kind"]:checked')?.closest("label")?.querySelector("[data-examples]");
  must("[data-examples-here]").textContent = examples?.textContent?.replace(/\s+/gu, " ") ?? "";
}

/** As soon as somebody is left out, the backup alone learns of a silence (rule 21), and the page says so. */
function narrow(): void {
  must('[data-part="left-out"]').hidden = !form.leavesOut;
  for (const wide of element.querySelectorAll<HTMLInputElement>("[data-wide]")) {
    wide.disabled = form.leavesOut;
    if (form.leavesOut && wide.checked) must<HTMLInputElement>('[name="silence"][value="second_line"]').checked = true;
  }
}

async function choose(): Promise<void> {
  const slug = form.text("to");
  status("who", slug === "" ? say("choose_who") : "");
  if (slug === "") return;
  try {
    const answer = await fetch(`/ask/to/${encodeURIComponent(slug)}.json`).catch(() => null);
    if (!answer?.ok) throw new Spoken(say("offline"), 0);
    take((await answer.json()) as Sheet);
    fillSheet(form.sheet as Sheet);
    settleRoute();
    steps.go("readers");
  } catch (mistake) {
    status("who", sentence(mistake));
  }
}

function take(sheet: Sheet): void {
  form.sheet = sheet;
}

function settleRoute(): void {
  const way = form.sheet?.readers.length === 0 ? "body" : form.text("route") || "body";
  const radio = element.querySelector<HTMLInputElement>(`[name="route"][value="${way}"]`);
  if (radio) radio.checked = true;
}

interface Own {
  readonly words: string;
  readonly stretched: Uint8Array;
  readonly number: number;
}

/** A try whose answer was lost may have arrived: then it is there under these words, and is not sent twice. */
async function arrived(own: Own): Promise<Taken | null> {
  if (!tried || own.words !== fresh) return null;
  return (await search(own.stretched)).found[0] ?? null;
}

async function lodge(own: Own): Promise<Taken> {
  const choices = form.choices();
  checkKeys(form.sheet as Sheet, [...choices.readers, ...choices.backups]);
  const { lodging } = await buildLodging(own.stretched, location.origin, form.sheet as Sheet, choices, { number: own.number });
  tried = true;
  const taken = await post<Taken>("/api/ask/lodge", lodging);
  const about = say(isPromised(taken, lodging) ? "promised" : "not_promised");
  return { ...taken, received: [...taken.received, about] };
}

async function keysFor(): Promise<Own> {
  const typed = form.text("have_words").trim();
  if (typed === "") return { words: fresh, stretched: await stretched, number: 1 };
  const { text } = parseWords(typed);
  const own = await stretchHere(text);
  return { words: text, stretched: own, number: (await search(own)).free };
}

async function send(): Promise<void> {
  const button = must<HTMLButtonElement>("[data-send]");
  button.disabled = true;
  status("send", "");
  status("sending", say("sealing"));
  try {
    const chosen = await keysFor();
    const taken = (await arrived(chosen)) ?? (await lodge(chosen));
    const about = [form.sheet?.body.name ?? "", form.kindTitle].join(" · ");
    leaveForm();
    showSent(taken, chosen.words, about);
  } catch (mistake) {
    status("send", sentence(mistake));
    button.textContent = say("again");
  } finally {
    status("sending", "");
    button.disabled = false;
  }
}

/** Sent: nothing of what was typed stays in the document. */
function leaveForm(): void {
  element.reset();
  forgetTyped();
  element.remove();
}

function submit(): void {
  if (steps.here === "send") void send();
  else if (steps.here === "who") void choose();
  else steps.next();
}

element.addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
must<HTMLSelectElement>("[data-about]", element).addEventListener("change", (event) => {
  if (form.sheet) leaveOut((event.target as HTMLSelectElement).value, form.sheet);
});
element.addEventListener("click", (event) => {
  const way = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-go]")?.dataset["go"] : undefined;
  if (way === "next") steps.next();
  if (way === "back") steps.back();
});

const given = element.dataset["directory"];
if (given !== undefined) take(JSON.parse(given) as Sheet);
if (location.search !== "") history.replaceState(null, "", "/ask/");
section("send").classList.remove("scripts-only");
settleRoute();
completeWords();
keepInPlace();
steps.go(given === undefined ? "who" : "readers");
