// SPDX-License-Identifier: AGPL-3.0-or-later
// The one thing that a page of ours may leave on a device, and only when somebody asks for it: 32 random bytes that
// tell nothing, with which this browser can undo new words for 14 days.
const PLACE = "a";

export function secretHere(): Uint8Array | null {
  try {
    const found = localStorage.getItem(PLACE);
    return found === null ? null : Uint8Array.from(atob(found), (letter) => letter.charCodeAt(0));
  } catch {
    return null;
  }
}

/** The secret of this device, a new one where there is none; with null it is taken away. */
export function keepSecret(given?: null): Uint8Array {
  if (given === null) {
    localStorage.removeItem(PLACE);
    return new Uint8Array();
  }
  const secret = secretHere() ?? crypto.getRandomValues(new Uint8Array(32));
  localStorage.setItem(PLACE, btoa(String.fromCharCode(...secret)));
  return secret;
}
