// SPDX-License-Identifier: AGPL-3.0-or-later
// Signed, then sealed: {"signed": fields, "signature": …} in canonical form, padded, inside an age file.

import * as age from "./age.ts";
import { Refusal } from "./errors.ts";
import { pad, unpad } from "./padding.ts";
import { checkSignature, sign } from "./signing.ts";
import { isFields, jcs, parseJcs, type Fields } from "./wire.ts";

/** Opened, but nobody's yet: trust no field before `checkEnvelope`. */
export interface Envelope {
  readonly signed: Fields;
  readonly signature: string | null;
}

export async function sealSigned(
  domain: string, fields: Fields, seed: Uint8Array, recipients: readonly string[],
): Promise<Uint8Array> {
  const content = jcs({ signed: { ...fields, domain }, signature: sign(seed, domain, fields) });
  return age.seal(pad(content), recipients);
}

/** Refuses the age-… codes, padding, json. */
export async function openSigned(file: Uint8Array, seed: Uint8Array): Promise<Envelope> {
  const content = parseJcs(unpad(await age.open(file, seed)));
  const { signed, signature, ...more } = content;
  if (!isFields(signed) || Object.keys(more).length > 0) throw new Refusal("json");
  return { signed, signature: typeof signature === "string" ? signature : null };
}

/** The fields, once domain and signature are right. Refuses unsigned, wrong-domain, signature. */
export function checkEnvelope(envelope: Envelope, domain: string, publicKey: string): Fields {
  if (envelope.signature === null) throw new Refusal("unsigned");
  if (envelope.signed["domain"] !== domain) throw new Refusal("wrong-domain");
  checkSignature(publicKey, envelope.signature, domain, envelope.signed);
  return envelope.signed;
}

/** The same for somebody who has had several keys, the newest last. */
export function checkEnvelopeAny(envelope: Envelope, domain: string, publicKeys: readonly string[]): Fields {
  signedBy(envelope, domain, publicKeys);
  return envelope.signed;
}

/** Which of these keys it was, the newest first. Refuses signature for none. */
export function signedBy(envelope: Envelope, domain: string, publicKeys: readonly string[]): string {
  for (const key of publicKeys.slice(1).reverse()) {
    try {
      checkEnvelope(envelope, domain, key);
    } catch {
      continue;
    }
    return key;
  }
  if (publicKeys[0] === undefined) throw new Refusal("signature");
  checkEnvelope(envelope, domain, publicKeys[0]);
  return publicKeys[0];
}

/** Refuses wrong-origin or wrong-thread. */
export function checkPlace(fields: Fields, origin: string, thread?: string): void {
  if (fields["origin"] !== origin) throw new Refusal("wrong-origin");
  if (thread !== undefined && fields["thread"] !== thread) throw new Refusal("wrong-thread");
}
