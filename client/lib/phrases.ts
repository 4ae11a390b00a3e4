// SPDX-License-Identifier: AGPL-3.0-or-later
// Saved phrases are beginnings: nobody should get a message that consists of them alone.

/** So many words of one's own must stand beside a phrase, or in it. */
export const OWN_WORDS = 3;
export const LEAST_IN_A_PHRASE = 3;

function wordsOf(text: string): readonly string[] {
  return text.normalize("NFKC").toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Each word of the text, and whether it stands in a whole phrase. Case, signs and spaces make no difference. */
function covered(words: readonly string[], phrases: readonly string[]): readonly boolean[] {
  const found = words.map(() => false);
  for (const phrase of phrases.map(wordsOf).filter((one) => one.length > 0)) {
    for (let at = 0; at + phrase.length <= words.length; at++)
      if (phrase.every((word, place) => words[at + place] === word)) found.fill(true, at, at + phrase.length);
  }
  return found;
}

/** Whether a text is saved phrases and next to nothing else. A text without any phrase never is. */
export function isOnlyPhrases(text: string, phrases: readonly string[]): boolean {
  const found = covered(wordsOf(text), phrases);
  const own = found.filter((one) => !one).length;
  return own < found.length && own < OWN_WORDS;
}

/** Whether it is long enough to be told apart from any other words. */
export const canBeSaved = (text: string): boolean => wordsOf(text).length >= LEAST_IN_A_PHRASE;
