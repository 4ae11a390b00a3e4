// SPDX-License-Identifier: AGPL-3.0-or-later
// What an asker keeps for herself alone, in her own sealed file: how things were, and the people who stand with her. It
// is read and written here; what travels is the whole file anew, of one size whatever stands in it.
import { baselineOf, buildAskerMessage, buildOwn, podOf, type Baseline, type Fields, type OpenedState, type PodPerson } from "../lib/index.ts";
import type { AskerState } from "./asker_types.ts";
import { Spoken } from "./desk_api.ts";
import { clone, dayText, fill, must, replace, say } from "./desk_dom.ts";
import type { Visit } from "./mine_visit.ts";

const DAYS = 90;
const MOST = 8;

function refuse(key: string): never {
  throw new Spoken(say(key), 0);
}

async function put(visit: Visit, code: string, changed: Fields): Promise<void> {
  await visit.send(code, "/api/mine/own", JSON.stringify(changed), async () =>
    buildOwn(await visit.opened(code), visit.keys(code), visit.state(code).keep, changed));
}

/** The day on which it goes: as what was written with the ask, and never sooner than 90 days after its own day. */
function goesOn(state: AskerState, written: Baseline): string | null {
  if (state.own_until === null) return null;
  const day = new Date(`${written.day}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + DAYS);
  const own = day.toISOString().slice(0, 10);
  return own > state.own_until ? own : state.own_until;
}

/**
 * Once the days of what was written are over, every own file is written anew at the next visit, once, whether or not
 * there was a baseline in it: so the server learns nothing by it.
 */
export async function tidyOwn(visit: Visit): Promise<void> {
  for (const code of visit.own) {
    const state = visit.state(code);
    const opened = await visit.opened(code).catch(() => null);
    if (opened === null || state.own_until === null || state.own_until > state.today || opened.keep["tidied"] === true) continue;
    const written = baselineOf(opened);
    const over = written !== null && (goesOn(state, written) ?? "") <= state.today;
    await put(visit, code, { tidied: true, ...(over ? { baseline: null, gone: true } : {}) }).catch(() => null);
  }
}

function partsOf(form: HTMLFormElement): Record<string, string> {
  const typed = [...form.querySelectorAll("textarea")].map((box) => [box.name, box.value.trim()] as const);
  return Object.fromEntries(typed.filter(([, words]) => words !== ""));
}

function someParts(form: HTMLFormElement): Record<string, string> {
  const parts = partsOf(form);
  return Object.keys(parts).length > 0 ? parts : refuse("beside_empty");
}

function there(opened: OpenedState): Baseline {
  return baselineOf(opened) ?? refuse("beside_empty");
}

function fieldsOf({ day, parts, now }: Baseline): Fields {
  return { day, parts, now: now === null ? null : { day: now.day, parts: now.parts } };
}

/** The chosen parts as plain text: how it was, and how it is where that was written too. */
function textOf(written: Baseline, chosen: readonly string[]): string {
  const block = (head: string, day: string, parts: Readonly<Record<string, string>>): string[] => {
    const lines = chosen.filter((name) => parts[name] !== undefined).map((name) => `${say(`part_${name}`)}: ${parts[name] ?? ""}`);
    return lines.length > 0 ? [say(head, { day: dayText(day) }), ...lines] : [];
  };
  const { now } = written;
  return [...block("beside_was", written.day, written.parts), ...(now === null ? [] : block("beside_is", now.day, now.parts))].join("\n");
}

async function send(visit: Visit, code: string, form: HTMLFormElement): Promise<void> {
  const data = new FormData(form);
  const text = textOf(there(await visit.opened(code)), data.getAll("part").map(String));
  if (text === "") refuse("beside_choose");
  const to = String(data.get("to") ?? "");
  if (to === "") refuse("beside_nobody");
  await visit.send(to, "/api/mine/message", text, async () => {
    const opened = await visit.opened(to);
    return { ...(await buildAskerMessage(opened, { text }, opened.next_message)), files: [] };
  });
}

function named(pod: readonly PodPerson[], form: HTMLFormElement): readonly PodPerson[] {
  const data = new FormData(form);
  const name = String(data.get("name") ?? "").trim().replace(/\s+/gu, " ");
  if (name === "") refuse("name_first");
  if (pod.some((each) => each.name === name)) refuse("pod_there");
  if (pod.length >= MOST) refuse("pod_full");
  return [...pod, { name, told: String(data.get("told")), stage: "named" }];
}

function changedPod(pod: readonly PodPerson[], form: HTMLFormElement): readonly PodPerson[] {
  const name = form.dataset["name"] ?? "";
  switch (form.dataset["own"]) {
    case "pod-name": return named(pod, form);
    case "pod-willing": return pod.map((each) => (each.name === name ? { ...each, stage: "willing" } : each));
    default: return pod.filter((each) => each.name !== name);
  }
}

/** What a form with data-own stands for. Throws a sentence; what was typed stays on the page. */
export async function changeOwn(visit: Visit, form: HTMLFormElement): Promise<void> {
  const code = form.dataset["ask"] ?? "";
  const opened = await visit.opened(code);
  const day = visit.state(code).today;
  switch (form.dataset["own"]) {
    case "then": return put(visit, code, { baseline: { day, parts: someParts(form) }, gone: null });
    case "now": return put(visit, code, { baseline: fieldsOf({ ...there(opened), now: { day, parts: someParts(form) } }) });
    case "out": return put(visit, code, { baseline: null });
    case "send": return send(visit, code, form);
    default: return put(visit, code, { pod: changedPod(podOf(opened), form).map((each) => ({ ...each })) });
  }
}

function pair(written: Baseline, name: string): HTMLElement {
  const made = clone("t-pair");
  fill(made, { title: say(`part_${name}`), head: say("beside_then", { day: dayText(written.day) }), text: written.parts[name] ?? "–" });
  const box = must<HTMLTextAreaElement>("textarea", made);
  [box.name, box.value] = [name, written.now?.parts[name] ?? ""];
  const label = must<HTMLLabelElement>("label", made);
  label.textContent = say("beside_now");
  label.append(box);
  return made;
}

/** Every ask of this visit that somebody reads, with who they are, numbered as they stand on the page. */
function readersOf(visit: Visit): HTMLElement[] {
  const codes = [...document.querySelectorAll<HTMLElement>("article[data-ask]")].map((each) => each.dataset["ask"] ?? "");
  return codes.flatMap((code, at) => {
    const state = visit.state(code);
    const who = state.readers.filter((each) => each.reads).map((each) => each.title).join(", ");
    if (who === "" || !visit.isKeyed(code) || state.right !== "own") return [];
    const made = clone("t-to");
    fill(made, { says: say("beside_to", { n: at + 1, body: state.body.name, who }) });
    must<HTMLInputElement>("input", made).value = code;
    return [made];
  });
}

function showBaseline(article: Element, visit: Visit, state: AskerState, opened: OpenedState): void {
  const written = baselineOf(opened);
  must('[data-baseline="there"]', article).hidden = written === null;
  must('[data-baseline="none"]', article).hidden = written !== null;
  must('[data-baseline="gone"]', article).hidden = opened.keep["gone"] !== true;
  if (written === null) return;
  const goes = goesOn(state, written);
  const lines = [say("beside_day", { day: dayText(written.day) }), ...(goes === null ? [] : [say("beside_goes", { day: dayText(goes) })])];
  must("[data-baseline-day]", article).textContent = lines.join(" ");
  const ticks = [...article.querySelectorAll<HTMLElement>("[data-part]")];
  const names = ticks.map((each) => each.dataset["part"] ?? "");
  replace(must("[data-baseline-pairs]", article), names.map((name) => pair(written, name)));
  for (const tick of ticks) {
    const name = tick.dataset["part"] ?? "";
    tick.hidden = written.parts[name] === undefined && written.now?.parts[name] === undefined;
  }
  replace(must("[data-to]", article), readersOf(visit));
}

function podRow(code: string, person: PodPerson): HTMLElement {
  const made = clone("t-pod");
  fill(made, { head: person.name, tag: say(`pod_${person.stage}`), line: say(`told_${person.told}`) });
  for (const form of made.querySelectorAll("form")) [form.dataset["ask"], form.dataset["name"]] = [code, person.name];
  must('[data-own="pod-willing"]', made).hidden = person.stage === "willing";
  return made;
}

/** Where a helper is let in, one of the pod can be chosen: the name goes into the box below, and nowhere else. */
function offerPod(article: Element, pod: readonly PodPerson[]): void {
  const choice = must<HTMLSelectElement>("[data-pod-names]", article);
  must("[data-from-pod]", article).hidden = pod.length === 0;
  for (const each of pod) choice.append(new Option(each.name, each.name));
  choice.addEventListener("change", () => {
    must<HTMLInputElement>('[data-way="support"] [name="name"]', article).value = choice.value;
  });
}

/** Fills what only this browser can read. */
export async function showOwn(visit: Visit): Promise<void> {
  for (const code of visit.own) {
    const article = document.querySelector(`article[data-ask="${code}"]`);
    const opened = await visit.opened(code).catch(() => null);
    if (article === null || opened === null) continue;
    showBaseline(article, visit, visit.state(code), opened);
    const pod = podOf(opened);
    replace(must("[data-pod]", article), pod.map((each) => podRow(code, each)));
    offerPod(article, pod);
  }
}
