import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { sampleEvent } from '../sample-event.js';
import type { SealedDatabase } from './sealed-database.js';

/** Writes with so many connections at once; answers with the ids of what has committed. */
export async function writeUntil(
  isOver: () => boolean,
  database: SealedDatabase,
  writers: number,
): Promise<readonly string[]> {
  const clients = await Promise.all(Array.from({ length: writers }, () => database.connect()));
  return (await Promise.all(clients.map((client) => write(client, isOver)))).flat();
}

/** Transactions of up to 20 ms with a savepoint, every tenth rolled back. */
async function write(client: pg.Client, isOver: () => boolean): Promise<readonly string[]> {
  const committed: string[] = [];
  while (!isOver()) {
    const events = [sampleEvent(), sampleEvent()];
    await client.query('BEGIN');
    await client.query('SAVEPOINT s');
    await client.query('SELECT auditrail.append_events($1, true)', [JSON.stringify(events)]);
    await client.query('RELEASE s');
    await sleep(Math.random() * 20);
    const commits = Math.random() > 0.1;
    await client.query(commits ? 'COMMIT' : 'ROLLBACK');
    if (commits) committed.push(...events.map(({ id }) => id));
  }
  return committed;
}
