import type { JsonValue } from '@auditrail/core';
import { FileCheckpointAnchor, type VerificationReport } from '@auditrail/postgres';
import { err, ok } from 'neverthrow';
import { defineCommand } from '../command-line/command.js';
import { printLines } from '../command-line/print-lines.js';
import { readOptionFile } from '../command-line/read-option-file.js';
import { jsonLine } from '../encoding/json-line.js';
import { usage } from '../failure/failure.js';
import { withStore } from '../log/with-store.js';
import { createProgress } from '../output/create-progress.js';

export const verify = defineCommand({
  name: 'verify',
  summary: 'Compare the log with what was sealed and signed',
  about: [
    'Reads every event, its leaf in the tree, and compares the tree with each signed checkpoint. Says which positions do not hold, and how: missing, altered, reordered, forked, rolled back. Exit status 1 when anything does not.',
    'Without --anchor only the database itself is asked what was signed, and who can write it could have changed that as well. With --from only what came since that checkpoint is read: the last line says what was not.',
    "Connect as a member of the log's reader or owner.",
  ],
  operands: [],
  options: {
    'key-file': { type: 'string', value: 'FILE', help: 'The public key, as `auditrail keygen` printed it. Required' },
    anchor: { type: 'string', value: 'FILE', help: 'Where `auditrail seal` publishes checkpoints' },
    from: {
      type: 'string',
      value: 'FILE',
      help: 'A checkpoint, as `auditrail checkpoint` prints it, that held before',
    },
    json: { type: 'boolean', help: 'Print the report as one JSON object' },
    progress: { type: 'boolean', help: 'Tell on stderr how far it is, also where that is no terminal' },
  },
  examples: [
    ['auditrail verify --key-file sealer.pub --anchor /mnt/anchor/checkpoints.jsonl', 'The whole log'],
    ['auditrail verify --key-file sealer.pub --from yesterday.checkpoint', 'What came since yesterday'],
  ],
  async run({ values, surroundings }) {
    const { 'key-file': keyFile, anchor, from: fromFile } = values;
    if (keyFile === undefined) return err(usage('verify needs --key-file'));
    const key = await readOptionFile('key-file', keyFile);
    if (key.isErr()) return err(key.error);
    const anchored = anchor === undefined ? ok(undefined) : await new FileCheckpointAnchor(anchor).all();
    if (anchored.isErr()) return err(anchored.error);
    const from = fromFile === undefined ? ok(undefined) : await readOptionFile('from', fromFile);
    if (from.isErr()) return err(from.error);
    const progress = createProgress(surroundings.stderr, values.progress === true);
    return withStore(values, surroundings, async (store) => {
      const report = await store.verify({
        origin: key.value.split('+')[0] ?? '',
        keys: [key.value.trim()],
        anchored: anchored.value,
        from: from.value,
        onProgress: (position) => progress.at(position),
      });
      if (report.isErr()) return err(report.error);
      progress.end();
      const lines =
        values.json === true
          ? [jsonLine(report.value as unknown as JsonValue)]
          : describe(report.value, anchor !== undefined);
      await printLines(surroundings.stdout, lines);
      return ok(report.value.holds ? 0 : 1);
    });
  },
});

function describe(report: VerificationReport, isAnchored: boolean): readonly string[] {
  const count = (number: number) => number.toLocaleString('en');
  const more = report.problemCount - report.problems.length;
  return [
    ...report.problems.map(({ kind, position, id, detail }) =>
      [kind, position === undefined ? '' : `position ${String(position)}`, id ?? '', detail]
        .filter((part) => part !== '')
        .join('  '),
    ),
    ...(more > 0 ? [`and ${count(more)} more`] : []),
    `${report.holds ? 'holds' : 'does not hold'}: ${count(report.verified)} of ${count(report.size)} events read, ${count(report.problemCount)} problems`,
    ...(report.archived > 0
      ? [`${count(report.archived)} are in archives: their leaves hold, they were not read`]
      : []),
    ...(report.pending > 0 ? [`${count(report.pending)} are not sealed yet`] : []),
    ...(report.verifiedFrom > 0 ? [`not read again: the first ${count(report.verifiedFrom)}`] : []),
    ...(isAnchored
      ? []
      : ['compared with no anchor: who writes the database could have signed it anew, had they the key']),
  ];
}
