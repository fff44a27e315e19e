import { AsyncLocalStorage } from 'node:async_hooks';
import { bindPgCallbacks } from '@auditrail/postgres';
import { expect } from 'chai';
import pg from 'pg';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../../postgres-server/test-database.js';

const requests = 40;

describe('bindPgCallbacks', () => {
  const request = new AsyncLocalStorage<number>();
  // Other tests of this process use pg as it is: only these classes are changed.
  class Client extends pg.Client {}
  class Pool extends pg.Pool {
    constructor(config: pg.PoolConfig) {
      super({ ...config, Client });
    }
  }
  let database: TestDatabase;
  let pool: pg.Pool;

  before(async () => {
    database = await createTestDatabase(postgresVersions.at(-1) ?? '18');
    pool = new Pool({ connectionString: database.connectionString, max: 2 });
  });
  after(async () => {
    await pool.end();
    await database.drop();
  });

  const methodOf = ({ prototype }: { readonly prototype: object }) =>
    Object.getOwnPropertyDescriptor(prototype, 'query')?.value as unknown;

  type Done = () => void;

  /** Ways to give pg a callback. */
  const ways: Readonly<Record<string, (done: Done) => unknown>> = {
    'pool.query(text, callback)': (done) => pool.query('SELECT 1', done),
    'pool.query(text, values, callback)': (done) => pool.query('SELECT $1::int', [1], done),
    'pool.connect(callback)': (done) =>
      pool.connect((_error, _client, release) => {
        release();
        done();
      }),
    'client.query(text, callback)': (done) =>
      pool.connect((_error, client, release) =>
        client?.query('SELECT 1', () => {
          release();
          done();
        }),
      ),
    'client.query({ text, callback })': (done) =>
      pool.connect((_error, client, release) => {
        const callback = () => {
          release();
          done();
        };
        void client?.query({ text: 'SELECT 1', callback } as unknown as pg.QueryConfig);
      }),
    'client.query(new Query(text, callback))': (done) =>
      pool.connect((_error, client, release) => {
        const query = new pg.Query('SELECT 1', () => {
          release();
          done();
        });
        client?.query(query);
      }),
  };

  /** How many callbacks ran in the context of another request, or of none. */
  async function countStrays(way: (done: Done) => unknown): Promise<number> {
    const seen = await Promise.all(
      Array.from(
        { length: requests },
        (_, number) =>
          new Promise<boolean>((resolve) => {
            request.run(number, () => way(() => resolve(request.getStore() === number)));
          }),
      ),
    );
    return seen.filter((isOwn) => !isOwn).length;
  }

  it('is needed: without it callbacks run in the context of other requests', async () => {
    expect(await countStrays(ways['pool.query(text, callback)'] as (done: Done) => unknown)).to.be.greaterThan(
      requests / 2,
    );
  });

  for (const [name, way] of Object.entries(ways)) {
    it(`keeps the context of ${name}`, async () => {
      bindPgCallbacks({ Client, Pool });
      expect(await countStrays(way)).to.equal(0);
    });
  }

  it('changes nothing the second time, nor what is given to pg', async () => {
    bindPgCallbacks({ Client, Pool });
    const query = methodOf(Client);
    bindPgCallbacks({ Client, Pool });
    expect(methodOf(Client)).to.equal(query);
    expect(query).to.have.property('name', 'query');
    const config = await new Promise<{ readonly callback: () => void }>((resolve) => {
      const given = Object.freeze({ text: 'SELECT 1', callback: () => resolve(given) });
      void pool.connect().then((client) => {
        void client.query(given as unknown as pg.QueryConfig);
        client.release();
      });
    });
    expect(Object.keys(config)).to.deep.equal(['text', 'callback']);
  });

  it('leaves promises, results and errors as they are', async () => {
    bindPgCallbacks({ Client, Pool });
    expect((await pool.query('SELECT $1::int AS n', [7])).rows).to.deep.equal([{ n: 7 }]);
    expect((await pool.query({ text: 'SELECT 1 AS n' })).rows).to.deep.equal([{ n: 1 }]);
    const failed: unknown = await pool
      .query('SELECT')
      .then(() => pool.query('no statement').catch((error: unknown) => error));
    expect(failed).to.include({ code: '42601' });
    const code = await new Promise((resolve) =>
      pool.query('no statement', (error: Error & { code?: string }) => resolve(error.code)),
    );
    expect(code).to.equal('42601');
  });
});
