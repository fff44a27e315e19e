import { randomFillSync } from 'node:crypto';

/** An event's identity, fixed at the moment it is made. */
export interface EventMoment {
  readonly id: string;
  readonly occurredAt: string;
}

/** Makes the identity of an event that happens now. */
export type EventClock = () => EventMoment;

const poolBytes = 4096;

/** Makes a clock whose ids (UUIDv7) rise and whose times never fall, whatever the system's clock does. */
export function createEventClock(): EventClock {
  const pool = Buffer.allocUnsafe(poolBytes);
  let poolOffset = poolBytes;
  let lastMs = 0;
  let lastText = new Date(lastMs).toISOString();
  let counter = 0;

  function takeRandom(bytes: number): number {
    if (poolOffset + bytes > poolBytes) {
      randomFillSync(pool);
      poolOffset = 0;
    }
    poolOffset += bytes;
    return poolOffset - bytes;
  }

  function advance(): void {
    const nowMs = Date.now();
    counter += 1;
    if (nowMs > lastMs) lastMs = nowMs;
    else if (counter <= 0xfff) return;
    // A full counter borrows the next millisecond (RFC 9562 section 6.2: the timestamp may run ahead).
    else lastMs += 1;
    lastText = new Date(lastMs).toISOString();
    // Seeded with its top bit clear, so that at least 2,048 events fit (RFC 9562 section 6.2, method 1).
    counter = pool.readUInt16BE(takeRandom(2)) & 0x7ff;
  }

  return () => {
    advance();
    const start = takeRandom(8);
    const time = lastMs.toString(16).padStart(12, '0');
    const high = (0x7000 | counter).toString(16);
    const variant = (0x8000 | (pool.readUInt16BE(start) & 0x3fff)).toString(16);
    const node = pool.toString('hex', start + 2, start + 8);
    return { id: `${time.slice(0, 8)}-${time.slice(8)}-${high}-${variant}-${node}`, occurredAt: lastText };
  };
}

let processClock: EventClock | undefined;

/** The next moment of the process's clock: ids and times rise over all its trails. */
export function nextEventMoment(): EventMoment {
  processClock ??= createEventClock();
  return processClock();
}
