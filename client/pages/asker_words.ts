// SPDX-License-Identifier: AGPL-3.0-or-later
// Typing code words: completion of our own. Nothing is kept, and the browser's own lists are never asked.
import { completeWord } from "../lib/words.ts";
import { clone, replace } from "./desk_dom.ts";

const LAST_WORD = /[^\s\-,]*$/u;

function chooseInto(field: HTMLInputElement, word: string): void {
  field.value = `${field.value.replace(LAST_WORD, "")}${word} `;
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function offer(field: HTMLInputElement, place: HTMLElement): void {
  const begun = LAST_WORD.exec(field.value)?.[0] ?? "";
  const words = begun.length < 2 ? [] : completeWord(begun, 5);
  const whole = words.length === 1 && words[0] === begun.toLowerCase();
  replace(place, whole ? [] : words.map((word) => button(field, word)));
}

function button(field: HTMLInputElement, word: string): HTMLElement {
  const made = clone<HTMLButtonElement>("t-completion");
  made.textContent = word;
  made.addEventListener("click", () => chooseInto(field, word));
  return made;
}

/** Gives every code-words field of `root` its completion: the words that fit stand under it as buttons. */
export function completeWords(root: ParentNode = document): void {
  for (const field of root.querySelectorAll<HTMLInputElement>("[data-code-words]")) {
    const place = field.closest("form, details, div, section")?.querySelector<HTMLElement>("[data-completions]");
    if (place) field.addEventListener("input", () => offer(field, place));
  }
}

/** Takes the words out of the page once they are used. */
export function forgetTyped(root: ParentNode = document): void {
  for (const field of root.querySelectorAll<HTMLInputElement>("[data-code-words]")) field.value = "";
  for (const place of root.querySelectorAll("[data-completions]")) place.replaceChildren();
}
