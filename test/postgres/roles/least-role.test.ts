import { expect } from 'chai';
import { postgresVersions } from '../../postgres-server/test-database.js';
import { expectCode } from '../expect-code.js';
import { beginTransaction } from '../open-transaction.js';
import { sampleEvent } from '../sample-event.js';
import { createRoleDatabase, type RoleDatabase } from './role-database.js';

const anything = { conditions: {}, limit: 10, offset: 0 };

for (const version of postgresVersions) {
  describe(`PostgresAuditStore as the least role on PostgreSQL ${version}`, () => {
    let database: RoleDatabase;
    let writer: string;
    let reader: string;

    before(async () => {
      database = await createRoleDatabase(version);
      (await database.openStore().migrate({ roles: 'separate' }))._unsafeUnwrap();
      writer = await database.createLogin('writing', 'IN ROLE auditrail_writer');
      reader = await database.createLogin('reading', 'IN ROLE auditrail_reader');
    });
    after(() => database.close());

    const storedBy = async (id: string): Promise<unknown> =>
      (await database.sql('SELECT db_role FROM auditrail.event WHERE id = $1', [id]))[0]?.['db_role'];

    it('appends as a writer, also an event that is stored already or far from now', async () => {
      const store = database.openStoreAs(writer);
      const events = [sampleEvent(), sampleEvent({ occurredAt: '2000-01-01T00:00:00.000Z' })];
      (await store.append(events))._unsafeUnwrap();
      (await store.append(events))._unsafeUnwrap();
      expect(await storedBy(events[1]?.id ?? '')).to.equal(writer);
      const others = events.map((event) => ({ ...event, action: 'x.y' }));
      await expectCode(store.append(others), 'STORE_REJECTED');
    });

    it('appends as a writer within a transaction', async () => {
      const client = await database.connectAs(writer);
      const within = await beginTransaction(client);
      const event = sampleEvent();
      (await database.openStoreAs(writer).append([event], within))._unsafeUnwrap();
      await client.query('COMMIT');
      expect(await storedBy(event.id)).to.equal(writer);
    });

    it('queries as a reader, with the facts of the database', async () => {
      const event = sampleEvent({ tenant: 't-1' });
      (await database.openStoreAs(writer).append([event]))._unsafeUnwrap();
      const page = await database.openStoreAs(reader).query({ ...anything, conditions: { tenant: 't-1' } });
      expect(page._unsafeUnwrap().events).to.have.length(1);
      expect(page._unsafeUnwrap().events[0]).to.include({ id: event.id, dbRole: writer });
    });

    it('shows a reader the view events and nothing else of the log', async () => {
      const client = await database.connectAs(reader);
      expect((await client.query(`SELECT body->>'id' FROM auditrail.events`)).rows).not.to.have.length(0);
      for (const table of ['event', 'event_default', 'schema_migration', 'installed_role', 'role_privilege']) {
        const failure: unknown = await client.query(`SELECT FROM auditrail.${table}`).catch((error: unknown) => error);
        expect(failure, table).to.have.property('code', '42501');
      }
    });

    for (const [action, work, role] of [
      ['append as a reader', (at) => at.openStoreAs(reader).append([sampleEvent()]), 'auditrail_writer'],
      ['query as a writer', (at) => at.openStoreAs(writer).query(anything), 'auditrail_reader'],
      ['migrate as a writer', (at) => at.openStoreAs(writer).migrate(), 'auditrail_owner'],
    ] as const satisfies readonly (readonly [
      string,
      (at: RoleDatabase) => Parameters<typeof expectCode>[0],
      string,
    ])[]) {
      it(`does not ${action}: STORE_FORBIDDEN names the role`, async () => {
        const error = await expectCode(work(database), 'STORE_FORBIDDEN');
        expect(error.message).to.contain(role);
        expect(error.cause).to.include({ code: '42501' });
        expect(error.retryable).to.equal(false);
      });
    }

    it('names the role to append to a login that has none, also within a transaction', async () => {
      const stranger = await database.createLogin('stranger');
      const store = database.openStoreAs(stranger);
      const error = await expectCode(store.append([sampleEvent()]), 'STORE_FORBIDDEN');
      expect(error.message).to.contain('auditrail_writer');
      const client = await database.connectAs(stranger);
      const transaction = await beginTransaction(client);
      const within = await expectCode(
        database.openStoreAs(writer).append([sampleEvent()], transaction),
        'STORE_FORBIDDEN',
      );
      expect(within.message).to.contain('auditrail_writer');
      await client.query('ROLLBACK');
    });

    it('is lent no right to INSERT by the function that appends', async () => {
      const caller = await database.createLogin('calling');
      await database.sql(`GRANT USAGE ON SCHEMA auditrail TO ${caller};
        GRANT SELECT ON auditrail.installation TO ${caller};
        GRANT EXECUTE ON FUNCTION auditrail.append_events, auditrail.event_is_stored TO ${caller}`);
      await expectCode(database.openStoreAs(caller).append([sampleEvent()]), 'STORE_FORBIDDEN');
    });
  });

  describe(`PostgresAuditStore in the mode of one role on PostgreSQL ${version}`, () => {
    it('lets a login that has the rights of the writer append, and not query', async () => {
      const database = await createRoleDatabase(version);
      (await database.openStore().migrate())._unsafeUnwrap();
      const app = await database.createLogin('app');
      await database.sql(`GRANT USAGE ON SCHEMA auditrail TO ${app};
        GRANT SELECT ON auditrail.installation TO ${app};
        GRANT EXECUTE ON FUNCTION auditrail.append_events, auditrail.event_is_stored TO ${app};
        GRANT INSERT (occurred_at, id, claimed_at, body, actor_type, actor_id, on_behalf_of_id, action, outcome,
          resource_type, resource_id, subject_type, subject_id, tenant, request_id, source, caused_by, transactional)
          ON auditrail.event TO ${app}`);
      const store = database.openStoreAs(app);
      (await store.append([sampleEvent()]))._unsafeUnwrap();
      await expectCode(store.query(anything), 'STORE_FORBIDDEN');
      (await database.openStore().migrate())._unsafeUnwrap();
      (await store.append([sampleEvent()]))._unsafeUnwrap();
      await database.close();
    });

    it('lets a login that owns nothing else do everything', async () => {
      const database = await createRoleDatabase(version);
      const owner = await database.createLogin('one');
      await database.sql(`GRANT CREATE ON DATABASE ${database.database} TO ${owner}`);
      const store = database.openStoreAs(owner);
      expect((await store.migrate())._unsafeUnwrap().roles).to.equal('single');
      (await store.append([sampleEvent()]))._unsafeUnwrap();
      expect((await store.query(anything))._unsafeUnwrap().events).to.have.length(1);
      await database.close();
    });
  });
}
