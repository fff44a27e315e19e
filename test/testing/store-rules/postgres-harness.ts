import type { StoreHarness } from '@auditrail/testing';
import { beginTransaction } from '../../postgres/open-transaction.js';
import type { AuditDatabase } from '../../postgres/audit-database.js';

/** Logs in one database, each in a schema of its own. */
export function createPostgresHarness(database: () => AuditDatabase): StoreHarness {
  let logs = 0;
  return {
    capabilities: { transactions: true, secondStore: true },
    openLog: async () => {
      const options = { schema: `log_${String((logs += 1))}` };
      const open = () => database().openStore(options);
      const store = open();
      (await store.migrate())._unsafeUnwrap();
      const opened = [store];
      return {
        store,
        openSecondStore: () => {
          const second = open();
          opened.push(second);
          return Promise.resolve(second);
        },
        beginTransaction: async () => {
          const client = await database().connect();
          return {
            transaction: await beginTransaction(client),
            commit: async () => {
              await client.query('COMMIT');
            },
            rollback: async () => {
              await client.query('ROLLBACK');
            },
          };
        },
        release: async () => {
          await Promise.all(opened.map((one) => one.close()));
        },
      };
    },
  };
}
