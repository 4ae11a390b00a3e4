// SPDX-License-Identifier: AGPL-3.0-or-later
// Whether words of a reader ask for a mark: nobody may. The rules and their folding are those of
// answerable/reading/pressing.py, sentence by sentence, in every language at once. vectors/pressing.json.

import rulesOf from "../../answerable/reading/pressing.json";

type Rules = Readonly<Record<"mark" | "asks" | "pleads" | "leaves", readonly RegExp[]>>;

const compiled = (listed: readonly string[]): RegExp[] => listed.map((one) => new RegExp(one, "u"));
const RULES: readonly Rules[] = Object.values(rulesOf).map(({ mark, asks, pleads, leaves }) => ({
  mark: compiled(mark), asks: compiled(asks), pleads: compiled(pleads), leaves: compiled(leaves),
}));

function fold(text: string): string {
  return text.normalize("NFD").toLowerCase().replace(/[\u0300-\u036f]/gu, "").replace(/\u2019/gu, "'").replace(/[\u201c\u201d]/gu, '"');
}

const any = (patterns: readonly RegExp[], sentence: string): boolean => patterns.some((one) => one.test(sentence));

/** Who pleads asks, whatever is said beside it. */
function asks(sentence: string, rules: Rules): boolean {
  if (!any(rules.mark, sentence) || !any(rules.asks, sentence)) return false;
  return !any(rules.leaves, sentence) || any(rules.pleads, sentence);
}

/** The first sentence that asks for a mark, folded; "" where none does. */
export function askingSentence(text: string): string {
  const sentences = fold(text).split(/[.!?;\n\u2026]+/u).map((each) => each.replace(/\s+/gu, " ").replace(/^[ ¿¡"',-]+|[ ¿¡"',-]+$/gu, ""));
  return sentences.find((each) => RULES.some((rules) => asks(each, rules))) ?? "";
}
