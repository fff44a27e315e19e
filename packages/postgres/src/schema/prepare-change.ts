import type { Execute } from '../connection/connection-pool.js';

/**
 * Sets up a transaction that changes the schema. A lock that is waited for longer makes every later reader and writer
 * of the table wait behind it.
 */
export async function prepareChange(execute: Execute): Promise<void> {
  await execute(`SET LOCAL lock_timeout = '100ms'; SET LOCAL statement_timeout = 0;
    SET LOCAL search_path = pg_catalog, pg_temp`);
}
