import { err, ok } from 'neverthrow';
import { defineCommand } from '../command-line/command.js';
import { withStore } from '../log/with-store.js';

export const checkpoint = defineCommand({
  name: 'checkpoint',
  summary: 'Print the last signed checkpoint',
  about: [
    'A signed note (C2SP tlog-checkpoint): the name of the log, how many events it has, and the root of its tree. Whoever keeps it can show later that the log was changed. Exit status 1 when nothing has been signed yet.',
    "Connect as a member of the log's reader or owner.",
  ],
  operands: [],
  options: {},
  examples: [['auditrail checkpoint > "$(date +%F).checkpoint"', 'Keep what the log is today']],
  async run({ values, surroundings }) {
    return withStore(values, surroundings, async (store) => {
      const note = await store.latestCheckpoint();
      if (note.isErr()) return err(note.error);
      if (note.value === undefined) return ok(1);
      // As it is: a byte more, and its signature would not hold.
      surroundings.stdout.write(note.value);
      return ok(0);
    });
  },
});
