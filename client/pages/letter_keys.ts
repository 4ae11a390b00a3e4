// SPDX-License-Identifier: AGPL-3.0-or-later
// Keys of one person who holds a letter: made from words in this browser, proved anew with each request.
import { signChallenge } from "../lib/challenge.ts";
import { cardOf, checkText, deriveLetter, signAct, type Act, type LetterKeys } from "../lib/letter.ts";
import { stretch } from "../lib/stretch.ts";
import type { Fields } from "../lib/wire.ts";
import { makeWords } from "../lib/words.ts";
import { postPage } from "./asker_page.ts";
import { post, Spoken } from "./desk_api.ts";

const HOLD = "/letters/hold/";
/** A proof is good for 120 seconds on the server; here a little less, so that none comes too late. */
const PROOF_MS = 90_000;

interface Challenge {
  readonly nonce: string;
  readonly expires: number;
}

export class Holder {
  private proof = "";
  private made = 0;

  constructor(private readonly keys: LetterKeys) {}

  static async of(words: string): Promise<Holder> {
    return new Holder(deriveLetter(await stretch(words, location.origin), location.origin));
  }

  get card(): ReturnType<typeof cardOf> {
    return cardOf(this.keys);
  }

  private async prove(): Promise<string> {
    const now = performance.now();
    if (this.proof !== "" && now - this.made < PROOF_MS) return this.proof;
    const { locator, signin } = this.keys;
    const { nonce, expires } = await post<Challenge>("/api/letters/challenge", { locator });
    this.proof = JSON.stringify({ locator, nonce, expires, signature: signChallenge(signin, location.origin, "letter", nonce, expires) });
    this.made = now;
    return this.proof;
  }

  /** One request of this keyholder: the page that answers it. A refusal comes as its sentence. */
  async ask(doing: string, fields: Readonly<Record<string, string>> = {}): Promise<Document> {
    return spoken(await postPage(HOLD, { ...fields, do: doing, proof: await this.prove() }));
  }

  act(letter: string, act: Act): Promise<Document> {
    const signature = signAct(this.keys, location.origin, letter, act);
    return this.ask("act", { sent: JSON.stringify({ ...act, signature }) });
  }
}

/** Hands the page back, or throws the sentence that came instead of it. */
export function spoken(page: Document): Document {
  if (page.querySelector("#hold-page, #join-page") !== null) return page;
  throw new Spoken(page.querySelector("[data-problem], main h1 + p")?.textContent ?? "", 200);
}

/** New words, and the keys of whoever will keep them: stretched while the person reads. */
export function newHolder(): { readonly words: string; readonly holder: Promise<Holder> } {
  const words = makeWords();
  return { words, holder: Holder.of(words) };
}

/** Every text of a value that is signed must stand on this page, and open its commitment. */
export function checkShown(root: ParentNode, value: Fields): void {
  const shown = new Set<string>();
  for (const each of root.querySelectorAll<HTMLElement>("[data-text]")) {
    const commitment = each.dataset["text"] ?? "";
    checkText(commitment, each.dataset["salt"] ?? "", each.textContent ?? "");
    shown.add(commitment);
  }
  const numbers = Array.isArray(value["numbers"]) ? (value["numbers"] as readonly unknown[]) : [];
  const signed = [value["title"], value["group"], value["intro"], ...numbers].filter((text) => typeof text === "string");
  if (numbers.length === 0 || signed.some((text) => !shown.has(text))) checkText("", "", "");
}
