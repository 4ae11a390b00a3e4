// SPDX-License-Identifier: AGPL-3.0-or-later
// What somebody with an account keeps for themselves: sealed to their own key, and signed with it.

import { recipientOf } from "./age.ts";
import { checkEnvelope, checkPlace, openSigned, sealSigned } from "./envelope.ts";
import { Refusal } from "./errors.ts";
import type { Identity } from "./identity.ts";
import * as labels from "./labels.ts";
import { signingPublic } from "./signing.ts";
import { b64, isFields, parseB64, type Fields } from "./wire.ts";

export async function sealDrawer(identity: Identity, origin: string, content: Fields): Promise<string> {
  return b64(await sealSigned(labels.DRAWER, { origin, content }, identity.signing, [await recipientOf(identity.sealing)]));
}

/** The content. Refuses age-…, signature, wrong-origin. */
export async function openDrawer(identity: Identity, origin: string, file: string): Promise<Fields> {
  const envelope = await openSigned(parseB64(file), identity.sealing);
  const fields = checkEnvelope(envelope, labels.DRAWER, signingPublic(identity.signing));
  checkPlace(fields, origin);
  if (!isFields(fields["content"])) throw new Refusal("json");
  return fields["content"];
}
