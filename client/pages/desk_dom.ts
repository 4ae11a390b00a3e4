// SPDX-License-Identifier: AGPL-3.0-or-later
// The few ways in which the desk and the joining page touch the document. Text only: no markup is ever made here.

export type Values = Readonly<Record<string, string | number>>;

/** The one element that matches, or a mistake of ours. */
export function must<T extends Element = HTMLElement>(selector: string, root: ParentNode = document): T {
  const found = root.querySelector<T>(selector);
  if (found === null) throw new Error(`the page lacks ${selector}`);
  return found;
}

/** A fresh copy of the first element of a template. */
export function clone<T extends HTMLElement = HTMLElement>(id: string): T {
  const copy = document.importNode(must<HTMLTemplateElement>(`#${id}`).content, true);
  const first = copy.firstElementChild;
  if (first === null) throw new Error(`the template ${id} is empty`);
  return first as T;
}

const sayings = new Map<string, string>();

/** Sentences come with the document, and more of them with what is shown later in it. */
export function hasSaying(key: string): boolean {
  if (sayings.has(key)) return true;
  for (const template of document.querySelectorAll<HTMLTemplateElement>("#sayings, #sayings-in"))
    for (const line of template.content.querySelectorAll<HTMLElement>("[data-key]"))
      sayings.set(line.dataset["key"] ?? "", line.textContent ?? "");
  return sayings.has(key);
}

/** The sentence under this key, its {gaps} filled. `n` of 1 takes the key with `_one` where there is one. */
export function say(key: string, values: Values = {}): string {
  const name = values["n"] === 1 && hasSaying(`${key}_one`) ? `${key}_one` : key;
  if (!hasSaying(name)) throw new Error(`the page lacks the sentence ${key}`);
  return (sayings.get(name) ?? "").replace(/\{(\w+)\}/gu, (gap, slot: string) => String(values[slot] ?? gap));
}

function slotOf(root: ParentNode, slot: string): HTMLElement {
  const own = root instanceof HTMLElement && root.dataset["slot"] === slot;
  return own ? root : must(`[data-slot="${slot}"]`, root);
}

/** Puts text into the [data-slot]s; an empty value hides its slot. */
export function fill(root: ParentNode, values: Readonly<Record<string, string>>): void {
  for (const [slot, text] of Object.entries(values)) {
    const place = slotOf(root, slot);
    place.textContent = text;
    place.hidden = text === "";
  }
}

/** Shows one section of the document, hides its siblings, and moves the reader of the page to its heading. */
export function turnTo(id: string): void {
  for (const section of document.querySelectorAll<HTMLElement>("#desk > section, #join > section"))
    section.hidden = section.id !== id;
  const heading = must(`#${id} h1`);
  heading.focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

export function tell(id: string, sentence: string): void {
  must(`#${id}`).textContent = sentence;
}

/** Says how it stands, or, with `wrong`, what does not fit. */
export function speak(place: Element, sentence: string, wrong = false): void {
  place.textContent = sentence;
  place.classList.toggle("error", wrong);
  place.classList.toggle("status", !wrong);
}

export function replace(parent: Element, children: readonly Node[]): void {
  parent.replaceChildren(...children);
}

export function line(text: string): HTMLElement {
  const item = clone("t-line");
  fill(item, { line: text });
  return item;
}

/** Plain English writes the day before the month. */
function language(): string {
  const lang = document.documentElement.lang || "en";
  return lang === "en" ? "en-GB" : lang;
}

const DAY: Intl.DateTimeFormatOptions = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };

/** "2026-03-11" as the page's language writes a day. */
export function dayText(iso: string): string {
  return new Intl.DateTimeFormat(language(), DAY).format(new Date(`${iso}T00:00:00Z`));
}

/** "a", "a and b", "a, b and c" in the page's language. */
export function listText(parts: readonly string[]): string {
  return new Intl.ListFormat(language(), { type: "conjunction" }).format(parts);
}

/** The ISO day by this device's own clock: a server's day is not believed where it matters. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}
