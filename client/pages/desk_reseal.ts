// SPDX-License-Identifier: AGPL-3.0-or-later
// New keys: one's own, with six words to say; and another reader's, for whom a thread is sealed again once they were heard.
import { buildMessage, buildReseal, cardOf, checkVoice, voiceWords, type Identity } from "../lib/index.ts";
import { clone, dayText, fill, line, must, replace, say, tell, turnTo } from "./desk_dom.ts";
import { openBelieved } from "./desk_thread.ts";
import type { AskState, DeskState, Renewal, Waits } from "./desk_types.ts";
import { Unanswered } from "./unanswered.ts";

export interface ResealDoors {
  trying(place: HTMLElement, work: () => Promise<void>): Promise<void>;
  ask<T>(path: string, body: unknown): Promise<T>;
  identity(): Identity;
}

let doors: ResealDoors;
let chosen: readonly Renewal[] = [];
const unanswered = new Unanswered();

async function ownRow(waits: Waits, identity: Identity): Promise<HTMLElement> {
  const row = clone("t-waits");
  const words = voiceWords(location.origin, waits.code, await cardOf(identity));
  fill(row, {
    line: say("waits", { title: waits.title, body: waits.body_name, day: dayText(waits.since) }),
    from: say("waits_from", { day: dayText(waits.from) }),
  });
  replace(must("[data-words]", row), words.split(" ").map(line));
  return row;
}

function renewalRow(some: readonly Renewal[]): HTMLElement {
  const row = clone("t-renewal");
  const first = some[0] as Renewal;
  const isDue = some.some((one) => one.ready && !one.refused);
  const later = say(isDue ? "renewal_due" : "renewal_from", { day: dayText(first.from) });
  fill(row, {
    head: say("renewal", { title: first.title, day: dayText(first.since) }),
    line: some.every((one) => one.refused) ? say("reseal_refused") : later,
  });
  const go = must<HTMLButtonElement>("[data-go]", row);
  go.hidden = !isDue;
  go.textContent = say("renewal_go", { title: first.title });
  go.addEventListener("click", () => begin(some));
  return row;
}

export async function renderRenewals(state: DeskState, identity: Identity): Promise<void> {
  const by = new Map<string, Renewal[]>();
  for (const one of state.renewals) by.set(one.handler, [...(by.get(one.handler) ?? []), one]);
  const own = await Promise.all(state.waits.map((one) => ownRow(one, identity)));
  replace(must("#home-keys"), [...own, ...[...by.values()].map(renewalRow)]);
}

const rowText = (one: Renewal): string => say("reseal_row", { kind: one.kind_title ?? say("unopened"), day: one.day });

function begin(some: readonly Renewal[]): void {
  chosen = some;
  must<HTMLInputElement>("#reseal-words").value = "";
  tell("reseal-lead", say("reseal_lead", { title: some[0]?.title ?? "" }));
  replace(must("#reseal-list"), some.map((one) => line(one.refused ? `${rowText(one)}. ${say("reseal_refused")}` : rowText(one))));
  must("#reseal-send").hidden = false;
  turnTo("reseal");
}

/** One thread: opened (which its asker sees), the new keys checked against the words heard, sealed, vouched for. */
async function reseal({ ask, handler }: Renewal, typed: string): Promise<void> {
  const identity = doors.identity();
  const state = await doors.ask<AskState>("/api/desk/ask", { ask });
  const entry = state.readers.find((one) => one.code === handler);
  if (entry === undefined) throw new Error("whoever waits is listed");
  checkVoice(typed, location.origin, handler, entry);
  const make = async (): Promise<object> => {
    const opened = await openBelieved(identity, state);
    const { keys, vouch } = await buildReseal(identity, opened, entry);
    const { number, last } = opened.next_message;
    const { epoch, file } = await buildMessage(identity, opened, { text: "", vouch: { ...vouch } }, { number, last });
    return { ask, handler, keys, epoch, file };
  };
  await unanswered.send(`${ask} ${handler}`, entry.sealing, make, (body) => doors.ask("/api/desk/reseal", body), () => Promise.resolve());
}

async function resealAll(): Promise<void> {
  const typed = must<HTMLInputElement>("#reseal-words").value;
  const rows = [...must("#reseal-list").children];
  for (const [at, one] of chosen.entries()) {
    if (one.refused || !one.ready) continue;
    await reseal(one, typed);
    chosen = chosen.map((other) => (other.ask === one.ask ? { ...other, ready: false } : other));
    rows[at]?.replaceWith(line(`${rowText(one)}. ${say("reseal_done")}`));
  }
  must("#reseal-send").hidden = true;
  tell("reseal-done", say("reseal_all"));
  must("#reseal-title").focus();
}

export function wireReseal(given: ResealDoors): void {
  doors = given;
  must("#reseal-form").addEventListener("submit", (event) => {
    event.preventDefault();
    tell("reseal-done", "");
    void doors.trying(must("#reseal-status"), resealAll);
  });
}
