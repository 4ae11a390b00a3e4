// SPDX-License-Identifier: AGPL-3.0-or-later
// A handler's identity, how it is unlocked, and the certificate that a body's enrolment key gives it.

import { sha256 } from "@noble/hashes/sha2.js";
import { base32 } from "@scure/base";
import { recipientOf } from "./age.ts";
import { signinOf, type Keys } from "./derive.ts";
import { checkEnvelope, checkPlace, openSigned, sealSigned } from "./envelope.ts";
import { Refusal } from "./errors.ts";
import * as labels from "./labels.ts";
import { checkSignature, sign, signingPublic } from "./signing.ts";
import { b64, isFields, join, parseB64, utf8, type Random } from "./wire.ts";

/** Two 32-byte seeds. */
export interface Identity {
  readonly sealing: Uint8Array;
  readonly signing: Uint8Array;
}

/** What everybody may know of an identity. */
export interface Card {
  readonly sealing: string;
  readonly signing: string;
}

/** body, handler, role, from, until (or null), signature. */
export type Certificate = Readonly<Record<string, string | null>>;

/** An entry of the directory, as far as sealing needs it. */
export interface ReaderEntry extends Card {
  readonly code: string;
  readonly certificate: Certificate;
  readonly body?: string;
  readonly enrolment_key?: string;
  /** Keys that this reader had before, each with its certificate. */
  readonly former?: readonly (Card & { readonly certificate: Certificate })[];
}

const CERTIFICATE_FIELDS = "body,from,handler,role,signature,until";

export function makeIdentity(random: Random): Identity {
  return { sealing: random(32), signing: random(32) };
}

export async function cardOf(identity: Identity): Promise<Card> {
  return { sealing: await recipientOf(identity.sealing), signing: signingPublic(identity.signing) };
}

/** The copy for one way to unlock, signed by that way's sign-in key. */
export async function sealIdentity(identity: Identity, origin: string, unlock: Keys): Promise<Uint8Array> {
  const fields = { origin, sealing: b64(identity.sealing), signing: b64(identity.signing) };
  return sealSigned(labels.IDENTITY, fields, unlock.signin, [await recipientOf(unlock.sealing)]);
}

/** The identity of a sealed copy (base64url). Refuses age-…, signature, wrong-origin. */
export async function openIdentity(sealed: string, origin: string, unlock: Keys): Promise<Identity> {
  const fields = checkEnvelope(await openSigned(parseB64(sealed), unlock.sealing), labels.IDENTITY, signinOf(unlock));
  checkPlace(fields, origin);
  return { sealing: parseB64(fields["sealing"], 32), signing: parseB64(fields["signing"], 32) };
}

/** Refuses certificate unless the body's enrolment key signed exactly this entry; certificate-term where `today` is given. */
export function checkCertificate(
  enrolmentKey: string, origin: string, body: string, entry: ReaderEntry, today?: string,
): void {
  const given = entry.certificate;
  const isWhole = isFields(given) && Object.keys(given).sort().join() === CERTIFICATE_FIELDS;
  if (!isWhole || given["body"] !== body || given["handler"] !== entry.code) throw new Refusal("certificate");
  const { signature, ...signed } = given;
  try {
    const fields = { origin, ...signed, sealing: entry.sealing, signing: entry.signing };
    checkSignature(enrolmentKey, signature, labels.CERTIFICATE, fields);
  } catch {
    throw new Refusal("certificate");
  }
  const { from, until } = given;
  if (typeof from !== "string" || (until !== null && typeof until !== "string")) throw new Refusal("certificate");
  if (today !== undefined && (today < from || today > (until ?? today))) throw new Refusal("certificate-term");
}

/** Four groups of four letters and digits, to be compared by eye or voice (80 bits). */
export function fingerprint(publicKey: string): string {
  const digest = sha256(join(utf8(labels.FINGERPRINT), Uint8Array.of(0), parseB64(publicKey))).slice(0, 10);
  return base32.encode(digest).toLowerCase().replace(/(.{4})(?!$)/g, "$1 ");
}

/** Proof that whoever accepts the invitation holds the signing key. */
export async function signEnrolment(identity: Identity, origin: string, token: string): Promise<string> {
  const { sealing, signing } = await cardOf(identity);
  return sign(identity.signing, labels.ENROLMENT, { origin, token, sealing, signing });
}
