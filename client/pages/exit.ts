// SPDX-License-Identifier: AGPL-3.0-or-later
// Leave fast. Loaded first and blocking, so that it works before anything else does.
// One tap, or Shift three times within five seconds: nothing of ours is left on the screen before the network is asked.
const root = document.documentElement;
root.dataset["scripts"] = "on";

const WITHIN = 5000;
let presses: number[] = [];
let alone = false;

function exitForm(): HTMLFormElement | null {
  return document.querySelector<HTMLFormElement>("form[data-exit]");
}

function leave(): void {
  const form = exitForm();
  const away = form?.dataset["exitUrl"] ?? root.dataset["exitUrl"] ?? "about:blank";
  const ending = new URLSearchParams(form === null ? [] : [...new FormData(form)].map(([name, text]) => [name, String(text)]));
  root.hidden = true;
  document.title = "";
  document.body.replaceChildren();
  navigator.sendBeacon("/out/", ending);
  location.replace(away);
}

/** Shift alone counts: held down to write a capital letter it does not. */
function shiftDown(event: KeyboardEvent): void {
  if (event.key !== "Shift") alone = false;
  else if (!event.repeat) alone = true;
}

function shiftUp(event: KeyboardEvent): void {
  if (event.key !== "Shift" || !alone) return;
  presses = [...presses.filter((moment) => event.timeStamp - moment < WITHIN), event.timeStamp];
  if (presses.length >= 3) leave();
}

document.addEventListener("submit", (event) => {
  if (event.target !== exitForm()) return;
  event.preventDefault();
  leave();
});
document.addEventListener("keydown", shiftDown, true);
document.addEventListener("keyup", shiftUp, true);
window.addEventListener("pageshow", (event) => {
  if (event.persisted) leave();
});
