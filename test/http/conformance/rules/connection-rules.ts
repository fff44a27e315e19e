import { expect } from 'chai';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { postRequest } from '../post-request.js';
import type { Rule } from '../rule.js';
import { signedInActor } from '../sign-in.js';

async function readUntil(socket: Socket, text: string): Promise<void> {
  let read = '';
  while (!read.includes(text)) read += String((await once(socket, 'data'))[0]);
}

export const connectionRules: readonly Rule[] = [
  {
    id: 'connection.left-before-headers',
    title: 'a client that leaves before the headers is a failure without a status',
    async check({ start }) {
      const { open, events } = await start();
      const socket = await open(postRequest('/hang'));
      await delay(30);
      socket.destroy();
      const [event] = await events(1);
      expect(event).to.nested.include({ outcome: 'failure', 'resource.id': 'POST /hang' });
      expect(event?.metadata).to.deep.include({ aborted: true }).and.not.have.property('status');
    },
  },
  {
    id: 'connection.left-within-body',
    title: 'a client that leaves within a streamed body: the status stands, marked as aborted',
    async check({ start }) {
      const { open, events } = await start();
      const socket = await open(postRequest('/endless'));
      await readUntil(socket, 'begun');
      socket.destroy();
      const [event] = await events(1);
      expect(event?.outcome).to.equal('success');
      expect(event?.metadata).to.deep.include({ status: 200, aborted: true });
    },
  },
  {
    id: 'connection.streamed',
    title: 'bodies stream both ways',
    async check({ start }) {
      const { send, events } = await start();
      const body = Readable.toWeb(Readable.from(Array.from({ length: 50 }, () => Buffer.alloc(4_096, 'x'))));
      const response = await send('/echo', { body, duplex: 'half' });
      expect(await response.text()).to.have.lengthOf(50 * 4_096);
      expect((await events(1))[0]?.metadata)
        .to.deep.include({ status: 200 })
        .and.not.have.property('aborted');
    },
  },
  {
    id: 'connection.kept-alive',
    title: 'the requests of a connection that is kept alive are recorded one by one',
    async check({ start }) {
      const { open, events } = await start({ options: { actor: signedInActor } });
      const socket = await open(postRequest('/items/1', { 'X-User': 'u-1' }));
      await readUntil(socket, 'done');
      socket.write(postRequest('/items/2'));
      await readUntil(socket, 'done');
      const recorded = await events(2);
      expect(recorded.map(({ actor }) => actor.id ?? actor.type)).to.deep.equal(['u-1', 'anonymous']);
      expect(new Set(recorded.map(({ request }) => request?.id))).to.have.property('size', 2);
      for (const { metadata } of recorded) expect(metadata).not.to.have.property('aborted');
    },
  },
  {
    id: 'connection.pipelined',
    title: 'pipelined requests are recorded one by one, as themselves',
    async check({ start }) {
      const { open, events } = await start({ options: { actor: signedInActor } });
      const users = ['u-1', 'u-2', 'u-3', 'u-4'];
      await open(users.map((user) => postRequest('/items/1', { 'X-User': user, 'X-Request-ID': user })).join(''));
      const recorded = await events(users.length);
      expect(recorded.map(({ actor }) => actor.id)).to.have.members(users);
      for (const { actor, request } of recorded) expect(request?.externalId).to.equal(actor.id);
    },
  },
  {
    id: 'connection.pipelined-left',
    title: 'a client that leaves while a pipelined response waits for its turn leaves an event for each',
    async check({ start }) {
      const { open, events } = await start();
      const socket = await open(postRequest('/hang') + postRequest('/items/1'));
      await delay(30);
      socket.destroy();
      for (const { metadata } of await events(2)) expect(metadata).to.deep.include({ aborted: true });
    },
  },
  {
    id: 'connection.upgraded',
    title: 'an upgrade passes by unharmed and finds no context left behind',
    async check({ start }) {
      const { open, server, audit, events } = await start({ options: { actor: signedInActor } });
      server.on('upgrade', (_message, socket) => {
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n');
        socket.on('data', (chunk) => {
          void audit.record({ action: 'socket.message', resource: { type: 'socket' } });
          socket.write(chunk);
        });
      });
      const socket = await open(postRequest('/items/1', { 'X-User': 'u-1' }));
      await readUntil(socket, 'done');
      socket.write(postRequest('/socket', { Connection: 'Upgrade', Upgrade: 'echo' }));
      await readUntil(socket, '101 Switching Protocols');
      socket.write('hello');
      await readUntil(socket, 'hello');
      const [request, message] = await events(2);
      expect(request?.action).to.equal('http.request');
      expect(message).to.deep.include({ action: 'socket.message', actor: { type: 'unknown' } });
      expect(message).not.to.have.property('request');
    },
  },
];
