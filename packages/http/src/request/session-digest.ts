import { createHash } from 'node:crypto';

/** Tells sessions apart without naming them: SHA-256 in base64url. What is not a non-empty text is no session. */
export function digestSession(session: unknown): string | undefined {
  if (typeof session !== 'string' || session === '') return undefined;
  return createHash('sha256').update(session).digest('base64url');
}
