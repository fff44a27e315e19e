import { createAuditTrail, MemoryAuditStore, type StoredEvent } from '@auditrail/core';
import { expressAudit } from '@auditrail/express';
import { registerAuditHooks } from '@auditrail/sequelize';
import { expect } from 'chai';
import express, { type Request } from 'express';
import { EventEmitter, once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { DataTypes, Sequelize, type Model, type ModelStatic } from 'sequelize';
import { createTestDatabase, type TestDatabase } from '../postgres-server/test-database.js';
import { sendPipelined } from '../http/pipelined-requests.js';

const crowd = 10_000;
const addressOf = (n: number) => `10.${String(n >> 16)}.${String((n >> 8) & 255)}.${String(n & 255)}`;
const numberOf = (request: Request) => Number(request.params['n']);

describe(`${crowd.toLocaleString('en')} concurrent requests`, () => {
  const store = new MemoryAuditStore();
  const audit = createAuditTrail({ store });
  const doorbell = new EventEmitter().setMaxListeners(0);
  let database: TestDatabase;
  let sequelize: Sequelize;
  let Note: ModelStatic<Model<{ n: number }, { n: number }>>;
  let pool: pg.Pool;
  let server: Server;
  let events: readonly StoredEvent[];

  const note = (n: number) => audit.record({ action: 'crowd.note', resource: { type: 'Note', id: n } });

  /** Ways of asynchronous code, each ending in an event about request `n`. */
  const ways: readonly ((n: number) => Promise<unknown>)[] = [
    async (n) => {
      await delay(n % 20);
      await note(n);
    },
    async (n) => {
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
      await note(n);
    },
    (n) => Note.create({ n }),
    async (n) => {
      for await (const chunk of Readable.from([n])) await note(chunk as number);
    },
    (n) =>
      new Promise((resolve, reject) => {
        const settle = audit.bind((error: Error | undefined) => {
          if (error) reject(error);
          else void note(n).then(resolve);
        });
        pool.query('SELECT 1', (error: Error | undefined) => settle(error));
      }),
    (n) =>
      new Promise((resolve) =>
        doorbell.once(
          'ring',
          audit.bind(() => void note(n).then(resolve)),
        ),
      ),
    (n) => new Promise((resolve) => setImmediate(() => process.nextTick(() => void note(n).then(resolve)))),
  ];

  before(async function () {
    this.timeout(120_000);
    database = await createTestDatabase('18');
    sequelize = new Sequelize({
      dialect: 'postgres',
      host: database.socketDirectory,
      username: database.user,
      database: database.database,
      logging: false,
      pool: { max: 10, acquire: 100_000 },
    });
    Note = sequelize.define('Note', { n: { type: DataTypes.INTEGER, allowNull: false } });
    registerAuditHooks(sequelize, audit);
    await sequelize.sync();
    pool = new pg.Pool({ connectionString: database.connectionString, max: 5 });

    const users = new WeakMap<Request, string>();
    let arrived = 0;
    const app = express();
    app.use(
      expressAudit(audit, {
        actor: (request) => {
          const id = users.get(request);
          return id === undefined ? undefined : { type: 'user', id };
        },
        trustedProxies: ['127.0.0.0/8'],
      }),
    );
    app.use(async (request, _response, next) => {
      await delay(1);
      users.set(request, request.get('x-user') ?? '');
      next();
    });
    app.post('/notes/:n', async (request, response) => {
      const n = numberOf(request);
      const work = ways[n % ways.length]?.(n);
      arrived += 1;
      // Everybody has to be in before the first one leaves.
      if (arrived === crowd) doorbell.emit('ring');
      else await once(doorbell, 'ring');
      await work;
      response.status(201).end();
    });
    server = createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');

    const strangers = setInterval(
      () => void audit.record({ action: 'crowd.stranger', resource: { type: 'Timer' } }),
      5,
    );
    const requests = Array.from({ length: crowd }, (_, n) => ({
      path: `/notes/${String(n)}`,
      headers: {
        'x-user': `user-${String(n)}`,
        'x-forwarded-for': addressOf(n),
        'x-request-id': `request-${String(n)}`,
      },
    }));
    await sendPipelined(server, requests, 250);
    clearInterval(strangers);
    await audit.settled();
    events = store.events;
  });

  after(async () => {
    server.close();
    await pool.end();
    await sequelize.close();
    await database.drop();
  });

  const ofRequests = () => events.filter(({ action }) => action !== 'crowd.stranger');

  it('leave one request event and one event of their own each', () => {
    const count = (test: (event: StoredEvent) => boolean) => ofRequests().filter(test).length;
    expect(count(({ action }) => action === 'http.request')).to.equal(crowd);
    expect(count(({ action }) => action === 'crowd.note' || action === 'note.create')).to.equal(crowd);
  });

  it('never bear the actor, address or id of another request', () => {
    const strange = ofRequests().filter(({ action, actor, request, resource, changes }) => {
      const n = Number(action === 'note.create' ? changes?.['n']?.new : request?.externalId?.slice('request-'.length));
      const isOwn = actor.id === `user-${String(n)}` && request?.ip === addressOf(n);
      return (
        !isOwn ||
        request.externalId !== `request-${String(n)}` ||
        (action === 'crowd.note' && resource.id !== String(n))
      );
    });
    expect(strange).to.deep.equal([]);
  });

  it('have an id each, which all their events share', () => {
    const ids = new Map<string | undefined, Set<string | undefined>>();
    for (const { request } of ofRequests()) {
      ids.set(request?.id, (ids.get(request?.id) ?? new Set()).add(request?.externalId));
    }
    expect(ids.size).to.equal(crowd);
    expect([...ids.values()].every((externalIds) => externalIds.size === 1)).to.equal(true);
  });

  it('lend nothing to work outside of every request', () => {
    const strangers = events.filter(({ action }) => action === 'crowd.stranger');
    expect(strangers.length).to.be.greaterThan(10);
    expect(new Set(strangers.map(({ actor, request }) => JSON.stringify([actor, request])))).to.deep.equal(
      new Set([JSON.stringify([{ type: 'unknown' }, undefined])]),
    );
  });
});
