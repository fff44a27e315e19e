import { canonicalJson, type JsonValue } from '@auditrail/core';
import type { PostgresAuditStore } from '@auditrail/postgres';
import { expect } from 'chai';
import { postgresVersions } from '../../postgres-server/test-database.js';
import { createMigratedDatabase, type AuditDatabase } from '../audit-database.js';
import { ownEvents } from './own-events.js';
import { plantMonth } from './plant-event.js';

for (const version of postgresVersions) {
  describe(`PostgresAuditStore.setRetention on PostgreSQL ${version}`, () => {
    let database: AuditDatabase & { readonly store: PostgresAuditStore };
    let store: PostgresAuditStore;
    beforeEach(async () => {
      database = await createMigratedDatabase(version);
      store = database.store;
    });
    afterEach(() => database.close());

    it('sets both bounds, and records who did that, what they were and what they are', async () => {
      (await store.setRetention({ minimumMonths: 12, maximumMonths: 84 }))._unsafeUnwrap();
      (await store.setRetention({ minimumMonths: 0, maximumMonths: null }))._unsafeUnwrap();
      const [second, first] = await ownEvents(store, 'auditrail.retention.set');
      expect(first?.changes).to.deep.equal({
        maximumMonths: { new: 84, old: null },
        minimumMonths: { new: 12, old: null },
      });
      expect(second).to.deep.include({
        actor: { id: 'postgres', type: 'system' },
        changes: { maximumMonths: { new: null, old: 84 }, minimumMonths: { new: 0, old: 12 } },
        resource: { type: 'auditrail.retention' },
      });
    });

    it('writes its event as canonical JSON, under a UUIDv7 of that moment', async () => {
      (await store.setRetention({ minimumMonths: 12, maximumMonths: 84 }))._unsafeUnwrap();
      const [row] = await database.sql('SELECT id, body FROM auditrail.event');
      const body = String(row?.['body']);
      expect(canonicalJson(JSON.parse(body) as JsonValue)).to.equal(body);
      expect(row?.['id']).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab]/);
      const milliseconds = parseInt(String(row?.['id']).replace('-', '').slice(0, 12), 16);
      const [event] = await ownEvents(store, 'auditrail.retention.set');
      expect(new Date(milliseconds).toISOString()).to.equal(event?.occurredAt);
    });

    it('lets maintenance name the months that are older than the maximum', async () => {
      await plantMonth(database, '2019-12', 1);
      await plantMonth(database, '2020-01', 1);
      expect((await store.maintain())._unsafeUnwrap().expired).to.deep.equal([]);
      (await store.setRetention({ minimumMonths: null, maximumMonths: 12 }))._unsafeUnwrap();
      expect((await store.maintain())._unsafeUnwrap().expired).to.deep.equal(['2019-12', '2020-01']);
      const [row] = await database.sql(
        `SELECT (extract(year FROM age) * 12 + extract(month FROM age))::int AS months
           FROM age(date_trunc('month', timezone('UTC', now())), '2020-01-01') AS age`,
      );
      const months = Number(row?.['months']);
      (await store.setRetention({ minimumMonths: null, maximumMonths: months - 1 }))._unsafeUnwrap();
      expect((await store.maintain())._unsafeUnwrap().expired).to.deep.equal(['2019-12', '2020-01']);
      (await store.setRetention({ minimumMonths: null, maximumMonths: months }))._unsafeUnwrap();
      expect((await store.maintain())._unsafeUnwrap().expired).to.deep.equal(['2019-12']);
    });

    it('gives nobody but the owner a right on its tables and functions', async () => {
      const granted = await database.sql(
        `SELECT relname FROM pg_class, aclexplode(relacl) AS grants
         WHERE relname IN ('retention', 'archived_month') AND grantee <> relowner
         UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'auditrail'::regnamespace
           AND (proconfig IS NULL OR NOT 'search_path=pg_catalog, pg_temp' = ANY (proconfig)
             OR has_function_privilege('pg_monitor', oid, 'EXECUTE'))`,
      );
      expect(granted).to.deep.equal([]);
    });
  });
}
