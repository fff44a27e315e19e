import { createSecretKey, type KeyObject } from 'node:crypto';

/** A key for the policy `hash`. */
export interface HashKey {
  /** Stands in events beside each digest: 1 to 64 letters, digits, `.`, `_` and `-`. */
  readonly name: string;
  /** At least 32 bytes, of which nobody can guess any; text counts in UTF-8. Copied, and never shown. */
  readonly secret: string | Uint8Array;
}

/** A key that no text or inspection shows. */
export interface SealedHashKey {
  readonly name: string;
  readonly key: KeyObject;
}

const fewestBytes = 32;
const keyName = /^[A-Za-z0-9._-]{1,64}$/;

/** What is wrong with keys from anywhere, without quoting them; nothing when they are right. */
export function problemOfHashKeys(keys: unknown): string | undefined {
  if (!Array.isArray(keys) || keys.length === 0) return 'is not a list of keys';
  const names = new Set<string>();
  for (const { name, secret } of (keys as readonly unknown[]).map((key) => Object(key) as Partial<HashKey>)) {
    if (typeof name !== 'string' || !keyName.test(name)) return 'has a key without a name of letters and digits';
    if (names.has(name)) return 'has two keys of one name';
    const bytes =
      typeof secret === 'string' ? Buffer.byteLength(secret) : secret instanceof Uint8Array && secret.length;
    if (bytes === false || bytes < fewestBytes)
      return `has a key whose secret is not text or bytes of at least ${fewestBytes}`;
    names.add(name);
  }
  return undefined;
}

/** Copies a right key, so that nobody changes it later. */
export function sealHashKey({ name, secret }: HashKey): SealedHashKey {
  return { name, key: createSecretKey(Buffer.from(secret as Uint8Array)) };
}
