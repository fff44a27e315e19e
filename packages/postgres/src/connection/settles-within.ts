import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for work, no longer than a time; tells whether it settled. Leaves no timer behind. */
export async function settlesWithin(timeoutMs: number, work: Promise<unknown>): Promise<boolean> {
  const timer = new AbortController();
  const timedOut = sleep(timeoutMs, false, { signal: timer.signal }).catch(() => false);
  const settled = work.then(
    () => true,
    () => true,
  );
  return Promise.race([settled, timedOut]).finally(() => timer.abort());
}
