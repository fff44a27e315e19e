import type { Retention } from '@auditrail/postgres';
import { err, ok, type Result } from 'neverthrow';
import { readWholeNumber } from '../command-line/read-whole-number.js';
import { defineCommand } from '../command-line/command.js';
import { printLines } from '../command-line/print-lines.js';
import type { Failure } from '../failure/failure.js';
import { withStore } from '../log/with-store.js';

export const retention = defineCommand({
  name: 'retention',
  summary: 'Show or set how long months are kept',
  about: [
    "Without options it shows the bounds, in months after a month's end; with one of them it sets that one. Months younger than the minimum cannot be dropped; `auditrail maintain` names those that are older than the maximum. Setting a bound is an event of the log.",
    "Connect as a member of the log's maintainer or owner.",
  ],
  operands: [],
  options: {
    'minimum-months': { type: 'string', value: 'N', help: '0 to 1200, or none' },
    'maximum-months': { type: 'string', value: 'N', help: '1 to 1200, or none; not below the minimum' },
  },
  examples: [
    ['auditrail retention', 'Show the bounds'],
    ['auditrail retention --minimum-months 24 --maximum-months 84', 'Two years at least, seven at most'],
    ['auditrail retention --maximum-months none', 'Keep everything'],
  ],
  async run({ values, surroundings }) {
    const minimum = readMonths('minimum-months', values['minimum-months']);
    const maximum = readMonths('maximum-months', values['maximum-months']);
    if (minimum.isErr()) return err(minimum.error);
    if (maximum.isErr()) return err(maximum.error);
    return withStore(values, surroundings, async (store) => {
      const present = await store.retention();
      if (present.isErr()) return err(present.error);
      const wanted: Retention = { ...present.value, ...minimum.value, ...maximum.value };
      if (values['minimum-months'] !== undefined || values['maximum-months'] !== undefined) {
        const set = await store.setRetention(wanted);
        if (set.isErr()) return err(set.error);
      }
      await printLines(surroundings.stdout, [
        `minimum: ${describe(wanted.minimumMonths)}`,
        `maximum: ${describe(wanted.maximumMonths)}`,
      ]);
      return ok(0);
    });
  },
});

/** The bound that an option sets, as a part of the retention; nothing where it is left out. */
function readMonths(
  option: 'minimum-months' | 'maximum-months',
  value: string | undefined,
): Result<Partial<Retention>, Failure> {
  const name = option === 'minimum-months' ? 'minimumMonths' : 'maximumMonths';
  if (value === undefined) return ok({});
  if (value === 'none') return ok({ [name]: null });
  return readWholeNumber(option, value).map((months) => ({ [name]: months }));
}

function describe(months: number | null): string {
  return months === null ? 'none' : `${months} months`;
}
