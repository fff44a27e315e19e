import type { AuditTrail } from '@auditrail/core';
import { setTimeout as delay } from 'node:timers/promises';

/** Crosses what asynchronous code is made of, and records `wander` about `n` on the way. */
export async function wander(audit: AuditTrail, n: string): Promise<void> {
  const note = () => void audit.record({ action: 'wander', resource: { type: 'item', id: n } });
  note();
  await delay(Math.random() * 20);
  note();
  await new Promise((resolve) => setImmediate(() => process.nextTick(resolve)));
  await Promise.resolve();
  note();
}

/** How many events `wander` records. */
export const wanderEvents = 3;

/** A body that is made while it is sent. */
export async function* streamedBody(audit: AuditTrail): AsyncGenerator<string> {
  for (const part of ['1 ', '2 ', '3 ']) {
    yield part;
    await delay(1);
  }
  void audit.record({ action: 'streamed', resource: { type: 'item' } });
}
