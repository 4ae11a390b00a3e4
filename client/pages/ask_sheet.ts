// SPDX-License-Identifier: AGPL-3.0-or-later
// The chosen organisation on the page: its readers, its pledges, how small it is. All sentences come from the server.
import type { Person, Sheet, Shown } from "./asker_types.ts";
import { clone, fill, must, replace } from "./desk_dom.ts";

function people(name: "reader" | "backup", listed: readonly Person[]): void {
  const lines = listed.map((person) => {
    const line = clone("t-person");
    const tick = must<HTMLInputElement>("input", line);
    tick.name = name;
    tick.value = person.code;
    fill(line, { title: person.title, about: person.about });
    return line;
  });
  replace(must(`[data-list="${name}"]`), lines);
}

function say(name: string, sentence: string): void {
  const place = must(`[data-say="${name}"]`);
  place.textContent = sentence;
  place.hidden = sentence === "";
}

function lines(name: string, sentences: readonly string[]): void {
  replace(
    must(`[data-lines="${name}"]`),
    sentences.map((sentence) => Object.assign(document.createElement("li"), { textContent: sentence })),
  );
}

function pairs(pledges: Shown["pledges"]): void {
  replace(
    must('[data-pairs="pledges"]'),
    pledges.flatMap((pledge) => [
      Object.assign(document.createElement("dt"), { textContent: pledge.about }),
      Object.assign(document.createElement("dd"), { textContent: pledge.says }),
    ]),
  );
}

function part(name: string, shown: boolean): void {
  must(`[data-part="${name}"]`).hidden = !shown;
}

export function fillSheet({ shown }: Sheet): void {
  people("reader", shown.readers);
  people("backup", shown.backups);
  for (const name of ["readers_lead", "backup_lead", "nobody", "small", "pledges_title"] as const) say(name, shown[name]);
  lines("host", shown.host);
  lines("law", shown.law);
  pairs(shown.pledges);
  part("readers", shown.readers.length > 0);
  part("backups", shown.backups.length > 0);
  part("route-body", shown.readers.length > 0);
  part("small", shown.small !== "");
  part("roles", shown.roles.length > 0);
  replace(must<HTMLSelectElement>("[data-about]"), [new Option(must("[data-about] option").textContent ?? "", ""), ...shown.roles.map((role) => new Option(role.title, role.key))]);
}

/** Whom the ask is about stays here: it only takes ticks away, and sends an ask about who leads past them. */
export function leaveOut(about: string, { shown }: Sheet): void {
  const untick = (name: string, person: Person): void => {
    const box = document.querySelector<HTMLInputElement>(`[name="${name}"][value="${person.code}"]`);
    if (box) box.checked = !person.tied.includes(about);
  };
  for (const person of shown.readers) untick("reader", person);
  for (const person of shown.backups) untick("backup", person);
  const leads = shown.roles.some((role) => role.key === about && role.leads);
  const way = document.querySelector<HTMLInputElement>(`[name="route"][value="${leads ? "past_body" : "body"}"]`);
  if (way) way.checked = true;
}
