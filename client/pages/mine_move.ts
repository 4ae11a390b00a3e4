// SPDX-License-Identifier: AGPL-3.0-or-later
// From a form of the page to a signed move. No served page can make one: the mark key is opened from the asker's words.
import { buildAdmission, buildAskerMessage, buildMove, buildNewEpoch, checkReaders, type Fields } from "../lib/index.ts";
import { lookUp } from "./asker_record.ts";
import type { AskerState } from "./asker_types.ts";
import { post, Spoken } from "./desk_api.ts";
import { say } from "./desk_dom.ts";
import { chosenIn, hasFiles, sendFiles } from "./files.ts";
import { SHOW_LINE, showLine } from "./mine_lines.ts";
import { place, staying } from "./mine_holders.ts";
import type { Visit } from "./mine_visit.ts";
import { typedIn } from "./unanswered.ts";

/** What the page is asked for after the move. */
export type Done = Readonly<Record<string, string>>;

const WIDTH: Readonly<Record<string, number>> = { second_line: 0, pooled: 1, by_name: 2, answers_only: 0, may_write: 1 };

function text(data: FormData, name: string): string {
  const found = data.get(name);
  return typeof found === "string" ? found : "";
}

function width(value: unknown): number {
  return typeof value === "boolean" ? Number(value) : (WIDTH[String(value)] ?? 0);
}

function refuse(key: string): never {
  throw new Spoken(say(key), 0);
}

function newTerms(data: FormData, old: Fields): Fields {
  return {
    ...old,
    silence: text(data, "silence") || (old["silence"] ?? "second_line"),
    kind_to_second_line: text(data, "kind_to_second_line") === "yes",
    standby: text(data, "standby") === "yes",
    contact: text(data, "may_write") === "yes" ? "may_write" : "answers_only",
    pace: text(data, "slow") === "yes" ? "slow" : "usual",
    look_back: text(data, "look_back") || null,
  };
}

function changeValue(data: FormData, old: Fields): Fields {
  const terms = newTerms(data, old);
  const named = data.getAll("widens").map(String);
  const wider = Object.entries(terms).filter(([name, value]) => name !== "pace" && width(value) > width(old[name]));
  const widens = wider.map(([name]) => name);
  if (!widens.every((name) => named.includes(name))) refuse("say_widens");
  return { terms: { ...terms }, kind: text(data, "kind") || null, widens };
}

/** Forms of their own that change one term: in the record and in the list of moves they are a change like any other. */
const TERM_MOVES = ["pushed", "keep_words"];

function oneTerm(state: AskerState, changed: Fields): Fields {
  return { terms: { ...state.terms, ...changed }, kind: null, widens: [] };
}

/** What the form's fields say, each as it stands; an empty one is nothing. */
function fields(data: FormData, names: readonly string[]): Fields {
  return Object.fromEntries(names.map((name) => [name, text(data, name) || null]));
}

function value(move: string, data: FormData, state: AskerState): Fields {
  switch (move) {
    case "mark":
      return { value: text(data, "value"), audience: text(data, "audience") || "asker", promise: text(data, "promise") || null };
    case "change":
      return changeValue(data, state.terms);
    case "pushed":
      return oneTerm(state, { pushed: text(data, "says") === "pushed" ? state.today : null });
    case "keep_words":
      return oneTerm(state, { keep_words: text(data, "says") === "keep" });
    case "pause":
      return { keep_safety: text(data, "keep_safety") === "yes" };
    case "accepted":
    case "declined":
    case "released":
      return fields(data, ["promise"]);
    case "consent-given":
      return fields(data, ["consent", "until"]);
    case "consent-refused":
    case "consent-back":
      return fields(data, ["consent"]);
    case "boundary":
      return fields(data, ["code", "what"]);
    case "keys-refused":
      return fields(data, ["handler"]);
    case "boundary-lifted":
      return fields(data, ["boundary"]);
    case "attester-offered":
    case "attester-ended":
      return fields(data, ["attester"]);
    case "attester-accepted":
      return { ...fields(data, ["attester", "paid_by"]), ties: text(data, "ties").split(",").filter((each) => each !== "") };
    case "breach":
      return fields(data, ["boundary", "on"]);
    default:
      return {};
  }
}

async function sendMessage(visit: Visit, code: string, data: FormData, form: HTMLFormElement): Promise<void> {
  const words = text(data, "text").trim();
  if (words === "" && !hasFiles(form)) refuse("empty");
  await visit.send(code, "/api/mine/message", `${words} ${chosenIn(form)}`, async () => {
    const opened = await visit.opened(code);
    const files = await sendFiles(form, "mine", opened);
    const body = files.length === 0 ? { text: words } : { text: words, files: files.map((each) => ({ ...each })) };
    return { ...(await buildAskerMessage(opened, body, opened.next_message)), files: files.map((each) => each.code) };
  });
}

async function remove(visit: Visit, code: string, handler: string): Promise<Parts> {
  const opened = await visit.opened(code);
  const state = visit.state(code);
  const { holders, signers } = await staying(state, opened, handler);
  const { part, epoch } = await buildNewEpoch(opened, holders, { signers, epoch: state.epoch + 1 });
  return { value: { handler, epoch }, part };
}

async function admit(visit: Visit, code: string, handler: string): Promise<Parts> {
  const state = visit.state(code);
  const opened = await visit.opened(code);
  const entry = checkReaders(location.origin, state.directory, [handler]).get(handler);
  if (entry === undefined) throw new Error("a checked reader is always there");
  (await lookUp(state))(entry);
  return { value: { handler, epoch: opened.epoch }, part: await buildAdmission(opened, handler, entry.sealing) };
}

interface Parts {
  readonly value: Fields;
  readonly part: object;
}

async function parts(visit: Visit, move: string, code: string, data: FormData): Promise<Parts> {
  if (move === "removed") return remove(visit, code, text(data, "handler"));
  if (move === "admitted") return admit(visit, code, text(data, "handler"));
  return { value: value(move, data, visit.state(code)), part: {} };
}

async function sendMove(visit: Visit, move: string, code: string, form: HTMLFormElement): Promise<void> {
  await visit.send(code, "/api/mine/move", `${move} ${typedIn(form)}`, async () => {
    const { value: given, part } = await parts(visit, move, code, new FormData(form));
    const opened = await visit.opened(code);
    return { ...buildMove(opened, TERM_MOVES.includes(move) ? "change" : move, given, place(visit.state(code))), ...part };
  });
}

async function erase(visit: Visit, code: string, data: FormData): Promise<void> {
  if (text(data, "sure") !== "yes") refuse("sure");
  const state = visit.state(code);
  await post("/api/mine/erase", buildMove(await visit.opened(code), "erased", {}, place(state)));
}

/** Makes the move that this form stands for. Throws a sentence; nothing typed is lost. */
export async function makeMove(visit: Visit, form: HTMLFormElement): Promise<Done> {
  const move = form.dataset["move"] ?? "";
  const code = form.dataset["ask"] ?? "";
  const data = new FormData(form);
  if (move === "erase") {
    await erase(visit, code, data);
    return { do: "erased" };
  }
  if (move === SHOW_LINE) await showLine(visit, form, refuse);
  else if (move === "message") await sendMessage(visit, code, data, form);
  else await sendMove(visit, move, code, form);
  return { do: "show", said: move };
}
