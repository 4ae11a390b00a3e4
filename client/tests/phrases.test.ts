// SPDX-License-Identifier: AGPL-3.0-or-later
// Saved phrases are never sent alone.

import assert from "node:assert/strict";
import { test } from "node:test";
import { canBeSaved, isOnlyPhrases } from "../lib/phrases.ts";

const SAVED = ["We have read your ask.", "You owe us nothing.", "Todavía no sabemos más."];

test("phrases alone are refused, in any order, case, signs and number", () => {
  for (const text of [
    "We have read your ask.", "we have READ your ask", "You owe us nothing. We have read your ask!",
    "You owe us nothing.\n\nYou owe us nothing.", "— Todavi\u0301a no sabemos más —", "We have read your ask. Yes.",
    "We have read your ask, dear friend.",
  ]) assert.equal(isOnlyPhrases(text, SAVED), true, text);
});

test("a phrase that was changed or added to may go, and so may words without one", () => {
  for (const text of [
    "", "Yes.", "Thank you.", "We have read your ask. The board meets on Tuesday.", "We have read your letter twice.",
    "The minutes are on the page. You owe us nothing.",
  ]) assert.equal(isOnlyPhrases(text, SAVED), false, text);
  assert.equal(isOnlyPhrases("We have read your ask.", []), false);
  assert.equal(isOnlyPhrases("We have read your ask.", ["", "…"]), false);
});

test("what is too short to be told apart is not saved", () => {
  assert.deepEqual(["Yes.", "Thank you", "We meet soon", "…"].map(canBeSaved), [false, false, true, false]);
});
