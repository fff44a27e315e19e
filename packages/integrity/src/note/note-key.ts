import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';
import { invalid, valid, type Checked } from '../checked.js';
import { sha256 } from '../merkle/hash.js';
import { formatBase64, parseBase64 } from './base64.js';

/** Signs notes (C2SP signed-note). The key may be elsewhere, such as in a key management service. */
export interface NoteSigner {
  /** By convention the origin of the log. */
  readonly name: string;
  /** 32 bits that tell keys of one name apart. */
  readonly keyId: number;
  sign(message: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

/** Verifies what one key has signed. */
export interface NoteVerifier {
  readonly name: string;
  readonly keyId: number;
  verify(message: Uint8Array, signature: Uint8Array): boolean;
}

/** A key pair as text: C2SP's verifier key, and the private key as Go's package note writes it. */
export interface NoteKeyPair {
  readonly privateKey: string;
  readonly verifierKey: string;
}

const ed25519 = 0x01;
const keyBytes = 32;
const privateKeyPrefix = 'PRIVATE+KEY+';
// PKCS #8 (RFC 8410 section 7) around the 32 bytes of an Ed25519 private key.
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Whether a text can name a key: not empty, without Unicode spaces, control characters and plus. */
export function isKeyName(name: string): boolean {
  return name.isWellFormed() && /^[^+\p{White_Space}\p{Cc}]+$/u.test(name);
}

/** Makes a new Ed25519 key. Throws a RangeError for a name that no key can have. */
export function generateNoteKey(name: string): NoteKeyPair {
  if (!isKeyName(name)) throw new RangeError('a key name is not empty and has no spaces and no plus');
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const seed = Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url');
  const bytes = rawPublicKey(publicKey);
  const id = hex(keyIdOf(name, bytes));
  return {
    privateKey: `${privateKeyPrefix}${name}+${id}+${typed(seed)}`,
    verifierKey: `${name}+${id}+${typed(bytes)}`,
  };
}

/** The verifier key that belongs to a private key; fails with KEY_MALFORMED. */
export function verifierKeyOf(privateKey: string): Checked<string> {
  const parsed = readPrivateKey(privateKey);
  if (!parsed.ok) return parsed;
  const { name, keyId, key } = parsed.value;
  return valid(`${name}+${hex(keyId)}+${typed(rawPublicKey(createPublicKey(key)))}`);
}

/** Reads a private key; fails with KEY_MALFORMED, whose message never shows it. */
export function parsePrivateKey(text: string): Checked<NoteSigner> {
  const parsed = readPrivateKey(text);
  if (!parsed.ok) return parsed;
  const { name, keyId, key } = parsed.value;
  return valid({ name, keyId, sign: (message) => sign(null, message, key) });
}

function readPrivateKey(
  text: string,
): Checked<{ readonly name: string; readonly keyId: number; readonly key: KeyObject }> {
  const parts = text.startsWith(privateKeyPrefix) ? parseKey(text.slice(privateKeyPrefix.length)) : undefined;
  if (parts === undefined) return invalid('KEY_MALFORMED', 'not a private key of the form PRIVATE+KEY+name+id+base64');
  const { name, keyId, material } = parts;
  const key = createPrivateKey({ key: Buffer.concat([pkcs8Prefix, material]), format: 'der', type: 'pkcs8' });
  if (keyIdOf(name, rawPublicKey(createPublicKey(key))) !== keyId) {
    return invalid('KEY_MALFORMED', 'the id of the private key is not that of its name and key');
  }
  return valid({ name, keyId, key });
}

/** Reads a verifier key `name+id+base64`; fails with KEY_MALFORMED. */
export function parseVerifierKey(text: string): Checked<NoteVerifier> {
  const parts = parseKey(text);
  if (parts === undefined) return invalid('KEY_MALFORMED', 'not an Ed25519 verifier key of the form name+id+base64');
  const { name, keyId, material } = parts;
  if (keyIdOf(name, material) !== keyId) {
    return invalid('KEY_MALFORMED', 'the id of the verifier key is not that of its name and key');
  }
  const x = Buffer.from(material).toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return valid({ name, keyId, verify: (message, signature) => verify(null, message, key, signature) });
}

function parseKey(text: string): { name: string; keyId: number; material: Uint8Array } | undefined {
  const [, name = '', id = '', encoded = ''] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/u.exec(text) ?? [];
  const bytes = parseBase64(encoded);
  if (!isKeyName(name) || bytes?.[0] !== ed25519 || bytes.length !== 1 + keyBytes) return undefined;
  return { name, keyId: Number.parseInt(id, 16), material: bytes.subarray(1) };
}

/** The first 32 bits of SHA-256(name ‖ newline ‖ type ‖ public key). */
function keyIdOf(name: string, publicKey: Uint8Array): number {
  const bytes = Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(ed25519), publicKey]);
  return Buffer.from(sha256(bytes)).readUInt32BE();
}

function rawPublicKey(key: KeyObject): Uint8Array {
  return Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url');
}

function hex(keyId: number): string {
  return keyId.toString(16).padStart(8, '0');
}

function typed(key: Uint8Array): string {
  return formatBase64(Buffer.concat([Buffer.of(ed25519), key]));
}
