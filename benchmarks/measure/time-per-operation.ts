import { performance } from 'node:perf_hooks';
import type { Variant } from './variant.js';

export const msPerOperation = 'ms per operation';

/** Something that is done a number of times in a row. */
export interface Operation {
  readonly name: string;
  readonly times: number;
  /** Is not counted. */
  readonly prepare?: () => Promise<void>;
  readonly run: () => Promise<unknown>;
}

/** A variant whose figure is the time of one operation, each begun when the one before it has ended. */
export function timePerOperation({ name, times, prepare, run }: Operation): Variant<typeof msPerOperation> {
  return {
    name,
    measure: async () => {
      await prepare?.();
      const start = performance.now();
      for (let done = 0; done < times; done += 1) await run();
      return { [msPerOperation]: (performance.now() - start) / times };
    },
  };
}
