import { err, ok } from 'neverthrow';
import { defineCommand } from '../command-line/command.js';
import { printLines } from '../command-line/print-lines.js';
import { usage } from '../failure/failure.js';
import { withStore } from '../log/with-store.js';
import { createProgress } from '../output/create-progress.js';

export const tiles = defineCommand({
  name: 'tiles',
  summary: 'Write the sealed log as tiles, for others to check',
  about: [
    'C2SP tlog-tiles: the entries of the tree, its hashes in files of 256, and the last checkpoint, ready to be served as they are. An entry has digests of an event, no body. Tools for transparency logs read them, and `auditrail verify --tiles` without the database.',
    'Run again, only what is new is written. A directory that has another log, or more of this one, is refused. Exit status 1 when nothing has been signed yet.',
    "Connect as a member of the log's reader or owner.",
  ],
  operands: [],
  options: {
    directory: { type: 'string', value: 'DIR', help: 'Where the files go; made where it does not exist. Required' },
    progress: { type: 'boolean', help: 'Tell on stderr how far it is, also where that is no terminal' },
  },
  examples: [['auditrail tiles --directory /srv/tiles', 'Publish the log']],
  async run({ values, surroundings }) {
    const { directory } = values;
    if (directory === undefined) return err(usage('tiles needs --directory'));
    const progress = createProgress(surroundings.stderr, values.progress === true);
    return withStore(values, surroundings, async (store) => {
      const written = await store.exportTiles({ directory, onProgress: (position) => progress.at(position) });
      if (written.isErr()) return err(written.error);
      progress.end();
      const { origin, size } = written.value;
      await printLines(surroundings.stdout, [`${directory} has ${origin} as it was signed at ${String(size)}`]);
      return ok(0);
    });
  },
});
