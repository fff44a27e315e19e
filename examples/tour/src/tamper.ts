import pg from 'pg';
import type { Verdict } from './claim.js';

/** An attempt to change the log behind the application's back, and what the database said to it. */
export interface Tampering {
  readonly statement: string;
  /** Undefined if the database did as it was told. */
  readonly refusal: Refusal | undefined;
}

export interface Refusal {
  readonly sqlState: string;
  readonly message: string;
}

// The log's own refusal, and that of a role without the privilege.
const refusals = ['TR001', '42501'];

/** Tries to change, remove and empty the log with SQL, on a connection of its own. */
export async function tamperWithLog(connectionString: string, eventId: string): Promise<readonly Tampering[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return [
      await tamper(client, `UPDATE auditrail.event SET body = '{}' WHERE id = $1`, [eventId]),
      await tamper(client, 'DELETE FROM auditrail.event WHERE id = $1', [eventId]),
      await tamper(client, 'TRUNCATE auditrail.event', []),
    ];
  } finally {
    await client.end();
  }
}

async function tamper(client: pg.Client, statement: string, values: readonly string[]): Promise<Tampering> {
  // Rolled back whatever happens: a tour must not be what destroys a log.
  await client.query('BEGIN');
  try {
    await client.query(statement, [...values]);
    return { statement, refusal: undefined };
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    return { statement, refusal: { sqlState: error.code ?? '', message: error.message } };
  } finally {
    await client.query('ROLLBACK');
  }
}

/** The promise that a log is append-only. Any other error than a refusal does not keep it. */
export function judgeTampering({ statement, refusal }: Tampering): Verdict {
  const [verb = ''] = statement.split(' ');
  return { text: `the database refuses ${verb}`, kept: refusal !== undefined && refusals.includes(refusal.sqlState) };
}
