// SPDX-License-Identifier: AGPL-3.0-or-later
// A reader's own key in the record, asked for as anybody would: a key in its place that is not theirs would read for them.
import { cardOf, laterDay, Refusal, watchOwn, type Identity } from "../lib/index.ts";
import { dayText, must, replace, say, today } from "./desk_dom.ts";
import { fetchDirectory, policyHere } from "./desk_record.ts";
import type { DeskState, Seat } from "./desk_types.ts";

const READS = ["handler", "second_line"];

function line(text: string, isWrong: boolean): HTMLElement {
  return Object.assign(document.createElement("p"), { textContent: text, className: isWrong ? "care" : "soft" });
}

async function watch(seat: Seat, identity: Identity, day: string): Promise<HTMLElement> {
  const record = await fetchDirectory(seat.body);
  if (record.leaves.length === 0) return line(say("watch_waits", { body: seat.body_name }), false);
  try {
    const card = await cardOf(identity);
    const listed = watchOwn(policyHere(), record, { code: seat.code, ...card }, day);
    const since = listed.find((one) => one.code === seat.code)?.since ?? day;
    return line(say("watch_stands", { body: seat.body_name, day: dayText(since), n: listed.length }), false);
  } catch (mistake) {
    if (!(mistake instanceof Refusal)) throw mistake;
    const known = ["record-absent", "record-key", "record-old"].includes(mistake.code) ? mistake.code.slice(7) : "head";
    return line(say(`watch_${known}`, { body: seat.body_name }), true);
  }
}

export async function renderWatch(state: DeskState, identity: Identity): Promise<void> {
  const seats = state.seats.filter((seat) => READS.includes(seat.role));
  replace(must("#home-watch"), await Promise.all(seats.map((seat) => watch(seat, identity, laterDay(state.today, today())))));
}
