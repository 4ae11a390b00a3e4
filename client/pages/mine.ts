// SPDX-License-Identifier: AGPL-3.0-or-later
// The way back: eight words open the page of every ask under them. What is shown comes from the server as a page,
// the same as without scripts; what is sealed is opened here, and every move is signed here.
import { lookLocator, parseWords } from "../lib/index.ts";
import { keepInPlace, postPage, takeOver } from "./asker_page.ts";
import { sentence } from "./asker_say.ts";
import { search, searchPast, stretchHere } from "./asker_signin.ts";
import { completeWords, forgetTyped } from "./asker_words.ts";
import { post } from "./desk_api.ts";
import { must, say } from "./desk_dom.ts";
import { watchFiles } from "./files.ts";
import { secretHere } from "./mine_device.ts";
import { exportReceipt, exportThread } from "./mine_export.ts";
import { makeMove } from "./mine_move.ts";
import { processFields } from "./mine_process.ts";
import { showSealed } from "./mine_show.ts";
import { changeOwn, showOwn, tidyOwn } from "./mine_own.ts";
import { changeWays, makeHere, nameWays } from "./mine_ways.ts";
import { Visit } from "./mine_visit.ts";
import { show, status } from "./steps.ts";
import { once } from "./unanswered.ts";

let visit: Visit | null = null;

async function open(): Promise<void> {
  status("enter", "");
  status("opening", say("opening"));
  try {
    const { text } = parseWords(must<HTMLInputElement>("#code-words").value);
    const { found } = await search(await stretchHere(text));
    if (found.length === 0) status("enter", say("nothing"));
    else await arrive(new Visit(found));
  } catch (mistake) {
    status("enter", sentence(mistake));
  } finally {
    status("opening", "");
  }
}

/** One bit: a wrong code, an ask that is gone, and nothing new look the same. */
async function look(): Promise<void> {
  status("look", say("looking"));
  try {
    const locator = await lookLocator(must<HTMLInputElement>("#look-words").value, location.origin);
    const found = await post<{ new: boolean }>("/api/mine/look", { locator });
    status("look", say(found.new ? "look_new" : "look_nothing"));
  } catch (mistake) {
    status("look", sentence(mistake));
  }
}

/** On a device that was chosen for it, words that open nothing may be words that were set aside. */
async function undo(): Promise<void> {
  const secret = secretHere();
  if (secret === null) return status("enter", say("not_chosen"));
  status("enter", "");
  status("opening", say("opening"));
  try {
    const { text } = parseWords(must<HTMLInputElement>("#code-words").value);
    const { found } = await searchPast(await stretchHere(text), secret);
    if (found.length === 0) status("enter", say("nothing"));
    else await arrive(new Visit(found));
  } catch (mistake) {
    status("enter", sentence(mistake));
  } finally {
    status("opening", "");
  }
}

async function arrive(fresh: Visit): Promise<void> {
  visit = fresh;
  await tidyOwn(fresh);
  await refresh({});
  forgetTyped();
  show("page");
}

/** Shows the page anew after a move; the fold that was open stays open. */
async function refresh(fields: Readonly<Record<string, string>>): Promise<void> {
  if (visit === null) return;
  const [page] = await Promise.all([postPage("/mine/", { do: "show", ...fields }), visit.ready()]);
  if (page.querySelector('[data-step="erased"]') !== null) return leave(page);
  if (!takeOver(page, "#page") || must("#page").childElementCount === 0) {
    visit = null;
    must("#page").replaceChildren();
    show("enter");
    status("enter", say("ended"));
    return;
  }
  await showSealed(visit);
  await nameWays(visit);
  await showOwn(visit);
}

function leave(page: Document): void {
  visit = null;
  const found = page.querySelector('[data-step="erased"]');
  if (found !== null) must("#mine").replaceChildren(document.importNode(found, true));
}

/** One form of the page: a signed move for a sealed ask, a plain form for one that was sent without scripts. */
async function act(form: HTMLFormElement): Promise<void> {
  const problem = must("[data-problem]", form);
  const button = must<HTMLButtonElement>('button[type="submit"]', form);
  const ask = form.dataset["ask"] ?? "";
  const fold = form.closest<HTMLElement>("[data-fold]")?.dataset["fold"] ?? "";
  problem.textContent = "";
  button.disabled = true;
  try {
    if (visit === null) return;
    const fields = await fieldsOf(visit, form);
    await refresh({ open: fold, open_ask: ask, ...fields });
  } catch (mistake) {
    problem.textContent = sentence(mistake);
  } finally {
    button.disabled = false;
  }
}

function fieldsOf(here: Visit, form: HTMLFormElement): Promise<Record<string, string>> {
  if (form.dataset["run"] !== undefined) return processFields(here, form, plainFields(form));
  return here.isKeyed(form.dataset["ask"] ?? "") ? makeMove(here, form).then((done) => ({ ...done })) : Promise.resolve(plainFields(form));
}

/** New words, other ways in, and the own file: what was made or typed stays on the page until it was taken. */
async function way(form: HTMLFormElement, change: typeof changeWays, said: string): Promise<void> {
  const problem = must("[data-problem]", form);
  const button = must<HTMLButtonElement>('button[type="submit"]', form);
  problem.textContent = "";
  button.disabled = true;
  try {
    if (visit === null) return;
    await change(visit, form);
    const fold = form.closest<HTMLElement>("[data-fold]")?.dataset["fold"] ?? "ways";
    await refresh({ open: fold, open_ask: form.dataset["ask"] ?? "", said });
  } catch (mistake) {
    problem.textContent = sentence(mistake);
  } finally {
    button.disabled = false;
  }
}

/** `once` stays with the form, and the form stays until the page came anew: sent again without an answer, it is taken once. */
function plainFields(form: HTMLFormElement): Record<string, string> {
  const mark = (form.dataset["once"] ??= once());
  return { ...Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)])), once: mark };
}

must<HTMLFormElement>("#mine").addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  event.preventDefault();
  if (form.id === "enter") void open();
  else if (form.id === "look") void look();
  else if (form.dataset["move"] !== undefined) void act(form);
  else if (form.dataset["way"] !== undefined) void way(form, changeWays, "ways");
  else if (form.dataset["own"] !== undefined) void way(form, changeOwn, "own");
});
must("#mine").addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-export], [data-receipt], [data-make], [data-undo-words]") : null;
  if (button?.dataset["make"] !== undefined) return makeHere(button);
  if (button?.dataset["undoWords"] !== undefined) return void undo();
  if (button === null || visit === null) return;
  const { export: everything, receipt } = button.dataset;
  if (everything !== undefined) exportThread(visit, everything);
  if (receipt !== undefined) exportReceipt(visit, receipt);
});
watchFiles();
completeWords();
keepInPlace();
show("enter");
