// SPDX-License-Identifier: AGPL-3.0-or-later
// "What needs us now": overdue first, as the server ordered it. Nothing here is sealed; opening an ask is its own step.
import { clone, dayText, fill, line, must, replace, say, tell } from "./desk_dom.ts";
import type { DeskState, Duty, Seat, Signal, Visit, Waiting } from "./desk_types.ts";

/** So many asks are listed at a time, and every one that is late. */
export const PART = 50;

export interface HomeDoors {
  open(ask: string): void;
  standby(ask: string): void;
  practise(seat: string): void;
  carry(ask: string, taken: boolean): void;
  leave(seat: Seat): void;
}

function tagOf(waiting: Waiting): string {
  if (waiting.late > 0) return say("late", { n: waiting.late });
  return waiting.due === null ? "" : say("by_day", { day: dayText(waiting.due) });
}

function waitingRow(waiting: Waiting, doors: HomeDoors): HTMLElement {
  const row = clone("t-row");
  const kind = waiting.kind_title ?? say("unopened");
  fill(row, {
    head: waiting.needs === "" ? say("needs_nothing") : say(`needs_${waiting.needs}`),
    tag: waiting.needs === "" ? "" : tagOf(waiting),
    line: say("row_line", { kind, body: waiting.body_name, day: waiting.day }),
  });
  must('[data-slot="tag"]', row).classList.toggle("late", waiting.late > 0);
  const button = must<HTMLButtonElement>("[data-open]", row);
  button.textContent = say(waiting.kind_title === null ? "open_ask" : "open_again");
  button.setAttribute("aria-label", say("open_label", { action: button.textContent, kind, day: waiting.day }));
  button.addEventListener("click", () => doors.open(waiting.ask));
  showCarrier(row, waiting, doors);
  return row;
}

/** Who has taken it: said among those who read it. Nobody takes it from another. */
function showCarrier(row: HTMLElement, { ask, carrier, kind_title, day }: Waiting, doors: HomeDoors): void {
  const mine = carrier?.mine ?? false;
  fill(row, { carrier: carrier === null ? "" : mine ? say("carried_mine") : say("carried_by", { title: carrier.title }) });
  const button = must<HTMLButtonElement>("[data-carry]", row);
  button.hidden = carrier !== null && !mine;
  button.textContent = say(mine ? "carry_back" : "carry");
  button.setAttribute("aria-label", say("open_label", { action: button.textContent, kind: kind_title ?? say("unopened"), day }));
  button.addEventListener("click", () => doors.carry(ask, !mine));
}

/** How many of the asks that this person reads each reader has taken. By title, so that it is no ranking. */
function showLoads(state: DeskState): void {
  const loads = state.loads.map(({ title, n }) => ({ name: title ?? say("load_you"), n })).sort((one, other) => one.name.localeCompare(other.name));
  const lines = [...loads.map((one) => say("load", one)), ...(state.free > 0 ? [say("load_nobody", { n: state.free })] : [])];
  must("#home-loads").hidden = loads.length === 0;
  replace(must("#home-loads-list"), lines.map(line));
}

function signalRow(signal: Signal, doors: HomeDoors): HTMLElement {
  const row = clone("t-signal");
  fill(row, {
    head: signal.signals.map((one) => say(`signal_${one}`)).join(" "),
    line: signal.kind_title === null ? signal.body_name : say("signal_kind", { body: signal.body_name, kind: signal.kind_title }),
  });
  const { standby } = signal;
  must("[data-standby]", row).hidden = standby === null;
  if (standby !== null) must("[data-open]", row).addEventListener("click", () => doors.standby(standby));
  return row;
}

function dutyRow(duty: Duty): HTMLElement {
  return line(say("duty", { from: duty.from_name, body: duty.body_name }));
}

function seatLine(seat: Seat): string {
  const until = seat.until === null ? "" : say("seat_until", { day: dayText(seat.until) });
  const shown = seat.shown_name === null ? say("seat_role_only") : say("seat_by_name", { name: seat.shown_name });
  const door = seat.door_open ? "" : say("seat_door_closed", { n: seat.ready });
  return [shown, until, seat.rehearsed ? "" : say("seat_rehearse"), door].filter((one) => one !== "").join(" ");
}

function seatRow(seat: Seat, doors: HomeDoors): HTMLElement {
  const row = clone("t-seat");
  fill(row, { head: say("seat", { title: seat.title, body: seat.body_name }), line: seatLine(seat) });
  const practise = must<HTMLButtonElement>("[data-practise]", row);
  practise.hidden = !seat.can_rehearse;
  practise.textContent = say(seat.rehearsed ? "rehearse_again" : "rehearse");
  practise.classList.toggle("strong", !seat.rehearsed);
  practise.addEventListener("click", () => doors.practise(seat.code));
  const leave = must<HTMLButtonElement>("[data-leave-seat]", row);
  leave.hidden = !["handler", "second_line", "body_steward"].includes(seat.role);
  leave.setAttribute("aria-label", say("leave_label", { title: seat.title, body: seat.body_name }));
  leave.addEventListener("click", () => doors.leave(seat));
  const link = must<HTMLAnchorElement>("a", row);
  link.href = `/steward/${seat.slug}/statements/`;
  link.hidden = seat.role !== "handler" && seat.role !== "body_steward";
  return row;
}

function showCount(state: DeskState): void {
  const { waiting, more } = state;
  tell("home-count", waiting > 0 ? say("count", { n: waiting }) : "");
  must("#home-count").hidden = waiting === 0;
  must("#home-rule").hidden = state.asks.length === 0;
  must("#home-quiet").hidden = waiting > 0;
  tell("home-more-line", more > 0 ? say("more", { n: more }) : "");
  must("#home-more").hidden = more === 0;
}

/** The first of those that came in addition takes the place of the button that brought them. */
export function goToRow(number: number): void {
  document.querySelector<HTMLElement>(`#home-list > li:nth-child(${number + 1}) [data-open]`)?.focus();
}

function showSecond(state: DeskState, doors: HomeDoors): void {
  const second = state.seats.some((seat) => seat.role === "second_line");
  must("#home-second").hidden = !second;
  replace(must("#home-signals"), state.signals.map((one) => signalRow(one, doors)));
  must("#home-signals-none").hidden = state.signals.length > 0;
}

export function renderHome(state: DeskState, doors: HomeDoors): void {
  showCount(state);
  showLoads(state);
  replace(must("#home-list"), state.asks.map((one) => waitingRow(one, doors)));
  showSecond(state, doors);
  must("#home-over").hidden = state.duties.length === 0;
  replace(must("#home-duties"), state.duties.map(dutyRow));
  replace(must("#home-seats"), state.seats.map((one) => seatRow(one, doors)));
  must("#go-attesting").hidden = !state.seats.some((seat) => seat.role === "attester");
  must("#go-outreach").hidden = !state.seats.some((seat) => seat.role === "outreach_worker");
  must("#go-steward").hidden = !state.seats.some((seat) => seat.role.endsWith("_steward"));
  must("#go-operator").hidden = !state.seats.some((seat) => seat.role === "operator");
}

/** What this person has taken stands there to be handed over: a note in each, and given back. */
export function renderLeaving(state: DeskState, seat: Seat, doors: HomeDoors): void {
  tell("leaving-seat", say("seat", { title: seat.title, body: seat.body_name }));
  const own = state.asks.filter((one) => one.seat === seat.code);
  const carried = own.filter((one) => one.carrier?.mine ?? false);
  must("#leaving-carried").hidden = carried.length === 0;
  must("#leaving-alone").hidden = own.length === 0;
  replace(must("#leaving-list"), carried.map((one) => waitingRow(one, doors)));
}

function visitRow(visit: Visit, ending: (handle: string) => void): HTMLElement {
  const row = clone("t-visit");
  const name = visit.name === "" ? say("visit_unnamed") : visit.name;
  fill(row, { head: name, tag: visit.here ? say("visit_here") : "", line: say("visit_day", { day: dayText(visit.last_day) }) });
  const end = must<HTMLButtonElement>("[data-end]", row);
  must(".actions", row).hidden = visit.here;
  end.setAttribute("aria-label", say("visit_end", { name }));
  end.addEventListener("click", () => ending(visit.handle));
  return row;
}

export function renderVisits(visits: readonly Visit[], ending: (handle: string) => void): void {
  replace(must("#visits-list"), visits.map((one) => visitRow(one, ending)));
}
