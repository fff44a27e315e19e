import autocannon from 'autocannon';

const connections = 50;

/** What a load on a server came to. */
export interface LoadResult {
  readonly requests: number;
  readonly requestsPerSecond: number;
}

/** Loads a server for a while; throws when it answers anything but 2xx. */
export async function load(url: string, durationMs: number): Promise<LoadResult> {
  const result = await autocannon({ url, connections, duration: durationMs / 1000, sampleInt: 50 });
  if (result.non2xx > 0 || result.errors > 0) throw new Error('The measured server failed to answer');
  const requests = result.requests.total;
  return { requests, requestsPerSecond: requests / result.duration };
}

/** Sends a number of requests, so that slow and fast servers are equally warm: their first thousands cost a multiple. */
export async function warmUp(url: string, requests: number): Promise<void> {
  await autocannon({ url, connections, amount: requests, sampleInt: 50 });
}
