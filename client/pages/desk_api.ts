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

const JSON_HEAD = { "Content-Type": "application/json" };

async function send(path: string, head: Readonly<Record<string, string>>, body: string | Blob): Promise<Response> {
  try {
    const headers = { ...head, "X-Form": formToken() };
    return await fetch(path, { method: "POST", credentials: "same-origin", headers, body });
  } catch {
    throw offline();
  }
}

/** Posts and returns the answer; anything but `ok` is thrown as the server's own sentence. */
export async function post<T>(path: string, body: unknown): Promise<T> {
  return parse<T>(await send(path, JSON_HEAD, JSON.stringify(body)));
}

/** Raw bytes, with what they are in the head. */
export async function sendBytes(path: string, head: Readonly<Record<string, string>>, body: Blob): Promise<unknown> {
  return parse(await send(path, { ...head, "Content-Type": "application/octet-stream" }, body));
}

/** Posts and returns raw bytes. */
export async function getBytes(path: string, body: unknown): Promise<Blob> {
  const answer = await send(path, JSON_HEAD, JSON.stringify(body));
  if (answer.headers.get("Content-Type") !== "application/octet-stream") return parse<never>(answer);
  try {
    return await answer.blob();
  } catch {
    throw offline();
  }
}

async function parse<T>(answer: Response): Promise<T> {
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
