import { sha256, type Hash } from '../merkle/hash.js';

/** What the log commits to instead of an event's body: SHA-256(salt ‖ body). The salt keeps a short body from being guessed. */
export function bodyDigest(salt: Uint8Array, body: string): Hash {
  return sha256(Buffer.concat([salt, Buffer.from(body)]));
}
