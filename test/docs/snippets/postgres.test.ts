// #region use
import { createAuditTrail } from '@auditrail/core';
import { PostgresAuditStore } from '@auditrail/postgres';
// #endregion
import { registerAuditHooks } from '@auditrail/sequelize';
import { expect } from 'chai';
import pg from 'pg';
import { Sequelize } from 'sequelize';
import { snippetCode } from '../snippet-code.js';
import { createLog } from './log.js';
import { defineModels, openShop, type Shop } from './shop.js';

describe('packages/postgres/README.md', () => {
  let shop: Shop;
  before(async () => (shop = await openShop()));
  after(() => shop.close());

  it('shows a log from its migration to its reading', async () => {
    const log = createLog();
    const { connectionString } = shop;
    // #region use
    const store = new PostgresAuditStore({ connectionString });

    // At each deployment: applies what is missing, makes the partitions of the next twelve months.
    const migrated = await store.migrate();
    if (migrated.isErr()) throw migrated.error;

    const audit = createAuditTrail({ store });
    await audit.runAs({ type: 'system', id: 'nightly-backup' }, () =>
      audit.record({ action: 'backup.finish', resource: { type: 'backup', id: 42 } }),
    );

    const page = await audit.query({ action: 'backup.*', limit: 10 });
    page.match(
      ({ events }) => log.info(events.length),
      (error) => log.error(error.code),
    );
    await audit.close();
    // #endregion
    expect(log.lines).to.deep.equal(['1']);
  });

  it('gives an application roles that record and read, and change nothing', async () => {
    const { connectionString } = shop;
    const owner = new pg.Client({ connectionString });
    await owner.connect();
    try {
      await owner.query('CREATE ROLE app LOGIN; GRANT ALL ON ALL TABLES IN SCHEMA public TO app');
      await owner.query('GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO app');
      const store = new PostgresAuditStore({ connectionString });
      // #region roles
      const installed = await store.migrate({ roles: 'separate' });
      // #endregion
      expect(installed._unsafeUnwrap().roles).to.have.property('writer', 'auditrail_writer');
      await store.close();
      await owner.query(snippetCode('test/docs/snippets/grants.sql#grants'));
      expect(await forgeEvent(owner)).to.deep.equal([
        { action: 'x.y', body: '{"action":"other"}', is_login_role: true },
      ]);
      const asApplication = connectionString.replace('//postgres@', '//app@');
      await useAsApplication(asApplication);
      await owner.query('REVOKE auditrail_reader FROM app');
      await writeOnly(asApplication);
    } finally {
      await owner.query('DROP OWNED BY app; DROP ROLE app');
      await owner.end();
    }
  });
});

async function writeOnly(connectionString: string): Promise<void> {
  const sequelize = new Sequelize(connectionString, { logging: false });
  const audit = createAuditTrail({ store: new PostgresAuditStore({ connectionString }), onError: () => undefined });
  registerAuditHooks(sequelize, audit);
  await defineModels(sequelize).Invoice.create({ status: 'draft' });
  (await audit.record({ action: 'invoice.send', resource: { type: 'Invoice' } }))._unsafeUnwrap();
  expect((await audit.query())._unsafeUnwrapErr()).to.include({ code: 'STORE_FORBIDDEN' });
  await audit.close();
  await sequelize.close();
}

async function useAsApplication(connectionString: string): Promise<void> {
  const sequelize = new Sequelize(connectionString, { logging: false });
  const audit = createAuditTrail({ store: new PostgresAuditStore({ connectionString }) });
  registerAuditHooks(sequelize, audit);
  await defineModels(sequelize).Invoice.create({ status: 'draft' });
  (await audit.record({ action: 'invoice.send', resource: { type: 'Invoice' } }))._unsafeUnwrap();
  const { events } = (await audit.query({ action: 'invoice.*' }))._unsafeUnwrap();
  expect(events.map(({ action, dbRole }) => `${action} ${dbRole}`)).to.deep.equal([
    'invoice.send app',
    'invoice.create app',
  ]);
  for (const [change, refusal] of [
    ['UPDATE auditrail.event SET body = body', '42501'],
    ['DELETE FROM auditrail.event', '42501'],
    ['TRUNCATE auditrail.event', '42501'],
    ['ALTER TABLE auditrail.event DISABLE TRIGGER ALL', '42501'],
    ["INSERT INTO auditrail.event (recorded_at) VALUES ('2000-01-01')", '42501'],
    ["INSERT INTO auditrail.event (db_role) VALUES ('somebody')", '42501'],
    ['INSERT INTO auditrail.event_default (body) VALUES (1)', '42501'],
    ['SET session_replication_role = replica', '42501'],
  ] as const) {
    const failure: unknown = await sequelize.query(change).catch((error: unknown) => error);
    expect(failure, change).to.nested.include({ 'parent.code': refusal });
  }
  await audit.close();
  await sequelize.close();
}

/** What a role with the grants can do beyond recording what happened; SET ROLE does not hide who did it. */
async function forgeEvent(owner: pg.Client): Promise<readonly unknown[]> {
  await owner.query('SET ROLE app');
  await owner.query(
    `INSERT INTO auditrail.event
       (occurred_at, id, body, actor_type, action, outcome, resource_type, source, transactional)
     VALUES (date_trunc('milliseconds', now()) - interval '29 days', gen_random_uuid(), '{"action":"other"}',
       'user', 'x.y', 'success', 'x', 'application', false)`,
  );
  const { rows } = await owner.query<object>(
    `SELECT action, body::text, db_role = session_user AND db_role <> current_user AS is_login_role
     FROM auditrail.stored_event WHERE action = 'x.y'`,
  );
  await owner.query('RESET ROLE');
  return rows;
}
