import { AuditError } from '@auditrail/core';
import { expect } from 'chai';
import { errAsync, ResultAsync } from 'neverthrow';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Rule } from '../rule.js';

export const recordingRules: readonly Rule[] = [
  {
    id: 'recording.once',
    title: 'a request leaves one event, which says how it was served',
    async check({ start }) {
      const { send, events } = await start({ options: { tenant: () => 'acme', session: () => 'abc' } });
      expect(await (await send('/items/1?page=2')).text()).to.equal('done');
      const [event] = await events(1);
      expect(event).to.deep.include({
        action: 'http.request',
        outcome: 'success',
        source: 'http',
        tenant: 'acme',
        resource: { type: 'route', id: 'POST /items/:id' },
      });
      expect(event?.metadata)
        .to.have.all.keys('status', 'durationMs', 'query')
        .and.deep.include({ status: 201, query: { page: '2' } });
      expect(event?.request).to.include({
        method: 'POST',
        sessionDigest: 'ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0',
      });
    },
  },
  {
    id: 'recording.mounted-twice',
    title:
      'a middleware that is mounted again records nothing more, keeps the first options and brings the context back',
    async check({ start }) {
      const { send, events } = await start({ options: { actor: () => ({ type: 'user', id: 'first' }) } });
      await send('/again/1/x');
      const recorded = (await events(2)).map(({ action, actor, request }) => [action, actor.id, request?.route]);
      expect(recorded).to.deep.equal([
        ['note', 'first', '/again/:a/x'],
        ['http.request', 'first', '/again/:a/x'],
      ]);
    },
  },
  {
    id: 'recording.skip',
    title: 'a skipped path leaves no event of its own, but its request has a context',
    async check({ start }) {
      const { send, events } = await start({ options: { skip: ['/items/1', '/again/*'] } });
      await send('/items/1?a=b');
      await send('/again/1/x');
      const [note] = await events(1);
      expect(note).to.nested.include({ action: 'note', 'request.method': 'POST' });
    },
  },
  {
    id: 'recording.methods',
    title: 'the mutating methods are recorded unless others are asked for',
    async check({ start }) {
      const recorded = async (methods?: readonly string[]) => {
        const { send, store } = await start({ options: { methods } });
        for (const method of ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']) {
          await (await send('/items/1', { method })).text();
        }
        await delay(20);
        return store.events.map(({ resource }) => resource.id);
      };
      expect(await recorded()).to.deep.equal(
        ['POST', 'PUT', 'PATCH', 'DELETE'].map((method) => `${method} /items/:id`),
      );
      expect(await recorded(['get'])).to.deep.equal(['GET /items/:id']);
    },
  },
  {
    id: 'recording.head',
    title: 'a HEAD is recorded when it is asked for',
    async check({ start }) {
      const { send, events } = await start({ options: { methods: ['HEAD'] } });
      expect(await (await send('/items/1', { method: 'HEAD' })).text()).to.equal('');
      expect((await events(1))[0]).to.nested.include({ 'resource.id': 'HEAD /items/:id', 'metadata.status': 201 });
    },
  },
  {
    id: 'recording.denied',
    title: 'a request that is denied is recorded, whatever its method',
    async check({ start }) {
      const { send, events } = await start();
      await send('/items/1', { method: 'GET' });
      await send('/items/1', { method: 'GET', headers: { 'x-user': 'nobody' } });
      expect((await events(1))[0]).to.nested.include({ outcome: 'denied', 'metadata.status': 401 });
    },
  },
  {
    id: 'recording.secrets',
    title: 'no secret of the path, the query or the headers is stored, however the request ends',
    async check({ start }) {
      const { send, events, failures } = await start({ options: { methods: ['GET', 'POST'] } });
      const paths = ['/reset/SECRET/confirm', '/reset/SECRET/x/SECRET/fail', '/reset/SECRET/x/1/deny', '/SECRET'];
      const headers = { authorization: 'Bearer SECRET', cookie: 'session=SECRET' };
      for (const method of ['GET', 'POST']) {
        for (const path of paths) await send(`${path}?token=SECRET&page=2`, { method, headers });
      }
      const stored = await events(2 * paths.length);
      expect(JSON.stringify([stored, failures])).not.to.include('SECRET');
      for (const { metadata } of stored) expect(metadata).to.have.nested.property('query.page', '2');
    },
  },
  {
    id: 'recording.headers',
    title: 'the headers that are chosen are recorded, cleaned, and those with secrets are not',
    async check({ start }) {
      const { open, events } = await start({
        options: { headers: ['Accept-Language', 'referer', 'x-note', 'authorization', 'x-absent'] },
      });
      const lines = [
        'POST /items/1 HTTP/1.1',
        'Host: test',
        'Content-Length: 0',
        'Connection: close',
        'Accept-Language: de',
        'Accept-Language: en',
        'Referer: http://x.org/?token=SECRET&page=2',
        'X-Note: a\tb',
        'Authorization: Bearer SECRET',
        'X-Other: not chosen',
      ];
      const socket = await open(`${lines.join('\r\n')}\r\n\r\n`);
      socket.resume();
      await once(socket, 'close');
      const [event] = await events(1);
      expect(event?.metadata).to.deep.nested.include({
        headers: { 'accept-language': 'de, en', referer: 'http://x.org/?token=***&page=2', 'x-note': 'ab' },
      });
      expect(event?.redactions).to.deep.equal({
        '/metadata/headers/referer': 'named-value',
        '/metadata/headers/authorization': 'drop',
      });
    },
  },
  {
    id: 'recording.store-fails',
    title: 'a store that fails leaves the response alone, and the application hears of it',
    async check({ start }) {
      const fail = () => errAsync(new AuditError('STORE_UNAVAILABLE', 'down'));
      const { send, failures } = await start({ store: { append: fail, query: fail, close: fail } });
      const response = await send('/items/1');
      expect([response.status, await response.text()]).to.deep.equal([201, 'done']);
      await delay(20);
      expect(failures.map(({ code }) => code)).to.deep.equal(['STORE_UNAVAILABLE']);
    },
  },
  {
    id: 'recording.store-hangs',
    title: 'a store that never answers does not hold the response back',
    async check({ start }) {
      const hang = () => new ResultAsync<never, AuditError>(new Promise(() => undefined));
      const { send } = await start({ store: { append: hang, query: hang, close: hang } });
      const response = await send('/items/1', { signal: AbortSignal.timeout(1_000) });
      expect([response.status, await response.text()]).to.deep.equal([201, 'done']);
    },
  },
];
