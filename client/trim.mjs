// SPDX-License-Identifier: AGPL-3.0-or-later
// Small changes to libraries while they are bundled. Each must fit exactly once, or the build stops.

import { readFile } from "node:fs/promises";

/** The library waits on a microtask between slices of Argon2id, which never lets the page draw; a timer does. */
const BREATHE = [["export const nextTick = async () => { };", "export const nextTick = () => new Promise((done) => setTimeout(done));"]];

/** Kinds of recipient that lib/age.ts refuses before the library sees them: P-256 tags and passphrases. */
const HYBRID_ONLY = [
  ['import { p256 } from "@noble/curves/nist.js";', "const p256 = undefined;"],
  ['import { scrypt } from "@noble/hashes/scrypt.js";', "const scrypt = undefined;"],
  ["import { MLKEM768P256, MLKEM768X25519 } from", "const MLKEM768P256 = undefined; import { MLKEM768X25519 } from"],
];

/** Says that these calls do nothing but make a value, so that unused ones can be left out. */
const UNUSED_MIXES = ["QSF_ml_kem768_p256", "QSF_ml_kem1024_p384", "KitchenSink_ml_kem768_x25519"].map((name) => [
  `export const ${name} = `, `export const ${name} = /* @__PURE__ */ `,
]);
const PURE_PARTS = [
  ["ecdhKem(p256, true)", "/* @__PURE__ */ ecdhKem(p256, true)"],
  ["ecdhKem(p384, true)", "/* @__PURE__ */ ecdhKem(p384, true)"],
];

const CHANGES = [
  [/@noble[\\/]hashes[\\/]utils\.js$/, BREATHE],
  [/age-encryption[\\/]dist[\\/]recipients\.js$/, HYBRID_ONLY],
  [/@noble[\\/]post-quantum[\\/]hybrid\.js$/, [...UNUSED_MIXES, ...PURE_PARTS]],
];

function change(source, [from, to], path) {
  if (source.split(from).length !== 2) throw new Error(`${path} is not as it was: look at trim.mjs again`);
  return source.replace(from, to);
}

/** The sorted word list, each word as the number of letters it shares with the one before (0 to 9) and the rest. */
function fold(text) {
  let last = "";
  return text.trim().split("\n").map((word) => {
    let shared = 0;
    while (shared < 9 && word[shared] === last[shared]) shared += 1;
    last = word;
    return `${shared}${word.slice(shared)}`;
  }).join("");
}

export const trim = {
  name: "trim",
  setup(esbuild) {
    esbuild.onLoad({ filter: /[\\/]words_[a-z]+\.txt$/ }, async ({ path }) => ({ contents: fold(await readFile(path, "utf8")), loader: "text" }));
    for (const [filter, changes] of CHANGES) {
      esbuild.onLoad({ filter }, async ({ path }) => {
        const source = await readFile(path, "utf8");
        return { contents: changes.reduce((text, one) => change(text, one, path), source), loader: "js" };
      });
    }
  },
};
