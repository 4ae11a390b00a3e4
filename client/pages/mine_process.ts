// SPDX-License-Identifier: AGPL-3.0-or-later
// An act in a process around an ask: the form is sent as it stands, and for a sealed ask its own key signs it first.
import { buildProcessAct, type Fields } from "../lib/index.ts";
import type { Visit } from "./mine_visit.ts";

/** `v-…` are words, `l-…` lists with commas: the same reading as on the server. */
function value(fields: Readonly<Record<string, string>>): Fields {
  const words = Object.entries(fields).filter(([name]) => name.startsWith("v-"));
  const lists = Object.entries(fields).filter(([name]) => name.startsWith("l-"));
  return {
    ...Object.fromEntries(words.map(([name, found]) => [name.slice(2), found])),
    ...Object.fromEntries(lists.map(([name, found]) => [name.slice(2), found.split(",").filter((each) => each !== "")])),
  };
}

/** What is posted for this form: its fields, and what proves that whoever holds the ask's key sent them. */
export async function processFields(visit: Visit, form: HTMLFormElement, fields: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const ask = form.dataset["ask"] ?? "";
  if (!visit.isKeyed(ask)) return { ...fields };
  const number = Number(form.dataset["number"] ?? "0");
  const act = { run: form.dataset["run"] ?? "", act: fields["act"] ?? "", value: value(fields), number, day: visit.state(ask).today };
  const { signature } = buildProcessAct(await visit.opened(ask), act);
  return { ...fields, number: String(number), day: act.day, signature: String(signature) };
}
