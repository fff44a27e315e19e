import { createAuditTrail, MemoryAuditStore } from '@auditrail/core';
import { expressAudit } from '@auditrail/express';
import { bindPgCallbacks } from '@auditrail/postgres';
import { expect } from 'chai';
import express from 'express';
import { EventEmitter, once } from 'node:events';
import pg from 'pg';
import { port, stop, urlOf } from './running.js';
import { openShop, type Shop } from './shop.js';

function createTrail() {
  const store = new MemoryAuditStore();
  const audit = createAuditTrail({ store });
  const actors = () => store.events.map(({ action, actor }) => `${action} ${actor.type} ${String(actor.id)}`);
  return { store, audit, actors };
}

describe('docs/guides/background-jobs.md', () => {
  it('runs a job as a system', async () => {
    const { audit, actors } = createTrail();
    const removeDrafts = () => Promise.resolve(3);
    // #region run-as
    await audit.runAs({ type: 'system', id: 'nightly-cleanup' }, async () => {
      const count = await removeDrafts(); // captured writes bear the actor too
      await audit.record({ action: 'cleanup.finish', resource: { type: 'cleanup' }, metadata: { count } });
    });
    // #endregion
    expect(actors()).to.deep.equal(['cleanup.finish system nightly-cleanup']);
  });

  it('runs a message as the user who sent it', async () => {
    const { audit, actors, store } = createTrail();
    const send = (job: { invoiceId: number }) =>
      audit.record({ action: 'invoice.send', resource: { type: 'invoice', id: job.invoiceId } });
    const queue = new EventEmitter();
    // #region message
    queue.on('message', (job: { userId: string; invoiceId: number }) => {
      const actor = { type: 'service', id: 'mailer', onBehalfOf: { type: 'user', id: job.userId } } as const;
      void audit.runAs(actor, () => send(job));
    });
    // #endregion
    queue.emit('message', { userId: 'u-1', invoiceId: 7 });
    queue.emit('message', { userId: 'u-2', invoiceId: 8 });
    await audit.settled();
    expect(actors()).to.deep.equal(['invoice.send service mailer', 'invoice.send service mailer']);
    expect(store.events.map(({ actor }) => actor.onBehalfOf?.id)).to.deep.equal(['u-1', 'u-2']);
  });

  it('binds a listener to the one who added it', async () => {
    const { audit, actors } = createTrail();
    const emitter = new EventEmitter();
    const app = express().use(
      expressAudit(audit, { actor: (req) => ({ type: 'user', id: String(req.headers['x-user']) }), methods: [] }),
    );
    // #region bind
    app.post('/invoices/:id/watch', (req, res) => {
      const { id } = req.params;
      const notify = audit.bind(() => {
        void audit.record({ action: 'invoice.notify', resource: { type: 'invoice', id } });
      });
      emitter.once(`paid ${id}`, notify);
      res.sendStatus(204);
    });
    // #endregion
    const server = app.listen(port);
    const url = await urlOf(server);
    for (const user of ['u-1', 'u-2']) {
      await fetch(`${url}/invoices/7/watch`, { method: 'POST', headers: { 'x-user': user } });
    }
    await stop(server);
    audit.runAs({ type: 'user', id: 'payer' }, () => emitter.emit('paid 7'));
    await audit.settled();
    expect(actors()).to.deep.equal(['invoice.notify user u-1', 'invoice.notify user u-2']);
  });

  describe('with a pool of connections', () => {
    let shop: Shop;
    before(async () => (shop = await openShop()));
    after(() => shop.close());

    it('binds every callback of pg', async () => {
      const { audit, actors } = createTrail();
      // The other tests of this process have pg as it is.
      const [Client, Pool] = [class extends pg.Client {}, class extends pg.Pool {}];
      const pool = new Pool({ connectionString: shop.connectionString, Client, max: 1 });
      {
        const pg = { Client, Pool };
        // #region bind-pg
        bindPgCallbacks(pg);
        // #endregion
      }
      const read = (id: string) =>
        new Promise<void>((resolve) => {
          audit.runAs({ type: 'user', id }, () => {
            pool.query('SELECT 1', () => {
              void audit.record({ action: 'report.read', resource: { type: 'report' } }).then(() => resolve());
            });
          });
        });
      await Promise.all([read('u-1'), read('u-2')]);
      await pool.end();
      expect(actors().sort()).to.deep.equal(['report.read user u-1', 'report.read user u-2']);
    });

    it('binds a callback of pg', async () => {
      const { audit, actors } = createTrail();
      const client = new pg.Client({ connectionString: shop.connectionString });
      await client.connect();
      const answered = new EventEmitter();
      audit.runAs({ type: 'user', id: 'u-1' }, () => {
        // #region callback
        client.query(
          'SELECT 1',
          audit.bind((error: Error | null) => {
            const outcome = error ? 'failure' : 'success';
            void audit.record({ action: 'report.read', outcome, resource: { type: 'report' } });
          }),
        );
        // #endregion
        client.query('SELECT 2', () => answered.emit('done'));
      });
      await once(answered, 'done');
      await audit.settled();
      await client.end();
      expect(actors()).to.deep.equal(['report.read user u-1']);
    });
  });

  it('counts events of nobody', async () => {
    const { audit, actors } = createTrail();
    const gauge = { value: 0, set: (value: number) => void (gauge.value = value) };
    await audit.record({ action: 'import.run', resource: { type: 'import' } });
    // #region counter
    gauge.set(audit.counters.unknownActors);
    // #endregion
    expect(gauge.value).to.equal(1);
    expect(actors()).to.deep.equal(['import.run unknown undefined']);
  });
});
