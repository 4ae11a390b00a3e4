// SPDX-License-Identifier: AGPL-3.0-or-later
// One way to ask the server: POST of JSON with the form token; its sentence comes back as the error.

import { hasSaying, say } from "./desk_dom.ts";

export class Spoken extends Error {
  constructor(
    readonly sentence: string,
    readonly status: number,
  ) {
    super(sentence);
  }
}

/** The visit ended on the server: come in again, nothing typed is lost. */
export const isEnded = (mistake: unknown): boolean => mistake instanceof Spoken && mistake.status === 401;

function formToken(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="form-token"]')?.content ?? "";
}

const offline = (): Spoken => new Spoken(hasSaying("offline") ? say("offline") : "", 0);

async function send(path: string, body: unknown): Promise<Response> {
  try {
    return await fetch(path, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-Form": formToken() },
      body: JSON.stringify(body),
    });
  } catch {
    throw offline();
  }
}

/** Posts and returns the answer; anything but `ok` is thrown as the server's own sentence. */
export async function post<T>(path: string, body: unknown): Promise<T> {
  const answer = await send(path, body);
  let parsed: { ok?: boolean; sentence?: string };
  try {
    parsed = (await answer.json()) as { ok?: boolean; sentence?: string };
  } catch {
    throw offline();
  }
  if (parsed.ok !== true) throw new Spoken(parsed.sentence ?? offline().sentence, answer.status);
  return parsed as T;
}

interface Coded {
  readonly code: string;
  readonly details?: Readonly<Record<string, string | number>>;
}

const isCoded = (mistake: unknown): mistake is Coded =>
  typeof mistake === "object" && mistake !== null && "code" in mistake && typeof mistake.code === "string";

/** What may be said of a mistake; a mistake of ours is thrown on. */
export function sentenceOf(mistake: unknown): string {
  if (mistake instanceof Spoken) return mistake.sentence;
  if (mistake instanceof Error && "sentence" in mistake) return String(mistake.sentence);
  if (isCoded(mistake)) return hasSaying(mistake.code) ? say(mistake.code, mistake.details) : say("sealing", { code: mistake.code });
  throw mistake;
}
