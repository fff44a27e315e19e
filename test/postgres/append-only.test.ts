import { expect } from 'chai';
import { postgresVersions } from '../postgres-server/test-database.js';
import { createMigratedDatabase, type AuditDatabase } from './audit-database.js';
import { sampleEvent } from './sample-event.js';

const row = `(occurred_at, id, body, actor_type, action, outcome, resource_type, source, transactional)
  SELECT occurred_at, id, body, '', '', '', '', '', false FROM auditrail.event`;

const changes: readonly (readonly [string, (table: string) => string])[] = [
  ['UPDATE', (table) => `UPDATE ${table} SET action = 'x'`],
  ['UPDATE of no row', (table) => `UPDATE ${table} SET action = 'x' WHERE false`],
  ['DELETE', (table) => `DELETE FROM ${table}`],
  ['TRUNCATE', (table) => `TRUNCATE ${table}`],
  [
    'MERGE',
    (table) => `MERGE INTO ${table} AS e USING (SELECT 1) AS s ON true WHEN MATCHED THEN UPDATE SET action = 'x'`,
  ],
  ['MERGE that deletes', (table) => `MERGE INTO ${table} AS e USING (SELECT 1) AS s ON true WHEN MATCHED THEN DELETE`],
  [
    'ON CONFLICT DO UPDATE',
    (table) => `INSERT INTO ${table} ${row} LIMIT 1 ON CONFLICT (occurred_at, id) DO UPDATE SET action = 'x'`,
  ],
];

for (const version of postgresVersions) {
  describe(`the append-only log on PostgreSQL ${version}`, () => {
    let database: AuditDatabase;
    let month: string;

    before(async () => {
      const migrated = await createMigratedDatabase(version);
      database = migrated;
      (await migrated.store.append([sampleEvent()]))._unsafeUnwrap();
      const [found] = await database.sql('SELECT tableoid::regclass::text AS name FROM auditrail.event');
      month = String(found?.['name']);
    });
    after(() => database.close());

    for (const [name, change] of changes) {
      for (const role of ['origin', 'replica']) {
        it(`refuses ${name} on the log, a month and the default partition as ${role}`, async () => {
          const client = await database.connect();
          await client.query(`SET session_replication_role = ${role}`);
          for (const table of ['auditrail.event', month, 'auditrail.event_default']) {
            const failure: unknown = await client.query(change(table)).catch((error: unknown) => error);
            expect(failure, table).to.include({ code: 'TR001' });
          }
          await client.end();
          expect(await database.sql('SELECT action FROM auditrail.event')).to.deep.equal([
            { action: 'invoice.update' },
          ]);
        });
      }
    }

    it('refuses rows of a partition even where the guards of the log itself are switched off', async () => {
      const client = await database.connect();
      await client.query(
        `BEGIN; ALTER TABLE auditrail.event DISABLE TRIGGER ALL; SET session_replication_role = replica`,
      );
      const failure: unknown = await client.query(`DELETE FROM auditrail.event`).catch((error: unknown) => error);
      await client.query('ROLLBACK');
      expect(failure).to.include({ code: 'TR001', table: month.replace('auditrail.', '') });
    });

    it('enables every guard always', async () => {
      const guards = await database.sql(
        `SELECT tgenabled, count(*)::int FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
         WHERE relnamespace = 'auditrail'::regnamespace GROUP BY tgenabled`,
      );
      expect(guards).to.deep.equal([{ tgenabled: 'A', count: 2 + 15 * 2 + 4 }]);
    });

    it('still refuses in a month that was detached', async () => {
      const client = await database.connect();
      await client.query(`BEGIN; ALTER TABLE auditrail.event DETACH PARTITION ${month}`);
      const failure: unknown = await client.query(`UPDATE ${month} SET action = 'x'`).catch((error: unknown) => error);
      await client.query('ROLLBACK');
      expect(failure).to.include({ code: 'TR001' });
    });

    it('names the operation and the table, and gives a hint', async () => {
      const failure: unknown = await database.sql(`DELETE FROM auditrail.event`).catch((error: unknown) => error);
      expect(failure).to.include({ table: 'event', hint: 'Record another event that corrects it.' });
      expect(failure).to.have.property('message').that.contains('DELETE on auditrail.event');
    });

    it('fills in the facts that only the database knows', async () => {
      const [facts] = await database.sql(
        `SELECT octet_length(salt) AS salt, db_role = session_user AS role, tx::text::numeric > 0 AS tx,
           recorded_at > now() - interval '1 minute' AS recorded FROM auditrail.event`,
      );
      expect(facts).to.deep.equal({ salt: 16, role: true, tx: true, recorded: true });
    });

    for (const body of ['not json', '[]', '"text"', 'null', '{"a":"\\u0000"}']) {
      it(`refuses the body ${body}, which the view could not show`, async () => {
        const failure: unknown = await database
          .sql(
            `INSERT INTO auditrail.event (occurred_at, id, body, actor_type, action, outcome, resource_type, source, transactional)
             VALUES (date_trunc('milliseconds', now()), gen_random_uuid(), $1, '', '', '', '', '', false)`,
            [body],
          )
          .catch((error: unknown) => error);
        expect(failure)
          .to.have.property('code')
          .that.matches(/^2[23]/);
      });
    }

    for (const [claim, time] of [
      ['a microsecond', `date_trunc('milliseconds', now()) + interval '1 microsecond'`],
      ['two days ahead', `date_trunc('milliseconds', now()) + interval '48 hours'`],
      ['forty days behind', `date_trunc('milliseconds', now()) - interval '960 hours'`],
    ] as const) {
      it(`refuses a time of ${claim} from any other writer`, async () => {
        const failure: unknown = await database
          .sql(
            `INSERT INTO auditrail.event (occurred_at, id, body, actor_type, action, outcome, resource_type, source, transactional)
             VALUES (${time}, gen_random_uuid(), '{}', '', '', '', '', '', false)`,
          )
          .catch((error: unknown) => error);
        expect(failure).to.have.property('code', '23514');
      });
    }

    it('shows people the body as jsonb in the view events', async () => {
      const rows = await database.sql(`SELECT body->>'action' AS action, resource_id FROM auditrail.events`);
      expect(rows).to.deep.equal([{ action: 'invoice.update', resource_id: 'i-1' }]);
    });
  });
}
