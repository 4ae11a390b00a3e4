// SPDX-License-Identifier: AGPL-3.0-or-later
// The desk, one document: come in, see what needs us, open an ask, act on it, leave. Sections change in place.
import { dropForm, foldForms, openForm, type Act } from "./desk_act.ts";
import { isEnded, post, sentenceOf } from "./desk_api.ts";
import { forgetAsk, renderAsk, renderThread } from "./desk_ask.ts";
import { must, say, speak, tell, turnTo } from "./desk_dom.ts";
import { renderDays } from "./desk_days.ts";
import { forgetDrawer, renderDrawer, saved, sealNext, takeDrawer, withTyped, type Drawer, type Held } from "./desk_drawer.ts";
import { chosenIn, hasFiles, watchFiles } from "./files.ts";
import { goToRow, PART, renderHome, renderLeaving, renderVisits, type HomeDoors } from "./desk_home.ts";
import { comeIn, comeInWithPasskey, type Came, type Unlocked } from "./desk_keys.ts";
import { dropNote, forgetNotes, openNotes, renderNotes, sealNote, typedNote } from "./desk_notes.ts";
import { renewKey } from "./desk_renew.ts";
import { watchKeys } from "./desk_shortcuts.ts";
import { renderRenewals, wireReseal } from "./desk_reseal.ts";
import { goWays, wireWays } from "./desk_ways.ts";
import { canPasskey } from "./passkey.ts";
import { Stay } from "./desk_stay.ts";
import { openThread, sealWords, type OpenedThread, type Sealed } from "./desk_thread.ts";
import type { AskState, DeskState, Seat, Visit } from "./desk_types.ts";
import { renderWatch } from "./desk_watch.ts";
import { once, Unanswered } from "./unanswered.ts";

let account = "";
/** Where somebody is: `practice` names the seat whose practice ask it is. */
interface Place {
  readonly section: string;
  readonly ask: string;
  readonly standby: boolean;
  readonly practice: string;
}

const HOME: Place = { section: "home", ask: "", standby: false, practice: "" };
let shown: Place = HOME;
/** What is said once all is done. */
let said = (): void => undefined;
interface Opened {
  readonly ask: AskState;
  readonly thread: OpenedThread;
  readonly notes: Awaited<ReturnType<typeof openNotes>>;
}
let opened: Opened | null = null;
let desk: DeskState | null = null;
const unanswered = new Unanswered();

const stay = new Stay<Unlocked>({
  lock: () => void lock(),
  touch: () => void quietly(() => post("/api/desk/touch", {})),
});

function when(state: "first" | "locked"): void {
  for (const part of document.querySelectorAll<HTMLElement>("#enter [data-when]")) part.hidden = part.dataset["when"] !== state;
}

function lock(): void {
  stay.forget();
  opened = null;
  forgetAsk();
  forgetNotes();
  forgetDrawer();
  when("locked");
  turnTo("enter");
  must<HTMLInputElement>("#passphrase").focus();
}

async function quietly(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (mistake) {
    if (isEnded(mistake)) lock();
  }
}

/** Runs `work`; a refusal is said at `place`, and an ended visit asks for the passphrase again. */
async function trying(place: HTMLElement, work: () => Promise<void>): Promise<void> {
  speak(place, say("wait"));
  said = () => undefined;
  try {
    await work();
    speak(place, "");
    said();
  } catch (mistake) {
    speak(place, isEnded(mistake) ? "" : sentenceOf(mistake), true);
    if (isEnded(mistake)) lock();
  }
}

async function ask<T>(path: string, body: unknown): Promise<T> {
  const answer = await post<T>(path, body);
  stay.heard();
  return answer;
}

async function goHome(): Promise<void> {
  shown = HOME;
  const state = await fetchDesk();
  renderHome(state, doors);
  turnTo("home");
  await renderRenewals(state, stay.identity);
  void quietly(() => renderWatch(state, stay.identity));
}

let rows = PART;

async function fetchDesk(sent: object = { rows }): Promise<DeskState> {
  return (desk = await ask<DeskState>("/api/desk/state", sent));
}

const fetchAll = (): Promise<DeskState> => fetchDesk({});

async function showMore(): Promise<void> {
  const before = must("#home-list").childElementCount;
  rows = before + PART;
  renderHome(await fetchDesk(), doors);
  goToRow(before);
}

async function goDays(): Promise<void> {
  shown = { ...HOME, section: "days" };
  renderDays(await fetchAll(), doors.open);
  turnTo("days");
}

async function goDrawer(): Promise<void> {
  shown = { ...HOME, section: "drawer" };
  await takeDrawer(stay.identity, await ask<Held>("/api/desk/drawer", {}));
  showDrawer();
  turnTo("drawer");
}

function showDrawer(): void {
  const without = (phrase: string): readonly string[] => saved().phrases.filter((one) => one !== phrase);
  renderDrawer((phrase) => void trying(must("#drawer-status"), () => keep({ phrases: without(phrase) }, "phrase_dropped")));
}

/** What is kept next; what was typed stays until the server has it. */
async function keep(next: Partial<Drawer>, says: string): Promise<void> {
  const put = (body: object): Promise<Held> => ask("/api/desk/drawer/put", body);
  const look = async (): Promise<void> => takeDrawer(stay.identity, await ask<Held>("/api/desk/drawer", {}));
  const held = await unanswered.send("drawer", JSON.stringify(next), () => sealNext(stay.identity, next), put, look);
  await takeDrawer(stay.identity, held);
  showDrawer();
  said = () => tell("drawer-status", say(says));
}

async function carry(code: string, taken: boolean): Promise<void> {
  desk = await ask<DeskState>("/api/desk/carry", { ask: code, taken, rows });
  renderHome(desk, doors);
  must("#home-title").focus();
}

async function beforeLeaving(seat: Seat): Promise<void> {
  renderLeaving(await fetchAll(), seat, doors);
  shown = { ...HOME, section: "leaving" };
  must("#leaving-go").onclick = () => void trying(must("#leaving-status"), () => leaveSeat(seat));
  turnTo("leaving");
}

async function leaveSeat(seat: Seat): Promise<void> {
  await ask("/api/desk/seat/leave", { seat: seat.code });
  if (desk?.seats.length === 1) return leave(); // nothing here is theirs any more
  await goHome();
  tell("home-status", say("left_seat"));
}

/** Whoever is too close steps aside without opening it: nothing was handed out, and nothing is asked. */
async function stepAside(): Promise<void> {
  const row = desk?.asks.find((one) => one.ask === shown.ask);
  if (row === undefined) return goHome();
  const body = { ask: row.ask, move: "removed", value: { handler: row.seat, epoch: row.epoch }, sealed: null, once: once() };
  await unanswered.send(row.ask, "removed", () => Promise.resolve(body), (sent) => ask("/api/desk/move", sent), fetchDesk);
  await goHome();
}

const doors: HomeDoors = {
  open: (code) => beforeOpening({ ...HOME, ask: code }),
  standby: (code) => beforeOpening({ ...HOME, ask: code, standby: true }),
  practise: (seat) => beforeOpening({ ...HOME, practice: seat }),
  carry: (code, taken) => void trying(must("#home-status"), () => carry(code, taken)),
  leave: (seat) => void trying(must("#home-status"), () => beforeLeaving(seat)),
};

function beforeOpening(place: Place): void {
  shown = { ...place, section: "before" };
  tell("before-status", "");
  must("#before-practice").hidden = place.practice === "";
  must("#before-aside").hidden = place.practice !== "" || place.standby;
  must("#before-sure").hidden = true;
  turnTo("before");
}

function wayIn({ ask: code, standby, practice }: Place): [string, unknown] {
  if (practice !== "") return ["/api/desk/practice", { seat: practice }];
  return [standby ? "/api/desk/standby" : "/api/desk/ask", { ask: code }];
}

async function openAsk(): Promise<void> {
  const { state, said: news } = await renewKey(stay.identity, await ask<AskState>(...wayIn(shown)), (sent) => ask("/api/desk/renew", sent));
  shown = { ...shown, section: "ask" };
  await showAsk(state);
  if (news !== "") tell("ask-status", say(news));
  turnTo("ask");
}

async function keepNote(): Promise<void> {
  const here = opened;
  if (here === null || here.notes === null) return;
  const next = await sendOf(here, `note ${typedNote()}`, ({ ask: state, notes }) => sealNote(stay.identity, state, notes), (body) => ask<AskState>("/api/desk/note", body));
  dropNote(here.ask.ask);
  await showAsk(next);
  said = () => tell("note-status", say("note_kept"));
}

async function openState(state: AskState): Promise<Opened> {
  return { ask: state, thread: await openThread(stay.identity, state), notes: await openNotes(stay.identity, state) };
}

/** Sends what is built from an opened ask; where something else was sent before without an answer, from how it stands now. */
async function sendOf<T>(here: Opened, said: string, make: (here: Opened) => Promise<object>, post: (body: object) => Promise<T>): Promise<T> {
  if (shown.practice !== "") return post(await make(here)); // nothing of it is kept
  let now = here;
  const look = async (): Promise<void> => void (now = await openState(await ask<AskState>(...wayIn(shown))));
  return unanswered.send(here.ask.ask, said, () => make(now), post, look);
}

async function showAsk(state: AskState): Promise<void> {
  const { thread, notes } = (opened = await openState(state));
  foldForms();
  tell("ask-status", "");
  renderAsk(state, { form: showForm });
  renderThread(thread.messages, thread.troubles, state);
  renderNotes(state, notes);
}

function showForm(move: string, about: string): void {
  if (opened === null) return;
  openForm(opened.ask, move, about, (form, act) => trying(must("[data-status]", form), () => send(act, about)));
}

/** Forms that are another move's, with more to choose. */
const MOVES: Readonly<Record<string, string>> = { telling: "consent-used" };

/** Words alone are a message; words with a move are sent in one piece with it. */
function pathOf(act: Act): string {
  if (shown.practice !== "") return "/api/desk/practice/move";
  return act.move === "message" || act.move === "propose" ? `/api/desk/${act.move}` : "/api/desk/move";
}

function bodyOf(code: string, act: Act, sealed: Sealed | null): object {
  if (shown.practice !== "") return { seat: shown.practice, move: act.move, value: act.value, sealed };
  if (act.move === "message") return { ask: code, ...sealed };
  if (act.move === "propose") return { ask: code, ...act.value, once: once() };
  return { ask: code, move: MOVES[act.move] ?? act.move, value: act.value, sealed, once: once() };
}

async function send(act: Act, about: string): Promise<void> {
  if (opened === null) return;
  const { ask: state } = opened;
  const said = JSON.stringify([act.move, act.value, act.words, chosenIn(act.form)]);
  const path = pathOf(act);
  const make = async ({ thread }: Opened): Promise<object> =>
    bodyOf(state.ask, act, act.words === "" && !hasFiles(act.form) ? null : await sealWords(stay.identity, thread, act));
  const next = await sendOf(opened, said, make, (body) => ask<AskState | { left: true } | { rehearsed: true }>(path, body));
  dropForm(state, act, about);
  if (!("ask" in next)) foldForms();
  if ("left" in next) return stepOut();
  if ("rehearsed" in next) return goHome().then(() => tell("home-status", say("rehearsed")));
  await showAsk(next);
  tell("ask-status", say(`sent_${act.move}`));
  must(act.move === "telling" ? "#ask-agreed article" : "#ask-title").focus();
}

/** Who is out of an ask has nothing of it left here. */
async function stepOut(): Promise<void> {
  opened = null;
  forgetAsk();
  forgetNotes();
  await goHome();
}

async function goVisits(): Promise<void> {
  shown = { ...HOME, section: "visits" };
  const answer = await ask<{ visits: Visit[] }>("/api/desk/visits", {});
  const end = (handle: string): void => void trying(must("#visits-status"), () => endVisit(handle));
  renderVisits(answer.visits, end);
  turnTo("visits");
}

async function toWays(): Promise<void> {
  shown = { ...HOME, section: "ways" };
  await goWays();
}

async function endVisit(handle: string): Promise<void> {
  await ask("/api/desk/visits", { end: handle });
  await goVisits();
}

async function leave(): Promise<void> {
  await quietly(() => post("/api/desk/leave", {}));
  stay.forget();
  location.replace("/desk/");
}

async function enter(): Promise<void> {
  const field = (id: string): HTMLInputElement => must<HTMLInputElement>(`#${id}`);
  const progress = (share: number): void => tell("enter-status", say("stretching", { n: Math.round(share * 100) }));
  const found = await comeIn(field("passphrase").value, field("one-time").value, field("visit-name").value, progress);
  field("passphrase").value = field("one-time").value = "";
  await cameIn(found);
}

async function enterWithPasskey(): Promise<void> {
  await cameIn(await comeInWithPasskey(must<HTMLInputElement>("#visit-name").value));
}

async function cameIn(found: Came): Promise<void> {
  if (account !== "" && found.account !== account) return location.replace("/desk/");
  account = found.account;
  stay.begin(found.identity);
  const held = await ask<Held>("/api/desk/drawer", {});
  await takeDrawer(found.identity, held).catch(() => forgetDrawer()); // its own page says what is wrong with it
  await comeBack();
}

/** After a lock: the place where one was, with what was typed. */
async function comeBack(): Promise<void> {
  if (shown.section === "ask") return openAsk();
  if (shown.section === "before") return beforeOpening(shown);
  if (shown.section === "visits") return goVisits();
  if (shown.section === "ways") return toWays();
  if (shown.section === "days") return goDays();
  if (shown.section === "drawer") return goDrawer();
  await goHome();
}

async function saveTyped(): Promise<void> {
  const field = must<HTMLTextAreaElement>("#drawer-words");
  await keep({ phrases: withTyped(field.value) }, "phrase_saved");
  field.value = "";
}

function submit(form: string, status: string, work: () => Promise<void>): void {
  must<HTMLFormElement>(form).addEventListener("submit", (event) => {
    event.preventDefault();
    void trying(must(status), work);
  });
}

function watchSingleKeys(): void {
  const go = { home: goHome, days: goDays, drawer: goDrawer };
  watchKeys({
    isOn: () => stay.isOpen && saved().keys && shown.section !== "leaving",
    go: (where) => void trying(must("#home-status"), go[where]),
  });
}

function wire(): void {
  const press = (selector: string, status: string, work: () => Promise<void>): void => {
    for (const button of document.querySelectorAll<HTMLElement>(selector))
      button.addEventListener("click", () => void trying(must(status), work));
  };
  must<HTMLFormElement>("#enter-form").addEventListener("submit", (event) => {
    event.preventDefault();
    void trying(must("#enter-status"), enter);
  });
  must<HTMLInputElement>("#passphrase-show").addEventListener("change", (event) => {
    must<HTMLInputElement>("#passphrase").type = (event.target as HTMLInputElement).checked ? "text" : "password";
  });
  press("#before-open", "#before-status", openAsk);
  press("#go-refresh, [data-home]", "#home-status", goHome);
  press("#home-more-go", "#home-status", showMore);
  press("#go-visits", "#home-status", goVisits);
  press("#go-ways", "#home-status", toWays);
  press("#use-passkey", "#passkey-status", enterWithPasskey);
  wireWays({ trying, ask, identity: () => stay.identity });
  wireReseal({ trying, ask, identity: () => stay.identity });
  press("#go-days", "#home-status", goDays);
  press("#go-drawer", "#home-status", goDrawer);
  press("#before-aside-go", "#before-status", stepAside);
  must("#before-aside").addEventListener("click", () => {
    must("#before-sure").hidden = false;
    must("#before-aside-go").focus();
  });
  submit("#note-form", "#note-status", keepNote);
  submit("#drawer-form", "#drawer-status", saveTyped);
  must<HTMLInputElement>("#keys-on").addEventListener("change", (event) => {
    const keys = (event.target as HTMLInputElement).checked;
    void trying(must("#drawer-status"), () => keep({ keys }, "keys_saved"));
  });
  press("[data-leave]", "#home-status", leave);
}

wire();
must("#enter-passkey").hidden = !canPasskey();
watchSingleKeys();
watchFiles();
when("first");
turnTo("enter");
