// SPDX-License-Identifier: AGPL-3.0-or-later
// A reader's drawer: saved phrases, and whether single keys do something. Sealed to their own key, kept nowhere else.
import { canBeSaved, openDrawer, sealDrawer, type Fields, type Identity } from "../lib/index.ts";
import { Spoken } from "./desk_api.ts";
import { clone, fill, must, replace, say } from "./desk_dom.ts";

export interface Held {
  readonly number: number;
  readonly file: string | null;
}

export interface Drawer {
  readonly number: number;
  readonly phrases: readonly string[];
  readonly keys: boolean;
}

const MOST_PHRASES = 30;
let drawer: Drawer = { number: 0, phrases: [], keys: true };

export const saved = (): Drawer => drawer;

export async function takeDrawer(identity: Identity, held: Held): Promise<void> {
  const content = held.file === null ? {} : await openDrawer(identity, location.origin, held.file);
  const found = content["phrases"];
  const phrases = Array.isArray(found) ? found.filter((one): one is string => typeof one === "string") : [];
  drawer = { number: held.number, phrases, keys: content["keys"] !== false };
}

export function forgetDrawer(): void {
  drawer = { number: 0, phrases: [], keys: drawer.keys };
  replace(must("#drawer-list"), []);
  for (const list of document.querySelectorAll("[data-phrases] select")) list.replaceChildren();
}

/** What would be kept next, sealed. */
export async function sealNext(identity: Identity, next: Partial<Drawer>): Promise<{ number: number; file: string }> {
  const { phrases, keys } = { ...drawer, ...next };
  const content: Fields = { phrases: [...phrases], keys };
  return { number: drawer.number, file: await sealDrawer(identity, location.origin, content) };
}

/** The list with what was typed, or a sentence why not. */
export function withTyped(text: string): readonly string[] {
  const phrase = text.trim();
  if (!canBeSaved(phrase)) throw new Spoken(say("phrase_short"), 0);
  if (drawer.phrases.length >= MOST_PHRASES) throw new Spoken(say("phrase_many"), 0);
  return [...drawer.phrases.filter((one) => one !== phrase), phrase];
}

export function renderDrawer(drop: (phrase: string) => void): void {
  replace(must("#drawer-list"), drawer.phrases.map((phrase) => {
    const row = clone("t-phrase");
    fill(row, { line: phrase });
    must("[data-drop]", row).setAttribute("aria-label", say("phrase_drop", { phrase }));
    must("[data-drop]", row).addEventListener("click", () => drop(phrase));
    return row;
  }));
  must("#drawer-none").hidden = drawer.phrases.length > 0;
  must<HTMLInputElement>("#keys-on").checked = drawer.keys;
}

/** Beside a box for words: a phrase is put in where the cursor stands. Sending it alone is refused. */
export function offerPhrases(form: HTMLFormElement): void {
  const place = form.querySelector<HTMLElement>("[data-phrases]");
  if (place === null) return;
  place.hidden = drawer.phrases.length === 0;
  const list = must<HTMLSelectElement>("select", place);
  replace(list, drawer.phrases.map((phrase) => Object.assign(document.createElement("option"), { textContent: phrase, value: phrase })));
  must<HTMLButtonElement>("button", place).onclick = () => {
    const words = must<HTMLTextAreaElement>('[name="words"]', form);
    words.setRangeText(list.value, words.selectionStart, words.selectionEnd, "end");
    words.dispatchEvent(new Event("input", { bubbles: true }));
    words.focus();
  };
}
