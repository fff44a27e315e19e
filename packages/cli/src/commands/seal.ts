import type { SealingReport } from '@auditrail/postgres';
import { err, ok } from 'neverthrow';
import { defineCommand } from '../command-line/command.js';
import { printLines } from '../command-line/print-lines.js';
import { readWholeNumber } from '../command-line/read-whole-number.js';
import { describeFailure } from '../failure/describe-failure.js';
import { usage } from '../failure/failure.js';
import { withSealer } from '../log/with-sealer.js';

export const seal = defineCommand({
  name: 'seal',
  summary: 'Give events their places in the tree, and sign it',
  about: [
    'Seals what has been stored since, signs how far the tree has grown, and publishes that in the anchor: a file that those who keep the database cannot write. Nothing is signed that does not begin with what the anchor has last.',
    'With --watch it goes on until it is stopped. Any number may run; one at a time works. Give it a process, and a login, of its own.',
    "Connect as a member of the log's sealer or owner.",
  ],
  operands: [],
  options: {
    'key-file': { type: 'string', value: 'FILE', help: 'The private key, as `auditrail keygen` made it. Required' },
    anchor: { type: 'string', value: 'FILE', help: 'Where checkpoints are published. Required' },
    watch: { type: 'boolean', help: 'Go on until SIGINT or SIGTERM' },
    'interval-ms': { type: 'string', value: 'N', help: 'The pause of --watch when nothing is to be done (500)' },
  },
  examples: [
    ['auditrail seal --key-file sealer.key --anchor /mnt/anchor/checkpoints.jsonl', 'What is due'],
    ['auditrail seal --key-file sealer.key --anchor /mnt/anchor/checkpoints.jsonl --watch', 'For a service'],
  ],
  async run({ values, surroundings }) {
    const { 'key-file': keyFile, anchor, watch = false } = values;
    if (keyFile === undefined || anchor === undefined) return err(usage('seal needs --key-file and --anchor'));
    const intervalMs = readWholeNumber('interval-ms', values['interval-ms'] ?? '500');
    if (intervalMs.isErr()) return err(intervalMs.error);
    const tell = (report: SealingReport) => printLines(surroundings.stdout, describe(report));
    return withSealer(values, surroundings, { keyFile, anchor }, async (sealer) => {
      if (!watch) {
        const sealed = await sealer.seal();
        if (sealed.isErr()) return err(sealed.error);
        await tell(sealed.value);
        return ok(0 as const);
      }
      await sealer.watch({
        intervalMs: intervalMs.value,
        signal: surroundings.interruption,
        onSealed: (report) => void tell(report),
        onError: (error) => surroundings.stderr.write(describeFailure(error)),
      });
      return ok(0 as const);
    });
  },
});

function describe({ sealed, fromElsewhere, size, checkpoint }: SealingReport): readonly string[] {
  if (size === undefined) return ['another sealer is at work'];
  const signed = checkpoint === undefined ? '' : `, signed at ${String(checkpoint.size)}`;
  const strange = fromElsewhere === 0 ? [] : [`${String(fromElsewhere)} of them were restored or forged: look at them`];
  return [`sealed ${String(sealed)} events${signed}; the tree has ${String(size)}`, ...strange];
}
