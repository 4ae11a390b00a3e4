// SPDX-License-Identifier: AGPL-3.0-or-later
// A group's letter: put down, read by a second person, held. One document; what was typed stays until it was taken.
import type { Fields } from "../lib/wire.ts";
import { parseWords } from "../lib/words.ts";
import { keepInPlace, postPage, takeOver } from "./asker_page.ts";
import { sentence } from "./asker_say.ts";
import { completeWords, forgetTyped } from "./asker_words.ts";
import { post } from "./desk_api.ts";
import { must, replace, say } from "./desk_dom.ts";
import { checkShown, Holder, newHolder, spoken } from "./letter_keys.ts";
import { show, status, Steps } from "./steps.ts";

const MOST = 30;
const HEAD = /^(?:\(?\d{1,2}[.):]|[-–—•*])\s+/u;
const JOIN = "/letters/join/";
let holder: Holder | null = null;
let waiting: Document | null = null;

const mode = must("[data-letter]").dataset["letter"];
const given = location.hash.slice(1);

async function trying(name: string, busy: string, work: () => Promise<void>): Promise<void> {
  status(name, "");
  status(busy, say("wait"));
  try {
    await work();
  } catch (mistake) {
    status(name, sentence(mistake));
  } finally {
    status(busy, "");
  }
}

function line(tag: "li" | "p", text: string): HTMLElement {
  return Object.assign(document.createElement(tag), { textContent: text });
}

/** The page of those who hold the letter, in the place where it stands here. */
function turnToPage(page: Document): void {
  takeOver(page, "#hold-page");
  show("page");
}

function showWords(words: string, link: string): void {
  replace(must("[data-words]"), words.split(" ").map((word) => line("li", word)));
  must("[data-step=words] [data-link]").textContent = link;
  for (const part of ["link-lead", "link", "link-copy"]) must(`[data-part="${part}"]`).hidden = link === "";
  show("words");
}

/* Putting it down */

function field(name: string): string {
  const found = new FormData(must<HTMLFormElement>("#letter-form")).get(name);
  return typeof found === "string" ? found.trim() : "";
}

function numbers(): readonly string[] {
  return field("numbers").split("\n").map((each) => each.trim().replace(HEAD, "")).filter((each) => each !== "");
}

function problemOfWords(): string {
  if (field("title") === "") return say("need_title");
  if (numbers().length === 0) return say("need_numbers");
  if (numbers().length > MOST) return say("too_many");
  return field("group") === "" ? say("need_group") : "";
}

function preview(): void {
  for (const name of ["title", "intro", "group"]) {
    const place = must(`[data-show="${name}"]`);
    place.textContent = field(name);
    place.hidden = field(name) === "";
  }
  replace(must('[data-show="numbers"]'), numbers().map((each) => line("li", each)));
}

function putDown(): void {
  const form = must<HTMLFormElement>("#letter-form");
  const fresh = newHolder();
  const steps = new Steps(
    [
      { name: "who", problem: () => (field("body") === "" ? say("choose_who") : "") },
      { name: "write", problem: problemOfWords },
      { name: "sign" },
      { name: "look" },
    ],
    (name, place, all) => {
      must("[data-count]").textContent = `${place} / ${all}`;
      if (name === "look") preview();
    },
  );
  const send = (): Promise<void> =>
    trying("look", "sending", async () => {
      holder = await fresh.holder;
      const words = { title: field("title"), group: field("group"), intro: field("intro"), numbers: field("numbers") };
      const sent = { ...words, body: field("body"), threshold: Number(field("threshold")), key: holder.card };
      const { token } = await post<{ token: string }>("/api/letters/draft", sent);
      form.reset();
      form.remove();
      showWords(fresh.words, `${location.origin}${JOIN}#${token}`);
    });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("click", (event) => {
    const way = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-go]")?.dataset["go"] : undefined;
    if (way === "next" && steps.here === "look") void send();
    else if (way === "next") steps.next();
    if (way === "back") steps.back();
  });
  if (location.search !== "") history.replaceState(null, "", "/letters/new/");
  steps.go("who");
}

/* The second person */

async function look(): Promise<void> {
  const page = spoken(await postPage(JOIN, { do: "look", token: given }));
  takeOver(page, "#join-page");
  show("join");
  const fresh = newHolder();
  must<HTMLFormElement>("[data-join]").addEventListener("submit", (event) => {
    event.preventDefault();
    void trying("join", "joining", () => joinWith(fresh));
  });
}

/** Joins, then signs what was just read, in one press. If only the signature fails, the page asks for it again. */
async function joinWith(fresh: ReturnType<typeof newHolder>): Promise<void> {
  const form = must<HTMLFormElement>("[data-join]");
  if (new FormData(form).get("read") !== "yes") return status("join", say("tick_first"));
  holder = await fresh.holder;
  waiting = spoken(await postPage(JOIN, { do: "join", token: given, card: JSON.stringify(holder.card) }));
  const putUp = waiting.querySelector<HTMLFormElement>("form[data-check-texts]");
  if (putUp !== null) {
    checkShown(must("#join-page"), valueOf(putUp));
    waiting = await holder.act(putUp.dataset["letterCode"] ?? "", actOf(putUp));
  }
  must("#join-page").replaceChildren();
  showWords(fresh.words, "");
}

/* Holding it */

function valueOf(form: HTMLFormElement): Fields {
  const value: Record<string, Fields[string]> = { ...(JSON.parse(form.dataset["value"] ?? "{}") as Fields) };
  const chosen = new FormData(form).get("value");
  const threshold = new FormData(form).get("threshold");
  if (typeof chosen === "string") value["value"] = chosen;
  if (typeof threshold === "string") value["threshold"] = Number(threshold);
  return value;
}

function actOf(form: HTMLFormElement): { act: string; round: number; asked: string; value: Fields } {
  const { act = "", round = "", asked = "" } = form.dataset;
  return { act, round: Number(round), asked, value: valueOf(form) };
}

function isChosen(form: HTMLFormElement): boolean {
  const data = new FormData(form);
  const choices = form.querySelectorAll('input[type="radio"], input[name="read"]');
  return choices.length === 0 || data.has("value") || data.get("read") === "yes";
}

async function send(form: HTMLFormElement): Promise<Document> {
  if (holder === null) throw new Error("nobody is in");
  if (form.dataset["act"] === undefined) {
    const fields = Object.fromEntries([...new FormData(form)].map(([name, text]) => [name, String(text)]));
    return holder.ask(form.dataset["do"] ?? "", fields);
  }
  if ("checkTexts" in form.dataset) checkShown(must("#hold-page"), valueOf(form));
  return holder.act(form.dataset["letterCode"] ?? "", actOf(form));
}

async function submit(form: HTMLFormElement): Promise<void> {
  const place = must("[data-status]", form);
  const buttons = form.querySelectorAll<HTMLButtonElement>("button");
  if (form.dataset["act"] !== undefined && !isChosen(form)) return void (place.textContent = say("tick_first"));
  place.textContent = "";
  for (const button of buttons) button.disabled = true;
  try {
    turnToPage(await send(form));
  } catch (mistake) {
    place.textContent = sentence(mistake);
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

async function enter(): Promise<void> {
  const typed = must<HTMLInputElement>("#code-words");
  await trying("enter", "opening", async () => {
    const found = await Holder.of(parseWords(typed.value).text);
    const page = await found.ask("show");
    holder = found;
    forgetTyped();
    turnToPage(page);
  });
}

const DOINGS: Readonly<Record<string, () => void>> = {
  print: () => window.print(),
  copy: () => void navigator.clipboard.writeText(must("[data-step=words] [data-link]").textContent ?? "").then(() => status("copy", say("copied"))),
  page: () => void trying("words", "words", async () => turnToPage(waiting ?? (await (holder as Holder).ask("show")))),
};

document.addEventListener("click", (event) => {
  const doing = event.target instanceof Element ? event.target.closest<HTMLElement>("button[data-do]")?.dataset["do"] : undefined;
  DOINGS[doing ?? ""]?.();
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.closest("#hold-page") === null) return;
  event.preventDefault();
  void submit(form);
});

completeWords();
keepInPlace();
if (mode === "new") putDown();
if (mode === "join") {
  history.replaceState(null, "", JOIN);
  show("join");
  void trying("look", "look", look);
}
if (mode === "hold") {
  must<HTMLFormElement>("#enter").addEventListener("submit", (event) => {
    event.preventDefault();
    void enter();
  });
  show("enter");
}
