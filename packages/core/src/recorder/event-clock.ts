import { randomFillSync } from 'node:crypto';

/** An event's identity, fixed at the moment it is made. */
export interface EventMoment {
  readonly id: string;
  readonly occurredAt: string;
}

const randomPool = Buffer.allocUnsafe(4096);
let randomOffset = randomPool.length;

// Module state on purpose: ids and times rise within the process, whatever number of trails it has.
let lastMs = 0;
let lastText = '';
let counter = 0;

function takeRandom(bytes: number): number {
  if (randomOffset + bytes > randomPool.length) {
    randomFillSync(randomPool);
    randomOffset = 0;
  }
  randomOffset += bytes;
  return randomOffset - bytes;
}

/** Moves to the next instant: time never steps back, and a counter orders what one millisecond holds. */
function advance(): void {
  const nowMs = Date.now();
  counter += 1;
  if (nowMs > lastMs) lastMs = nowMs;
  else if (counter <= 0xfff) return;
  // A full counter borrows the next millisecond (RFC 9562 section 6.2: the timestamp may run ahead).
  else lastMs += 1;
  lastText = new Date(lastMs).toISOString();
  // Seeded with its top bit clear, so that at least 2,048 events fit (RFC 9562 section 6.2, method 1).
  counter = randomPool.readUInt16BE(takeRandom(2)) & 0x7ff;
}

/** Makes the identity of an event that happens now: a UUIDv7 and its time, both rising within the process. */
export function nextEventMoment(): EventMoment {
  advance();
  const start = takeRandom(8);
  const time = lastMs.toString(16).padStart(12, '0');
  const high = (0x7000 | counter).toString(16);
  const variant = (0x8000 | (randomPool.readUInt16BE(start) & 0x3fff)).toString(16);
  const node = randomPool.toString('hex', start + 2, start + 8);
  return { id: `${time.slice(0, 8)}-${time.slice(8)}-${high}-${variant}-${node}`, occurredAt: lastText };
}
