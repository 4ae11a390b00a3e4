// SPDX-License-Identifier: AGPL-3.0-or-later
// Single keys: down and up the list, home, days, notes, help. Off while somebody types, and for good where they say so.
import { must } from "./desk_dom.ts";

export interface Keys {
  /** Whether they do anything now. */
  isOn(): boolean;
  go(where: "home" | "days" | "drawer"): void;
}

const shownSection = (): HTMLElement | null => document.querySelector<HTMLElement>("#desk > section:not([hidden])");

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null;

/** To the next or the one before of what can be opened here. */
function step(by: 1 | -1): void {
  const rows = [...(shownSection()?.querySelectorAll<HTMLElement>("[data-open]") ?? [])].filter((one) => one.offsetParent !== null);
  if (rows.length === 0) return;
  const at = rows.findIndex((one) => one === document.activeElement);
  const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + by, 0), rows.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function toNotes(): void {
  if (shownSection()?.id === "ask" && !must("#ask-notes-part").hidden) must("#note-words").focus();
}

export function watchKeys(keys: Keys): void {
  const acts: Readonly<Record<string, () => void>> = {
    j: () => step(1),
    k: () => step(-1),
    h: () => keys.go("home"),
    d: () => keys.go("days"),
    n: toNotes,
    "?": () => keys.go("drawer"),
  };
  document.addEventListener("keydown", (event) => {
    if (!keys.isOn() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
    const act = acts[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
}
