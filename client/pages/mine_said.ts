// SPDX-License-Identifier: AGPL-3.0-or-later
// What an organisation said in public, held against one's own ask here in the browser. Nobody else learns what was found,
// and nothing moves: a statement answers no ask by itself.
import type { Covered, CoverageRules, CoverState } from "../lib/index.ts";
import type { AskerState } from "./asker_types.ts";
import { Spoken } from "./desk_api.ts";
import { clone, dayText, fill, must, replace } from "./desk_dom.ts";
import { later } from "./later_load.ts";

interface SaidSentence {
  readonly text: string;
  readonly says: readonly string[];
}

interface Statement {
  readonly code: string;
  readonly title: string;
  readonly day: string;
  readonly language: string;
  readonly states: Readonly<Record<CoverState, string>>;
  readonly sentences: readonly SaidSentence[];
}

interface Said {
  readonly rules: Readonly<Record<string, CoverageRules>>;
  readonly statements: readonly Statement[];
}

/** Which of several findings about one ask is told: an answer before an echo, an echo before nothing. */
const ORDER: readonly CoverState[] = ["answered_no", "answered_yes", "echoed", "not_mentioned"];
const LONGEST = 40;

/** Without a visit: this is what everybody gets. */
async function fetchSaid(slug: string): Promise<Said | null> {
  try {
    const answer = await fetch(`/statements/of/${slug}.json`, { credentials: "omit" });
    return answer.ok ? ((await answer.json()) as Said) : null;
  } catch {
    return null;
  }
}

/** What was asked: the kind in words, and each sentence of one's own. */
function asksOf(state: AskerState, words: string): string[] {
  const own = (words.match(/[^.!?…\n]+/gu) ?? []).map((one) => one.trim()).filter((one) => one !== "");
  return [state.kind_title, ...own.slice(0, LONGEST)].filter((one) => one !== "");
}

type Cover = (sentences: readonly string[], asks: readonly string[], rules: CoverageRules) => Covered[];

function row(cover: Cover, statement: Statement, rules: CoverageRules, asks: readonly string[]): HTMLElement {
  const found = cover(statement.sentences.map((one) => one.text), asks, rules);
  const state = ORDER.find((each) => found.some((one) => one.state === each)) ?? "not_mentioned";
  const places = new Set(found.filter((one) => one.state === state).flatMap((one) => one.sentences));
  const made = clone("t-said");
  fill(made, { head: statement.title, tag: statement.states[state], day: dayText(statement.day) });
  must<HTMLAnchorElement>("a", made).href = `/statements/${statement.code}/`;
  const lines = statement.sentences.filter((_, at) => places.has(at)).flatMap((one) => {
    const quote = Object.assign(document.createElement("q"), { textContent: one.text, lang: statement.language });
    const said = Object.assign(document.createElement("p"), { className: "soft", textContent: one.says.join(" · ") });
    const place = document.createElement("p");
    place.append(quote);
    return one.says.length > 0 ? [place, said] : [place];
  });
  replace(must("[data-lines-said]", made), lines);
  return made;
}

/** Fills the part of the page about statements; it stays empty where nothing was said, or a browser knows too little. */
export async function renderSaid(article: Element, state: AskerState, words: string): Promise<void> {
  const said = await fetchSaid(state.body.slug);
  const part = must("[data-said]", article);
  part.hidden = true;
  if (said === null || said.statements.length === 0) return;
  const asks = asksOf(state, words);
  try {
    const { cover } = await later();
    const rows = said.statements.map((one) => row(cover, one, said.rules[one.language] as CoverageRules, asks));
    replace(must("[data-said-list]", part), rows);
    part.hidden = false;
  } catch (mistake) {
    // The connection broke, or an older browser does not know such an expression.
    if (!(mistake instanceof Spoken || mistake instanceof SyntaxError)) throw mistake;
  }
}
