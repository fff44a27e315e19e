import { createAuditTrail, MemoryAuditStore, type AuditStore, type AuditTrail } from '@auditrail/core';
import { expressAudit } from '@auditrail/express';
import { PostgresAuditStore } from '@auditrail/postgres';
import { registerAuditHooks } from '@auditrail/sequelize';
import { expect } from 'chai';
import express from 'express';
import fc from 'fast-check';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { DataTypes, Sequelize } from 'sequelize';
import sinon from 'sinon';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../../postgres-server/test-database.js';
import { canaries, type Canary } from './canaries.js';
import { shapes, type Shape } from './shapes.js';

interface Cell {
  readonly shape: Shape;
  readonly canary: Canary;
}

const matrix: readonly Cell[] = shapes.flatMap((shape) =>
  canaries.filter(({ hasForm }) => hasForm === true || shape.needsForm !== true).map((canary) => ({ shape, canary })),
);

/** A secret as exits may spell it. */
function spellings({ value, telling = value }: Canary): readonly string[] {
  const inJson = JSON.stringify(telling).slice(1, -1);
  const bytes = Buffer.from(value);
  return [telling, inJson, JSON.stringify(inJson).slice(1, -1), encodeURIComponent(telling), bytes.toString('base64')];
}

/** Which secrets an exit shows. */
function leaksIn(shown: string): readonly string[] {
  return canaries.filter((canary) => spellings(canary).some((text) => shown.includes(text))).map(({ kind }) => kind);
}

/** Everything that the process itself says meanwhile. */
function listen(): () => string {
  const said: unknown[] = [];
  const onWarning = (warning: Error) => said.push(inspect(warning, { depth: Infinity }));
  process.on('warning', onWarning);
  const streams = [process.stdout, process.stderr].map((stream) => {
    const write = stream.write.bind(stream);
    return sinon.stub(stream, 'write').callsFake((chunk: unknown, ...rest: unknown[]) => {
      said.push(String(chunk));
      return write(chunk as string, ...(rest as []));
    });
  });
  return () => {
    for (const stream of streams) stream.restore();
    process.off('warning', onWarning);
    return said.join('\n');
  };
}

/** A store that keeps events in two places, as no application would. */
function both(one: AuditStore, other: AuditStore): AuditStore {
  return {
    append: (events, within) => one.append(events).andThen(() => other.append(events, within)),
    query: (query) => other.query(query),
    close: () => one.close().andThen(() => other.close()),
  };
}

const version = postgresVersions.at(-1) ?? '18';

describe(`secrets in ${shapes.length} shapes, of ${canaries.length} kinds`, () => {
  let database: TestDatabase;
  let sequelize: Sequelize;
  let audit: AuditTrail;
  const memory = new MemoryAuditStore();
  const failures: unknown[] = [];

  before(async function () {
    this.timeout(60_000);
    database = await createTestDatabase(version);
    const store = new PostgresAuditStore({ connectionString: database.connectionString });
    (await store.migrate())._unsafeUnwrap();
    audit = createAuditTrail({ store: both(memory, store), onError: (...failure) => failures.push(failure) });
    const { socketDirectory: host, user: username } = database;
    sequelize = new Sequelize({ dialect: 'postgres', host, username, database: database.database, logging: false });
    sequelize.define('Note', { body: DataTypes.TEXT, json: DataTypes.JSON, jsonb: DataTypes.JSONB });
    registerAuditHooks(sequelize, audit);
    await sequelize.sync();
  });
  after(async () => {
    await sequelize.close();
    await audit.close();
    await database.drop();
  });

  it('has 30 shapes and 20 kinds, and sees a leak', () => {
    expect(shapes.length).to.be.at.least(30);
    expect(canaries.length).to.be.at.least(20);
    expect(leaksIn(inspect(canaries))).to.deep.equal(canaries.map(({ kind }) => kind));
    expect(leaksIn(JSON.stringify(matrix.map(({ shape, canary }) => shape.of(canary))))).to.have.length(
      canaries.length,
    );
  });

  it('come in by record, attempt, requests and captured writes, and are stored, reported and said nowhere', async function () {
    this.timeout(60_000);
    const heard = listen();
    await recordAll();
    await requestAll();
    await writeAll();
    await audit.settled();
    const said = heard();

    const stored = await bodiesAndColumns();
    expect(memory.events.length).to.be.greaterThan(4 * matrix.length);
    expect(stored).to.have.length(memory.events.length);
    const exits = {
      memory: memory.events.map((event) => JSON.stringify(event)).join('\n'),
      postgres: stored.join('\n'),
      onError: inspect(failures, { depth: Infinity, showHidden: true, maxStringLength: null, maxArrayLength: null }),
      said,
    };
    for (const [exit, shown] of Object.entries(exits)) expect(leaksIn(shown), exit).to.deep.equal([]);
  });

  async function recordAll(): Promise<void> {
    const resource = { type: 'note', id: 1 };
    await Promise.all(
      matrix.flatMap(({ shape, canary }) => {
        const value = () => shape.of(canary);
        const text = inspect(shape.needsForm ? canary.value : { [canary.name]: canary.value }, {
          breakLength: Infinity,
        });
        return [
          audit.record({ action: 'note.metadata', resource, metadata: value(), reason: text }),
          audit.record({ action: 'note.changes', resource, changes: { note: { old: value(), new: [value()] } } }),
          audit
            .attempt({ action: 'note.attempt', resource, metadata: { given: value() } }, () => {
              throw Object.assign(new Error(text), { cause: value() });
            })
            .catch(() => undefined),
          audit.record({ action: '', resource, metadata: value() }),
        ];
      }),
    );
  }

  async function requestAll(): Promise<void> {
    const app = express()
      .set('query parser', 'extended')
      .use(expressAudit(audit, { methods: ['GET'] }));
    app.get('/notes', async (request, response) => {
      const metadata = { headers: request.headers, rawHeaders: request.rawHeaders, url: request.originalUrl };
      await audit.record({ action: 'note.request', resource: { type: 'note' }, metadata });
      response.status(204).end();
    });
    app.get('/broken', () => {
      throw new Error('broken');
    });
    const answerError: express.ErrorRequestHandler = (_error, _request, response, next) => {
      if (response.headersSent) next();
      else response.status(500).end();
    };
    app.use(answerError);
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    try {
      for (const canary of canaries) {
        const value = canary.value.replaceAll('\n', ' ');
        const query = new URLSearchParams([
          [canary.name, value],
          [`user[${canary.name}]`, value],
          ['body', JSON.stringify({ [canary.name]: value })],
          ['filters[0][name]', canary.name],
          ['filters[0][value]', value],
          ...(canary.hasForm
            ? [
                ['q', `find ${value}`],
                [value, '1'],
              ]
            : []),
        ] as [string, string][]);
        const headers = {
          [`X-${canary.name}`]: value,
          Cookie: `${canary.name}=${encodeURIComponent(value)}`,
          Referer: `http://x.org/?${query.toString()}`,
          Authorization: canary.hasForm ? `Bearer ${value}` : `Basic ${btoa(`ada:${value}`)}`,
        };
        for (const path of ['notes', 'broken', 'missing']) {
          await (await fetch(`http://127.0.0.1:${String(port)}/${path}?${query.toString()}`, { headers })).text();
        }
      }
    } finally {
      server.close();
      server.closeAllConnections();
    }
  }

  async function writeAll(): Promise<void> {
    const Note = sequelize.model('Note');
    const plain = matrix.map(
      ({ shape, canary }) => JSON.parse(JSON.stringify({ v: shape.of(canary) })) as { v: unknown },
    );
    const rows = plain.map(({ v }, index) => ({
      body: typeof v === 'string' ? v : JSON.stringify(v),
      json: v,
      jsonb: { [`n${String(index)}`]: [v] },
    }));
    // What these two run by themselves is for the application to answer for.
    const isRow = (_: unknown, index: number) =>
      !['toJSON', 'a getter', 'a proxy'].includes(matrix[index]?.shape.shape ?? '');
    await Note.bulkCreate(rows.filter(isRow));
    await Note.update({ body: 'none', jsonb: null }, { where: {} });
    await Note.destroy({ where: {} });
    await sequelize.query(`INSERT INTO "Notes" (body) VALUES ('password=canary-Pa55w.rd')`).catch(() => undefined);
  }

  async function bodiesAndColumns(): Promise<readonly string[]> {
    const [rows] = await sequelize.query('SELECT pg_catalog.to_json(event.*)::text AS row FROM auditrail.event');
    return (rows as { row: string }[]).map(({ row }) => row);
  }

  it('do not come through whatever surrounds them', () => {
    const trail = createAuditTrail({ store: new MemoryAuditStore() });
    const wrap = fc.oneof(
      fc.string().map((key) => (inner: unknown) => ({ before: 1, [key]: inner, after: 'x' })),
      fc.nat(3).map((before) => (inner: unknown) => [...new Array<number>(before).fill(0), inner]),
      fc.string().map((key) => (inner: unknown) => new Map([[key, inner]])),
      fc.constant((inner: unknown) => new Set([inner])),
      fc.constant((inner: unknown) => Object.assign(new Error('x'), { inner })),
      fc.constant((inner: unknown) => ({ text: JSON.stringify([inner]) })),
      fc.constant((inner: unknown) => new URLSearchParams([['x', JSON.stringify([inner])]]).toString()),
      fc.constant((inner: unknown) => inspect(inner, { depth: Infinity })),
    );
    fc.assert(
      fc.property(fc.constantFrom(...matrix), fc.array(wrap, { maxLength: 4 }), ({ shape, canary }, wraps) => {
        const isRun = ['toJSON', 'a getter', 'a proxy'].includes(shape.shape);
        const value = isRun
          ? shape.of(canary)
          : wraps.reduce<unknown>((inner, around) => around(inner), shape.of(canary));
        const event = trail.capture({
          action: 'note.read',
          resource: { type: 'note' },
          source: 'application',
          metadata: value,
          changes: { note: { old: value } },
        });
        expect(leaksIn(JSON.stringify(event._unsafeUnwrap()))).to.deep.equal([]);
      }),
      { numRuns: 500 },
    );
  });
});
