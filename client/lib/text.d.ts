// SPDX-License-Identifier: AGPL-3.0-or-later
// Text files that esbuild puts into the bundle.
declare module "*.txt" {
  const text: string;
  export default text;
}
