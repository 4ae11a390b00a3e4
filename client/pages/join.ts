// SPDX-License-Identifier: AGPL-3.0-or-later
// Joining by a one-time invitation: who invites, what is shown of you, two passphrases, a one-time code, done.
// Everything secret is made here and leaves only as public keys and sealed files.
import { post, sentenceOf } from "./desk_api.ts";
import { fill, line, must, replace, say, speak, tell, turnTo } from "./desk_dom.ts";
import { checkLineOf, isSameWords, makeEnrolment, type Enrolment } from "./join_keys.ts";

interface Invited {
  readonly body_name: string | null;
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
    task: say(`task_${invited.role}`),
    door: doorSentence(invited.readers, invited.role),
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
  making ??= makeEnrolment(token);
  turnTo("name");
}

async function toMail(): Promise<void> {
  if (field("shown-name").value.trim() === "" && isNamed()) throw refused("lack_name");
  turnTo("mail");
}

async function toCarry(): Promise<void> {
  if (!field("address").checkValidity()) throw refused("bad_address");
  const enrolment = await made();
  showWords("carry", enrolment.carried);
  showWords("spare", enrolment.printed);
  turnTo("carry");
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
  const enrolment = await made();
  await post("/api/join/accept", {
    token,
    shown_name: isNamed() ? field("shown-name").value.trim() : "",
    address: field("address").value.trim(),
    secret: invited.secret,
    code: field("code-back").value.replace(/\D/gu, ""),
    enrolment: enrolment.request,
  });
  for (const id of ["carry", "spare"]) showWords(id, "");
  fill(must("#done"), { door: doorSentence(invited.readers, invited.role) });
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
  onSubmit("mail", toCarry);
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
turnTo("invite");
window.addEventListener("hashchange", takeFragment);
takeFragment();
