// SPDX-License-Identifier: AGPL-3.0-or-later
// One message of a thread: signed by its sender, then sealed to the thread's key.

import { openSigned, sealSigned, type Envelope } from "./envelope.ts";
import { Refusal } from "./errors.ts";
import * as labels from "./labels.ts";
import { signedBytes } from "./signing.ts";
import { isFields, sha256Hex, type Fields } from "./wire.ts";

export const ASKER = "asker";

/** `number` counts one sender's messages from 1; `last` is the digest of the last message seen, or "". */
export interface Message {
  readonly origin: string;
  readonly thread: string;
  readonly epoch: number;
  readonly sender: string;
  readonly number: number;
  readonly last: string;
  readonly body: Fields;
}

function fieldsOf(message: Message): Fields {
  const { origin, thread, epoch, sender, number, last, body } = message;
  return { origin, thread, epoch, sender, number, last, body };
}

/** SHA-256 hex of the signed bytes. */
export function messageDigest(message: Message, domain: string = labels.MESSAGE): string {
  return sha256Hex(signedBytes(domain, fieldsOf(message)));
}

export function signThenSeal(
  message: Message, seed: Uint8Array, recipient: string, domain: string = labels.MESSAGE,
): Promise<Uint8Array> {
  return sealSigned(domain, fieldsOf(message), seed, [recipient]);
}

/** The message as claimed, and its envelope to check. Refuses age-…, padding, json. */
export async function openMessage(file: Uint8Array, seed: Uint8Array): Promise<[Message, Envelope]> {
  const envelope = await openSigned(file, seed);
  return [parseMessage(envelope.signed), envelope];
}

export interface Vouch {
  readonly handler: string;
  readonly sealing: string;
  readonly signing: string;
}

/** The new keys of another reader (`sealing` is a digest), whose six words the sender has heard. */
export function parseVouch(body: Fields): Vouch | null {
  const found = body["vouch"];
  const isWhole = isFields(found) && Object.keys(found).sort().join() === "handler,sealing,signing"
    && Object.values(found).every((each) => typeof each === "string");
  return isWhole ? (found as unknown as Vouch) : null;
}

const KINDS: Readonly<Record<keyof Message, string>> = {
  origin: "string", thread: "string", epoch: "number", sender: "string", number: "number", last: "string", body: "object",
};

function parseMessage(signed: Fields): Message {
  const { domain: _domain, ...fields } = signed;
  const names = Object.keys(KINDS) as (keyof Message)[];
  const isRight = Object.keys(fields).length === names.length && isFields(fields["body"])
    && names.every((name) => typeof fields[name] === KINDS[name]);
  if (!isRight) throw new Refusal("json");
  return fields as unknown as Message;
}
