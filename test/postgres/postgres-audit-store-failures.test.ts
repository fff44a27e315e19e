import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { PostgresAuditStore } from '@auditrail/postgres';
import type { AuditError } from '@auditrail/core';
import { expect } from 'chai';
import type { Result } from 'neverthrow';
import type pg from 'pg';
import { postgresVersions } from '../postgres-server/test-database.js';
import { createAuditDatabase, createMigratedDatabase, type AuditDatabase } from './audit-database.js';
import { startBreakableProxy } from './breakable-proxy.js';
import { expectCode } from './expect-code.js';
import { sampleEvent } from './sample-event.js';

// `npm run check` asks for more.
const awayMs = Number(process.env['AUDITRAIL_TEST_AWAY_MS'] ?? 500);
const anything = { conditions: {}, limit: 1, offset: 0 } as const;

describe('PostgresAuditStore without a server', () => {
  it('fails with STORE_UNAVAILABLE when nothing listens', async () => {
    const server = net.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as net.AddressInfo;
    server.close();
    const store = new PostgresAuditStore({ connection: { host: '127.0.0.1', port } });
    const error = await expectCode(store.append([sampleEvent()]), 'STORE_UNAVAILABLE');
    expect(error.cause).to.include({ code: 'ECONNREFUSED' });
    await expectCode(store.query(anything), 'STORE_UNAVAILABLE');
    await expectCode(store.migrate(), 'STORE_UNAVAILABLE');
    await store.close();
  });

  it('fails with STORE_UNAVAILABLE when the server never answers, after connectTimeoutMs', async () => {
    const sockets: net.Socket[] = [];
    const server = net.createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as net.AddressInfo;
    const store = new PostgresAuditStore({ connection: { host: '127.0.0.1', port }, connectTimeoutMs: 50 });
    await expectCode(store.append([sampleEvent()]), 'STORE_UNAVAILABLE');
    await store.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  });
});

for (const version of postgresVersions) {
  describe(`PostgresAuditStore in trouble on PostgreSQL ${version}`, () => {
    let database: AuditDatabase & { readonly store: PostgresAuditStore };
    let store: PostgresAuditStore;
    let locker: pg.Client;
    beforeEach(async () => {
      database = await createMigratedDatabase(version);
      store = database.store;
      locker = await database.connect();
    });
    afterEach(() => database.close());

    const lock = () => locker.query('BEGIN; LOCK TABLE auditrail.event IN SHARE MODE');
    const unlock = () => locker.query('COMMIT');
    const waiting = `SELECT pid FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'auditrail' AND wait_event_type = 'Lock'`;
    const untilWaiting = async (count = 1): Promise<void> => {
      while ((await database.sql(waiting)).length < count) await sleep(5);
    };
    const terminateWaiting = () => database.sql(`SELECT pg_terminate_backend(pid) FROM (${waiting}) AS waiting`);

    it('fails with SCHEMA_MISSING, telling what to run, before the first migration', async () => {
      const empty = await createAuditDatabase(version);
      const error = await expectCode(empty.openStore().append([sampleEvent()]), 'SCHEMA_MISSING');
      expect(error.message).to.contain('store.migrate()');
      await expectCode(empty.openStore().query(anything), 'SCHEMA_MISSING');
      await empty.close();
    });

    it('works after a migration that came late', async () => {
      const late = await createAuditDatabase(version);
      const lateStore = late.openStore();
      await expectCode(lateStore.append([sampleEvent()]), 'SCHEMA_MISSING');
      (await late.openStore().migrate())._unsafeUnwrap();
      (await lateStore.append([sampleEvent()]))._unsafeUnwrap();
      await late.close();
    });

    it('fails with SCHEMA_INCOMPATIBLE when a column is missing', async () => {
      await database.sql('ALTER TABLE auditrail.event RENAME COLUMN caused_by TO because_of');
      await expectCode(store.append([sampleEvent()]), 'SCHEMA_INCOMPATIBLE');
    });

    it('fails with SCHEMA_INCOMPATIBLE when the function that appends is missing', async () => {
      await database.sql('DROP FUNCTION auditrail.append_events');
      await expectCode(store.append([sampleEvent()]), 'SCHEMA_INCOMPATIBLE');
    });

    it('fails with STORE_UNAVAILABLE when the database does not exist', async () => {
      const missing = new PostgresAuditStore({
        connection: { host: database.socketDirectory, user: database.user, database: 'missing' },
      });
      const error = await expectCode(missing.append([sampleEvent()]), 'STORE_UNAVAILABLE');
      expect(error.cause).to.include({ code: '3D000' });
      await missing.close();
    });

    it('fails with STORE_TIMEOUT when a lock outlasts statementTimeoutMs, and works again after it', async () => {
      const hasty = database.openStore({ statementTimeoutMs: 100 });
      await lock();
      await expectCode(hasty.append([sampleEvent()]), 'STORE_TIMEOUT');
      await unlock();
      (await hasty.append([sampleEvent()]))._unsafeUnwrap();
    });

    it('refuses only new events with STORE_OVERLOADED once maxWaiting wait', async () => {
      const small = database.openStore({ maxWaiting: 10 });
      await lock();
      const underWay = small.append([sampleEvent()]);
      await untilWaiting();
      const queued = Array.from({ length: 10 }, () => small.append([sampleEvent()]));
      await expectCode(small.append([sampleEvent()]), 'STORE_OVERLOADED');
      await unlock();
      for (const outcome of [underWay, ...queued]) (await outcome)._unsafeUnwrap();
      (await small.append([sampleEvent()]))._unsafeUnwrap();
    });

    it('reads while a write waits', async () => {
      await lock();
      const append = store.append([sampleEvent()]);
      await untilWaiting();
      (await store.query(anything))._unsafeUnwrap();
      await unlock();
      (await append)._unsafeUnwrap();
    });

    it('stores an event once when its connection is terminated in mid-statement', async () => {
      await lock();
      const append = store.append([sampleEvent()]);
      await untilWaiting();
      await terminateWaiting();
      await untilWaiting();
      await unlock();
      (await append)._unsafeUnwrap();
      expect(await database.sql('SELECT count(*)::int FROM auditrail.event')).to.deep.equal([{ count: 1 }]);
    });

    it('stores an event once when its connection is cut while the server works on', async () => {
      const proxy = await startBreakableProxy(database.socketDirectory);
      const proxied = database.openStore({
        connectionString: undefined,
        connection: { host: '127.0.0.1', port: proxy.port, user: database.user, database: database.database },
      });
      await lock();
      const append = proxied.append([sampleEvent()]);
      await untilWaiting();
      proxy.cut();
      await untilWaiting(2);
      await unlock();
      (await append)._unsafeUnwrap();
      expect(await database.sql('SELECT count(*)::int FROM auditrail.event')).to.deep.equal([{ count: 1 }]);
      await proxied.close();
      await proxy.close();
    });

    it('stores each event once, or says that it did not, while the server is away, and goes on afterwards', async () => {
      const proxy = await startBreakableProxy(database.socketDirectory);
      const proxied = database.openStore({
        connectionString: undefined,
        connection: { host: '127.0.0.1', port: proxy.port, user: database.user, database: database.database },
      });
      const outcomes = new Map<string, Result<void, AuditError>>();
      let isOver = false;
      const callers = Array.from({ length: 64 }, async () => {
        while (!isOver) {
          const event = sampleEvent();
          outcomes.set(event.id, await proxied.append([event]));
          await sleep(1);
        }
      });
      const untilStored = async () => {
        const before = outcomes.size;
        while ([...outcomes.values()].slice(before).filter((outcome) => outcome.isOk()).length < 64) await sleep(5);
      };
      await untilStored();
      proxy.goAway();
      await sleep(awayMs);
      proxy.comeBack();
      await untilStored();
      isOver = true;
      await Promise.all(callers);
      const rows = await database.sql('SELECT id, count(*)::int AS count FROM auditrail.event GROUP BY id');
      const counts = new Map(rows.map(({ id, count }) => [id, count]));
      const codes = new Set<string>();
      for (const [id, outcome] of outcomes) {
        if (outcome.isOk()) expect(counts.get(id)).to.equal(1);
        else codes.add(outcome.error.code);
        if (outcome.isErr() && outcome.error.code !== 'OUTCOME_UNKNOWN') expect(counts.get(id)).to.equal(undefined);
      }
      expect([...counts.values()].every((count) => count === 1)).to.equal(true);
      expect(codes).to.include('STORE_UNAVAILABLE');
      await proxied.close();
      await proxy.close();
    });

    it('fails with OUTCOME_UNKNOWN when the second connection is lost too, and works again after it', async () => {
      await lock();
      const append = store.append([sampleEvent()]);
      for (let connection = 1; connection <= 2; connection += 1) {
        await untilWaiting();
        await terminateWaiting();
        await sleep(50);
      }
      await expectCode(append, 'OUTCOME_UNKNOWN');
      await unlock();
      (await store.append([sampleEvent()]))._unsafeUnwrap();
    });

    it('survives the loss of idle connections', async () => {
      (await store.append([sampleEvent()]))._unsafeUnwrap();
      await database.sql(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'auditrail'`,
      );
      (await store.append([sampleEvent()]))._unsafeUnwrap();
      (await store.query(anything))._unsafeUnwrap();
    });

    it('closes only after the events under way are stored', async () => {
      const appends = Array.from({ length: 20 }, () => store.append([sampleEvent()]));
      (await store.close())._unsafeUnwrap();
      for (const append of appends) (await append)._unsafeUnwrap();
      expect(await database.sql('SELECT count(*)::int FROM auditrail.event')).to.deep.equal([{ count: 20 }]);
    });

    it('gives up what is not stored after closeTimeoutMs, and tells each caller', async () => {
      const hasty = database.openStore({ closeTimeoutMs: 100 });
      await lock();
      const underWay = hasty.append([sampleEvent()]);
      await untilWaiting();
      const second = hasty.append([sampleEvent()]);
      await untilWaiting(2);
      const queued = Array.from({ length: 10 }, () => hasty.append([sampleEvent()]));
      await expectCode(hasty.close(), 'STORE_TIMEOUT');
      await expectCode(underWay, 'OUTCOME_UNKNOWN');
      await expectCode(second, 'OUTCOME_UNKNOWN');
      for (const outcome of queued) await expectCode(outcome, 'STORE_CLOSED');
      await unlock();
      (await store.append([sampleEvent()]))._unsafeUnwrap();
    });

    it('fails with STORE_CLOSED after close; closing twice is harmless', async () => {
      (await store.append([sampleEvent()]))._unsafeUnwrap();
      (await store.close())._unsafeUnwrap();
      (await store.close())._unsafeUnwrap();
      await expectCode(store.append([sampleEvent()]), 'STORE_CLOSED');
      await expectCode(store.query(anything), 'STORE_CLOSED');
      await expectCode(store.migrate(), 'STORE_CLOSED');
    });

    it('leaves no connection open after close', async () => {
      (await store.append([sampleEvent()]))._unsafeUnwrap();
      (await store.query(anything))._unsafeUnwrap();
      const connections = `SELECT FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'auditrail'`;
      expect(await database.sql(connections)).not.to.have.length(0);
      (await store.close())._unsafeUnwrap();
      // The server takes a moment to see that a client has gone.
      while ((await database.sql(connections)).length > 0) await sleep(5);
    });
  });
}
