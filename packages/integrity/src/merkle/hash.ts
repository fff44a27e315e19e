import { hash as digest } from 'node:crypto';

/** A SHA-256 hash: 32 bytes. */
export type Hash = Uint8Array;

export const hashBytes = 32;

/** SHA-256 of bytes. */
export function sha256(bytes: Uint8Array): Hash {
  return digest('sha256', bytes, 'buffer');
}

/** The hash of a leaf: SHA-256(0x00 ‖ entry) (RFC 6962 section 2.1). */
export function leafHash(entry: Uint8Array): Hash {
  const prefixed = Buffer.allocUnsafe(1 + entry.length);
  prefixed[0] = 0x00;
  prefixed.set(entry, 1);
  return sha256(prefixed);
}

/** The hash of an inner node: SHA-256(0x01 ‖ left ‖ right) (RFC 6962 section 2.1). */
export function nodeHash(left: Hash, right: Hash): Hash {
  const prefixed = Buffer.allocUnsafe(1 + 2 * hashBytes);
  prefixed[0] = 0x01;
  prefixed.set(left, 1);
  prefixed.set(right, 1 + hashBytes);
  return sha256(prefixed);
}

/** The root of a tree without leaves: SHA-256 of nothing. */
export const emptyRoot: Hash = sha256(Buffer.alloc(0));

export function isHash(value: Uint8Array): boolean {
  return value.length === hashBytes;
}

export function equalHashes(one: Hash, other: Hash): boolean {
  return Buffer.compare(one, other) === 0;
}
