// SPDX-License-Identifier: AGPL-3.0-or-later
// Bundles cross.ts for pytest and prints the folder.

import { bundleTests } from "./run.mjs";

console.log(await bundleTests(["cross.ts"]));
