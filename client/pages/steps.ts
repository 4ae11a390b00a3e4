// SPDX-License-Identifier: AGPL-3.0-or-later
// One question at a time, changing in place: one document, one history entry, and what was typed stays where it is.
import { must } from "./desk_dom.ts";

export interface Step {
  readonly name: string;
  /** Whether the question is asked at all, as things stand. */
  readonly applies?: () => boolean;
  /** A sentence if this step cannot be left yet. */
  readonly problem?: () => string;
}

export function section(name: string): HTMLElement {
  return must(`[data-step="${name}"]`);
}

/** Shows one section of its document, hides the others, and moves the reader of the page to its heading. */
export function show(name: string): void {
  for (const each of document.querySelectorAll<HTMLElement>("[data-step]")) each.toggleAttribute("data-here", each.dataset["step"] === name);
  const here = section(name);
  here.hidden = false;
  const heading = here.querySelector<HTMLElement>("h1");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

/** Puts a sentence (or nothing) where this page says such things. */
export function status(name: string, sentence: string): void {
  for (const place of document.querySelectorAll(`[data-status="${name}"]`)) place.textContent = sentence;
}

export class Steps {
  here: string;

  constructor(
    private readonly steps: readonly Step[],
    private readonly arrive: (name: string, place: number, all: number) => void,
  ) {
    this.here = steps[0]?.name ?? "";
  }

  private get asked(): readonly Step[] {
    return this.steps.filter((step) => step.applies?.() ?? true);
  }

  go(name: string): void {
    this.here = name;
    const asked = this.asked;
    show(name);
    this.arrive(name, asked.findIndex((step) => step.name === name) + 1, asked.length);
  }

  next(): void {
    this.turn(1);
  }

  back(): void {
    this.turn(-1);
  }

  private turn(by: 1 | -1): void {
    const asked = this.asked;
    const place = asked.findIndex((step) => step.name === this.here);
    const problem = by > 0 ? (asked[place]?.problem?.() ?? "") : "";
    status(this.here, problem);
    const to = asked[place + by];
    if (problem === "" && to !== undefined) this.go(to.name);
  }
}
