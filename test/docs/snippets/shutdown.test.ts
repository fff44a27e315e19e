import { createAuditTrail } from '@auditrail/core';
import { PostgresAuditStore } from '@auditrail/postgres';
import { expect } from 'chai';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { openShop, type Shop } from './shop.js';

const program = fileURLToPath(new URL('./shutdown-application.js', import.meta.url));

describe('docs/guides/shutdown.md', () => {
  let shop: Shop;
  let application: ChildProcess;
  let url: string;

  beforeEach(async () => {
    shop = await openShop();
    const store = new PostgresAuditStore({ connectionString: shop.connectionString });
    (await store.migrate())._unsafeUnwrap();
    await store.close();
    application = fork(program, [shop.connectionString]);
    [url] = (await once(application, 'message')) as [string];
  });
  afterEach(async () => {
    application.kill('SIGKILL');
    await shop.close();
  });

  async function recordedActions(): Promise<readonly string[]> {
    const audit = createAuditTrail({ store: new PostgresAuditStore({ connectionString: shop.connectionString }) });
    const { events } = (await audit.query())._unsafeUnwrap();
    await audit.close();
    return events.map(({ action }) => action).reverse();
  }

  it('ends what is under way on SIGTERM, and loses no event', async () => {
    const exited = once(application, 'exit');
    const working = once(application, 'message');
    const answer = fetch(`${url}/slow`, { method: 'POST' });
    await working;
    application.kill('SIGTERM');
    expect((await answer).status).to.equal(201);
    expect(await exited).to.deep.equal([0, null]);
    expect(await recordedActions()).to.deep.equal(['invoice.create', 'invoice.send', 'http.request']);
  });

  it('has what was awaited before a SIGKILL', async () => {
    const exited = once(application, 'exit');
    expect((await fetch(`${url}/awaited`, { method: 'POST' })).status).to.equal(201);
    application.kill('SIGKILL');
    expect(await exited).to.deep.equal([null, 'SIGKILL']);
    expect((await recordedActions()).slice(0, 2)).to.deep.equal(['invoice.create', 'invoice.send']);
  });

  it('has neither the write nor its event when SIGKILL comes before', async () => {
    const exited = once(application, 'exit');
    const working = once(application, 'message');
    const answer = fetch(`${url}/slow`, { method: 'POST' }).catch(() => 'no answer');
    await working;
    application.kill('SIGKILL');
    await exited;
    expect(await answer).to.equal('no answer');
    expect(await recordedActions()).to.deep.equal([]);
    expect(await shop.Invoice.count()).to.equal(0);
  });

  it('has the attempt that a SIGKILL cut short, without an outcome', async () => {
    const exited = once(application, 'exit');
    const working = once(application, 'message');
    const answer = fetch(`${url}/never-ending`, { method: 'POST' }).catch(() => 'no answer');
    await working;
    application.kill('SIGKILL');
    await exited;
    expect(await answer).to.equal('no answer');
    expect(await recordedActions()).to.deep.equal(['report.make']);
  });
});
