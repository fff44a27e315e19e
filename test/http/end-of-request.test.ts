import { expect } from 'chai';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { startAuditedServer } from './audited-server.js';
import type { RunningServer } from './running-server.js';

const post = (path: string, headers = '') =>
  `POST ${path} HTTP/1.1\r\nHost: test\r\nContent-Length: 0\r\n${headers}\r\n`;

describe('the end of a request', () => {
  let server: RunningServer | undefined;
  const start = async (...args: Parameters<typeof startAuditedServer>) => (server = await startAuditedServer(...args));
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  it('is the client leaving before the headers: a failure without a status', async () => {
    const { open, events } = await start(() => undefined);
    const socket = await open(post('/'));
    await delay(20);
    socket.destroy();
    const [event] = await events(1);
    expect(event?.outcome).to.equal('failure');
    expect(event?.metadata).to.deep.include({ aborted: true }).and.not.have.property('status');
  });

  it('is the client leaving within the body: its status stands, marked as aborted', async () => {
    const { open, events } = await start((_, response) => void response.writeHead(200).write('begun'));
    const socket = await open(post('/'));
    await once(socket, 'data');
    socket.destroy();
    const [event] = await events(1);
    expect(event?.outcome).to.equal('success');
    expect(event?.metadata).to.deep.include({ aborted: true, status: 200 });
  });

  it('is the client leaving while a pipelined response waits for its turn', async () => {
    const { open, events } = await start((message, response) => {
      if (message.url === '/served') response.end();
    });
    const socket = await open(post('/slow') + post('/served') + post('/served'));
    await delay(30);
    socket.destroy();
    const outcomes = (await events(3)).map(({ metadata }) => metadata);
    for (const metadata of outcomes) expect(metadata).to.deep.include({ aborted: true });
  });

  it('may have come before the audit: middleware ahead has answered', async () => {
    const { url, events } = await start(() => undefined, {
      ahead: async (_, response) => once(response.end(), 'close'),
    });
    await fetch(url, { method: 'POST' });
    const [event] = await events(1);
    expect(event?.metadata).to.deep.include({ status: 200 }).and.not.have.property('aborted');
  });

  it('may have come before the audit: the client left while middleware ahead waited', async () => {
    const { open, events } = await start((_, response) => response.end(), { ahead: () => delay(60) });
    const socket = await open(post('/'));
    await delay(20);
    socket.destroy();
    expect((await events(1))[0]?.metadata).to.deep.include({ aborted: true });
  });

  it('comes once for every request of a connection that is kept alive or pipelined', async () => {
    const { open, events } = await start((message, response) => {
      setTimeout(() => response.end(message.url), message.url === '/1' ? 30 : 0);
    });
    const socket = await open(
      post('/1', 'X-Request-ID: 1\r\n') + post('/2', 'X-Request-ID: 2\r\n') + post('/3', 'X-Request-ID: 3\r\n'),
    );
    const found = await events(3);
    socket.write(post('/4', 'X-Request-ID: 4\r\n'));
    const all = await events(4);
    socket.destroy();
    expect(found.map(({ request }) => request?.externalId)).to.have.members(['1', '2', '3']);
    expect(new Set(all.map(({ request }) => request?.id))).to.have.property('size', 4);
    for (const { metadata } of all) expect(metadata).not.to.have.property('aborted');
  });

  it('warns of no leak however many requests are pipelined', async () => {
    const warnings: Error[] = [];
    const listen = (warning: Error) => warnings.push(warning);
    process.on('warning', listen);
    const { open, events } = await start((_, response) => setTimeout(() => response.end(), 5));
    const socket = await open(post('/').repeat(40));
    await events(40);
    socket.destroy();
    process.off('warning', listen);
    expect(warnings).to.deep.equal([]);
  });
});
