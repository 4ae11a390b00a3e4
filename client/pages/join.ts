// SPDX-License-Identifier: AGPL-3.0-or-later
// Joining by a one-time invitation: who invites, what is shown of you, two ways to come in, done.
// Everything secret is made here and leaves only as public keys and sealed files.
import { post, sentenceOf } from "./desk_api.ts";
import { fill, line, must, replace, say, speak, tell, turnTo } from "./desk_dom.ts";
import { checkLineOf, isSameWords, makeEnrolment, withWays, type Enrolment } from "./join_keys.ts";
import { canPasskey, makePasskey, type Challenge, type PasskeyWay } from "./passkey.ts";

interface Invited {
  readonly body_name: string | null;
  /** New keys for a seat that this person has: they lost every way in. */
  readonly again: boolean;
  readonly role: string;
  readonly title: string;
  readonly enrolment_key: string | null;
  readonly readers: number;
  readonly secret: string;
  readonly picture: string;
}

let token = "";
let invited: Invited | null = null;
let making: Promise<Enrolment> | null = null;
let passkeys: { way: PasskeyWay; id: string }[] = [];

/** Which two ways: which passphrases are made, and how many passkeys. */
const PLANS = {
  words: { kinds: ["carried", "printed"], passkeys: 0 },
  passkey: { kinds: ["printed"], passkeys: 1 },
  passkeys: { kinds: [], passkeys: 2 },
} as const;
let plan: keyof typeof PLANS = "words";

const field = (id: string): HTMLInputElement => must<HTMLInputElement>(`#${id}`);

async function trying(id: string, work: () => Promise<void>): Promise<void> {
  const place = must(`#${id}-status`);
  speak(place, say("wait"));
  try {
    await work();
    speak(place, "");
  } catch (mistake) {
    speak(place, sentenceOf(mistake), true);
  }
}

function onSubmit(id: string, work: () => Promise<void>): void {
  must(`#${id}-form`).addEventListener("submit", (event) => {
    event.preventDefault();
    void trying(id, work);
  });
}

function doorSentence(readers: number, role: string): string {
  if (role !== "handler") return "";
  if (readers >= 2) return say("door_open");
  return readers === 0 ? say("door_waits_none") : say("door_waits", { n: readers });
}

async function look(): Promise<void> {
  token = field("token").value.trim();
  invited = await post<Invited>("/api/join/look", { token });
  const section = must("#who");
  fill(section, {
    who: invited.body_name === null ? say("invited_server", { title: invited.title }) : say("invited", { title: invited.title, body: invited.body_name }),
    task: say(invited.again ? "task_again" : `task_${invited.role}`),
    door: invited.again ? "" : doorSentence(invited.readers, invited.role),
    line: invited.enrolment_key === null ? "" : checkLineOf(invited.enrolment_key),
  });
  must("#who-check").hidden = invited.enrolment_key === null;
  must("#who-other").hidden = invited.enrolment_key === null;
  must("#who-same").textContent = say(invited.enrolment_key === null ? "go_on" : "lines_same");
  fill(must("#name"), { title: invited.title });
  turnTo("who");
}

function showWords(id: string, words: string): void {
  replace(must(`#${id} [data-words]`), words === "" ? [] : words.split(" ").map(line));
}

async function toName(): Promise<void> {
  turnTo(invited?.again ? "mail" : "name");
}

async function toMail(): Promise<void> {
  if (field("shown-name").value.trim() === "" && isNamed()) throw refused("lack_name");
  turnTo("mail");
}

async function toWays(): Promise<void> {
  if (!field("address").checkValidity()) throw refused("bad_address");
  turnTo("ways");
}

/** Chosen anew, all is made anew: keys that were shown before and left again are good for nothing. */
async function choose(): Promise<void> {
  plan = must<HTMLInputElement>("#ways-form :checked").value as keyof typeof PLANS;
  making = makeEnrolment(token, PLANS[plan].kinds);
  passkeys = [];
  const enrolment = await made();
  showWords("carry", enrolment.carried);
  showWords("spare", enrolment.printed);
  for (const part of document.querySelectorAll<HTMLElement>("[data-plan]")) part.hidden = !part.dataset["plan"]?.split(" ").includes(plan);
  if (plan === "words") turnTo("carry");
  else toKey();
}

function toKey(): void {
  must("#key-second").hidden = passkeys.length === 0;
  must("#key-first").hidden = passkeys.length > 0;
  field("key-name").value = "";
  turnTo("key");
}

async function makeKey(): Promise<void> {
  const challenge = await post<Challenge>("/api/join/passkey", { token });
  const { identity } = await made();
  passkeys = [...passkeys, await makePasskey(challenge, identity, field("key-name").value, passkeys.map((one) => one.id))];
  if (passkeys.length < PLANS[plan].passkeys) return toKey();
  if (plan === "passkey") return turnTo("spare");
  await join();
}

function refused(key: string): Error {
  return Object.assign(new Error(key), { sentence: say(key) });
}

const isNamed = (): boolean => must<HTMLInputElement>('#name-form [value="name"]').checked;

async function made(): Promise<Enrolment> {
  if (making === null) throw new Error("nothing was made yet");
  return making;
}

async function askedBack(id: "carry" | "spare", next: string): Promise<void> {
  const enrolment = await made();
  const words = id === "carry" ? enrolment.carried : enrolment.printed;
  if (!isSameWords(field(`${id}-back`).value, words)) throw refused("words_differ");
  turnTo(next);
}

function showCode(): void {
  if (invited === null) return;
  must<HTMLImageElement>("#code-picture").src = invited.picture;
  tell("code-text", invited.secret.replace(/(.{4})(?=.)/gu, "$1 "));
}

async function join(): Promise<void> {
  if (invited === null) return;
  const { request } = withWays(await made(), passkeys.map((one) => one.way));
  const code = { secret: invited.secret, code: field("code-back").value.replace(/\D/gu, "") };
  await post("/api/join/accept", {
    token,
    shown_name: isNamed() ? field("shown-name").value.trim() : "",
    address: field("address").value.trim(),
    ...(plan === "passkeys" ? {} : code),
    enrolment: request,
  });
  for (const id of ["carry", "spare"]) showWords(id, "");
  fill(must("#done"), { door: invited.again ? say("done_again") : doorSentence(invited.readers, invited.role) });
  making = null;
  turnTo("done");
}

/** Prints one sheet alone: the rest of the page is hidden by the print rules while `data-printing` stands. */
function print(section: HTMLElement): void {
  section.dataset["printing"] = "";
  window.print();
  delete section.dataset["printing"];
}

function wire(): void {
  onSubmit("invite", look);
  onSubmit("name", toMail);
  onSubmit("mail", toWays);
  onSubmit("ways", choose);
  onSubmit("key", makeKey);
  must("#key-other").addEventListener("click", () => turnTo("ways"));
  onSubmit("carry", () => askedBack("carry", "spare"));
  onSubmit("spare", async () => {
    await askedBack("spare", "code");
    showCode();
  });
  onSubmit("code", join);
  must("#who-same").addEventListener("click", () => void trying("who", toName));
  must("#who-other").addEventListener("click", () => turnTo("stop"));
  must("#name-form").addEventListener("change", () => (must("#name-field").hidden = !isNamed()));
  for (const button of document.querySelectorAll<HTMLElement>("[data-print]"))
    button.addEventListener("click", () => print(must(".words-sheet", button.closest("section") ?? document)));
}

/** A link carries the invitation behind the #, which no server sees; it is taken out of the address at once. */
function takeFragment(): void {
  const found = decodeURIComponent(location.hash.slice(1));
  if (found === "") return;
  history.replaceState(null, "", location.pathname);
  field("token").value = found;
  void trying("invite", look);
}

wire();
must("#ways-none").hidden = canPasskey();
for (const one of document.querySelectorAll<HTMLInputElement>("#ways-form [data-passkey]")) one.disabled = !canPasskey();
must<HTMLInputElement>(`#ways-form [value=${canPasskey() ? "passkey" : "words"}]`).checked = true;
turnTo("invite");
window.addEventListener("hashchange", takeFragment);
takeFragment();
