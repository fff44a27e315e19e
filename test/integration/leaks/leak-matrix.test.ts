import { createAuditTrail, MemoryAuditStore, type AuditStore, type AuditTrail } from '@auditrail/core';
import { PostgresAuditStore } from '@auditrail/postgres';
import { registerAuditHooks } from '@auditrail/sequelize';
import { expect } from 'chai';
import fc from 'fast-check';
import { inspect } from 'node:util';
import { DataTypes, Sequelize } from 'sequelize';
import sinon from 'sinon';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../../postgres-server/test-database.js';
import { canaries, type Canary } from './canaries.js';
import { printedLog } from './printed-log.js';
import { sendSecretiveRequests } from './secretive-requests.js';
import { shapes, type Shape } from './shapes.js';
import { surroundings } from './surroundings.js';

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
    await sendSecretiveRequests(audit);
    await writeAll();
    await audit.settled();
    const said = heard();

    const stored = await bodiesAndColumns();
    const month = new Date().toISOString().slice(0, 7);
    const printed = await printedLog(database.connectionString, month);
    expect(memory.events.length).to.be.greaterThan(4 * matrix.length);
    expect(stored).to.have.length(memory.events.length);
    const exits = {
      memory: memory.events.map((event) => JSON.stringify(event)).join('\n'),
      postgres: stored.join('\n'),
      onError: inspect(failures, { depth: Infinity, showHidden: true, maxStringLength: null, maxArrayLength: null }),
      said,
      ...printed,
    };
    for (const [exit, shown] of Object.entries(exits)) expect(leaksIn(shown), exit).to.deep.equal([]);
    // What shows nothing leaks nothing: everything has to be there.
    for (const exit of ['auditrail export --format jsonl', 'auditrail export --format bodies', `${month}.jsonl`]) {
      expect(printed[exit]?.trimEnd().split('\n'), exit).to.have.length(stored.length);
    }
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

  const trail = createAuditTrail({ store: new MemoryAuditStore() });

  /** What an event shows of the secrets that a value holds. */
  function leaksOf(value: unknown): readonly string[] {
    const event = trail.capture({
      action: 'note.read',
      resource: { type: 'note' },
      source: 'application',
      metadata: value,
      changes: { note: { old: value } },
    });
    return leaksIn(JSON.stringify(event._unsafeUnwrap()));
  }

  /** What would have to be run to see the secret is not looked into, and so cannot be written into a text. */
  const isInert = ({ shape }: Cell) => !['toJSON', 'a getter', 'a proxy'].includes(shape.shape);

  it('do not come through any two things that surround them', function () {
    this.timeout(60_000);
    const pairs = surroundings.flatMap((one) => surroundings.map((other) => [one, other] as const));
    const leaks = matrix
      .filter(isInert)
      .flatMap(({ shape, canary }) =>
        pairs
          .filter(([one, other]) => leaksOf(other.around(one.around(shape.of(canary)))).length > 0)
          .map(([one, other]) => `${canary.kind} as ${shape.shape} in ${one.name} in ${other.name}`),
      );
    expect(leaks).to.deep.equal([]);
  });

  it('do not come through whatever surrounds them', () => {
    const around = fc.oneof(
      fc.constantFrom(...surroundings).map((surrounding) => surrounding.around),
      fc.string().map((key) => (inner: unknown) => ({ before: 1, [key]: inner, after: 'x' })),
      fc.string().map((key) => (inner: unknown) => new Map([[key, inner]])),
    );
    fc.assert(
      fc.property(fc.constantFrom(...matrix), fc.array(around, { maxLength: 4 }), (cell, all) => {
        const inner = cell.shape.of(cell.canary);
        const value = isInert(cell) ? all.reduce<unknown>((held, surround) => surround(held), inner) : inner;
        expect(leaksOf(value)).to.deep.equal([]);
      }),
      { numRuns: 500 },
    );
  });
});
