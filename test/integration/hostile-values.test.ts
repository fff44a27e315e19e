import { createAuditTrail, type AuditError, type AuditTrail } from '@auditrail/core';
import { expressAudit } from '@auditrail/express';
import { PostgresAuditStore } from '@auditrail/postgres';
import { registerAuditHooks } from '@auditrail/sequelize';
import { expect } from 'chai';
import express from 'express';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { DataTypes, Sequelize } from 'sequelize';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../postgres-server/test-database.js';

let invoked = 0;
const run = (): never => {
  invoked += 1;
  throw new Error('a value ran');
};

function nested(levels: number): unknown {
  let value: unknown = 'bottom';
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { value };
  return value;
}

const everyTrap = new Proxy({}, { get: () => run });
const manyKeys = Object.fromEntries(Array.from({ length: 1_000_000 }, (_, index) => [`k${String(index)}`, index]));
const long = 'x'.repeat(50_000_000);

/** What is hidden in it, and what is stored in its place. */
const hostile: readonly (readonly [what: string, value: unknown, mark: string])[] = [
  ['a throwing getter', Object.defineProperty({}, 'x', { enumerable: true, get: run }), '"x":"[getter]"'],
  ['a proxy', new Proxy({}, everyTrap), '"[proxy]"'],
  ['a function that is a proxy', new Proxy(() => 1, everyTrap), '"[proxy]"'],
  ['a toJSON', { toJSON: run, toString: run, valueOf: run, [Symbol.toPrimitive]: run }, '[function]'],
  ['a prototype that is a proxy', Object.create(new Proxy({}, everyTrap)), '{}'],
  ['20,000 levels', nested(20_000), '[too deep]'],
  ['a million keys', manyKeys, 'more keys'],
  ['50 MB of text', long, '[truncated: 50000000 characters]'],
  ['a key of 50 MB', { [long]: 1 }, '"redactions":'],
  ['a bigint', 2n ** 64n, '18446744073709551616'],
  ['__proto__', JSON.parse('{"__proto__":{"polluted":true}}'), '"__proto__":{"polluted":true}'],
  ['lone surrogates', 'a\ud800b\udc00', 'a\ufffdb\ufffd'],
  ['NUL', 'a\u0000b', 'a\ufffdb'],
  ['NaN', [NaN, -Infinity], '["[NaN]","[-Infinity]"]'],
];

describe('hostile values', () => {
  let database: TestDatabase;
  let sequelize: Sequelize;
  let audit: AuditTrail;
  const failures: AuditError[] = [];
  let ofModel: unknown;

  before(async function () {
    this.timeout(60_000);
    database = await createTestDatabase(postgresVersions.at(-1) ?? '18');
    const store = new PostgresAuditStore({ connectionString: database.connectionString });
    (await store.migrate())._unsafeUnwrap();
    audit = createAuditTrail({ store, onError: (error) => failures.push(error) });
    const { socketDirectory: host, user: username } = database;
    sequelize = new Sequelize({ dialect: 'postgres', host, username, database: database.database, logging: false });
    sequelize.define('Note', { body: DataTypes.TEXT, json: DataTypes.JSON });
    registerAuditHooks(sequelize, audit, { models: { Note: { metadata: () => ofModel } } });
    await sequelize.sync();
  });
  after(async () => {
    await sequelize.close();
    await audit.close();
    await database.drop();
  });
  beforeEach(() => {
    invoked = 0;
    failures.length = 0;
    ofModel = undefined;
  });

  async function lastBody(action: string): Promise<string> {
    await audit.settled();
    const { events } = (await audit.query({ action, limit: 1 }))._unsafeUnwrap();
    return JSON.stringify(events[0]);
  }

  function expectStored(body: string, mark: string): void {
    expect(body).to.contain(mark);
    expect([invoked, failures]).to.deep.equal([0, []]);
  }

  for (const [what, value, mark] of hostile) {
    it(`are stored with marks by record(): ${what}`, async () => {
      const resource = { type: 'note' };
      const changes = { note: { old: value, new: [value] } };
      (await audit.record({ action: 'note.read', resource, metadata: value, changes }))._unsafeUnwrap();
      expectStored(await lastBody('note.read'), mark);
    });

    it(`are stored with marks beside a write that commits: ${what}`, async () => {
      const Note = sequelize.model('Note');
      ofModel = value;
      await Note.create({ body: what }, { audit: { metadata: { own: 1 } } });
      expect(await Note.count({ where: { body: what } })).to.equal(1);
      const body = await lastBody('note.create');
      expectStored(body, mark);
      expect(body).to.contain('"own":1');
    });

    it(`are stored with marks as a query that a parser made: ${what}`, async () => {
      const app = express()
        .set('query parser', () => value)
        .use(expressAudit(audit, { methods: ['GET'] }))
        .get('/', (_request, response) => void response.end());
      const server = app.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { status } = await fetch(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}/?a=1`);
      server.close();
      expect(status).to.equal(200);
      expectStored(await lastBody('http.request'), mark);
    });
  }

  it('in a row do not hinder its write', async () => {
    const deep = `${'[0.5,'.repeat(5_000)}0${']'.repeat(5_000)}`;
    for (const [json, mark] of [
      [deep, '[too deep]'],
      ['{"__proto__":{"polluted":true},"n":1e400,"s":"\\ud800"}', '"__proto__":{"polluted":true}'],
      [`{${Array.from({ length: 50_000 }, (_, index) => `"k${String(index)}":1.5`).join(',')}}`, 'more keys'],
    ] as const) {
      await sequelize.query('INSERT INTO "Notes" (json, "createdAt", "updatedAt") VALUES ($1, now(), now())', {
        bind: [json],
      });
      expectStored(await lastBody('note.create'), mark);
    }
  });
});
