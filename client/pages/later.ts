// SPDX-License-Identifier: AGPL-3.0-or-later
// What only some come to need, in a file of its own that is fetched then: pictures are cleaned, statements are compared.
export { clean, kindOf, NotWhole } from "../lib/clean.ts";
export { cover } from "../lib/reading.ts";
