// SPDX-License-Identifier: AGPL-3.0-or-later
// Asks held against the sentences of a statement, in the asker's own browser: the same rules as
// answerable/reading/coverage.py, which the server sends as data. Nothing of it is stored or sent.

export interface CoverageRules {
  readonly common: readonly string[];
  readonly endings: readonly string[];
  readonly numbered: string;
  readonly yes: string;
  readonly no: string;
  readonly act: string;
  readonly plan: string;
  readonly dated: string;
  readonly quoting: string;
}

export type CoverState = "answered_yes" | "answered_no" | "echoed" | "not_mentioned";

export interface Covered {
  readonly ask: string;
  readonly state: CoverState;
  readonly sentences: readonly number[];
}

const WORD = /[a-z0-9à-öø-ÿ]+/gu;
const QUOTED = /"[^"]{2,600}"/gu;
const CLAUSE = /[;:]| - |[.!?]$/u;
const SAME: Readonly<Record<string, string>> = {
  "’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "-", "‑": "-", "\n": " ",
};
const [STEM, HALF, NEXT] = [3, 0.5, 0.01];

/** Lower case, plain quotes and hyphens, a space for a line break; sign for sign. */
export function fold(text: string): string {
  return [...text].map((sign) => SAME[sign] ?? sign).map((sign) => (sign.toLowerCase().length === 1 ? sign.toLowerCase() : sign)).join("");
}

function stem(word: string, endings: readonly string[]): string {
  const ending = endings.find((one) => word.endsWith(one) && word.length - one.length >= STEM);
  return ending === undefined ? word : word.slice(0, word.length - ending.length);
}

/** The words that carry meaning, without endings, each once, in order. */
export function stems(low: string, rules: CoverageRules): string[] {
  const found = (low.match(WORD) ?? []).filter((word) => word.length > 1 && !rules.common.includes(word));
  return [...new Set(found.map((word) => stem(word, rules.endings)))];
}

/** The part of the ask's words that a sentence has; 0 where fewer than two are shared and the ask has more. */
export function shared(ask: readonly string[], there: readonly string[]): number {
  const both = ask.filter((word) => there.includes(word)).length;
  return ask.length === 0 || both < Math.min(2, ask.length) ? 0 : both / ask.length;
}

/** Quotations covered, and what was asked up to the end of its clause. */
function own(text: string, rules: CoverageRules): string {
  const low = text.replace(QUOTED, (found) => "\0".repeat(found.length));
  const quoting = new RegExp(rules.quoting, "u").exec(low);
  if (quoting === null) return low;
  const after = quoting.index + quoting[0].length;
  const stop = CLAUSE.exec(low.slice(after));
  const end = stop === null ? low.length : after + stop.index;
  return low.slice(0, quoting.index) + "\0".repeat(end - quoting.index) + low.slice(end);
}

/** A no, a yes, or a dated act that is no plan; else nothing. */
function signal(low: string, rules: CoverageRules): CoverState | null {
  if (/\?["') ]*$/u.test(low)) return null;
  const text = own(low, rules);
  const has = (name: "yes" | "no" | "act" | "plan" | "dated"): boolean => new RegExp(rules[name], "u").test(text);
  if (has("no")) return "answered_no";
  return has("yes") || (has("act") && has("dated") && !has("plan")) ? "answered_yes" : null;
}

function row(number: number, ask: string, lows: readonly string[], words: readonly string[][], rules: CoverageRules): number[] {
  const mine = stems(fold(ask), rules);
  return lows.map((low, at) => {
    const named = [...low.matchAll(new RegExp(rules.numbered, "gu"))].some((found) => Number(found[1]) === number);
    const value = shared(mine, words[at] as string[]);
    return named ? 1 : value >= HALF ? value : 0;
  });
}

function stateOf(ask: string, values: readonly number[], taken: ReadonlySet<number>, signals: readonly (CoverState | null)[]): Covered {
  const touched = values.flatMap((value, at) => (value > 0 ? [at] : []));
  if (touched.length === 0) return { ask, state: "not_mentioned", sentences: [] };
  const after = touched.map((at) => at + 1).filter((at) => at < values.length && !taken.has(at));
  const weighed = [...touched.map((at) => [-(values[at] as number), at]), ...after.map((at) => [NEXT - (values[at - 1] as number), at])] as [number, number][];
  weighed.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
  for (const [, at] of weighed) {
    const state = signals[at];
    if (state) return { ask, state, sentences: [...new Set([...touched, at])].sort((one, other) => one - other) };
  }
  return { ask, state: "echoed", sentences: touched };
}

/** What the sentences do with each ask: answered yes or no, echoed without answer, or not mentioned. */
export function cover(sentences: readonly string[], asks: readonly string[], rules: CoverageRules): Covered[] {
  const lows = sentences.map(fold);
  const words = lows.map((low) => stems(low, rules));
  const grid = asks.map((ask, at) => row(at + 1, ask, lows, words, rules));
  const taken = new Set(grid.flatMap((values) => values.flatMap((value, at) => (value > 0 ? [at] : []))));
  const signals = lows.map((low) => signal(low, rules));
  return asks.map((ask, at) => stateOf(ask, grid[at] as number[], taken, signals));
}
