// SPDX-License-Identifier: AGPL-3.0-or-later
// Sent: day 1, and the words that are the way back. Trying them once is offered, never asked for.
import { parseWords } from "../lib/index.ts";
import { sentence } from "./asker_say.ts";
import type { Taken } from "./asker_types.ts";
import { must, replace, say } from "./desk_dom.ts";
import { show, status } from "./steps.ts";

let shownWords = "";

function line(tag: "p" | "li", text: string): HTMLElement {
  return Object.assign(document.createElement(tag), { textContent: text });
}

function part(name: string, shown: boolean): void {
  must(`#sent [data-${name}]`).hidden = !shown;
}

function showWords(visible: boolean): void {
  must("#sent .words-sheet").hidden = !visible;
  part("try", !visible);
  part("after", visible);
}

function check(): void {
  const field = must<HTMLInputElement>("#try-words");
  try {
    const right = parseWords(field.value).text === shownWords;
    status("try", say(right ? "try_right" : "try_other"));
    part("done", right);
  } catch (mistake) {
    status("try", sentence(mistake));
  }
}

const DOINGS: Readonly<Record<string, () => void>> = {
  print: () => window.print(),
  done: () => part("done", true),
  show: () => showWords(true),
  try: () => {
    showWords(false);
    must("#try-words").focus();
  },
  check,
  // Replaced, so that the way back does not lead to the words.
  clear: () => location.replace("/outreach/"),
};

/** `about` is for the sheet that somebody gets whose ask was typed for them; the asker's own page does not print it. */
export function showSent(taken: Taken, words: string, about: string): void {
  shownWords = words;
  replace(must("[data-lines-p=received]"), taken.received.map((text) => line("p", text)));
  replace(must("[data-words]"), words.split(" ").map((word) => line("li", word)));
  for (const at of document.querySelectorAll("[data-about]")) at.textContent = about;
  const sent = must("#sent");
  sent.addEventListener("click", (event) => {
    const doing = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-do]")?.dataset["do"] : undefined;
    DOINGS[doing ?? ""]?.();
  });
  show("sent");
}
