import { createHash } from 'node:crypto';
import pg from 'pg';
import type { StoredEvent } from '@auditrail/core';
import type { Verdict } from './claim.js';
import type { Stage, TourUsers } from './stage.js';

/** Everything that must not be on record: what was typed, what was handed out, and what the database keeps of both. */
export async function collectSecrets(
  connectionString: string,
  { visitors }: Stage,
  users: TourUsers,
): Promise<readonly string[]> {
  const people = Object.values(users);
  const ids = people.map(({ id }) => id);
  const tokens = Object.values(visitors).flatMap(({ token }) => token ?? []);
  return [
    ...people.flatMap(({ email, password }) => [email, password]),
    ...tokens,
    ...tokens.map((token) => createHash('sha256').update(token).digest('hex')),
    ...(await readStoredHashes(connectionString, ids)),
  ];
}

async function readStoredHashes(connectionString: string, ids: readonly string[]): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<{ hash: string }>(
      'SELECT unnest(ARRAY[password_hash, api_token_hash]) AS hash FROM invoicing.users WHERE id = ANY ($1)',
      [ids],
    );
    return rows.map(({ hash }) => hash);
  } finally {
    await client.end();
  }
}

/** Looks for secrets anywhere in the events. */
export function searchSecrets(secrets: readonly string[], events: readonly StoredEvent[]): Verdict {
  const text = JSON.stringify(events);
  return {
    text: `none of ${String(secrets.length)} passwords, tokens, hashes and e-mail addresses is in any of ${String(events.length)} events`,
    kept: events.length > 0 && secrets.length > 0 && !secrets.some((secret) => text.includes(secret)),
  };
}
