import { FileCheckpointAnchor, type SealingReport } from '@auditrail/postgres';
import { err, ok } from 'neverthrow';
import { defineCommand } from '../command-line/command.js';
import { printLines } from '../command-line/print-lines.js';
import { readOptionFile } from '../command-line/read-option-file.js';
import { usage } from '../failure/failure.js';
import { withSealer } from '../log/with-sealer.js';

export const recover = defineCommand({
  name: 'recover',
  summary: 'Go on under a new name, where nothing can be signed any more',
  about: [
    'After a backup was restored the log is not what the anchor says, and `auditrail seal` refuses to sign it; without the key nobody can. Find out first what has happened: this signs what is there now.',
    'The log goes on under the name of a new key, in a new anchor. Its tree begins with an event that names the last checkpoint of the old name and the reason; what was sealed follows in its order. Keep the old anchor: it shows until when the log was what it says. Run again, it goes on where it was cut off.',
    "Connect as a member of the log's owner. Stop its sealers before, and start them with the new key after.",
  ],
  operands: [],
  options: {
    'key-file': { type: 'string', value: 'FILE', help: 'The new private key, as `auditrail keygen` made it. Required' },
    anchor: { type: 'string', value: 'FILE', help: 'Where its checkpoints are published; a new file. Required' },
    'old-key-file': { type: 'string', value: 'FILE', help: 'The old public key. Required' },
    'old-anchor': { type: 'string', value: 'FILE', help: 'Where checkpoints were published until now. Required' },
    reason: { type: 'string', value: 'TEXT', help: 'Why, for those who read the log later. Required' },
  },
  examples: [
    [
      'auditrail recover --key-file new.key --anchor new.jsonl --old-key-file old.pub --old-anchor old.jsonl --reason INC-1234',
      'After a backup was restored',
    ],
  ],
  async run({ values, surroundings }) {
    const { 'key-file': keyFile, anchor, 'old-key-file': oldKeyFile, 'old-anchor': oldAnchor, reason } = values;
    if (keyFile === undefined || anchor === undefined || oldKeyFile === undefined || oldAnchor === undefined) {
      return err(usage('recover needs --key-file, --anchor, --old-key-file and --old-anchor'));
    }
    if (reason === undefined || reason.trim() === '') return err(usage('recover needs a --reason'));
    const oldKey = await readOptionFile('old-key-file', oldKeyFile);
    if (oldKey.isErr()) return err(oldKey.error);
    return withSealer(values, surroundings, { keyFile, anchor }, async (sealer) => {
      const report = await sealer.recover({
        verifierKey: oldKey.value.trim(),
        anchor: new FileCheckpointAnchor(oldAnchor),
        reason,
      });
      if (report.isErr()) return err(report.error);
      const { eventId, lastCheckpoint, sealed } = report.value;
      await printLines(surroundings.stdout, [
        `${lastCheckpoint.origin} was signed last at ${String(lastCheckpoint.size)}; event ${eventId} says so`,
        describe(sealed),
      ]);
      return ok(0);
    });
  },
});

function describe(sealed: SealingReport | undefined): string {
  if (sealed === undefined) return 'this login may not seal: run auditrail seal as the one that does';
  return sealed.checkpoint === undefined
    ? 'nothing more is to be signed'
    : `${sealed.checkpoint.origin} is signed at ${String(sealed.checkpoint.size)}`;
}
