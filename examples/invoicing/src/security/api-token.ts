import { createHash, randomBytes } from 'node:crypto';

/** A bearer token that cannot be guessed; only its user ever has it. */
export function createApiToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of a token. Plain SHA-256 is enough for 256 random bits. */
export function hashApiToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
