import type { MaintenanceReport } from '@auditrail/postgres';
import { err, ok } from 'neverthrow';
import { readWholeNumber } from '../command-line/read-whole-number.js';
import { defineCommand } from '../command-line/command.js';
import { printLines } from '../command-line/print-lines.js';
import { withStore } from '../log/with-store.js';

export const maintain = defineCommand({
  name: 'maintain',
  summary: 'Make the partitions of the coming months',
  about: [
    'Run it every day, from cron: it prints nothing when nothing was to be done. Events that found no partition get one of their month. Months that are older than the maximum retention are named, not dropped.',
    'Exit status 1 also when a table holds events that the log does not: somebody has changed something, so keep it, and look.',
    "Writers wait 100 ms at most, and never fail. Connect as a member of the log's maintainer or owner.",
  ],
  operands: [],
  options: {
    'months-ahead': { type: 'string', value: 'N', help: 'How many coming months have partitions, 1 to 120 (12)' },
  },
  examples: [
    ['auditrail maintain', 'What is due'],
    ['10 3 * * *  auditrail maintain', 'The same in a crontab, every night'],
  ],
  async run({ values, surroundings }) {
    const monthsAhead = readWholeNumber('months-ahead', values['months-ahead'] ?? '12');
    if (monthsAhead.isErr()) return err(monthsAhead.error);
    return withStore(values, surroundings, async (store) => {
      const maintained = await store.maintain({ monthsAhead: monthsAhead.value });
      if (maintained.isErr()) return err(maintained.error);
      const lines = describe(maintained.value);
      await printLines(surroundings.stdout, lines);
      return ok(maintained.value.unverified.length > 0 ? 1 : 0);
    });
  },
});

function describe({ partitions, adopted, expired, unverified }: MaintenanceReport): readonly string[] {
  const lines: readonly (readonly [string, readonly string[]])[] = [
    ['partitions made', partitions],
    ['filled from the default partition', adopted],
    ['older than the maximum retention', expired],
    ['holds events that the log does not', unverified],
  ];
  return lines.flatMap(([what, names]) => (names.length === 0 ? [] : [`${what}: ${names.join(', ')}`]));
}
