import { performance } from 'node:perf_hooks';
import pg from 'pg';
import { spreadOf } from '../measure/spread.js';

const counted = 200;
const warmUp = 50;

/** The median time of an empty query, which is one round trip. */
export async function measureRoundTripMs(config: pg.ClientConfig): Promise<number> {
  const client = new pg.Client({ ...config, database: 'postgres' });
  await client.connect();
  const times: number[] = [];
  for (let sent = 0; sent < warmUp + counted; sent += 1) {
    const start = performance.now();
    await client.query('');
    times.push(performance.now() - start);
  }
  await client.end();
  return spreadOf(times.slice(warmUp)).median;
}
