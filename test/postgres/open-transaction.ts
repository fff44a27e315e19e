import type { OpenTransaction } from '@auditrail/core';
import type pg from 'pg';

const types = { getTypeParser: () => (text: string) => text };

/** Begins a transaction and offers it as a store takes it. */
export async function beginTransaction(client: pg.Client, database: object = client): Promise<OpenTransaction> {
  await client.query('BEGIN');
  return {
    database,
    execute: async (text, values) => {
      const { rows, rowCount } = await client.query<Record<string, string | null>>({
        text,
        values: [...values],
        types,
      });
      return { rows, rowCount: rowCount ?? 0 };
    },
    onCommitted: () => undefined,
  };
}
