import type pg from 'pg';
import type { Variant } from '../measure/variant.js';
import type { Subject } from './subject.js';

/** A variant that tells, once it was measured so often, how many changes its log table gained the last time. */
export interface CountingVariant<Figure extends string> extends Variant<Figure> {
  readonly recorded: () => number | undefined;
}

/** Counts only in the last round, outside of the time that is measured: a log of many rounds takes long to count. */
export function countInLastRound<Figure extends string>(
  { name, measure }: Variant<Figure>,
  { logTable }: Subject,
  admin: pg.Client,
  rounds: number,
): CountingVariant<Figure> {
  let recorded: number | undefined;
  let round = 0;
  return {
    name,
    recorded: () => recorded,
    measure: async () => {
      round += 1;
      if (round < rounds || logTable === undefined) return measure();
      const before = await countRows(admin, logTable);
      const sample = await measure();
      recorded = (await countRows(admin, logTable)) - before;
      return sample;
    },
  };
}

/** How many changes each variant with a log has recorded, as a note. */
export function noteRecorded(variants: readonly CountingVariant<string>[]): string {
  const counts = variants.flatMap(({ name, recorded }) => {
    const count = recorded();
    return count === undefined ? [] : [`${name} ${count}`];
  });
  return `Changes in the log after one round: ${counts.join(', ')}.`;
}

async function countRows(admin: pg.Client, table: string): Promise<number> {
  const { rows } = await admin.query<{ count: number }>(`SELECT count(*)::integer AS count FROM ${table}`);
  return rows[0]?.count ?? NaN;
}
