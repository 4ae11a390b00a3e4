// SPDX-License-Identifier: AGPL-3.0-or-later
// A calendar of clocks: what is due when, of the asks that this person reads. It leaves this page in no form.
import { clone, dayText, fill, must, replace, say } from "./desk_dom.ts";
import type { DeskState, Waiting } from "./desk_types.ts";

interface Due {
  readonly ask: Waiting;
  readonly what: string;
  readonly due: string;
  readonly late: number;
}

function duesOf(state: DeskState): Due[] {
  const every = state.asks.flatMap((ask) => ask.days.map((one) => ({ ask, what: one.what, due: one.due, late: one.late })));
  return every.sort((one, other) => (one.due < other.due ? -1 : Number(one.due > other.due)));
}

function row(one: Due, open: (ask: string) => void): HTMLElement {
  const item = clone("t-due");
  const kind = one.ask.kind_title ?? say("unopened");
  fill(item, {
    head: say(`needs_${one.what}`),
    tag: one.late > 0 ? say("late", { n: one.late }) : "",
    line: say("row_line", { kind, body: one.ask.body_name, day: one.ask.day }),
  });
  must('[data-slot="tag"]', item).classList.toggle("late", one.late > 0);
  const button = must<HTMLButtonElement>("[data-open]", item);
  button.textContent = say(one.ask.kind_title === null ? "open_ask" : "open_again");
  button.setAttribute("aria-label", say("open_label", { action: button.textContent, kind, day: one.ask.day }));
  button.addEventListener("click", () => open(one.ask.ask));
  return item;
}

function day(due: string, today: string, all: readonly Due[], open: (ask: string) => void): HTMLElement {
  const part = clone("t-due-day");
  fill(part, { day: due === today ? say("today_day", { day: dayText(due) }) : dayText(due) });
  replace(must("ul", part), all.map((one) => row(one, open)));
  return part;
}

export function renderDays(state: DeskState, open: (ask: string) => void): void {
  const dues = duesOf(state);
  const days = [...new Set(dues.map((one) => one.due))];
  replace(must("#days-list"), days.map((due) => day(due, state.today, dues.filter((one) => one.due === due), open)));
  must("#days-none").hidden = days.length > 0;
}
