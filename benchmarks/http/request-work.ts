import { setImmediate } from 'node:timers/promises';

/** What the application does for a request: ten awaits, half of them waiting for the event loop as input and output do. */
export async function doRequestWork(): Promise<string> {
  for (let step = 0; step < 5; step += 1) {
    await Promise.resolve();
    await setImmediate();
  }
  return 'ok';
}
