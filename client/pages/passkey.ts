// SPDX-License-Identifier: AGPL-3.0-or-later
// Passkeys: made and asked here. What the PRF extension answers stays in this file and in the keys derived from it; no
// request holds it. The server's library checks all else.
import { b64, derivePasskey, parseB64, passkeySalt, sealIdentity, systemRandom, type Identity, type UnlockKeys } from "../lib/index.ts";
import { hasSaying, say } from "./desk_dom.ts";

export interface Challenge {
  readonly nonce: string;
  readonly expires: number;
  readonly host: string;
  readonly passkeys?: readonly string[];
}

/** A way to unlock, as joining and the list of ways send it. */
export interface PasskeyWay {
  readonly kind: "passkey";
  readonly name: string;
  readonly sealed: string;
  readonly passkey: object;
}

type Outputs = AuthenticationExtensionsClientOutputs & { prf?: { enabled?: boolean; results?: { first?: BufferSource } } };

const ALGORITHMS = [-8, -7, -257];
const TIMEOUT = 240_000;

export const canPasskey = (): boolean => typeof PublicKeyCredential === "function" && navigator.credentials !== undefined;

function trouble(key: string): Error {
  return Object.assign(new Error(key), { sentence: hasSaying(key) ? say(key) : key });
}

/** Whatever the browser throws becomes a sentence: cancelled, known already, or not possible here. */
async function asked<T extends AuthenticatorResponse>(asking: () => Promise<Credential | null>): Promise<PublicKeyCredential & { response: T }> {
  if (!canPasskey()) throw trouble("passkey_not_here");
  try {
    const found = await asking();
    if (found instanceof PublicKeyCredential) return found as PublicKeyCredential & { response: T };
  } catch (mistake) {
    if (mistake instanceof DOMException && mistake.name === "InvalidStateError") throw trouble("passkey_known");
  }
  throw trouble("passkey_none");
}

const bytes = (raw: ArrayBuffer): string => b64(new Uint8Array(raw));

function secretOf(found: PublicKeyCredential): Uint8Array | null {
  const first = (found.getClientExtensionResults() as Outputs).prf?.results?.first;
  if (first === undefined) return null;
  return new Uint8Array(ArrayBuffer.isView(first) ? first.buffer : first).slice(0, 32);
}

const prf = (): AuthenticationExtensionsClientInputs =>
  ({ prf: { eval: { first: passkeySalt(location.origin) } } }) as AuthenticationExtensionsClientInputs;

const source = (raw: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(raw);

function listed(ids: readonly string[]): PublicKeyCredentialDescriptor[] {
  return ids.map((id) => ({ type: "public-key", id: source(parseB64(id)) }));
}

function get(challenge: Uint8Array, host: string, ids: readonly string[]): Promise<Credential | null> {
  return navigator.credentials.get({
    publicKey: {
      challenge: source(challenge), rpId: host, allowCredentials: listed(ids), userVerification: "required", timeout: TIMEOUT,
      extensions: prf(),
    },
  });
}

function create({ nonce, host, passkeys }: Challenge, taken: readonly string[]): Promise<Credential | null> {
  const id = systemRandom(16);
  const name = `${say("passkey_user")} ${b64(id).slice(0, 4)}`;
  return navigator.credentials.create({
    publicKey: {
      challenge: source(parseB64(nonce)), rp: { id: host, name: say("passkey_user") }, user: { id: source(id), name, displayName: name },
      pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: "public-key", alg })), timeout: TIMEOUT, attestation: "none",
      authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
      excludeCredentials: listed([...(passkeys ?? []), ...taken]), extensions: prf(),
    },
  });
}

/** Some devices answer only when the passkey is used, not when it is made. This challenge is sent to nobody. */
async function secretOfNew(made: PublicKeyCredential, host: string): Promise<Uint8Array> {
  const now = secretOf(made);
  if (now !== null) return now;
  const { enabled } = (made.getClientExtensionResults() as Outputs).prf ?? {};
  const later = enabled === true ? secretOf(await asked(() => get(systemRandom(32), host, [made.id]))) : null;
  if (later !== null) return later;
  await forgetUnknown(made, host);
  throw trouble("passkey_no_prf");
}

/** Where a browser can, it takes the passkey that is of no use off the device again. */
async function forgetUnknown(made: PublicKeyCredential, rpId: string): Promise<void> {
  const kind = PublicKeyCredential as unknown as { signalUnknownCredential?: (given: object) => Promise<void> };
  await kind.signalUnknownCredential?.({ rpId, credentialId: made.id }).catch(() => undefined);
}

/** Makes a passkey that unlocks `identity`; `taken` are credential ids of this person that no server knows yet. */
export async function makePasskey(
  challenge: Challenge, identity: Identity, name: string, taken: readonly string[] = [],
): Promise<{ way: PasskeyWay; id: string }> {
  const made = await asked<AuthenticatorAttestationResponse>(() => create(challenge, taken));
  const keys = derivePasskey(await secretOfNew(made, challenge.host), location.origin, parseB64(made.id));
  const passkey = {
    nonce: challenge.nonce, expires: challenge.expires, id: made.id,
    client_data: bytes(made.response.clientDataJSON), attestation: bytes(made.response.attestationObject),
  };
  const sealed = b64(await sealIdentity(identity, location.origin, keys));
  return { way: { kind: "passkey", name: name.trim(), sealed, passkey }, id: made.id };
}

/** Asks for a passkey of this server: what goes to it, and the keys that stay here. */
export async function usePasskey(challenge: Challenge): Promise<{ sent: object; keys: UnlockKeys }> {
  const found = await asked<AuthenticatorAssertionResponse>(() => get(parseB64(challenge.nonce), challenge.host, []));
  const secret = secretOf(found);
  if (secret === null) throw trouble("passkey_no_key");
  const sent = {
    nonce: challenge.nonce, expires: challenge.expires, id: found.id,
    client_data: bytes(found.response.clientDataJSON), authenticator: bytes(found.response.authenticatorData),
    signature: bytes(found.response.signature),
  };
  return { sent, keys: derivePasskey(secret, location.origin, parseB64(found.id)) };
}
