// SPDX-License-Identifier: AGPL-3.0-or-later
// What was chosen and typed, read from the form at the moment it is needed. Nothing is kept anywhere else.
import type { Choices, Fields } from "../lib/index.ts";
import type { Sheet } from "./asker_types.ts";
import { must, say } from "./desk_dom.ts";

export const LONGEST = 100_000;
const WIDE = ["pooled", "by_name"];

export class AskForm {
  sheet: Sheet | null = null;

  constructor(private readonly form: HTMLFormElement) {}

  text(name: string): string {
    const found = new FormData(this.form).get(name);
    return typeof found === "string" ? found : "";
  }

  ticked(name: string): readonly string[] {
    return new FormData(this.form).getAll(name).map(String);
  }

  get isPast(): boolean {
    return this.text("route") === "past_body" || this.form.querySelector('[name="kind"]:checked')?.hasAttribute("data-past") === true;
  }

  /** Who can open what is written: nobody at all where an organisation has not joined. */
  get readers(): readonly string[] {
    return this.isPast ? this.ticked("backup") : this.ticked("reader");
  }

  get leavesOut(): boolean {
    const all = this.sheet?.readers.length ?? 0;
    return this.isPast || this.readers.length < all;
  }

  /** Words need somebody who can open them: a reader, or the backup's copy where the organisation has joined. */
  get canWrite(): boolean {
    const copies = this.ticked("backup").length > 0 && this.text("standby") === "yes";
    return this.readers.length > 0 || (copies && (this.sheet?.readers.length ?? 0) > 0);
  }

  get kindTitle(): string {
    return this.form.querySelector<HTMLInputElement>('[name="kind"]:checked')?.dataset["title"] ?? "";
  }

  /** Own words, and what was said or left unsaid about "met" and "never", as one text for the readers. */
  get words(): string {
    if (!this.canWrite) return "";
    const parts = [this.text("words").trim(), this.titled("met", "met-looks"), this.titled("never", "must-never")];
    if (parts[0] === "") parts[0] = this.skipped("words", "own-words");
    return parts.filter((part) => part !== "").join("\n\n");
  }

  get isTooLong(): boolean {
    return [...this.words].length > LONGEST;
  }

  private titled(name: string, id: string): string {
    const written = this.text(name).trim();
    return written === "" ? this.skipped(name, id) : `${this.label(id)}\n${written}`;
  }

  private skipped(name: string, id: string): string {
    const skip = this.text(`${name}_skip`);
    return skip === "" ? "" : `${this.label(id)} ${say(skip)}.`;
  }

  private label(id: string): string {
    return must(`label[for="${id}"]`).textContent?.trim() ?? "";
  }

  get silence(): string {
    const chosen = this.text("silence");
    return !this.leavesOut && WIDE.includes(chosen) ? chosen : "second_line";
  }

  private get terms(): Choices["terms"] {
    return {
      silence: this.silence,
      kind_to_second_line: this.text("kind_to_second_line") === "yes",
      standby: this.text("standby") === "yes",
      contact: this.text("contact") === "may_write" ? "may_write" : "answers_only",
      pace: this.text("pace") === "slow" ? "slow" : "usual",
      public_mark: false,
      look_back: this.text("look_back") || null,
    };
  }

  /** How things are today, for the asker alone: only boxes in which something stands. */
  private get own(): Fields {
    const parts = [...new FormData(this.form)].filter(([name, words]) => name.startsWith("b-") && words !== "");
    const baseline = { day: this.sheet?.today ?? "", parts: Object.fromEntries(parts.map(([name, words]) => [name.slice(2), String(words)])) };
    return parts.length > 0 ? { baseline } : {};
  }

  choices(): Choices {
    return {
      kind: this.text("kind"),
      helped: this.text("helped") === "yes",
      route: this.isPast ? "past_body" : "body",
      readers: this.readers,
      backups: this.ticked("backup"),
      terms: this.terms,
      hold_until: drawDay(this.sheet?.today ?? "", Number(this.text("window") || "0")),
      text: this.words,
      own: this.own,
    };
  }
}

/** A random day, 1 to `window` days after today; null for today. */
export function drawDay(today: string, window: number): string | null {
  if (window < 1) return null;
  const day = new Date(`${today}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + 1 + drawBelow(window));
  return day.toISOString().slice(0, 10);
}

/** Every number below `end` is as likely as any other. */
function drawBelow(end: number): number {
  const fair = 256 - (256 % end);
  for (;;) {
    const [drawn = 0] = crypto.getRandomValues(new Uint8Array(1));
    if (drawn < fair) return drawn % end;
  }
}
