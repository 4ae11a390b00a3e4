// SPDX-License-Identifier: AGPL-3.0-or-later
// Bundles the tests as the pages are bundled, then runs them with node's own runner.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { OPTIONS } from "../build.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const VECTORS = join(HERE, "..", "..", "vectors");

/** Bundles these files of client/tests into a new folder and returns it. */
export async function bundleTests(names) {
  const outdir = mkdtempSync(join(tmpdir(), "client-tests-"));
  const entryPoints = names.map((name) => join(HERE, name));
  await build({ ...OPTIONS, minify: false, target: "es2022", format: "esm", platform: "node", entryPoints, outdir, outExtension: { ".js": ".mjs" } });
  return outdir;
}

async function main() {
  const names = readdirSync(HERE).filter((name) => name.endsWith(".test.ts"));
  const folder = await bundleTests(names);
  const files = names.map((name) => join(folder, name.replace(/\.ts$/, ".mjs")));
  const run = spawnSync(process.execPath, ["--test", ...files], { stdio: "inherit", env: { ...process.env, VECTORS } });
  rmSync(folder, { recursive: true });
  process.exitCode = run.status ?? 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
