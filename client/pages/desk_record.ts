// SPDX-License-Identifier: AGPL-3.0-or-later
// Readers' keys in the record, asked for as anybody would: a certificate alone says only what the operator signed.
import { asRecord, checkDirectory, laterDay, Refusal, type DirectoryRecord, type Look, type Policy } from "../lib/index.ts";
import { must, today } from "./desk_dom.ts";
import type { AskState } from "./desk_types.ts";

export function policyHere(): Policy {
  return JSON.parse(must("#desk").dataset["policy"] ?? "") as Policy;
}

/** Without a visit: whoever serves this cannot know that a reader of the body asks. */
export async function fetchDirectory(body: string): Promise<DirectoryRecord> {
  const answer = await fetch(`/record/directories/${body}.json`, { credentials: "omit", cache: "no-store" }).catch(() => null);
  if (answer?.ok !== true) throw new Refusal("record-head");
  return (await answer.json()) as DirectoryRecord;
}

/** Asks the newest directories for each reader of this ask. What cannot be fetched is refused when it is asked for. */
export async function lookUpReaders(ask: AskState): Promise<Look> {
  const bodyOf = (entry: { readonly body?: string }): string => entry.body ?? ask.body.code;
  const records = new Map<string, DirectoryRecord>();
  for (const body of new Set(ask.readers.map(bodyOf)))
    records.set(body, await fetchDirectory(body).catch(() => ({ checkpoint: null, leaves: [] })));
  return (entry) => {
    const record = records.get(bodyOf(entry));
    if (record === undefined) throw new Refusal("record-head");
    asRecord(() => checkDirectory(policyHere(), record, [entry], laterDay(ask.today, today())));
  };
}
