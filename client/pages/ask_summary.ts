// SPDX-License-Identifier: AGPL-3.0-or-later
// Before sending: what goes where, in the words of the page itself.
import type { AskForm } from "./ask_form.ts";
import { listText, must, replace, say } from "./desk_dom.ts";

function labelOf(input: HTMLElement | null): string {
  return input?.closest("label")?.querySelector("strong")?.textContent?.trim() ?? "";
}

function labels(selector: string): string {
  return listText([...document.querySelectorAll<HTMLElement>(`#ask-form ${selector}`)].map(labelOf));
}

function wordsLine(form: AskForm): string {
  const count = [...form.words].length;
  return count === 0 ? say("sum_words_none") : say("sum_words_some", { n: count });
}

export function summary(form: AskForm): void {
  const who = form.isPast ? "backup" : "reader";
  const lines: readonly (readonly [string, string])[] = [
    ["sum_to", form.sheet?.body.name ?? ""],
    ["sum_readers", labels(`[name="${who}"]:checked`) || say("sum_nobody")],
    ["sum_left", form.isPast ? say("sum_all_readers") : labels('[name="reader"]:not(:checked)')],
    ["sum_kind", form.kindTitle],
    ["sum_words", wordsLine(form)],
    ["sum_silence", labels(`[name="silence"][value="${form.silence}"]`)],
    ["sum_day", labels('[name="window"]:checked')],
  ];
  replace(
    must("[data-summary]"),
    lines
      .filter(([, text]) => text !== "")
      .flatMap(([key, text]) => [
        Object.assign(document.createElement("dt"), { textContent: say(key) }),
        Object.assign(document.createElement("dd"), { textContent: text }),
      ]),
  );
}
