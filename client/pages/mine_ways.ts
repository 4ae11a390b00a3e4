// SPDX-License-Identifier: AGPL-3.0-or-later
// New words, support persons, the look code, and this device as one that can undo new words. Words are made, shown and
// used here; what travels are keys. Nothing is sent before somebody said that the words are kept.
import {
  asRight, buildLook, buildLookRemoval, buildNewWords, buildRemoval, buildSupport, deriveAsker, deviceProof, makeLookWords, makeWords, supportOf, type AskerKeys,
} from "../lib/index.ts";
import { stretchHere } from "./asker_signin.ts";
import type { AskerState, Way } from "./asker_types.ts";
import { post, Spoken } from "./desk_api.ts";
import { must, replace, say } from "./desk_dom.ts";
import { keepSecret, secretHere } from "./mine_device.ts";
import { OLD_WORDS, place, staying } from "./mine_holders.ts";
import type { Visit } from "./mine_visit.ts";

const made = new WeakMap<HTMLFormElement, string>();

/** Makes the words of this form and shows them, with the button that uses them. */
export function makeHere(button: HTMLElement): void {
  const form = button.closest("form");
  if (form === null) return;
  const words = button.dataset["make"] === "look" ? makeLookWords() : makeWords();
  made.set(form, words);
  replace(must("[data-words]", form), words.split(" ").map((word) => Object.assign(document.createElement("li"), { textContent: word })));
  must("[data-made]", form).hidden = false;
  must("[data-begin]", form).hidden = true;
}

function wordsOf(form: HTMLFormElement): string {
  const words = made.get(form);
  if (words === undefined) throw new Spoken(say("make_first"), 0);
  if (new FormData(form).get("kept") !== "yes") throw new Spoken(say("keep_first"), 0);
  return words;
}

function proof(secret: Uint8Array, keys: AskerKeys): string {
  return deviceProof(secret, location.origin, keys.locator);
}

function next(state: AskerState): { epoch: number; place: ReturnType<typeof place> } {
  return { epoch: state.epoch + 1, place: place(state) };
}

/** One ask after the other, since nothing here ties two of them together; each works whether or not the next one does. */
async function newWords(visit: Visit, form: HTMLFormElement): Promise<void> {
  const stretched = await stretchHere(wordsOf(form));
  const secret = secretHere();
  for (const code of visit.own) {
    const keys = deriveAsker(stretched, location.origin, visit.number(code));
    if (visit.keys(code).locator === keys.locator) continue;
    const device = secret === null ? null : { device: proof(secret, keys), here: proof(secret, visit.keys(code)) };
    await visit.renew(code, keys, async () => {
      const [state, opened] = [visit.state(code), await visit.opened(code)];
      const named = await staying(state, opened, OLD_WORDS);
      return buildNewWords(opened, keys, { ...next(state), ...named, alone: state.helped }, device);
    });
  }
}

async function addSupport(visit: Visit, code: string, form: HTMLFormElement): Promise<void> {
  const data = new FormData(form);
  const name = String(data.get("name") ?? "").trim();
  if (name === "") throw new Spoken(say("name_first"), 0);
  const theirs = deriveAsker(await stretchHere(wordsOf(form)), location.origin, 1);
  const right = asRight(data.get("right"));
  await visit.send(code, "/api/mine/way/add", `${theirs.locator} ${name} ${right}`, async () =>
    buildSupport(await visit.opened(code), visit.keys(code), theirs, { name, right }));
}

async function addLook(visit: Visit, code: string, form: HTMLFormElement): Promise<void> {
  const words = wordsOf(form);
  await visit.send(code, "/api/mine/way/add", words, async () => buildLook(await visit.opened(code), visit.keys(code), words));
}

function wayOf(state: AskerState, form: HTMLFormElement): Way {
  const way = state.ways.find((each) => each.code === form.dataset["code"]);
  if (way === undefined) throw new Spoken(say("ended"), 0);
  return way;
}

async function remove(visit: Visit, code: string, form: HTMLFormElement): Promise<void> {
  await visit.send(code, "/api/mine/way/remove", form.dataset["code"] ?? "", async () => {
    const state = visit.state(code);
    const [way, opened, keys] = [wayOf(state, form), await visit.opened(code), visit.keys(code)];
    if (way.kind === "look") return buildLookRemoval(opened, keys, way.code);
    return buildRemoval(opened, keys, way, { ...next(state), ...(await staying(state, opened, way.code)) });
  });
}

/** This device keeps one secret; for each ask the server learns another value of it. */
async function addDevice(visit: Visit): Promise<void> {
  const secret = keepSecret();
  for (const code of visit.own) {
    const locator = proof(secret, visit.keys(code));
    await visit.send(code, "/api/mine/way/add", locator, () => Promise.resolve({ ask: code, kind: "device", locator }));
  }
}

async function dropDevice(visit: Visit): Promise<void> {
  const secret = secretHere();
  if (secret === null) return;
  for (const code of visit.own) {
    await post("/api/mine/device/forget", { device: proof(secret, visit.keys(code)) });
  }
  keepSecret(null);
}

/** What a form with data-way stands for. Throws a sentence; what was made stays on the page. */
export async function changeWays(visit: Visit, form: HTMLFormElement): Promise<void> {
  const code = form.dataset["ask"] ?? "";
  switch (form.dataset["way"]) {
    case "words": return newWords(visit, form);
    case "support": return addSupport(visit, code, form);
    case "look": return addLook(visit, code, form);
    case "remove": return remove(visit, code, form);
    case "device": return addDevice(visit);
    default: return dropDevice(visit);
  }
}

/** The names, which only the asker's own file knows; a key that stands in it nowhere is called so. */
export async function nameWays(visit: Visit): Promise<void> {
  for (const code of visit.own) {
    const opened = await visit.opened(code);
    for (const way of visit.state(code).ways) {
      const known = supportOf(opened, way.recipient);
      const text = known?.name ?? say("way_unknown");
      for (const at of document.querySelectorAll(`[data-way-name="${way.code}"]`)) at.textContent = text;
    }
  }
  const here = secretHere() !== null;
  for (const at of document.querySelectorAll<HTMLElement>("[data-device]")) at.hidden = (at.dataset["device"] === "here") !== here;
}
