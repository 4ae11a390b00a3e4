// SPDX-License-Identifier: AGPL-3.0-or-later
// The lines of an ask in the record, one by one: each can be shown to everybody, field by field, and taken back.
import { buildShow, type Fields } from "../lib/index.ts";
import type { AskerState } from "./asker_types.ts";
import { clone, dayText, fill, must, replace, say } from "./desk_dom.ts";
import type { Visit } from "./mine_visit.ts";

type Entry = AskerState["entries"][number];

/** `show_line` is the move of a form of this list; it is no move of the ask. */
export const SHOW_LINE = "show_line";

/** In words first, as far as there are words; then all that only proves it. */
const PLAIN = ["body", "kind", "day", "due"];

function plain(state: AskerState, name: string, value: unknown): string {
  if (name === "body" && value === state.body.code) return state.body.name;
  if (name === "kind" && value === state.kind) return state.kind_title;
  return name === "day" || name === "due" ? dayText(String(value)) : String(value);
}

function pair(title: string, text: string): HTMLElement[] {
  const [term, value] = [document.createElement("dt"), document.createElement("dd")];
  [term.textContent, value.textContent, value.className] = [title, text, "raw"];
  return [term, value];
}

function fieldRows(state: AskerState, entry: Entry): HTMLElement[] {
  const given = Object.entries(entry.fields).filter(([, value]) => value !== null);
  const told = PLAIN.flatMap((name) => given.filter(([each]) => each === name));
  const rest: Fields = Object.fromEntries(given.filter(([name]) => !PLAIN.includes(name)));
  return [
    ...pair(say("field_type"), entry.says || String(entry.fields["type"])),
    ...told.flatMap(([name, value]) => pair(say(`field_${name}`), plain(state, name, value))),
    ...pair(say("field_rest"), JSON.stringify(rest)),
  ];
}

function row(state: AskerState, entry: Entry, at: number): HTMLElement {
  const made = clone("t-own-line");
  const isShown = state.record.shown.includes(entry.id);
  const stands = state.record.leaves[entry.id] !== undefined;
  const words = stands ? say(isShown ? "line_shown" : "line_quiet") : say("line_waits");
  fill(made, { head: entry.says || say("line_other"), tag: words, day: dayText(String(entry.fields["day"])) });
  replace(must("[data-fields]", made), fieldRows(state, entry));
  const form = must<HTMLFormElement>("form", made);
  form.dataset["ask"] = state.ask;
  form.dataset["line"] = String(at);
  form.hidden = !stands;
  must("[data-sure]", form).hidden = isShown;
  must("button", form).textContent = say(isShown ? "line_back" : "line_show");
  return made;
}

export function renderLines(article: Element, state: AskerState): void {
  replace(must("[data-lines]", article), state.entries.map((entry, at) => row(state, entry, at)));
}

/** What the form asks for. Throws a sentence where nobody said that they are sure. */
export async function showLine(visit: Visit, form: HTMLFormElement, refuse: (key: string) => never): Promise<void> {
  const code = form.dataset["ask"] ?? "";
  const state = visit.state(code);
  const entry = state.entries[Number(form.dataset["line"])];
  if (entry === undefined) throw new Error("a form of this list names a line of it");
  const shown = !state.record.shown.includes(entry.id);
  const number = (state.record.times[entry.id] ?? 0) + 1;
  if (shown && new FormData(form).get("sure") !== "yes") refuse("sure");
  await visit.send(code, "/api/mine/show", `${entry.id} ${number}`, async () => buildShow(await visit.opened(code), entry.id, shown, number, state.today));
}
