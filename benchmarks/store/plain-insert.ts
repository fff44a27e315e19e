import type pg from 'pg';
import { eventColumns, makeEventRow } from './event-row.js';

/** Not partitioned, without triggers, else as the log's own: columns, defaults, checks, indexes. */
export const plainTable = 'bench.plain_event';

export const createPlainTable = `
  CREATE SCHEMA IF NOT EXISTS bench;
  CREATE TABLE IF NOT EXISTS ${plainTable} (LIKE auditrail.event INCLUDING ALL)`;

const single = `INSERT INTO ${plainTable} (${eventColumns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, false)`;
const batched = `
  INSERT INTO ${plainTable} (${eventColumns})
  SELECT *, false
  FROM unnest(
    $1::timestamptz[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
    $10::text[])`;

export async function insertOne(client: pg.Pool | pg.Client): Promise<void> {
  await client.query(single, [...makeEventRow()]);
}

/** One statement for all rows. */
export async function insertBatch(client: pg.Client, size: number): Promise<void> {
  const rows = Array.from({ length: size }, makeEventRow);
  const columns = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;
  await client.query(
    batched,
    columns.map((column) => rows.map((row) => row[column])),
  );
}
