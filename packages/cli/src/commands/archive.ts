import { join } from 'node:path';
import { err, ok } from 'neverthrow';
import { defineCommand } from '../command-line/command.js';
import { printLines } from '../command-line/print-lines.js';
import { usage } from '../failure/failure.js';
import { withStore } from '../log/with-store.js';
import { createProgress } from '../output/create-progress.js';

export const archive = defineCommand({
  name: 'archive',
  summary: 'Write a month into files, and register that',
  about: [
    'Writes MONTH (YYYY-MM, UTC) into MONTH.jsonl, each event byte for byte, with MONTH.facts.jsonl and MONTH.manifest.json. Nothing is removed from the log. A later archive replaces an earlier one; a failure or Ctrl-C leaves it as it was.',
    "Connect as a member of both the log's reader and its maintainer, or of its owner.",
  ],
  operands: ['MONTH'],
  options: {
    directory: { type: 'string', value: 'DIR', help: 'Where the files go; made where it does not exist. Required' },
    progress: { type: 'boolean', help: 'Tell on stderr how far it is, also where that is no terminal' },
  },
  examples: [['auditrail archive 2019-01 --directory /srv/audit-archive', 'Archive January 2019']],
  async run({ values, operands: [month = ''], surroundings }) {
    const { directory } = values;
    if (directory === undefined) return err(usage('archive needs --directory'));
    const progress = createProgress(surroundings.stderr, values.progress === true);
    return withStore(values, surroundings, async (store) => {
      const archived = await store.archiveMonth(month, {
        directory,
        onProgress: (events) => progress.at(events),
        signal: surroundings.interruption,
      });
      if (archived.isErr()) return err(archived.error);
      progress.end();
      const { events, bodies } = archived.value;
      await printLines(surroundings.stdout, [`archived ${month}: ${events} events in ${join(directory, bodies.file)}`]);
      return ok(0);
    });
  },
});
