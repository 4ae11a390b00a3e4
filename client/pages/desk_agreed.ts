// SPDX-License-Identifier: AGPL-3.0-or-later
// Leave that was asked for, boundaries, and what was done last time: each with what this reader may do with it.
import { clone, fill, line, must, replace, say } from "./desk_dom.ts";
import type { AgreedState, AskState } from "./desk_types.ts";

type Begin = (move: string, about: string) => void;

function button(move: string, about: string, begin: Begin): HTMLElement {
  const made = document.createElement("button");
  made.type = "button";
  made.dataset["act"] = move;
  made.textContent = say(`act_${move}`);
  made.addEventListener("click", () => begin(move, about));
  return made;
}

function part(one: AgreedState, begin: Begin): HTMLElement {
  const made = clone("t-agreed");
  fill(made, { head: one.line, line: one.says });
  replace(must("[data-lines]", made), (one.breaches ?? []).map(line));
  replace(must("[data-acts]", made), one.moves.map((move) => button(move, one.code, begin)));
  if ((one.sheet ?? []).length > 0) made.append(sheet(one.sheet ?? []));
  return made;
}

/** The sheet for the person concerned, to print or to copy. */
function sheet(parts: NonNullable<AgreedState["sheet"]>): HTMLElement {
  const made = clone("t-told");
  replace(must("[data-parts]", made), parts.map(sheetPart));
  must("[data-print]", made).addEventListener("click", () => window.print());
  must("[data-copy]", made).addEventListener("click", () => void copy(made, parts));
  return made;
}

function sheetPart(one: { readonly head: string; readonly says: string }): HTMLElement {
  const made = clone("t-told-part");
  fill(made, { head: one.head, says: one.says });
  return made;
}

async function copy(made: HTMLElement, parts: NonNullable<AgreedState["sheet"]>): Promise<void> {
  const words = parts.map((one) => `${one.head}\n${one.says}`).join("\n\n");
  const status = must("[data-status]", made);
  try {
    await navigator.clipboard.writeText(words);
    status.textContent = say("copied_sheet");
  } catch {
    getSelection()?.selectAllChildren(must("[data-printing]", made));
    status.textContent = say("copy_by_hand");
  }
}

function lookedBack(says: string): HTMLElement {
  const made = clone("t-agreed");
  fill(made, { head: say("head_same_road"), line: says });
  return made;
}

function attested({ told, said }: AskState["attested"][number]): HTMLElement {
  const made = clone("t-agreed");
  fill(made, { head: say("head_attested"), line: told });
  replace(must("[data-lines]", made), (said.length > 0 ? said : [say("attested_none")]).map(line));
  return made;
}

export function renderAgreed(ask: AskState, begin: Begin): void {
  const agreed = [...ask.boundaries, ...ask.consents].map((one) => part(one, begin));
  replace(must("#ask-agreed"), [...ask.same_roads.map(lookedBack), ...ask.attested.map(attested), ...agreed]);
}

/** Of the moves that the table leaves, those that stand among the buttons of the ask itself. */
export function agreedActs(ask: AskState): string[] {
  const looksBack = ask.about_a_person && ask.answers.length === 0 && ask.same_roads.length === 0;
  return [...(looksBack ? ["same-road"] : []), "consent-asked", "conflict"].filter((move) => ask.moves.includes(move));
}
