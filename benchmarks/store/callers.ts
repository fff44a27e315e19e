import { performance } from 'node:perf_hooks';

export const eventsPerSecond = 'events/s';

/** Lets a number of callers work at once, each beginning anew when its work is done, and counts what gets done. */
export async function measureCallers(
  callers: number,
  durationMs: number,
  eventsPerCall: number,
  call: () => Promise<unknown>,
): Promise<Readonly<Record<typeof eventsPerSecond, number>>> {
  const start = performance.now();
  let calls = 0;
  const caller = async (): Promise<void> => {
    while (performance.now() - start < durationMs) {
      await call();
      calls += 1;
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return { [eventsPerSecond]: (calls * eventsPerCall * 1000) / (performance.now() - start) };
}
