/** The most that one statement carries. */
export const batchLimits = { events: 500, bytes: 1_000_000 } as const;

/** The most that one caller may ask to be stored together: a string, and PostgreSQL's json, hold a few times as much. */
export const callLimitBytes = 100_000_000;

/** How much a batch holds. */
export interface BatchSize {
  readonly events: number;
  readonly bytes: number;
}

/** The size of bodies in UTF-8. */
export function sizeOf(bodies: readonly string[]): BatchSize {
  return { events: bodies.length, bytes: bodies.reduce((bytes, body) => bytes + Buffer.byteLength(body), 0) };
}

/** How many of the first sizes fit into one statement together: at least one, however large. */
export function countFitting(sizes: readonly BatchSize[]): number {
  let events = 0;
  let bytes = 0;
  const first = sizes.findIndex((size, index) => {
    events += size.events;
    bytes += size.bytes;
    return index > 0 && (events > batchLimits.events || bytes > batchLimits.bytes);
  });
  return first === -1 ? sizes.length : first;
}

/** Cuts bodies into batches within the limits; a body above them is a batch of its own. */
export function cutIntoBatches(bodies: readonly string[]): readonly (readonly string[])[] {
  const batches: (readonly string[])[] = [];
  for (let start = 0; start < bodies.length;) {
    const ahead = bodies.slice(start, start + batchLimits.events);
    const count = countFitting(ahead.map((body) => sizeOf([body])));
    batches.push(ahead.slice(0, count));
    start += count;
  }
  return batches;
}
