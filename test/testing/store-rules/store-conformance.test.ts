import { describeStoreRules } from '@auditrail/testing';
import { createAuditDatabase, type AuditDatabase } from '../../postgres/audit-database.js';
import { postgresVersions } from '../../postgres-server/test-database.js';
import { memoryHarness } from './memory-harness.js';
import { createPostgresHarness } from './postgres-harness.js';

describeStoreRules({ describe, it }, 'MemoryAuditStore', memoryHarness);

for (const version of postgresVersions) {
  describe(`on PostgreSQL ${version}`, () => {
    let database: AuditDatabase;
    before(async () => (database = await createAuditDatabase(version)));
    after(() => database.close());

    describeStoreRules(
      { describe, it },
      'PostgresAuditStore',
      createPostgresHarness(() => database),
    );
  });
}
