// SPDX-License-Identifier: AGPL-3.0-or-later
// Bundles each page of client/pages into answerable/web/static/client, with manifest.json (SHA-256 of each file).
// The same sources and lock file give the same bytes. `node build.mjs FOLDER` writes elsewhere.

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";
import { trim } from "./trim.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const OUT = process.argv[2] ?? join(HERE, "..", "answerable", "web", "static", "client");
const ENTRIES = ["ask", "mine", "exit", "join", "desk", "letter", "later"];
const MODULES = ["later"]; // fetched by another script when it is needed

export const OPTIONS = {
  bundle: true,
  minify: true,
  target: "es2020",
  format: "iife",
  charset: "utf8",
  legalComments: "none",
  loader: { ".txt": "text" },
  plugins: [trim],
  absWorkingDir: HERE,
  logLevel: "warning",
};

async function bundle(name) {
  const outfile = join(OUT, `${name}.js`);
  const format = MODULES.includes(name) ? "esm" : OPTIONS.format;
  await build({ ...OPTIONS, format, entryPoints: [join(HERE, "pages", `${name}.ts`)], outfile });
  return readFile(outfile);
}

function brotliSize(bytes) {
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
}

async function main() {
  await mkdir(OUT, { recursive: true });
  for (const old of await readdir(OUT)) await rm(join(OUT, old));
  const manifest = {};
  for (const name of ENTRIES.filter((one) => existsSync(join(HERE, "pages", `${one}.ts`)))) {
    const bytes = await bundle(name);
    manifest[`${name}.js`] = { sha256: createHash("sha256").update(bytes).digest("hex"), bytes: bytes.length };
    console.log(`${name}.js ${bytes.length} bytes, brotli ${brotliSize(bytes)}`);
  }
  await writeFile(join(OUT, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
