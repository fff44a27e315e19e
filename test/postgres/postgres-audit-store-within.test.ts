import { eventBody, type OpenTransaction } from '@auditrail/core';
import type { PostgresAuditStore } from '@auditrail/postgres';
import { expect } from 'chai';
import type pg from 'pg';
import { postgresVersions } from '../postgres-server/test-database.js';
import { createAuditDatabase, createMigratedDatabase, type AuditDatabase } from './audit-database.js';
import { expectCode } from './expect-code.js';
import { beginTransaction } from './open-transaction.js';
import { sampleEvent } from './sample-event.js';

for (const version of postgresVersions) {
  describe(`PostgresAuditStore.append within a transaction on PostgreSQL ${version}`, () => {
    let database: AuditDatabase & { readonly store: PostgresAuditStore };
    let store: PostgresAuditStore;
    let client: pg.Client;
    before(async () => {
      database = await createMigratedDatabase(version);
      store = database.store;
      client = await database.connect();
    });
    afterEach(() => client.query('ROLLBACK'));
    after(() => database.close());

    const count = async (ids: readonly string[]): Promise<unknown> =>
      (await database.sql('SELECT count(*)::int FROM auditrail.event WHERE id = ANY ($1)', [ids]))[0]?.['count'];

    /** Counts the statements that a transaction is asked to run. */
    const watch = (
      transaction: OpenTransaction,
    ): { readonly transaction: OpenTransaction; readonly texts: string[] } => {
      const texts: string[] = [];
      const execute: OpenTransaction['execute'] = (text, values) => {
        texts.push(text);
        return transaction.execute(text, values);
      };
      return { transaction: { ...transaction, execute }, texts };
    };

    it('shares the commit, and names the transaction', async () => {
      const event = sampleEvent({ tenant: 'committed' });
      const transaction = await beginTransaction(client);
      (await store.append([event], transaction))._unsafeUnwrap();
      expect(await count([event.id])).to.equal(0);
      const id = (await transaction.execute('SELECT pg_current_xact_id() AS id', [])).rows[0]?.['id'];
      await client.query('COMMIT');
      const page = (await store.query({ conditions: { tenant: 'committed' }, limit: 1, offset: 0 }))._unsafeUnwrap();
      const { recordedAt, dbRole, transactionId, ...rest } = page.events[0] ?? expect.fail('no event');
      expect([recordedAt, dbRole].every((text) => text.length > 0)).to.equal(true);
      expect(transactionId).to.equal(id);
      expect(eventBody(rest)).to.equal(eventBody(event));
    });

    it('leaves nothing after a rollback', async () => {
      const event = sampleEvent();
      (await store.append([event], await beginTransaction(client)))._unsafeUnwrap();
      await client.query('ROLLBACK');
      expect(await count([event.id])).to.equal(0);
    });

    it('compares databases on the first append of a handle only, then takes one statement', async () => {
      const handle = {};
      const first = watch(await beginTransaction(client, handle));
      (await store.append([sampleEvent()], first.transaction))._unsafeUnwrap();
      expect(first.texts).to.have.length(2);
      (await store.append([sampleEvent(), sampleEvent()], first.transaction))._unsafeUnwrap();
      expect(first.texts).to.have.length(3);
    });

    it('cuts more than 500 events into several statements of the same transaction', async () => {
      const { transaction, texts } = watch(await beginTransaction(client));
      const events = Array.from({ length: 1001 }, () => sampleEvent());
      (await store.append(events, transaction))._unsafeUnwrap();
      expect(texts.filter((text) => text.includes('append_events'))).to.have.length(3);
      await client.query('COMMIT');
      expect(await count(events.map(({ id }) => id))).to.equal(1001);
    });

    it("leaves the transaction's own durability alone", async () => {
      const transaction = await beginTransaction(client);
      await client.query('SET LOCAL synchronous_commit = off');
      (await store.append([sampleEvent()], transaction))._unsafeUnwrap();
      const { rows } = await transaction.execute('SHOW synchronous_commit', []);
      expect(rows).to.deep.equal([{ synchronous_commit: 'off' }]);
    });

    it('takes an event again that the same transaction has stored', async () => {
      const event = sampleEvent();
      const transaction = await beginTransaction(client);
      (await store.append([event], transaction))._unsafeUnwrap();
      (await store.append([event], transaction))._unsafeUnwrap();
      await client.query('COMMIT');
      expect(await count([event.id])).to.equal(1);
    });

    it('fails with STORE_REJECTED for another body under a stored id, after which the transaction cannot commit', async () => {
      const event = sampleEvent();
      (await store.append([event]))._unsafeUnwrap();
      const transaction = await beginTransaction(client);
      await expectCode(store.append([{ ...event, action: 'other' }], transaction), 'STORE_REJECTED');
      expect((await client.query('COMMIT')).command).to.equal('ROLLBACK');
    });

    it('raises TR003 when somebody swallows a row, so that a COMMIT sent behind it rolls back', async () => {
      await database.sql(`
        CREATE OR REPLACE FUNCTION public.swallow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
        CREATE TRIGGER swallow BEFORE INSERT ON auditrail.event FOR EACH ROW
          WHEN (NEW.action = 'swallowed') EXECUTE FUNCTION public.swallow()`);
      const kept = sampleEvent();
      const transaction = await beginTransaction(client);
      const append = store.append([kept, sampleEvent({ action: 'swallowed' })], transaction);
      const error = await expectCode(append, 'STORE_REJECTED');
      await database.sql('DROP TRIGGER swallow ON auditrail.event');
      expect(error.cause).to.include({ code: 'TR003' });
      expect((await client.query('COMMIT')).command).to.equal('ROLLBACK');
      expect(await count([kept.id])).to.equal(0);
    });

    it('does not retry after a rejected event: the transaction has failed', async () => {
      const { transaction, texts } = watch(await beginTransaction(client));
      await expectCode(
        store.append([sampleEvent(), sampleEvent({ tenant: 'x'.repeat(256) })], transaction),
        'STORE_REJECTED',
      );
      expect(texts.filter((text) => text.includes('append_events'))).to.have.length(1);
      await expectCode(store.append([sampleEvent()], transaction), 'TRANSACTION_ROLLED_BACK');
    });

    it('fails with TRANSACTION_ROLLED_BACK when the connection is lost', async () => {
      const lost = await database.connect();
      const transaction = await beginTransaction(lost, client);
      (await store.append([sampleEvent()], transaction))._unsafeUnwrap();
      await lost.end();
      await expectCode(store.append([sampleEvent()], transaction), 'TRANSACTION_ROLLED_BACK');
    });

    it('fails with STORE_DATABASE_MISMATCH in another database, each time, and leaves that transaction usable', async () => {
      const other = await createAuditDatabase(version);
      const transaction = await beginTransaction(await other.connect());
      await expectCode(store.append([sampleEvent()], transaction), 'STORE_DATABASE_MISMATCH');
      await expectCode(store.append([sampleEvent()], transaction), 'STORE_DATABASE_MISMATCH');
      expect((await transaction.execute('SELECT 1 AS one', [])).rows).to.deep.equal([{ one: '1' }]);
      await other.close();
    });

    it('fails with SCHEMA_MISSING before the transaction is touched', async () => {
      const other = await createAuditDatabase(version);
      const { transaction, texts } = watch(await beginTransaction(await other.connect()));
      await expectCode(other.openStore().append([sampleEvent()], transaction), 'SCHEMA_MISSING');
      expect(texts).to.deep.equal([]);
      await other.close();
    });
  });
}
