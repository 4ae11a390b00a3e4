// SPDX-License-Identifier: AGPL-3.0-or-later
// One's own ways to come in: listed, named, added, taken off. Each change shows that the identity is unlocked here.
import { buildUnlock, makeWords, parseWords, signChallenge, type Identity, type Unlock } from "../lib/index.ts";
import { clone, fill, line, must, replace, say, tell, turnTo } from "./desk_dom.ts";
import { makePasskey, type Challenge, type PasskeyWay } from "./passkey.ts";

interface Way {
  readonly handle: string;
  readonly kind: string;
  readonly name: string;
}

interface Begun extends Challenge {
  readonly secret?: string;
  readonly picture?: string;
}

export interface WaysDoors {
  trying(place: HTMLElement, work: () => Promise<void>): Promise<void>;
  ask<T>(path: string, body: unknown): Promise<T>;
  identity(): Identity;
}

let doors: WaysDoors;
let listed: readonly Way[] = [];
let words = "";
let begun: Begun | null = null;

const field = (id: string): HTMLInputElement => must<HTMLInputElement>(`#${id}`);
const titleOf = (way: Way): string => (way.name === "" ? say(`way_${way.kind}`) : way.name);

function proven({ nonce, expires }: Begun): object {
  return { nonce, expires, proof: signChallenge(doors.identity().signing, location.origin, "ways", nonce, expires) };
}

function begin(): Promise<Begun> {
  return doors.ask<Begun>("/api/desk/ways/begin", {});
}

async function change(path: string, body: object, said: string): Promise<void> {
  const { ways } = await doors.ask<{ ways: Way[] }>(path, body);
  render(ways);
  tell("ways-status", said);
}

function rowOf(way: Way): HTMLElement {
  const row = clone("t-way");
  const name = titleOf(way);
  fill(row, { head: name, line: way.name === "" ? "" : say(`way_${way.kind}`), change: say("way_change", { name }) });
  must<HTMLInputElement>("[data-name]", row).value = way.name;
  const place = must("#ways-status");
  must("[data-rename]", row).addEventListener("submit", (event) => {
    event.preventDefault();
    const rename = { handle: way.handle, name: must<HTMLInputElement>("[data-name]", row).value.trim() };
    void doors.trying(place, () => change("/api/desk/ways", { rename }, "")).then(() => must("#ways-title").focus());
  });
  const off = must("[data-remove]", row);
  off.textContent = say("way_off", { name });
  off.addEventListener("click", () => void doors.trying(place, () => remove(way)).then(() => must("#ways-title").focus()));
  return row;
}

function render(ways: readonly Way[]): void {
  listed = ways;
  replace(must("#ways-list"), ways.map(rowOf));
  must("#way-words").hidden = ways.filter((one) => one.kind !== "passkey").length > 1;
  must("#way-words-form").hidden = true;
}

async function remove(way: Way): Promise<void> {
  await change("/api/desk/ways/remove", { ...proven(await begin()), handle: way.handle }, "");
}

async function addPasskey(): Promise<void> {
  const challenge = await begin();
  const { way } = await makePasskey(challenge, doors.identity(), field("way-key-name").value);
  await add(challenge, way, {});
  field("way-key-name").value = "";
}

async function add(challenge: Begun, way: PasskeyWay | Unlock, code: object): Promise<void> {
  await change("/api/desk/ways/add", { ...proven(challenge), ...code, way }, "");
  must<HTMLDetailsElement>("#ways-more").open = false;
  must("#ways-title").focus();
}

/** Words to look at, and where there are no codes yet, what an app needs to make them. */
async function showWords(): Promise<void> {
  begun = await begin();
  words = makeWords();
  replace(must("#way-words-list"), words.split(" ").map(line));
  must("#way-code").hidden = begun.secret === undefined;
  if (begun.picture !== undefined) must<HTMLImageElement>("#way-code-picture").src = begun.picture;
  tell("way-code-text", (begun.secret ?? "").replace(/(.{4})(?=.)/gu, "$1 "));
  must("#way-words-form").hidden = false;
  field("way-words-back").focus();
}

async function addWords(): Promise<void> {
  if (parseWords(field("way-words-back").value).text !== words) throw Object.assign(new Error(), { sentence: say("words_differ") });
  const kind = listed.some((one) => one.kind === "printed") ? "carried" : "printed";
  const code = begun?.secret === undefined ? {} : { secret: begun.secret, code: field("way-code-back").value.replace(/\D/gu, "") };
  await add(await begin(), await buildUnlock(doors.identity(), location.origin, kind, words), code);
  words = field("way-words-back").value = field("way-code-back").value = "";
}

export async function goWays(): Promise<void> {
  render((await doors.ask<{ ways: Way[] }>("/api/desk/ways", {})).ways);
  turnTo("ways");
}

export function wireWays(given: WaysDoors): void {
  doors = given;
  const place = must("#way-status");
  const onSubmit = (id: string, work: () => Promise<void>): void =>
    must(id).addEventListener("submit", (event) => {
      event.preventDefault();
      void doors.trying(place, work);
    });
  onSubmit("#way-key-form", addPasskey);
  onSubmit("#way-words-form", addWords);
  must("#way-words").addEventListener("click", () => void doors.trying(place, showWords));
}
