import { err, ok } from 'neverthrow';
import { defineCommand } from '../command-line/command.js';
import { printLines } from '../command-line/print-lines.js';
import { usage } from '../failure/failure.js';
import { withStore } from '../log/with-store.js';

export const drop = defineCommand({
  name: 'drop',
  summary: 'Drop an archived month, for ever',
  about: [
    'Removes MONTH (YYYY-MM, UTC) from the log. Refused unless it ended more than 31 days ago, is not younger than the minimum retention, and is archived exactly as it is. Counts and digests stay, and the drop is an event of the log.',
    "Connect as a member of the log's maintainer or owner.",
  ],
  operands: ['MONTH'],
  options: { yes: { type: 'boolean', help: 'Confirm that the month shall go. Required' } },
  examples: [['auditrail drop 2019-01 --yes', 'Drop January 2019']],
  async run({ values, operands: [month = ''], surroundings }) {
    if (values.yes !== true) return err(usage('A dropped month does not come back: confirm with --yes'));
    return withStore(values, surroundings, async (store) => {
      const dropped = await store.dropMonth(month);
      if (dropped.isErr()) return err(dropped.error);
      await printLines(surroundings.stdout, [`dropped ${month}: ${dropped.value.events} events`]);
      return ok(0);
    });
  },
});
